"""Kind `function`: what a notebook's functions earn, by what they return for inputs they have never seen."""

import base64
import json
import signal
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import ValidationError

from autograder.arrays import encoded
from autograder.checks.calls import calls_for
from autograder.checks.case import Case, make_run
from autograder.checks.function import SIGNALLED, _written, function
from autograder.checks.function_settings import FunctionSettings
from autograder.model.assignment import Assignment, Budget, Course, Question
from autograder.model.base import Text
from autograder.model.evidence import Answer, Array, Ending, Environment, Evidence
from autograder.model.grade import Verdict
from autograder.model.job import Call
from autograder.model.submission import Cell
from autograder.sandbox.endings import Facts, classify
from autograder.sandbox.interface import Limits
from autograder.worker.calls import Calls
from autograder.worker.recorder import Recorder

from . import build

RUN = Evidence(
    environment=Environment(
        seed=101, budget="b", assignment="lab", packages={}, python="", machine="", threads=1, isolation="fake", data={}
    ),
    ending=Ending(kind="finished"),
)
SAID = {"es": "has confundido x con la salida.", "en": "you took x for the output."}
SIGMOID: dict[str, Any] = {
    "names": ["sigmoid", "sigmoide"],
    "reference": "sigmoid",
    "cases": [
        {"args": [{"normal": [7, 5], "scale": 3.0}], "share": 3},
        {"args": [{"values": [-1000.0, 0.0, 1000.0]}], "title": {"es": "valores de ±1000", "en": "values of ±1000"}},
    ],
}


def rubric(settings: dict[str, Any]) -> Assignment:
    """An assignment of one check of kind `function`."""
    return Assignment(
        id="lab",
        title=Text(es="a", en="a"),
        data=(Course(dataset="fashion_mnist", graded=True),),
        budgets={},
        token=Budget(name="token"),
        questions=(Question(id="a", title=Text(es="a", en="a"), answer="functions"),),
        checks=[
            {
                "id": "a.f",
                "question": "a",
                "kind": "function",
                "points": 1,
                "title": {"es": "f", "en": "f"},
                "settings": settings,
            }
        ],  # type: ignore[arg-type]
        max_score=1,
    )


def answered(assignment: Assignment, source: str, seed: int = 101) -> tuple[Answer, ...]:
    """What the functions of this source answer to the rubric's calls, over the wire and back."""
    namespace: dict[str, Any] = {}
    exec(source, namespace)
    sent: list[dict[str, Any]] = []
    recorder = Recorder(sent.append, Budget(name="b"), Budget(name="t"), ())
    cells = (Cell(index=0, kind="code", source=source),)
    wire = json.loads(json.dumps([call.model_dump(mode="json") for call in calls_for(assignment, seed)]))
    Calls(recorder, tuple(map(Call.model_validate, wire)), cells, namespace, time.monotonic() + 60).make()
    return tuple(Answer.model_validate(json.loads(json.dumps(frame["record"]))) for frame in sent)


def judge(settings: dict[str, Any], source: str, **changes: Any) -> Verdict:
    """The verdict on a source."""
    assignment = rubric(settings)
    evidence = RUN.model_copy(update={"answers": answered(assignment, source), **changes})
    case = Case(assignment=assignment, runs=(make_run(assignment, evidence, {}),))
    return function(case, assignment.checks[0])


def causes(verdict: Verdict) -> list[str]:
    """The named causes of a verdict."""
    return [finding.cause for finding in verdict.findings]


@pytest.mark.parametrize(
    "source",
    [
        "from scipy.special import expit as sigmoid",
        "import numpy as np\ndef sigmoide(z):\n    return 0.5 * (1 + np.tanh(z / 2))",
        "import numpy as np\ndef Sigmoid(x):\n    return np.float32(1) / (1 + np.exp(-x.astype('float32')))",
        "import numpy as np\ndef sigmoid(x):\n    return (1 / (1 + np.exp(-np.clip(x, -500, 500)))).tolist()",
    ],
)
def test_honest_ways_earn_everything(source: str) -> None:
    """Whatever it is called, in whatever precision and container, with overflow that does no harm."""
    verdict = judge(SIGMOID, source)
    assert (verdict.verdict, verdict.credit) == ("pass", 1.0)
    assert "sigmoid" in verdict.message.es


