"""Notebooks run for tests: one warmed sandbox for all, tiny budgets, embedded data."""

from contextlib import ExitStack
from textwrap import dedent
from typing import Self

from autograder.data.source import open_source
from autograder.model.assignment import Assignment, Budget, Course, Question
from autograder.model.base import Text
from autograder.model.evidence import Evidence
from autograder.model.submission import Cell, Submission
from autograder.runner import GradingData, open_grading_sandbox, run_once

DATASETS = ("fashion_mnist", "mnist", "imdb", "reuters")


def bench(datasets: tuple[str, ...], graded: str) -> Assignment:
    """Return an assignment that grades one of its data sets and asks for nothing."""
    return Assignment.model_validate(
        {
            "id": "lab",
            "title": Text(es="banco de pruebas", en="test bench"),
            "data": tuple(Course(dataset=dataset, graded=dataset == graded) for dataset in datasets),
            "budgets": {},
            "token": Budget(name="token", rows=64, epochs=1, trials=1),
            "questions": (Question(id="a", title=Text(es="a", en="a")),),
            "checks": [
                {"id": "a.none", "question": "a", "kind": "none", "points": 1, "title": Text(es="nada", en="nothing")}
            ],
            "max_score": 1,
        }
    )


SETUP = """
import keras, numpy as np
(x_tv, y_tv), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x_tv = x_tv.reshape(-1, 784).astype("float32") / 255
x_test = x_test.reshape(-1, 784).astype("float32") / 255
x_train, x_val, y_train, y_val = x_tv[:-10000], x_tv[-10000:], y_tv[:-10000], y_tv[-10000:]

def build(units=8, rate=0.001, loss="sparse_categorical_crossentropy"):
    layers = [keras.Input((784,)), keras.layers.Dense(units, activation="relu"), keras.layers.Dense(10, "softmax")]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(rate), loss, metrics=["accuracy"])
    return model
"""
"""A first cell that most notebooks here begin with."""


class Lab:
    """Runs cells in the sandbox; the same warmed process serves all runs.

    datasets: those a notebook can load; the first is graded where a run does not name another.
    """

    def __init__(self, datasets: tuple[str, ...] = DATASETS) -> None:
        self._open = ExitStack()
        self.datasets = datasets
        self.assignment = bench(datasets, datasets[0])
        self.data = self._open.enter_context(GradingData(open_source("embedded"), self.assignment))
        self.sandbox = self._open.enter_context(open_grading_sandbox(self.data))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self._open.close()

    def run(
        self,
        *cells: str,
        seed: int = 101,
        rows: int | None = 200,
        epochs: int | None = 2,
        trials: int | None = 2,
        candidates: int | None = 2,
        wall_seconds: float = 300,
        graded: str | None = None,
    ) -> Evidence:
        """Run code cells with one seed and a budget that trains for a blink."""
        work = tuple(Cell(index=index, kind="code", source=dedent(cell)) for index, cell in enumerate(cells))
        budget = Budget(
            name="lab", rows=rows, epochs=epochs, trials=trials, candidates=candidates, wall_seconds=wall_seconds
        )
        submission = Submission(name="lab", path="lab.ipynb", sha256="0", cells=work)
        assignment = self.assignment if graded is None else bench(self.datasets, graded)
        return run_once(submission, assignment, budget, seed, self.data, self.sandbox)


def failures(evidence: Evidence) -> list[str]:
    """What went wrong in which cell, in words; empty after a run without errors."""
    bad = [f"cell {cell.index}: {cell.error}" for cell in evidence.cells if cell.status != "ok"]
    return bad if evidence.ending.kind == "finished" else [*bad, str(evidence.ending)]
