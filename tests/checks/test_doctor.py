"""The training doctor: each hint with its figure where it belongs, none on an honest training, never points."""

from typing import Any

import pytest

from autograder.checks.doctor import training_hints, update_bounds
from autograder.model.evidence import Evidence, Inside, Layer, Optimizer

from .build import case, early_stopping, honest

INSIDE = Inside(moves=(0.02, 0.01), steps=(10, 10), silent={"dense": 0.05}, sample=200)
DENSE = Layer(name="out", kind="Dense", config={"units": 10}, parameters=10)


def trained(**changes: Any) -> Evidence:
    """An honest run whose first final training went otherwise."""
    run = honest()
    final = next(fit for fit in run.fits if fit.search is None)
    given = {"inside": INSIDE, "loss": "sparse_categorical_crossentropy", **changes}
    fits = tuple(fit.model_copy(update=given) if fit.id == final.id else fit for fit in run.fits)
    models = tuple(m.model_copy(update={"layers": (DENSE,)}) if m.id == final.model else m for m in run.models)
    return run.model_copy(update={"fits": fits, "models": models})


def told(run: Evidence) -> dict[str, str]:
    """The hints of a run by cause, in Spanish."""
    found = training_hints(case(run, judges_accuracy=True))
    assert all(item.hint and item.message.en for item in found)
    return {item.cause: item.message.es for item in found}


def curve(*losses: float | None, **more: tuple[float, ...]) -> dict[str, Any]:
    """A training's history."""
    return {"history": {"loss": losses, **more}, "epochs_run": len(losses)}


def test_an_honest_training_gets_no_hint() -> None:
    """Falling losses, usual updates, living units."""
    assert told(trained(**curve(0.9, 0.5, val_loss=(0.8, 0.6)))) == {}


@pytest.mark.parametrize(
    ("changes", "cause", "figure"),
    [
        (curve(1.0, 2.0, 3.5), "loss-diverged", "3,5"),
        (curve(1.0, None), "loss-diverged", "NaN"),
        (curve(2.35, 2.31), "not-learning", "2,303"),
        (curve(0.9, 0.6, 0.3, val_loss=(0.8, 0.7, 0.9)), "overfitting", "28,6"),
        ({"inside": INSIDE.model_copy(update={"silent": {"a": 0.1, "b": 0.55}})}, "dead-units", "55,0"),
        ({"inside": INSIDE.model_copy(update={"moves": (2.0, 2.0)})}, "update-ratio", "0,2 y 0,6325"),
        ({"inside": INSIDE.model_copy(update={"moves": (1e-5, 1e-5)})}, "update-ratio", "1e-06 y 3,162e-06"),
    ],
)
def test_each_hint_quotes_its_figure(changes: dict[str, Any], cause: str, figure: str) -> None:
    """What the curve or the weights show is told, with the number."""
    found = told(trained(**changes))
    assert list(found) == [cause]
    assert figure in found[cause]


@pytest.mark.parametrize(("move", "rate", "cause"), [(0.5, 0.1, "rate-too-high"), (1e-4, 1e-6, "rate-too-low")])
def test_a_rate_is_too_high_or_too_low_where_curve_and_updates_agree(move: float, rate: float, cause: str) -> None:
    """A training that does not learn, with updates ten times the usual or a tenth of it."""
    inside = INSIDE.model_copy(update={"moves": (move, move)})
    adam = Optimizer(kind="Adam", learning_rate=rate)
    found = told(trained(inside=inside, optimizer=adam, **curve(2.4, 2.4)))
    assert list(found) == ["not-learning", cause]
    assert told(trained(inside=inside, optimizer=adam, **curve(1.0, 0.5))) == {}


def test_bounds_of_an_update() -> None:
    """Ten updates that move a kernel by a hundredth: a thousandth each at least, and 0.0032 in unrelated directions."""
    fit = next(fit for fit in trained().fits if fit.inside is not None)
    assert update_bounds(fit) == pytest.approx((1e-3, 1e-2 / 10**0.5))


def test_early_stopping_overshoots_by_its_patience() -> None:
    """Whoever has it needs no hint to stop earlier."""
    risen = curve(0.9, 0.6, 0.3, val_loss=(0.8, 0.7, 0.9))
    assert told(trained(callbacks=(early_stopping(),), **risen)) == {}


def test_a_budget_that_judges_nothing_gives_no_hints() -> None:
    """Two steps on a hundred rows learn nothing, however good the work."""
    assert training_hints(case(trained(**curve(2.4, 2.4)))) == ()


def test_a_few_rows_tell_nothing_of_dead_units() -> None:
    """A rarely active unit may miss all of a small sample."""
    assert told(trained(inside=INSIDE.model_copy(update={"silent": {"a": 0.9}, "sample": 40}))) == {}
