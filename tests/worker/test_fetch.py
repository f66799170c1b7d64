"""Fetching Keras' data: official arrays in, prepared files out."""

import gzip
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.data.keras_files import KerasFiles
from autograder.data.layout import LAYOUTS
from autograder.data.official import OFFICIAL
from autograder.data.pools import Ragged
from autograder.errors import DataUnavailable
from autograder.worker.fetch import main, official_parts


def _module(**arguments: object) -> SimpleNamespace:
    """A text data set whose `load_data` insists on its arguments."""

    def load_data(**given: object) -> object:
        assert given == arguments
        objects = np.array([[5, 6], [7]], object)
        return (objects, np.array([0, 1])), (objects[:1], np.array([1]))

    return SimpleNamespace(load_data=load_data)


def test_imdb_keeps_its_parts() -> None:
    """Reviews are loaded with the layout's vocabulary and stay as Keras gives them."""
    parts = official_parts(LAYOUTS["imdb"], SimpleNamespace(imdb=_module(num_words=500)))
    assert (len(parts["train"]), len(parts["test"])) == (2, 1)
    assert isinstance(parts["train"].x, Ragged)
    assert parts["train"].x.tokens.tolist() == [5, 6, 7]


def test_reuters_is_loaded_as_ranks_and_marked() -> None:
    """All words are kept, training and test wires joined, and the marks are put in afterwards."""
    module = _module(num_words=1_000_000, start_char=None, index_from=0)
    rows = official_parts(LAYOUTS["reuters"], SimpleNamespace(reuters=module))["all"]
    assert isinstance(rows.x, Ragged)
    assert [rows.x.row(i).tolist() for i in range(3)] == [[1, 8, 9], [1, 10], [1, 8, 9]]
    assert rows.y.tolist() == [0, 1, 1]


@pytest.mark.parametrize("dataset", ["imdb", "reuters"])
def test_the_official_cut_keeps_every_word_and_both_parts(dataset: str) -> None:
    """For the official arrays all text is loaded as ranks, training and test rows apart."""
    module = _module(num_words=1_000_000, start_char=None, index_from=0)
    parts = official_parts(OFFICIAL[dataset], SimpleNamespace(**{dataset: module}))
    assert (len(parts["train"]), len(parts["test"])) == (2, 1)
    assert isinstance(parts["train"].x, Ragged)
    assert parts["train"].x.tokens.tolist() == [1, 8, 9, 1, 10]


@pytest.mark.parametrize(("flags", "rows"), [([], (4000,)), (["--official"], (60_000, 10_000))])
def test_a_flag_fetches_all_rows(
    flags: list[str], rows: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command writes the rows of the reduced pools, or with the flag all of the official arrays."""
    x, y = np.zeros((60_000, 28, 28), np.uint8), np.zeros(60_000, np.uint8)
    mnist = SimpleNamespace(load_data=lambda: ((x, y), (x[:10_000], y[:10_000])))
    monkeypatch.setitem(sys.modules, "keras", SimpleNamespace(datasets=SimpleNamespace(mnist=mnist)))
    assert main(["mnist", str(tmp_path / "mnist.npz"), *flags]) == 0
    with np.load(tmp_path / "mnist.npz") as file:
        assert tuple(len(file[name]) for name in file if name.endswith("images")) == rows


def _fashion_mnist_files() -> dict[str, bytes]:
    """Fashion-MNIST's four official files with made-up images: number i in the first pixels, label i modulo 10."""
    images = np.zeros((60_000, 28, 28), np.uint8)
    images[:, 0, :2] = np.arange(60_000, dtype=np.uint16).view(np.uint8).reshape(-1, 2)
    labels = (np.arange(60_000) % 10).astype(np.uint8)
    return {
        "train-images-idx3-ubyte.gz": bytes(16) + images.tobytes(),
        "train-labels-idx1-ubyte.gz": bytes(8) + labels.tobytes(),
        "t10k-images-idx3-ubyte.gz": bytes(16) + images[:10_000].tobytes(),
        "t10k-labels-idx1-ubyte.gz": bytes(8) + labels[:10_000].tobytes(),
    }


@dataclass(frozen=True)
class Fetched:
    """What fetching did to a data set that is in Keras' cache and to one that is not."""

    cached: Path
    cached_error: str
    absent: Path
    absent_error: str


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Fetched:
    """Fetch Fashion-MNIST, which Keras' cache holds, and MNIST, which would need a network; both at once."""
    home, cache = tmp_path_factory.mktemp("keras"), tmp_path_factory.mktemp("prepared")
    folder = home / "datasets" / "fashion-mnist"
    folder.mkdir(parents=True)
    for name, content in _fashion_mnist_files().items():
        (folder / name).write_bytes(gzip.compress(content, compresslevel=1))
    source = KerasFiles(cache)

    def error(dataset: str) -> str:
        with pytest.raises(DataUnavailable) as caught:
            source.load(dataset)
        return str(caught.value)

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setenv("KERAS_HOME", str(home))
        patch.setenv("https_proxy", "http://127.0.0.1:9")  # where nobody listens: no network, on any machine
        cached, absent = pool.map(error, ["fashion_mnist", "mnist"])
    return Fetched(source.cached.path("fashion_mnist"), cached, source.cached.path("mnist"), absent)


@pytest.mark.keras
def test_keras_reads_its_cache_without_network(fetched: Fetched) -> None:
    """Official files in Keras' cache become a prepared file of the right rows; being made up, they are then refused."""
    assert "does not hold the official rows" in fetched.cached_error
    with np.load(fetched.cached) as file:
        assert file["images"].shape == (3615, 28, 28)
        assert file["images"][258, 0, :2].tolist() == [2, 1]
        assert file["labels"][:12].tolist() == [*range(10), 0, 1]


@pytest.mark.keras
def test_no_network_is_one_clear_line(fetched: Fetched) -> None:
    """Without a cached file and without network, Keras' failure becomes one line that says what to do."""
    assert fetched.absent_error.startswith("mnist: Keras could not load its file (URL fetch failure")
    assert "--data embedded" in fetched.absent_error
    assert "\n" not in fetched.absent_error
    assert not fetched.absent.exists()
