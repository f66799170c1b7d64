"""`callback`: what really reaches every training."""

from typing import Any

import pytest

from autograder.model.evidence import Callback, Evidence

from .build import TUNER, causes, early_stopping, edit, honest, judge, made, plateau, plus, trial, without


def given(*callbacks: Callback, search: str = "search-10") -> Evidence:
    """The honest run whose search trains with these callbacks."""
    return edit(honest(), "fits", lambda item: item.search == search, callbacks=(*callbacks, TUNER))


@pytest.mark.parametrize(
    "config",
    [
        {"patience": 3},
        {"patience": 100},
        {"monitor": "val_loss"},
        {"monitor": "accuracy"},
        {"min_delta": 0.05},
        {"mode": "min"},
    ],
)
def test_a_wrong_setting_costs_half(config: dict[str, Any]) -> None:
    """Patience, what it listens to, what it takes for progress, and its direction."""
    verdict = judge("a.early-stopping", given(early_stopping(**config)))
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("partial", 0.5, ["early-stopping-wrong"])


def test_the_message_says_what_is_and_what_was_asked() -> None:
    """With the figures of both."""
    message = judge("a.early-stopping", given(early_stopping(patience=3))).message
    assert message.es == "EarlyStopping: patience vale 3; se pedía 10."
    assert message.en == "EarlyStopping: patience is 3; 10 was asked for."


@pytest.mark.parametrize("config", [{"min_delta": 0.0}, {"mode": "max"}, {"restore_best_weights": True}])
def test_other_sensible_settings_pass(config: dict[str, Any]) -> None:
    """Keras' own min_delta, the direction spelt out, and anything the exercise does not ask."""
    assert judge("a.early-stopping", given(early_stopping(**config))).verdict == "pass"


def test_a_subclass_is_as_good_and_a_borrowed_name_is_not() -> None:
    """Descent counts, not the name."""
    own = early_stopping().model_copy(update={"kind": "Parada", "bases": ("EarlyStopping", "Callback")})
    assert judge("a.early-stopping", given(own)).verdict == "pass"
    impostor = Callback(kind="EarlyStopping", bases=("Callback",), config=early_stopping().config)
    verdict = judge("a.early-stopping", given(impostor))
    assert (verdict.credit, causes(verdict)) == (0.0, ["early-stopping-missing"])
    assert "not Keras' own" in verdict.message.en


def test_one_training_without_it_is_one_too_many() -> None:
    """It must reach every trial."""
    verdict = judge("a.early-stopping", edit(honest(), "fits", "fit-12", callbacks=(TUNER,)))
    assert (verdict.credit, causes(verdict)) == (0.0, ["early-stopping-missing"])


@pytest.mark.parametrize(("cell", "cause"), [(1, "unused"), (0, "unused"), (11, "missing")])
def test_a_callback_made_but_not_handed_over_is_unused(cell: int, cause: str) -> None:
    """In the search's own cell or one before it; what is made later for another question is not this one's."""
    run = plus(given(), "made", made("EarlyStopping", cell))
    assert causes(judge("a.early-stopping", run)) == [f"early-stopping-{cause}"]


def test_a_callback_made_for_the_question_before_is_not_this_ones() -> None:
    """Question b lacks what question a made and used."""
    run = plus(given(search="search-110"), "made", made("EarlyStopping", 1))
    assert causes(judge("b.early-stopping", run)) == ["early-stopping-missing"]


def test_of_two_callbacks_of_a_kind_the_better_one_counts() -> None:
    """One through `search(callbacks=…)`, another in `fit`."""
    assert judge("a.early-stopping", given(early_stopping(monitor="val_loss"), early_stopping())).verdict == "pass"


def test_early_stopping_waits_twice_as_long_as_the_scheduler() -> None:
    """In every training, whatever the trial's patience."""
    run = edit(honest(), "fits", "fit-112", callbacks=(plateau(patience=2), early_stopping(patience=5), TUNER))
    verdict = judge("b.early-stopping", run)
    assert (verdict.credit, causes(verdict)) == (0.5, ["early-stopping-wrong"])
    assert "patience is 5 (ReduceLROnPlateau.patience is 2); 2 times ReduceLROnPlateau.patience" in verdict.message.en


def test_twice_of_nothing_cannot_be() -> None:
    """Without a scheduler there is nothing to wait for."""
    verdict = judge("b.early-stopping", given(early_stopping(), search="search-110"))
    assert (verdict.verdict, verdict.credit) == ("partial", 0.5)
    assert "is nothing" in verdict.message.en


