"""Nothing has become slow: ratios with generous bounds, never times, as every machine has its own."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from autograder.commands.bench import Choice, load
from autograder.handed_out import handed_out
from autograder.judging import Judge
from autograder.model.evidence import Ending, Environment, Evidence
from autograder.model.submission import Cell
from autograder.store import batches
from autograder.store.database import Database
from autograder.store.rejudging import Task, rejudge
from autograder.validity.catalogue import as_submission
from benchmarks.regrade import fill
from benchmarks.speed.setting import Setting, opened
from benchmarks.speed.warm import Warm

ROOT = Path(__file__).parents[2]
HEAVY = ("tensorflow", "keras", "numpy", "pydantic", "sqlalchemy", "rich", "pandas", "dask")
TRAINING = """
import keras
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x = x.reshape(-1, 784) / 255
model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(64, "relu"), keras.layers.Dense(10, "softmax")])
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x[:50000], y[:50000], batch_size=32, epochs=12, validation_data=(x[50000:], y[50000:]), verbose=0)
"""


def processor_seconds(command: Sequence[str]) -> float:
    """What a command uses, without what it waits for."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime


def test_help_costs_few_interpreters() -> None:
    """Two and a half when this was written; with any of the large libraries it would be more than ten."""
    nothing = min(processor_seconds([sys.executable, "-c", "pass"]) for _ in range(3))
    told = min(processor_seconds([sys.executable, "-m", "autograder", "--help"]) for _ in range(3))
    assert told < 8 * max(nothing, 0.02)


def test_help_imports_nothing_large() -> None:
    """Commands import what they need when they run."""
    code = "import sys\nfrom autograder.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass\n"
    code += "print(sorted(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = {name.strip("' []") for name in done.stderr.split(",")}
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_judging_anew_grows_no_faster_than_the_class(tmp_path: Path) -> None:
    """Four times the submissions take at most ten times as long."""
    home, assignment, budget = load(Choice("tl04", "embedded", "smoke"))
    environment = Environment(
        seed=101,
        budget="smoke",
        assignment="tl04",
        packages={},
        python="",
        machine="",
        threads=1,
        isolation="fake",
        data={"fashion_mnist": "x", "mnist": "x"},
    )
    evidence = Evidence(environment=environment, ending=Ending(kind="finished"))
    judge = Judge(assignment, budget, None, handed_out(home.assignments / "tl04"))
    seconds = []
    for size in (40, 160):
        database = Database(tmp_path / f"{size}.sqlite")
        batch = fill(database, home, "tl04", [evidence], size)
        with database.reading() as connection:
            rows = batches.entries(connection, batch)
        began = time.process_time()
        assert sum(1 for _ in rejudge(Task(database, judge, assignment), rows, 1)) == size
        seconds.append(time.process_time() - began)
    assert seconds[1] < 10 * seconds[0]


@pytest.mark.keras
def test_grading_costs_little_more_than_the_training_itself(tmp_path: Path) -> None:
    """The same fit in bare Keras, right afterwards: training twice as long at most, everything four times."""
    with opened("tl04", Setting(), "quick") as bench, Warm() as warm:
        job = bench.job(as_submission("guard", "tl04", [Cell(index=0, kind="code", source=TRAINING)]))
        fits = str(tmp_path / "fits.pickle")
        graded = warm.call("benchmarks.speed.inside:graded", job=job, files=bench.files)
        captured = warm.call("benchmarks.speed.inside:captured", job=job, files=bench.files, out=fits)
        bare = warm.call("benchmarks.speed.inside:replayed", path=fits)
    assert graded["errors"] == []
    assert (captured["fits"], captured["epochs"], captured["lost"]) == (1, 12, [])
    trained = graded["clock"]["training"] + graded["clock"]["validation"]
    assert trained < 2 * bare["seconds"] + 0.5
    assert graded["seconds"] < 4 * bare["seconds"] + 4
