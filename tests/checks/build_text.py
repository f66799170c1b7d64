"""Evidence by hand: an honest Práctica 4 (a scikit-learn search) and an honest IMDB (one training), and their rubrics.

Ticks of the search: grid 10, its candidates' fits 11 to 14, the refit 20, evaluated 22, saved 23. Ticks of the
training: fit 10, figure 11, evaluated 12, saved 13. The file's own prediction comes last.
"""

import base64
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

from autograder.checks.case import Case, make_run
from autograder.checks.registry import KINDS
from autograder.model.assignment import Assignment
from autograder.model.evidence import (
    Ending,
    Evidence,
    Fit,
    GridSearch,
    Layer,
    Model,
    Optimizer,
    Prediction,
    Probe,
    Rows,
    SavedFile,
)
from autograder.model.grade import Verdict
from autograder.rubric import load_assignment

from .build import ROOT, early_stopping, environment, evaluation, figure, fit, model, tl04, trial

WIRES = Rows(dataset="reuters", asked=8982, kept=400, asked_pools={"train": 8000, "validation": 982}, labels_right=400)
WIRES_TEST = WIRES.model_copy(update={"asked": 2246, "asked_pools": {"test": 2246}})
REVIEWS = Rows(dataset="imdb", asked=20_000, kept=400, asked_pools={"train": 20_000}, labels_right=400)
OWN_VALIDATION = REVIEWS.model_copy(update={"asked": 5_000, "asked_pools": {"validation": 5_000}})
REVIEWS_TEST = REVIEWS.model_copy(update={"asked": 25_000, "asked_pools": {"test": 25_000}})
DECAY = {"schedule.decay_steps": 141, "schedule.decay_rate": 0.96, "schedule.initial_learning_rate": 0.1}
SGD = Optimizer(kind="SGD", schedule="ExponentialDecay", config={"momentum": 0.9, **DECAY})


def _rubric(dataset: str, answer: str, checks: Iterable[tuple[str, dict[str, Any]]]) -> Assignment:
    lines = [
        {
            "id": f"a.{kind}",
            "question": "a",
            "kind": kind,
            "points": 1,
            "title": {"es": kind, "en": kind},
            "settings": s,
        }
        for kind, s in checks
    ]
    return Assignment.model_validate(
        {
            "id": dataset,
            "title": {"es": dataset, "en": dataset},
            "data": [{"dataset": dataset, "graded": True}],
            "budgets": {"standard": tl04().budgets["standard"]},
            "token": tl04().token,
            "questions": [{"id": "a", "title": {"es": "a", "en": "a"}, "answer": answer}],
            "checks": lines,
            "max_score": len(lines),
        }
    )


@cache
def wires() -> Assignment:
    """A rubric for a question answered by a scikit-learn search."""
    return _rubric(
        "reuters",
        "grid",
        [
            ("preparation", {"rows": "texts"}),
            ("grid", {"further": 2, "least_candidates": 4, "folds": {"low": 2}}),
            ("optimizer", {"schedule": ["ExponentialDecay"], "momentum": {"low": 0.5, "high": 0.999}}),
            ("saved", {"of": "best"}),
            ("accuracy", {"which": "saved", "band": "a.saved", "allowance": 0.05}),
        ],
    )


@cache
def reviews() -> Assignment:
    """A rubric for a question answered by training."""
    return _rubric(
        "imdb",
        "training",
        [
            ("preparation", {"rows": "texts", "train_rows": [2500, 24500], "validation_rows": [500, 15000]}),
            ("callback", {"kind": "EarlyStopping", "causes": "early-stopping", "expect": {"patience": {"high": 15}}}),
            ("figure", {"panels": 2, "curves": 2}),
            ("saved", {"of": "final"}),
            ("accuracy", {"which": "saved", "band": "a.saved", "allowance": 0.05}),
        ],
    )


def every_kind(assignment: Assignment) -> Assignment:
    """The rubric with TL04's and TL07's lines and both text rubrics', however little they fit its question."""
    others = (tl04(), wires(), reviews(), load_assignment(ROOT / "assignments", "tl07"))
    lines = [spec for other in others for spec in other.checks]
    checks = tuple(
        spec.model_copy(update={"id": f"a.{index}", "question": "a", "points": 1.0}) for index, spec in enumerate(lines)
    )
    return assignment.model_copy(update={"checks": checks, "max_score": float(len(checks))})


def answers(at: int, name: str, *fits: str, seed: int = 0, dataset: str = "reuters", noise: float = 0.0) -> Prediction:
    """A prediction of 6 rows; equal seeds stand for equal weights, `noise` for rounding."""
    values = np.random.default_rng(seed).random((6, 3)) + noise
    return Prediction(
        id=f"prediction-{at}",
        at=at,
        cell=at // 10,
        model=name,
        dataset=dataset,
        route="evaluated",
        after_fits=fits,
        shape=values.shape,
        values=base64.b64encode(values.astype("<f4").tobytes()).decode(),
    )


def network(at: int, name: str, units: int = 64, **changes: Any) -> Model:
    """A dense network."""
    layers = tuple(
        Layer(
            name=f"{name}-{size}", kind="Dense", config={"units": size, "name": f"{name}-{size}"}, parameters=10 * size
        )
        for size in (units, 46)
    )
    return model(at, name, **({"layers": layers, "parameters": 10 * (units + 46)} | changes))


