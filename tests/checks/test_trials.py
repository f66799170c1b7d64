"""`trials`: asked for, long enough, and come to an end."""

import pytest

from .build import causes, edit, fit, honest, judge, plus, trial, without


@pytest.mark.parametrize(("asked", "credit"), [(3, 1.0), (30, 1.0), (2, 2 / 3), (1, 1 / 3), (0, 0.0), (None, 1.0)])
def test_too_few_trials_cost_their_share(asked: int | None, credit: float) -> None:
    """More are welcome; a tuner that works without a number is no mistake."""
    verdict = judge("a.trials", edit(honest(), "searches", "search-10", trials_asked=asked))
    assert verdict.credit == pytest.approx(credit)
    assert causes(verdict) == ([] if credit == 1 else ["too-few-trials"])


@pytest.mark.parametrize(("epochs", "credit"), [(1, 0.5), (29, 0.5), (30, 1.0), (100, 1.0), (500, 1.0)])
def test_trials_too_short_for_early_stopping_cost_half(epochs: int, credit: float) -> None:
    """With patience 10, fewer than 30 epochs leave it nothing to do."""
    verdict = judge("a.trials", edit(honest(), "fits", lambda item: item.search == "search-10", epochs_asked=epochs))
    assert verdict.credit == credit
    assert causes(verdict) == ([] if credit == 1 else ["epochs-wrong"])


def test_several_fits_of_one_model_count_together() -> None:
    """Fifty epochs and fifty more are a hundred."""
    run = edit(honest(), "fits", lambda item: item.search == "search-10", epochs_asked=20)
    more = (
        fit(13, "trial-10-0", search="search-10", epochs_asked=20),
        fit(14, "trial-10-1", search="search-10", epochs_asked=20),
    )
    assert judge("a.trials", plus(run, "fits", *more)).verdict == "pass"


def test_failed_trials_are_told_with_their_reason() -> None:
    """`search` itself stays silent about them."""
    trials = (trial(0), trial(1, None, "FAILED", "Traceback\n  File …\nValueError: no such layer"))
    verdict = judge("a.trials", edit(honest(), "searches", "search-10", trials=trials))
    assert (verdict.credit, causes(verdict)) == (0.5, ["trial-failed"])
    assert verdict.message.es.endswith("ValueError: no such layer")


def test_a_search_that_got_nowhere_earns_nothing() -> None:
    """It raised before its first trial, or every trial failed before training."""
    run = without(honest(), "fits", "fit-11", "fit-12")
    assert causes(judge("a.trials", edit(run, "searches", "search-10", trials=()))) == ["trial-failed"]
    failed = (trial(0, None, "INVALID"), trial(1, None, "FAILED"))
    assert judge("a.trials", edit(run, "searches", "search-10", trials=failed)).credit == 0.0