def test_nan_at_large_values_costs_its_case_and_is_named() -> None:
    """An overflow is told with the input that shows it; the other case keeps its points."""
    verdict = judge(SIGMOID, "import numpy as np\ndef sigmoid(x):\n    return np.exp(x) / (1 + np.exp(x))")
    assert verdict.verdict == "partial"
    assert verdict.credit == pytest.approx(0.75)
    assert causes(verdict) == ["function-wrong"]
    assert "para x = 1000 devuelve nan" in verdict.message.es
    assert "estable" in verdict.message.es
    assert "values of ±1000" in verdict.message.en


@pytest.mark.parametrize(
    ("source", "cause", "words"),
    [
        ("other = 1", "answer-missing", "sin definir"),
        ("def sigmoid(x):\n    ...", "answer-missing", "no devuelve nada"),
        ("def sigmoid(x):\n    return ...", "answer-missing", "no devuelve nada"),
        ("def sigmoid(x):\n    return 1 / x.y", "function-wrong", "AttributeError"),
        ("def sigmoid(x):\n    return 'x'", "function-wrong", "no son números"),
        ("def sigmoid(x):\n    return x.sum()", "function-wrong", "un solo número"),
        ("def sigmoid(x):\n    raise SystemExit", "function-wrong", "SystemExit"),
        ("def sigmoid(x, y):\n    return x", "function-wrong", "TypeError"),
        ("sigmoid = 3.0", "function-wrong", "float"),
    ],
)
def test_what_gives_no_right_answer_earns_nothing_and_says_why(source: str, cause: str, words: str) -> None:
    """Missing, unfinished, failing and of another form are told apart."""
    verdict = judge(SIGMOID, source)
    assert (verdict.verdict, verdict.credit) == ("fail", 0.0)
    assert causes(verdict) == [cause]
    assert words in verdict.message.es


def test_a_typical_slip_is_named() -> None:
    """An answer that equals a known mistake gets that mistake's words and cause."""
    slip = {"reference": "sigmoid_derivative_of_output", "cause": "function-wrong", "text": SAID}
    settings = {
        "names": ["d"],
        "reference": "sigmoid_derivative",
        "mistakes": [slip],
        "cases": [{"args": [{"normal": [9]}]}],
    }
    verdict = judge(settings, "def d(x):\n    return x * (1 - x)")
    assert verdict.message.es == f"d: {SAID['es']}"
    other = judge(settings, "def d(x):\n    return x")
    assert "se esperaba" in other.message.es


def test_writing_into_the_arguments_costs_a_tenth() -> None:
    """The right answer is right, but the caller's data are spoilt."""
    settings = {"names": ["relu"], "reference": "relu", "cases": [{"args": [{"normal": [30]}]}]}
    verdict = judge(settings, "def relu(x):\n    x[x < 0] = 0\n    return x")
    assert verdict.verdict == "partial"
    assert verdict.credit == pytest.approx(0.9)
    assert "copia" in verdict.message.es


def test_several_functions_share_cases_and_points() -> None:
    """One line of the rubric may hold many functions; each is judged on its own."""
    settings = {
        "functions": [{"names": ["relu"], "reference": "relu"}, {"names": ["tanh"], "reference": "tanh"}],
        "cases": [{"args": [{"normal": [30]}]}],
    }
    verdict = judge(
        settings, "import numpy as np\ndef relu(x):\n    return np.maximum(x, 0)\ndef tanh(x):\n    return x"
    )
    assert verdict.credit == pytest.approx(0.5)
    assert "relu" not in verdict.message.en


def test_functions_that_lack_for_the_same_reason_are_told_once() -> None:
    """One sentence with both names, one finding, and all their points."""
    settings = {
        "functions": [{"names": [name], "reference": name} for name in ("relu", "tanh", "swish")],
        "cases": [{"args": [{"normal": [30]}]}],
    }
    verdict = judge(settings, "import numpy as np\ndef relu(x):\n    return np.maximum(x, 0)")
    assert verdict.message.es == "tanh, swish: sin definir."
    assert verdict.credit == pytest.approx(1 / 3)
    assert causes(verdict) == ["answer-missing"]