def wire_fit(at: int, name: str, **changes: Any) -> Fit:
    """A training on newswires."""
    given: dict[str, Any] = {
        "rows": WIRES,
        "validation": None,
        "validation_from": None,
        "batch_size": 64,
        "epochs_asked": 10,
    }
    return fit(at, name, **(given | {"optimizer": SGD} | changes))


def saved_file(at: int, name: str | None, *fits: str, **changes: Any) -> SavedFile:
    """A file that loads and predicts as the prediction with this tick plus 100."""
    given: dict[str, Any] = {
        "id": f"saved-{at}",
        "at": at,
        "cell": at // 10,
        "path": f"model-{at}.keras",
        "format": "keras",
        "model": name,
        "weights": f"w-{name}",
        "after_fits": fits,
        "loads": True,
        "prediction": f"prediction-{at + 100}",
    }
    return SavedFile(**(given | changes))


def the_grid(at: int = 10, **changes: Any) -> GridSearch:
    """A search over units and rate, two values each, of which two candidates ran."""
    given: dict[str, Any] = {
        "id": f"grid-{at}",
        "at": at,
        "cell": at // 10,
        "kind": "GridSearchCV",
        "bases": ("GridSearchCV", "BaseSearchCV"),
        "estimator": "KerasClassifier",
        "parameters": {"model__units": (32, 64), "model__rate": (0.1, 0.3), "epochs": (5, 10)},
        "candidates_asked": 8,
        "candidates_run": 2,
        "folds": 3,
        "rows": WIRES,
        "trials": (
            trial(0, 0.6, model__units=32, model__rate=0.1, epochs=10),
            trial(1, 0.7, model__units=64, model__rate=0.1, epochs=10),
        ),
        "probes": (
            Probe(hyperparameter="model__units", values=(32, 64), responses={"layer.0.Dense.units": (32, 64)}),
            Probe(
                hyperparameter="model__rate",
                values=(0.1, 0.3),
                responses={"optimizer.schedule.initial_learning_rate": (0.1, 0.3)},
            ),
            Probe(hyperparameter="epochs", values=(5, 10), responses={"fit.epochs": (5, 10)}),
        ),
        "best": {"model__units": 64, "model__rate": 0.1, "epochs": 10},
        "best_model": "best",
    }
    return GridSearch(**(given | changes))


@cache
def searched() -> Evidence:
    """An honest scikit-learn search whose refit is saved."""
    inside = [(11, "fold-0", "0", 32), (12, "fold-1", "0", 32), (13, "fold-2", "1", 64), (14, "fold-3", "1", 64)]
    return Evidence(
        environment=environment(),
        ending=Ending(kind="finished"),
        grids=(the_grid(),),
        fits=(
            *(wire_fit(at, name, search="grid-10", trial=number) for at, name, number, _ in inside),
            wire_fit(20, "best"),
        ),
        models=(
            *(network(at, name, units) for at, name, _, units in inside),
            network(20, "best", search="grid-10", rank=0),
            network(120, "loaded", weights="w-best"),
        ),
        evaluations=(evaluation(22, "best", WIRES_TEST),),
        saved=(saved_file(23, "best", "fit-20"),),
        predictions=(answers(22, "best", "fit-20"), answers(123, "loaded", noise=1e-6)),
    )


def review_fit(at: int, name: str, **changes: Any) -> Fit:
    """A training on reviews, validated on some of its own, with early stopping."""
    given: dict[str, Any] = {
        "rows": REVIEWS,
        "validation": OWN_VALIDATION,
        "epochs_asked": 20,
        "callbacks": (early_stopping(monitor="val_loss", patience=2),),
    }
    return fit(at, name, **(given | changes))


@cache
def trained() -> Evidence:
    """An honest network, trained with early stopping, measured and saved."""
    return Evidence(
        environment=environment(),
        ending=Ending(kind="finished"),
        fits=(review_fit(10, "net"),),
        models=(network(9, "net"), network(113, "loaded", weights="w-net")),
        figures=(figure(11),),
        evaluations=(evaluation(12, "net", REVIEWS_TEST),),
        saved=(saved_file(13, "net", "fit-10"),),
        predictions=(
            answers(12, "net", "fit-10", dataset="imdb"),
            answers(113, "loaded", dataset="imdb", noise=1e-6),
        ),
    )


def text_case(run: Evidence, accuracies: dict[str, float] | None = None, **more: Any) -> Case:
    """A run as checks see it, under the rubric that its data belong to; no accuracy is judged."""
    assignment = wires() if run.grids or any(item.rows.dataset == "reuters" for item in run.fits) else reviews()
    scored = accuracies if accuracies is not None else {item.id: 0.8 for item in run.predictions}
    made = make_run(assignment, run, scored)
    return Case(assignment=assignment, runs=(made,), **({"judges_accuracy": False} | more))


def judge_text(kind: str, seen: Evidence | Case, **settings: Any) -> Verdict:
    """The verdict of one kind of check, some of its settings replaced."""
    case = seen if isinstance(seen, Case) else text_case(seen)
    spec = next(item for item in case.assignment.checks if item.kind == kind)
    spec = spec.model_copy(update={"settings": spec.settings | settings})
    return KINDS[kind].judge(case, spec)
