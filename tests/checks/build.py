"""Evidence by hand: an honest TL04 run in the order in which it happens, and ways to change it.

Ticks (`at`) of the honest run: search a 10, its trials 11 and 12, its best model 20, evaluated 21, final training 30,
evaluated 31, figure 32; question b the same from 110 on.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from autograder.checks.case import Case, make_run
from autograder.checks.registry import KINDS
from autograder.model.assignment import Assignment
from autograder.model.base import Frozen
from autograder.model.evidence import (
    Axes,
    Callback,
    Ending,
    Environment,
    Evaluation,
    Evidence,
    Figure,
    Fit,
    HyperParameter,
    Made,
    Model,
    Optimizer,
    Prediction,
    Probe,
    Rows,
    Search,
    Trial,
)
from autograder.model.grade import Verdict
from autograder.rubric import load_assignment

_EVENTS = {
    "models": "model",
    "predictions": "prediction",
    "searches": "search",
    "fits": "fit",
    "evaluations": "evaluation",
    "figures": "figure",
}
ROOT = Path(__file__).parents[2]
TUNER = Callback(kind="SaveBestEpoch", bases=("SaveBestEpoch", "Callback"), origin="tuner")
HISTORY = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), (0.5, 0.6))
TRAIN = Rows(
    dataset="fashion_mnist",
    asked=50_000,
    kept=96,
    asked_pools={"train": 50_000},
    labels_right=96,
    low=0.0,
    high=1.0,
    mean=0.28,
)
VALIDATION = TRAIN.model_copy(update={"asked": 10_000, "asked_pools": {"validation": 10_000}})
TEST = TRAIN.model_copy(update={"asked": 10_000, "asked_pools": {"test": 10_000}})
BOTH = TRAIN.model_copy(update={"asked": 60_000, "asked_pools": {"train": 50_000, "validation": 10_000}})


@cache
def tl04() -> Assignment:
    """The project's own rubric."""
    return load_assignment(ROOT / "assignments", "tl04")


def early_stopping(**config: Any) -> Callback:
    """EarlyStopping as question a asks for it."""
    asked = {"monitor": "val_accuracy", "patience": 10, "min_delta": 1e-5, "mode": "auto"}
    return Callback(kind="EarlyStopping", bases=("EarlyStopping", "Callback"), config=asked | config)


def plateau(**config: Any) -> Callback:
    """ReduceLROnPlateau as question b asks for it."""
    asked = {"monitor": "val_accuracy", "factor": 0.3, "patience": 5, "min_delta": 1e-4, "min_lr": 1e-5, "mode": "auto"}
    return Callback(kind="ReduceLROnPlateau", bases=("ReduceLROnPlateau", "Callback"), config=asked | config)


def fit(at: int, model: str, **changes: Any) -> Fit:
    """A training of a search; `rate` sets the learning rate."""
    rate = changes.pop("rate", 0.00015)
    given = {
        "id": f"fit-{at}",
        "at": at,
        "cell": at // 10,
        "model": model,
        "rows": TRAIN,
        "validation": VALIDATION,
        "validation_from": "data",
        "batch_size": 256,
        "epochs_asked": 100,
        "epochs_run": 2,
        "optimizer": Optimizer(kind="Adam", learning_rate=rate),
        "metrics": ("accuracy",),
        "history": HISTORY,
    }
    return Fit(**(given | changes))


def search(at: int, **changes: Any) -> Search:
    """A search of two trials."""
    given = {
        "id": f"search-{at}",
        "at": at,
        "cell": at // 10,
        "tuner": "BayesianOptimization",
        "bases": ("BayesianOptimization", "Tuner", "BaseTuner"),
        "objective": ("val_accuracy",),
        "directions": ("max",),
        "trials_asked": 10,
        "trials_run": 2,
    }
    return Search(**(given | changes))


def trial(number: int, score: float | None = 0.8, status: str = "COMPLETED", message: str = "", **values: Any) -> Trial:
    """One trial; its id is its number."""
    return Trial(id=str(number), status=status, values=values, score=score, message=message)


