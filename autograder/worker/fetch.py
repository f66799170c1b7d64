"""`python -m autograder.worker.fetch DATASET OUT.npz [--official]`: Keras loads a data set, a prepared file is written.

It holds the rows of the reduced pools, or with --official all rows there are.
Exit code 0: written; 1: Keras could not load it, the last line on stderr says why.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from autograder.data.layout import Layout
from autograder.data.official import layout_of
from autograder.data.pools import Pool, Ragged
from autograder.data.prepared import marked, write_parts

# Above every rank: Keras' own default would turn the rarest word into the unknown word.
_ALL_WORDS = 1_000_000


def official_parts(layout: Layout, datasets: Any) -> dict[str, Pool]:
    """Return the parts that the layout reaches, as `datasets` (the module `keras.datasets`) loads them."""
    load = getattr(datasets, layout.dataset).load_data
    if layout.kind == "images":
        (x_train, y_train), (x_test, y_test) = load()
        loaded = {"train": Pool(x_train, y_train.astype(np.int64)), "test": Pool(x_test, y_test.astype(np.int64))}
        return {part: loaded[part] for part in layout.reach}
    if layout.num_words:
        (x_train, y_train), (x_test, y_test) = load(num_words=layout.num_words)
        return {"train": _text(x_train, y_train), "test": _text(x_test, y_test)}
    (x_train, y_train), (x_test, y_test) = load(num_words=_ALL_WORDS, start_char=None, index_from=0)
    if "all" in layout.reach:
        return {"all": _marked_text([*x_train, *x_test], np.concatenate([y_train, y_test]))}
    return {"train": _marked_text(x_train, y_train), "test": _marked_text(x_test, y_test)}


def main(arguments: list[str]) -> int:
    """Fetch one data set; returns the exit code."""
    dataset, out, *flags = arguments
    layout = layout_of(dataset, "--official" in flags)
    try:
        from keras import datasets  # noqa: PLC0415 - ten seconds that a wrong call should not cost

        parts = official_parts(layout, datasets)
    except Exception as error:  # noqa: BLE001 - the process boundary: Keras raises bare Exception when a download fails
        print(" ".join(str(error).split()) or type(error).__name__, file=sys.stderr)
        return 1
    write_parts(Path(out), layout, parts)
    return 0


def _text(rows: Any, labels: Any) -> Pool:
    return Pool(Ragged.from_rows(rows), np.asarray(labels, np.int64))


def _marked_text(ranks: Any, labels: Any) -> Pool:
    return Pool(marked(Ragged.from_rows(ranks)), np.asarray(labels, np.int64))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
