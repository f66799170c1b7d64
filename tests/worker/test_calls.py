"""Calling the notebook's functions: whatever they do, the next one is called and the record stays the notebook's."""

import time
from typing import Any

import numpy as np
import pytest

from autograder.arrays import decoded, encoded
from autograder.model.assignment import Assignment, Budget
from autograder.model.evidence import Answer, Evidence
from autograder.model.job import Call
from autograder.model.submission import Cell, Submission
from autograder.runner import run_once
from autograder.worker.calls import Calls
from autograder.worker.recorder import Recorder

from .lab import Lab, failures

ONES = encoded(np.ones(3))


def answers(source: str, *calls: Call, seconds: float = 60.0) -> list[Answer]:
    """What a notebook of one cell answers, in this process."""
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    sent: list[dict[str, Any]] = []
    recorder = Recorder(sent.append, Budget(name="b"), Budget(name="t"), ())
    cells = (Cell(index=4, kind="code", source=source), Cell(index=5, kind="code", source="f"))
    Calls(recorder, calls, cells, namespace, time.monotonic() + seconds).make()
    assert not recorder.calling
    return [Answer.model_validate(frame["record"]) for frame in sent]


def call(name: str = "f", **more: Any) -> Call:
    """A call of `name` with an array of ones."""
    return Call(**({"id": f"{name}#0", "names": (name,), "args": (ONES,)} | more))


def test_an_answer_says_what_came_back_and_where_it_was_defined() -> None:
    """Dtype and shape are kept; the cell is that of the definition."""
    (answer,) = answers("def f(x):\n    return (2 * x).astype('float32')", call())
    assert (answer.call, answer.name, answer.cell, answer.fault) == ("f#0", "f", 4, None)
    assert decoded(answer.values[0]).tolist() == [2.0, 2.0, 2.0]
    assert answer.values[0].dtype == "float32"


def test_names_are_found_but_for_accents_underscores_and_case() -> None:
    """Exact names go first; a name that holds no function is said to be taken."""
    (answer,) = answers("def Función_F(x):\n    return x", call(names=("funcionf",)))
    assert answer.name == "Función_F"
    (taken,) = answers("f = 3", call())
    assert (taken.fault, taken.error) == ("no-function", "int")
    (absent,) = answers("g = 3", call())
    assert absent.name is None


def test_a_function_whose_name_was_used_again_is_still_found() -> None:
    """`relu = relu(x)` in a later cell takes the name, not the work."""
    namespace: dict[str, Any] = {"f": lambda x: 2 * x}
    sent: list[dict[str, Any]] = []
    calls = Calls(Recorder(sent.append, Budget(name="b"), Budget(name="t"), ()), (call(),), (), namespace, 1e12)
    calls.notice()
    namespace["f"] = 3.0
    calls.notice()
    calls.make()
    assert Answer.model_validate(sent[0]["record"]).fault is None


def test_each_call_gets_fresh_arguments_and_writing_is_seen() -> None:
    """One call's writing does not reach the next."""
    first, second = answers("def f(x):\n    x += 1\n    return x", call(), call(id="again"))
    assert decoded(first.values[0]).tolist() == decoded(second.values[0]).tolist() == [2.0, 2.0, 2.0]
    assert first.inputs_changed


def test_an_endless_function_is_interrupted_once_and_the_others_go_on() -> None:
    """Not even a bare except holds on; it is not called a second time."""
    source = """
def f(x):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass
def g(x):
    return x
"""
    start = time.monotonic()
    first, second, last = answers(source, call(seconds=0.3), call(id="b", seconds=0.3), call("g"))
    assert (first.fault, second.fault, last.fault) == ("time-limit", "time-limit", None)
    assert time.monotonic() - start < 5