def model(at: int, name: str, **changes: Any) -> Model:
    """A model of the exercise."""
    given = {"kind": "Sequential", "layers": (), "parameters": 636_010, "weights": f"w-{name}"}
    return Model(id=name, at=at, cell=at // 10, **(given | changes))


def evaluation(at: int, name: str, rows: Rows = TEST, **changes: Any) -> Evaluation:
    """An evaluation on the test set."""
    return Evaluation(
        id=f"evaluation-{at}", at=at, cell=at // 10, model=name, rows=rows, **({"via": "evaluate"} | changes)
    )


def prediction(at: int, name: str, *fits: str) -> Prediction:
    """A prediction on the holdout; its values are not looked at by checks."""
    route = {"dataset": "fashion_mnist", "route": "evaluated", "shape": (1, 10), "values": ""}
    return Prediction(id=f"prediction-{at}", at=at, cell=at // 10, model=name, after_fits=fits, **route)


def figure(at: int, *panels: tuple[int, ...]) -> Figure:
    """A figure whose panels have curves of these lengths; two panels of two curves by default."""
    axes = tuple(Axes(line_points=points) for points in panels or ((2, 2), (2, 2)))
    return Figure(id=f"figure-{at}", at=at, cell=at // 10, axes=axes)


def search_a(at: int = 10, low: float = 6e-5, high: float = 2.6e-4, sizes: tuple[int, int] = (128, 256)) -> Search:
    """The search of question a."""
    return search(
        at,
        space=(
            HyperParameter(name="lr", kind="Float", low=low, high=high),
            HyperParameter(name="lote", kind="Int", low=sizes[0], high=sizes[1]),
        ),
        probes=(
            Probe(hyperparameter="lr", values=(low, high), responses={"optimizer.learning_rate": (low, high)}),
            Probe(hyperparameter="lote", values=sizes, responses={"fit.batch_size": sizes}),
        ),
        trials=(trial(0, 0.8, lr=0.0001, lote=128), trial(1, 0.82, lr=0.0002, lote=256)),
        trials_asked=3,
    )


def search_b(at: int = 110) -> Search:
    """The search of question b."""
    patience = {"callback.ReduceLROnPlateau.patience": (2, 5, 10), "callback.EarlyStopping.patience": (4, 10, 20)}
    return search(
        at,
        space=(
            HyperParameter(name="factor", kind="Float", low=0.1, high=0.5),
            HyperParameter(name="patience", kind="Choice", values=(2, 5, 10)),
        ),
        probes=(
            Probe(
                hyperparameter="factor", values=(0.1, 0.5), responses={"callback.ReduceLROnPlateau.factor": (0.1, 0.5)}
            ),
            Probe(hyperparameter="patience", values=(2, 5, 10), responses=patience),
        ),
        trials=(trial(0, 0.8, factor=0.3, patience=5), trial(1, 0.82, factor=0.2, patience=2)),
    )


def trials_a(at: int = 10) -> tuple[Fit, ...]:
    """The trainings of question a's search."""
    own = {"search": f"search-{at}", "callbacks": (early_stopping(), TUNER)}
    first = fit(at + 1, f"trial-{at}-0", trial="0", batch_size=128, rate=0.0001, **own)
    return first, fit(at + 2, f"trial-{at}-1", trial="1", batch_size=256, rate=0.0002, **own)


def trials_b(at: int = 110) -> tuple[Fit, ...]:
    """The trainings of question b's search."""
    own = {"search": f"search-{at}"}
    first = (plateau(factor=0.3, patience=5), early_stopping(patience=10), TUNER)
    second = (plateau(factor=0.2, patience=2), early_stopping(patience=4), TUNER)
    return (
        fit(at + 1, f"trial-{at}-0", trial="0", callbacks=first, **own),
        fit(at + 2, f"trial-{at}-1", trial="1", callbacks=second, **own),
    )


def final_fit(at: int, name: str, **changes: Any) -> Fit:
    """The final training."""
    return fit(at, name, **({"rows": BOTH, "validation": TEST, "epochs_asked": 20} | changes))


def environment() -> Environment:
    """Where the run happened."""
    return Environment(
        seed=101,
        budget="smoke",
        assignment="tl04",
        packages={},
        python="3.11",
        machine="",
        threads=1,
        isolation="fake",
        data={"fashion_mnist": "f" * 64},
    )


@cache
def honest() -> Evidence:
    """A run in which everything is as the exercise asks."""
    return Evidence(
        environment=environment(),
        ending=Ending(kind="finished"),
        models=(
            model(20, "best-a", search="search-10", rank=0),
            model(30, "final-a"),
            model(120, "best-b", search="search-110", rank=0),
            model(130, "final-b"),
            *(model(at, f"trial-{group}-{at % 2}") for group, at in ((10, 12), (10, 13), (110, 112), (110, 113))),
        ),
        searches=(search_a(), search_b()),
        fits=(*trials_a(), final_fit(30, "final-a"), *trials_b(), final_fit(130, "final-b")),
        evaluations=tuple(
            evaluation(at, name) for at, name in ((21, "best-a"), (31, "final-a"), (121, "best-b"), (131, "final-b"))
        ),
        predictions=(
            prediction(20, "best-a"),
            prediction(31, "final-a", "fit-30"),
            prediction(120, "best-b"),
            prediction(131, "final-b", "fit-130"),
        ),
        figures=(figure(32), figure(132)),
    )


def as_told(evidence: Evidence) -> Evidence:
    """The evidence as a worker would number it: ids by kind and event, each event at its own tick, all in cell 0."""
    document = json.loads(evidence.model_dump_json())
    names: dict[str, str] = {}
    for offset, part in enumerate(_EVENTS):
        for item in document[part]:
            item["at"] = item["at"] * len(_EVENTS) + offset
            names[item["id"]] = f"{_EVENTS[part]}-{item['at']}"
            item["cell"] = 0
        document[part].sort(key=lambda item: item["at"])
    document["cells"] = document["cells"] or [{"index": 0, "status": "ok"}]
    return Evidence.model_validate(_renamed(document, names))


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def edit(evidence: Evidence, part: str, where: Callable[[Any], bool] | str, **changes: Any) -> Evidence:
    """The evidence with some records of one part changed: those with this id, or those that satisfy `where`."""
    chosen = (lambda item: item.id == where) if isinstance(where, str) else where

    def changed(item: Frozen) -> Frozen:
        return item.model_copy(update=changes) if chosen(item) else item

    return evidence.model_copy(update={part: tuple(map(changed, getattr(evidence, part)))})


def without(evidence: Evidence, part: str, *ids: str) -> Evidence:
    """The evidence without some records of one part; without ids, without all of them."""
    return evidence.model_copy(
        update={part: tuple(item for item in getattr(evidence, part) if ids and item.id not in ids)}
    )


def plus(evidence: Evidence, part: str, *items: Any) -> Evidence:
    """The evidence with more records of one part, in the order of their ticks."""
    together = (*getattr(evidence, part), *items)
    ordered = together if part == "made" else sorted(together, key=lambda item: item.at)
    return evidence.model_copy(update={part: tuple(ordered)})


def made(kind: str, cell: int) -> Made:
    """A callback that was constructed."""
    return Made(kind=kind, bases=(kind, "Callback"), cell=cell)


def case(*runs: Evidence, accuracies: dict[str, float] | None = None, **more: Any) -> Case:
    """Runs as checks see them; every prediction is 80 % right unless told otherwise. No accuracy is judged."""
    scored = [
        make_run(tl04(), run, accuracies if accuracies is not None else {item.id: 0.8 for item in run.predictions})
        for run in runs or (honest(),)
    ]
    return Case(assignment=tl04(), runs=tuple(scored), **({"judges_accuracy": False} | more))


def judge(check: str, seen: Evidence | Case, **settings: Any) -> Verdict:
    """The verdict of one check of the rubric, some of its settings replaced."""
    spec = next(item for item in tl04().checks if item.id == check)
    spec = spec.model_copy(update={"settings": spec.settings | settings})
    return KINDS[spec.kind].judge(seen if isinstance(seen, Case) else case(seen), spec)


def causes(verdict: Verdict) -> list[str]:
    """The causes a verdict names."""
    return [finding.cause for finding in verdict.findings]
