"""Roles: from probes, from hyperparameters that trainings follow, from trainings alone."""

import math
from typing import Any

import pytest

from autograder.checks.roles import as_number, best_fit, close, observed, plays, searched, unclear
from autograder.model.evidence import Optimizer, Probe

from .build import honest, plateau, search_a, search_b, trial, trials_a, trials_b

RATE, SIZE = "optimizer.learning_rate", "fit.batch_size"


@pytest.mark.parametrize("value", [None, True, "3", math.nan, math.inf, 10**400, [1], {}])
def test_what_is_no_figure(value: Any) -> None:
    """Truth values, texts, what is not finite or too large for a float."""
    assert as_number(value) is None


def test_figures_are_compared_as_float32_holds_them() -> None:
    """Anything else must be equal."""
    assert close(0.00015, 0.000150000007)
    assert not close(0.00015, 0.00016)
    assert close("Adam", "Adam")
    assert not close("1", 1)


@pytest.mark.parametrize(
    ("role", "value"),
    [
        (RATE, 0.00015),
        (SIZE, 256),
        ("callback.ReduceLROnPlateau.factor", 0.3),
        ("callback.Nothing.x", None),
        ("loss", None),
    ],
)
def test_what_a_training_shows(role: str, value: Any) -> None:
    """None for what is not there."""
    assert observed(role, trials_b()[0]) == value
    assert observed(RATE, trials_b()[0].model_copy(update={"optimizer": None})) is None


def test_probes_go_before_all_else() -> None:
    """They show the whole range."""
    got = searched(RATE, search_a(), trials_a())
    assert (got.values[0], got.values[-1], got.whole) == (6e-5, 2.6e-4, True)


def test_a_hyperparameter_that_all_trials_follow_shows_its_range() -> None:
    """Its declared ends, though the trials drew less."""
    blind = search_a().model_copy(update={"probes": ()})
    assert searched(RATE, blind, trials_a()).values == (6e-5, 2.6e-4)


def test_a_hyperparameter_whose_probe_failed_is_believed() -> None:
    """Where a complete probe saw nothing change, agreement may be chance; where none could be made, it is not."""
    same = [item.model_copy(update={"batch_size": 128}) for item in trials_a()]
    trials = tuple(item.model_copy(update={"values": {"lote": 128}}) for item in search_a().trials)
    for complete, values in ((False, (128, 256)), (True, ())):
        silent = Probe(hyperparameter="lote", values=(128, 256), complete=complete)
        search = search_a().model_copy(update={"probes": (silent,), "trials": trials})
        assert searched(SIZE, search, same).values == values


def test_trials_alone_show_no_range() -> None:
    """Only that something varied."""
    bare = search_a().model_copy(update={"probes": (), "space": ()})
    got = searched(RATE, bare, trials_a())
    assert (got.values, got.whole) == ((0.0001, 0.0002), False)
    assert searched(RATE, bare, trials_a()[:1]).values == ()
    assert not unclear("loss", bare, trials_a())
    assert unclear("loss", search_a().model_copy(update={"probes": ()}), trials_a())


def test_layers_are_matched_by_a_star() -> None:
    """Whichever layer it is."""
    probe = Probe(hyperparameter="s", values=(0.1, 0.2), responses={"layer.0.GaussianNoise.stddev": (0.1, 0.2)})
    search = search_a().model_copy(update={"probes": (probe,)})
    assert searched("layer.*.stddev", search, ()).values == (0.1, 0.2)
    assert searched("layer.*.rate", search, ()).values == ()


def test_a_callback_plays_its_roles_by_being_there() -> None:
    """A search that uses the scheduler is about the scheduler."""
    fits = [item.model_copy(update={"callbacks": (plateau(),)}) for item in trials_a()]
    assert plays("callback.ReduceLROnPlateau.factor", search_a(), fits)
    assert not plays("callback.ReduceLROnPlateau.factor", search_a(), trials_a())
    assert plays(RATE, search_a(), ())
    assert not plays(RATE, search_b(), trials_b())


def test_the_best_trial_is_the_one_with_the_best_score() -> None:
    """Upwards or downwards, scores that are none left out."""
    fits = trials_a()
    assert best_fit(search_a(), fits) == fits[1]
    assert best_fit(search_a().model_copy(update={"directions": ("min",)}), fits) == fits[0]
    nothing = search_a().model_copy(update={"trials": (trial(0, None), trial(1, math.nan))})
    assert best_fit(nothing, fits) is None
    assert Optimizer(kind="Adam").learning_rate is None
    assert honest().searches[0] == search_a()