def test_any_of_several_references_will_do() -> None:
    """Where two conventions are honest, both earn everything."""
    settings = {
        "names": ["elu"],
        "cases": [
            {"args": [{"normal": [30]}], "reference": [{"name": "elu"}, {"name": "elu", "with": {"alpha": 0.5}}]}
        ],
    }
    code = "import numpy as np\ndef elu(x):\n    return np.where(x > 0, x, 0.5 * np.expm1(x))"
    assert judge(settings, code).verdict == "pass"


def test_inputs_differ_from_seed_to_seed_and_are_the_same_for_one() -> None:
    """Nobody has seen them, and stored evidence can be judged again."""
    assignment = rubric(SIGMOID)
    assert calls_for(assignment, 101) == calls_for(assignment, 101)
    assert calls_for(assignment, 101)[0].args != calls_for(assignment, 202)[0].args


def test_texts_arrive_as_keras_gives_them() -> None:
    """Sequences are an array of lists; the slip of counting is named."""
    settings = {
        "names": ["vectorize_sequences"],
        "reference": "multi_hot",
        "cases": [
            {"args": [[[8, 5]]], "kwargs": {"dimension": 10}},
            {"args": [{"sequences": 6, "below": 50}], "kwargs": {"dimension": 50}},
        ],
    }
    code = """
import numpy as np
def vectorize_sequences(sequences, dimension=10000):
    out = np.zeros((len(sequences), dimension), dtype="int8")
    for i, words in enumerate(sequences):
        out[i, words] += {step}
    return out
"""
    assert judge(settings, code.format(step=1)).verdict == "pass"
    assert judge(settings, code.format(step=2)).verdict == "fail"


def test_a_stopping_rule_is_shown_losses() -> None:
    """A callback class is driven epoch by epoch; NaN among the losses travels."""
    settings = {
        "names": ["Stop"],
        "drive": "callback",
        "reference": "stop_on_explosion",
        "cases": [{"args": [[2.3, 2.5, 7.2, 1.0]]}, {"args": [[2.3, float("nan")]]}, {"args": [[1.0, 3.0, 0.1, 0.9]]}],
    }
    code = """
import math
class Stop:
    def on_train_begin(self, logs=None):
        self.first = None
    def on_epoch_end(self, epoch, logs=None):
        loss = logs["loss"]
        self.first = self.first or loss
        if loss > 3 * self.first{more}:
            self.model.stop_training = True
"""
    assert judge(settings, code.format(more=" or math.isnan(loss)")).verdict == "pass"
    verdict = judge(settings, code.format(more=""))
    assert verdict.credit == pytest.approx(2 / 3)
    assert "debía hacerlo tras la época 2" in verdict.message.es
    idle = judge(settings, code.format(more="").replace("stop_training = True", "stop_training = False"))
    assert (idle.credit, idle.message.en.endswith("it never stops training.")) == (0.0, True)


def test_what_the_machine_prevented_is_left_open() -> None:
    """Without answers nobody is accused."""
    assert judge(SIGMOID, "x = 1", answers=()).verdict == "undetermined"


def test_a_notebook_that_ended_itself_answers_for_it() -> None:
    """Its functions earn nothing, whatever names it holds; after a time limit a person looks."""
    ended = [
        judge(SIGMOID, "def sigmoid(x): ...", answers=(), ending=Ending(kind=kind)) for kind in ("died", "cpu-limit")
    ]
    assert [verdict.verdict for verdict in ended] == ["fail", "undetermined"]
    assert (ended[0].credit, ended[0].findings[0].cause) == (0.0, "died")


def test_a_crash_in_a_library_is_looked_at() -> None:
    """The sandbox tells signals from leaving, in words that judging knows; a notebook's own words are no excuse."""
    limits = Limits(wall_seconds=60, cpu_seconds=60)
    crash = classify(Facts(limits=limits, ready_at=0.0, ended_at=1.0, status=int(signal.SIGSEGV)), 0)
    left = classify(Facts(limits=limits, ready_at=0.0, ended_at=1.0, status=1 << 8, crash=SIGNALLED), 0)
    ended = [
        judge(SIGMOID, "def sigmoid(x): ...", answers=(), ending=Ending(kind=how.ended.value, detail=how.detail))
        for how in (crash, left)
    ]
    assert [verdict.verdict for verdict in ended] == ["undetermined", "fail"]


