"""`draws`: a search by hand tries enough rates, wide at first, narrower or longer afterwards."""

from autograder.model.evidence import Optimizer

from .build import causes, edit
from .training import RATES, by_heart, judge, record, searched


def test_an_honest_search_passes() -> None:
    """Eight candidates; neither the twenty images nor the final training is one."""
    verdict = judge("h.draws", searched())
    assert verdict.verdict == "pass"
    assert verdict.evidence["candidates"] == 8


def test_too_few_candidates_cost_their_share() -> None:
    """Three of six; a rate tried twice counts once."""
    verdict = judge("h.draws", searched((0.5, 0.01, 0.01, 0.05)))
    assert (verdict.credit, causes(verdict)) == (0.5, ["too-few-trials"])


def test_rates_in_a_narrow_range_are_no_coarse_search() -> None:
    """Six rates between 0.1 and 0.15."""
    verdict = judge("h.draws", searched((0.10, 0.11, 0.12, 0.13, 0.14, 0.15)))
    assert (verdict.credit, causes(verdict)) == (0.5, ["range-wrong"])
    assert "0,18 décadas" in verdict.message.es


def test_a_search_that_never_gets_finer_costs_half() -> None:
    """The last candidates are as far apart as all, and trained no longer."""
    far = (0.5, 0.05, 0.1, 0.9, 0.2, 0.3, 1.0, 0.01)
    assert causes(judge("h.draws", searched(far, epochs_asked=2))) == ["range-wrong"]
    assert judge("h.draws", searched(far)).verdict == "pass", "longer is finer as well"
    assert judge("h.draws", searched(RATES, epochs_asked=2)).verdict == "pass", "narrower is enough"
    assert judge("h.draws", searched(far, epochs_asked=2), finer=False).verdict == "pass"


def test_several_fits_of_one_model_are_one_candidate() -> None:
    """Epoch by epoch or all at once."""
    run = edit(searched(), "fits", lambda fit: fit.id in ("fit-20", "fit-21", "fit-22"), model="one")
    assert judge("h.draws", run).evidence["candidates"] == 6


def test_a_rate_that_is_not_seen_is_left_to_a_person() -> None:
    """An optimizer of the student's own."""
    run = edit(searched(), "fits", "fit-21", optimizer=Optimizer(kind="Mine"))
    assert judge("h.draws", run).verdict == "undetermined"


def test_nothing_trained_is_told() -> None:
    """Not even the final network."""
    assert judge("h.draws", record()).credit == 0.0
    assert judge("h.draws", record(by_heart())).credit == 0.0