def test_without_time_left_nothing_is_called() -> None:
    """The run's end is not the function's fault."""
    (answer,) = answers("def f(x):\n    return x", call(), seconds=0.0)
    assert answer.fault == "not-called"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("raise SystemExit", "raised"),
        ("raise KeyboardInterrupt", "raised"),
        ("return f(x)", "raised"),
        ("pass", "nothing"),
        ("return object()", "no-numbers"),
        ("return []*0, ()", None),
        ("import numpy; return numpy.zeros((1000, 1000, 8))", "too-large"),
        ("return {'b': 1, 'a': [[1, 2], [3]]}", None),
    ],
)
def test_whatever_comes_back_is_told(body: str, fault: str | None) -> None:
    """Every kind of failure is one field; what can be read as numbers is."""
    (answer,) = answers(f"def f(x):\n    {body}", call())
    assert answer.fault == fault
    assert (answer.error is None) == (fault is None)


def test_a_callback_that_keeps_the_best_weights_is_driven() -> None:
    """The model it is shown answers what callbacks usually ask of one."""
    source = """
class Stop:
    def set_model(self, model):
        self.model = model
    def on_epoch_end(self, epoch, logs=None):
        self.kept = self.model.get_weights()
        if logs["loss"] > 2:
            self.model.set_weights(self.kept)
            self.model.stop_training = True
"""
    (answer,) = answers(source, call("Stop", args=([1.0, 1.5, 2.5, 0.1],), drive="callback"))
    assert (answer.fault, int(decoded(answer.values[0]))) == (None, 2)


# -- in the sandbox ----------------------------------------------------------------------------------------------------

NOTEBOOK = """
import keras, numpy as np, matplotlib.pyplot as plt, tensorflow as tf

def tensor(x):
    return keras.ops.sigmoid(x)

def noisy(x):
    for i in range(20000):
        print("so much to say")
    plt.plot(x)
    plt.show()
    exit()

class Stop(keras.callbacks.Callback):
    def __init__(self, factor=3):
        super().__init__()
        self.factor = factor
    def on_train_begin(self, logs=None):
        self.first = None
    def on_epoch_end(self, epoch, logs=None):
        self.first = self.first or logs["loss"]
        self.model.stop_training = logs["loss"] > self.factor * self.first

def trains(x):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return len(model.fit(x, x[:, 0], epochs=7, verbose=0).epoch)
"""


def function(names: list[str], **case: Any) -> dict[str, Any]:
    """One function of a rubric with one case."""
    drive = case.pop("drive", "call")
    return {"names": names, "drive": drive, "cases": [{"expected": 1, **case}]}


def with_calls(bench: Assignment) -> Assignment:
    """The bench's assignment with functions to call."""
    functions = [
        function(["noisy"], args=[{"normal": [5]}]),
        function(["tensor"], args=[{"values": [-1000.0, 0.0]}]),
        function(["Stop"], args=[[1.0, 2.5, 3.5]], drive="callback"),
        function(["Stop"], args=[[1.0, 2.5, 3.5]], kwargs={"factor": 2}, drive="callback"),
        function(["trains"], args=[{"normal": [40, 3]}]),
    ]
    document = bench.model_dump()
    document["checks"] = [document["checks"][0] | {"kind": "function", "settings": {"functions": functions}}]
    return Assignment.model_validate(document)


@pytest.mark.keras
def test_functions_are_called_in_the_sandbox(lab: Lab) -> None:
    """Tensors, callbacks and trainings answer; a flood and an exit end nothing; none of it enters the record."""
    cells = (Cell(index=0, kind="code", source=NOTEBOOK),)
    submission = Submission(name="lab", path="lab.ipynb", sha256="0", cells=cells)
    budget = Budget(name="lab", rows=100, epochs=2, wall_seconds=120)
    evidence: Evidence = run_once(submission, with_calls(lab.assignment), budget, 101, lab.data, lab.sandbox)
    assert failures(evidence) == []
    assert evidence.tripwires == ()
    noisy, tensor, stop, sooner, trains = evidence.answers
    assert noisy.fault == "raised"
    assert decoded(tensor.values[0]) == pytest.approx([0.0, 0.5])
    assert [int(decoded(item.values[0])) for item in (stop, sooner, trains)] == [2, 1, 7]
    assert (evidence.fits, evidence.models, evidence.figures) == ((), (), ())
