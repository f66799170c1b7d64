"""One batch of everything that students hand in by mistake or malice, through the real command."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from intake.build import code, notebook, save, zipped

HOME = Path(__file__).parents[1]
MEGABYTES = 30
QUESTION_A = """
import keras, keras_tuner
(x, y), (x_test, y_test) = keras.datasets.fashion_mnist.load_data()
x, x_test = x.reshape(-1, 784) / 255.0, x_test.reshape(-1, 784) / 255.0

class Model(keras_tuner.HyperModel):
    def build(self, hp):
        model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, "softmax")])
        rate = hp.Float("rate", 6e-5, 2.6e-4)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    def fit(self, hp, model, x, y, validation_data, **kwargs):
        kwargs["callbacks"].append(keras.callbacks.EarlyStopping("val_accuracy", patience=10))
        size = hp.Int("size", 128, 256, step=2, sampling="log")
        return model.fit(x, y, validation_data=validation_data, batch_size=size, epochs=100, **kwargs)

tuner = keras_tuner.RandomSearch(Model(), "val_accuracy", max_trials=3, overwrite=True, directory="búsqueda a")
tuner.search(x[:-10000], y[:-10000], (x[-10000:], y[-10000:]))
print(tuner.get_best_models()[0].evaluate(x_test, y_test))
"""
OTHER = """
from keras.datasets import imdb
(x, y), _ = imdb.load_data(num_words=500)
"""
BIG = [{"output_type": "stream", "name": "stdout", "text": "x" * (MEGABYTES << 20)}]


def old_format() -> dict[str, Any]:
    """A notebook of format 3: worksheets, and `input` where the source is."""
    cell = {"cell_type": "code", "input": "print('fashion_mnist')", "language": "python", "outputs": []}
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": [cell]}]}


def without_ids() -> dict[str, Any]:
    """A notebook whose cells lost their ids."""
    cell = code(QUESTION_A)
    del cell["id"]
    return notebook(cell)


def hand_in(folder: Path) -> None:
    """Write all submissions."""
    kernel = {"kernelspec": {"name": "tf-gpu-2", "display_name": "mi entorno", "language": "python"}}
    told = {"autograder": {"assignment": "tl05", "language": "es"}}
    whole = json.dumps(notebook(code(QUESTION_A)))
    files: dict[str, Any] = {
        "foto.ipynb": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "vacio.ipynb": b"",
        "cortado.ipynb": whole[: len(whole) // 2],
        "trepador.zip": zipped({"../../trepador.ipynb": notebook()}),
        "sin ids y con eñes, José.ipynb": without_ids(),
        "antiguo.ipynb": old_format(),
        "imdb.ipynb": notebook(code(OTHER)),
        "otra.ipynb": notebook(code("fashion_mnist = 1"), metadata=told),
        "grande.ipynb": notebook(code(f"fashion_mnist = 1\nprint('y' * ({MEGABYTES} << 20))", outputs=BIG)),
        "bucle.ipynb": notebook(code("fashion_mnist = 1\nwhile True: pass"), code("print('sigue')")),
        "memoria.ipynb": notebook(code("import numpy as np\nfashion_mnist = np.ones(40 << 27)")),
        "salida.ipynb": notebook(code("fashion_mnist = 1\nimport os\nos._exit(0)")),
        "sys exit.ipynb": notebook(code("fashion_mnist = 1\nimport sys\nsys.exit(3)"), code("print('sigue')")),
        "nucleo.ipynb": notebook(code("fashion_mnist = 1"), metadata=kernel),
    }
    for name, content in files.items():
        save(folder / name, content)


def course(folder: Path) -> Path:
    """The course's folder with a smoke budget in which an endless loop does not last."""
    shutil.copytree(HOME / "assignments", folder / "assignments")
    path = folder / "assignments" / "tl04" / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    smoke = dedent(
        """
        [budgets.smoke]
        rows = 64
        epochs = 2
        trials = 1
        wall_seconds = 30
        judges_accuracy = false
        """
    )
    path.write_text(re.sub(r"\[budgets\.smoke\][^\[]*", smoke.lstrip() + "\n", text), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
    """The command's own result, and the grades by submission."""
    place = tmp_path_factory.mktemp("batch")
    hand_in(place / "in")
    command = "from autograder.cli import main; main()"
    arguments = ["grade", str(place / "in"), "-a", "tl04", "--data", "embedded", "--budget", "smoke"]
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments, "-o", str(place / "out"), "--jobs", "2", "--lang", "en"],
        env={**os.environ, "AUTOGRADER_HOME": str(course(place / "course")), "COLUMNS": "160"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    path = place / "out" / "grades.json"
    assert path.is_file(), done.stdout + done.stderr
    grades = json.loads(path.read_text(encoding="utf-8"))["grades"]
    return done, {item["submission"]: item for item in grades}


STATUS = {
    "foto": "rejected",
    "vacio": "rejected",
    "cortado": "rejected",
    "trepador": "rejected",
    "sin ids y con eñes, José": "graded",
    "antiguo": "graded",
    "imdb": "needs-review",
    "otra": "needs-review",
    "grande": "graded",
    "memoria": "graded",
    "salida": "graded",
    "sys exit": "graded",
    "nucleo": "graded",
}
CAUSE = {
    "imdb": "cell-error",
    "memoria": "cell-error",
    "salida": "died",
    "sys exit": "cell-error",
    "sin ids y con eñes, José": "search-missing",
}


@pytest.mark.keras
def test_every_submission_gets_a_grade(batch: tuple[subprocess.CompletedProcess[str], dict[str, Any]]) -> None:
    """Whatever was handed in; the exit code says that somebody should look; no traceback is shown."""
    done, grades = batch
    status = {name: item["status"] for name, item in grades.items()}
    assert status.pop("bucle") in ("graded", "needs-review")  # on a machine too busy to tell, a person looks
    assert status == STATUS
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert all(0 <= item["score"] <= 10 for item in grades.values())
    assert all(item["reason"] for item in grades.values() if item["status"] != "graded")


@pytest.mark.keras
def test_causes_are_named(batch: tuple[subprocess.CompletedProcess[str], dict[str, Any]]) -> None:
    """What ended a run, or a cell, is a finding."""
    _, grades = batch
    for name, cause in CAUSE.items():
        assert cause in {finding["cause"] for finding in grades[name]["findings"]}, grades[name]


@pytest.mark.keras
def test_an_answer_to_one_question_earns_its_points(
    batch: tuple[subprocess.CompletedProcess[str], dict[str, Any]],
) -> None:
    """Question a's search is right, its final training and all of question b are missing."""
    _, grades = batch
    checks = {check["id"]: check["verdict"] for check in grades["sin ids y con eñes, José"]["checks"]}
    right = ("a.data", "a.space", "a.objective", "a.trials", "a.early-stopping", "a.best-model")
    assert {name: checks[name] for name in right} == dict.fromkeys(right, "pass")
    assert {verdict for name, verdict in checks.items() if name.startswith("b.")} == {"fail"}


@pytest.mark.keras
def test_work_for_something_else_is_not_a_silent_zero(
    batch: tuple[subprocess.CompletedProcess[str], dict[str, Any]],
) -> None:
    """The reason says what it seems to be."""
    _, grades = batch
    assert "never uses fashion_mnist" in grades["imdb"]["reason"]
    assert "tl05" in grades["otra"]["reason"]