@pytest.mark.parametrize("config", [{"monitor": "val_loss"}, {"min_lr": 0.001}, {"monitor": "val_acc"}])
def test_a_scheduler_that_cannot_act_is_wrong(config: dict[str, Any]) -> None:
    """Another metric, a floor above the starting rate, a metric by a name that nobody measures."""
    run = given(plateau(**config), early_stopping(), search="search-110")
    assert causes(judge("b.scheduler", run)) == ["scheduler-wrong"]


def test_a_search_without_trainings() -> None:
    """Trials that all failed are the student's; a training loop of one's own is left to a person."""
    run = without(honest(), "fits", "fit-11", "fit-12")
    assert judge("a.early-stopping", run).verdict == "undetermined"
    failed = edit(run, "searches", "search-10", trials=(trial(0, None, "FAILED"),))
    assert causes(judge("a.early-stopping", failed)) == ["trial-failed"]


LONG = (0.5, 0.8, *(0.7,) * 14)
"""Two epochs of progress and fourteen without."""


def subclassed(of: Callback, history: tuple[float, ...], **changes: Any) -> Evidence:
    """The run whose trainings of the callback's question go through a subclass of it."""
    own = of.model_copy(update={"kind": "Mia", "bases": (of.kind, "Callback")})
    search = "search-10" if of.kind == "EarlyStopping" else "search-110"
    callbacks = (own, TUNER) if search == "search-10" else (own, early_stopping(patience=100), TUNER)
    told = {"val_accuracy": history, "loss": history}
    return edit(honest(), "fits", lambda fit: fit.search == search, callbacks=callbacks, history=told, **({} | changes))


def test_a_subclass_that_never_stops_is_wrong() -> None:
    """Its own on_epoch_end does nothing, and the metric stalls for longer than its patience."""
    verdict = judge("a.early-stopping", subclassed(early_stopping(), LONG))
    assert (verdict.credit, causes(verdict)) == (0.5, ["early-stopping-wrong"])
    assert "Mia inherits from EarlyStopping but never acts" in verdict.message.en


@pytest.mark.parametrize("history", [LONG[:10], (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.81, 0.82, 0.83, 0.84)])
def test_a_subclass_that_had_no_cause_to_act_is_right(history: tuple[float, ...]) -> None:
    """A short training, or one that goes on improving, shows nothing."""
    assert judge("a.early-stopping", subclassed(early_stopping(), history)).verdict == "pass"


def test_a_subclass_that_acts_somewhere_has_a_rule_of_its_own() -> None:
    """It slept through one training and stopped another."""
    run = edit(subclassed(early_stopping(), LONG), "fits", "fit-12", stopped_by="Mia")
    assert judge("a.early-stopping", run).verdict == "pass"


@pytest.mark.parametrize(
    ("rates", "verdict"),
    [
        ((1e-3,) * 16, "partial"),
        ((1e-3,) * 9 + (3e-4,) * 7, "pass"),
        ((1e-5,) * 16, "pass"),
        ((None,) * 16, "pass"),
        ((), "pass"),
    ],
)
def test_a_scheduler_subclass_must_lower_the_rate(rates: tuple[float | None, ...], verdict: str) -> None:
    """Unless it is at its floor already, or the rate is not known."""
    got = judge("b.scheduler", subclassed(plateau(), LONG, rates=rates))
    assert (got.verdict, causes(got)) == (verdict, ["scheduler-wrong"] if verdict == "partial" else [])


def test_a_metric_that_keras_does_not_know_ends_every_trial() -> None:
    """Nothing was measured then; Keras' error says what the callback listened to."""
    words = "ValueError: EarlyStopping callback received monitor=val_acc, but Keras isn't able to determine"
    run = given(early_stopping(monitor="val_acc"))
    run = edit(run, "fits", lambda item: item.search == "search-10", error=words, epochs_run=0, history={})
    assert causes(judge("a.early-stopping", run)) == ["early-stopping-wrong"]
    other = edit(run, "fits", lambda item: item.search == "search-10", error="ValueError: something else")
    assert judge("a.early-stopping", other).verdict == "pass"


def test_batches_larger_than_asked_for() -> None:
    """A quarter of the line, where the exercise sets a limit at all."""
    run = edit(honest(), "fits", lambda item: item.search == "search-10", batch_size=8192)
    assert judge("a.early-stopping", run).verdict == "pass"
    verdict = judge("a.early-stopping", run, batch_size={"high": 128})
    assert (verdict.credit, causes(verdict)) == (0.75, ["batch-wrong"])