@pytest.mark.parametrize(
    ("source", "absent"), [("import os\nos._exit(0)", True), ("def sigmoid(x): ...", False), ("", False)]
)
def test_a_run_that_ended_early_excuses_only_functions_that_are_there(source: str, absent: bool) -> None:
    """A notebook that speaks of none has none to be asked; where the cells are not known, nobody can say."""
    cells = (Cell(index=0, kind="code", source=source),) if source else ()
    assert _written(("sigmoid",), build.case().model_copy(update={"cells": cells})) is not absent


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"names": ["f"]},
        {"names": ["f"], "cases": [{"args": [1]}]},
        {"names": ["f"], "cases": [{"args": [1], "reference": "nobody"}]},
        {"names": ["f"], "cases": [{"args": [{"normal": [2], "skale": 1}], "reference": "relu"}]},
        {"names": ["f"], "cases": [{"args": [1], "reference": "relu", "expected": 3}]},
    ],
)
def test_a_slip_in_the_rubric_is_told(settings: dict[str, Any]) -> None:
    """Unknown references and settings, and cases that do not say what is right, are refused."""
    with pytest.raises(ValidationError):
        FunctionSettings.model_validate(settings)


DATA = st.builds(
    Array,
    dtype=st.sampled_from(["float64", "float32", "int64", "bool", "object", ""]),
    shape=st.lists(st.integers(-1, 8) | st.just(2**40), max_size=3).map(tuple),
    data=st.binary(max_size=80).map(lambda raw: base64.b64encode(raw).decode()) | st.text(max_size=9),
)
ANSWER = st.builds(
    Answer,
    id=st.just("answer-1"),
    at=st.just(1),
    cell=st.integers(-1, 5),
    call=st.sampled_from(["a.f#0", "a.f#1", "a.f#2", "a.f#3", "x"]),
    name=st.none() | st.just("f"),
    values=st.lists(DATA, max_size=3).map(tuple)
    | st.lists(st.floats(), min_size=3, max_size=3).map(lambda numbers: (encoded(np.array(numbers)),)),
    error=st.none() | st.text(max_size=5),
    fault=st.none() | st.sampled_from(["raised", "nothing", "too-large", "not-called"]),
    inputs_changed=st.booleans(),
)
EVERY_KIND: dict[str, Any] = {
    "names": ["f"],
    "cases": [
        {"args": [{"normal": [3]}], "reference": "relu", "mistakes": [{"expected": [0], "text": SAID}]},
        {"within": {"low": 0, "high": 1}},
        {"band": {"mean": [0, 1], "sd": [1, 1], "n": 5}},
        {"distribution": {"kind": "normal", "shape": [3]}},
    ],
}


@given(st.lists(ANSWER, max_size=8), st.sampled_from(["call", "callback"]))
@hypothesis_settings(max_examples=60, deadline=None)
def test_any_answers_are_judged(claims: list[Answer], drive: str) -> None:
    """Whatever a run claims, there is a verdict with a message and a credit between 0 and 1."""
    kinds = EVERY_KIND if drive == "call" else {**SIGMOID, "drive": drive, "cases": [{"args": [[1.0]], "expected": 0}]}
    assignment = rubric(kinds)
    evidence = RUN.model_copy(update={"answers": tuple(claims)})
    verdict = function(Case(assignment=assignment, runs=(make_run(assignment, evidence, {}),)), assignment.checks[0])
    assert 0.0 <= verdict.credit <= 1.0
    assert (verdict.verdict == "pass") <= (verdict.credit == 1.0)
    assert verdict.message.es
    json.loads(verdict.model_dump_json())


@pytest.mark.parametrize("told", [float("nan"), float("inf"), 1.5])
def test_a_forged_epoch_is_a_wrong_one(told: float) -> None:
    """Driving a callback gives a whole number; what else is claimed is judged all the same."""
    settings = {
        "names": ["Stop"],
        "drive": "callback",
        "reference": "stop_on_explosion",
        "cases": [{"args": [[1.0, 2.0, 4.0, 8.0]]}],
    }
    answer = Answer(id="answer-1", at=1, cell=0, call="a.f#0", name="Stop", values=(encoded(np.array([told])),))
    assert judge(settings, "", answers=(answer,)).verdict == "fail"
