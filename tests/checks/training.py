"""Evidence by hand for entrenamiento: twenty images learnt by heart, a search by hand, a final training."""

from functools import cache
from typing import Any

from autograder.checks.case import Case, make_run
from autograder.checks.registry import KINDS
from autograder.model.assignment import Assignment
from autograder.model.evidence import Ending, Evidence, Fit, Optimizer, Rows
from autograder.model.grade import Verdict
from autograder.rubric import load_assignment

from .build import BOTH, HISTORY, ROOT, TRAIN, VALIDATION, environment

TWENTY = Rows(dataset="fashion_mnist", asked=20, kept=20, asked_pools={"train": 20}, labels_right=20)
RATES = (0.5, 0.01, 0.05, 0.9, 0.2, 0.3, 0.15, 0.4)


@cache
def entrenamiento() -> Assignment:
    """The project's own rubric."""
    return load_assignment(ROOT / "assignments", "entrenamiento")


def training(at: int, rate: float = 0.1, **changes: Any) -> Fit:
    """A training of a network of its own with plain gradient descent."""
    given = {
        "id": f"fit-{at}",
        "at": at,
        "cell": at // 10,
        "model": f"model-{at}",
        "rows": TRAIN,
        "validation": VALIDATION,
        "batch_size": 64,
        "epochs_asked": 2,
        "epochs_run": 2,
        "optimizer": Optimizer(kind="SGD", learning_rate=rate),
        "loss": "sparse_categorical_crossentropy",
        "metrics": ("accuracy",),
        "history": HISTORY,
    }
    return Fit(**(given | changes))


def by_heart(**changes: Any) -> Fit:
    """The training on twenty images that reaches an accuracy of 1."""
    history = {"loss": (1.0, 0.2), "accuracy": (0.5, 1.0)}
    own = {"rows": TWENTY, "validation": None, "history": history, "epochs_asked": 30, "epochs_run": 30}
    return training(10, **(own | changes))


def record(*fits: Fit, **more: Any) -> Evidence:
    """A run with these trainings in order."""
    return Evidence(environment=environment(), ending=Ending(kind="finished"), fits=fits, **more)


def searched(rates: tuple[float, ...] = RATES, **changes: Any) -> Evidence:
    """Five candidates for two epochs, the others for four, and a final training on all rows."""
    tried = [
        training(20 + place, rate, **({"epochs_asked": 2 if place < 5 else 4} | changes))
        for place, rate in enumerate(rates)
    ]
    final = training(90, rates[-1] if rates else 0.1, rows=BOTH, validation=None, epochs_asked=10)
    return record(by_heart(), *tried, final)


def judge(check: str, evidence: Evidence, **settings: Any) -> Verdict:
    """The verdict of one check of the rubric, some of its settings replaced."""
    spec = next(item for item in entrenamiento().checks if item.id == check)
    spec = spec.model_copy(update={"settings": spec.settings | settings})
    case = Case(assignment=entrenamiento(), runs=(make_run(entrenamiento(), evidence, {}),), judges_accuracy=False)
    return KINDS[spec.kind].judge(case, spec)
