"""`optimizer`: the schedule and the momentum asked for."""

import pytest

from autograder.model.evidence import Evidence, Optimizer

from .build import causes, edit, plateau, plus
from .build_text import DECAY, SGD, judge_text, searched, the_grid, wire_fit


def using(optimizer: Optimizer | None) -> Evidence:
    """The honest search with another optimizer everywhere."""
    return edit(searched(), "fits", lambda item: True, optimizer=optimizer)


def decaying(**config: float) -> Evidence:
    """The honest search with other settings of its decay."""
    return using(SGD.model_copy(update={"config": SGD.config | {f"schedule.{k}": v for k, v in config.items()}}))


def test_exponential_decay_with_momentum_passes() -> None:
    """SGD's own momentum, or beta_1 of Adam's family."""
    verdict = judge_text("optimizer", searched())
    assert (verdict.verdict, verdict.evidence["momentum"]) == ("pass", 0.9)
    adam = Optimizer(kind="Adam", schedule="ExponentialDecay", config={"beta_1": 0.9, **DECAY})
    assert judge_text("optimizer", using(adam)).verdict == "pass"
    bare = Optimizer(kind="RMSprop", schedule="ExponentialDecay", config={"momentum": 0.0, **DECAY})
    assert causes(judge_text("optimizer", using(bare))) == ["optimizer-wrong"]


def test_the_best_training_counts() -> None:
    """Several schedules are compared, one of them the one asked for."""
    constant = Optimizer(kind="SGD", learning_rate=0.1, config={"momentum": 0.0})
    run = plus(using(constant), "fits", wire_fit(50, "decay"))
    assert judge_text("optimizer", run).verdict == "pass"


def test_no_schedule_and_another_schedule() -> None:
    """A constant rate is a missing schedule; another class, or a callback, is a wrong one."""
    constant = Optimizer(kind="SGD", learning_rate=0.1, config={"momentum": 0.9})
    assert causes(judge_text("optimizer", using(constant))) == ["scheduler-missing"]
    cosine = SGD.model_copy(update={"schedule": "CosineDecay"})
    assert causes(judge_text("optimizer", using(cosine))) == ["scheduler-wrong"]
    by_callback = edit(using(constant), "fits", lambda item: True, callbacks=(plateau(),))
    assert causes(judge_text("optimizer", by_callback)) == ["scheduler-wrong"]


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"decay_steps": 1e7}, "apenas"),
        ({"decay_steps": 1}, "épocas"),
        ({"decay_rate": 1.0}, "apenas"),
        ({"decay_rate": 0.0}, "antes de tiempo"),
        ({"decay_steps": 0}, "apenas"),
    ],
)
def test_a_decay_that_does_nothing_or_too_much(config: dict[str, float], words: str) -> None:
    """Steps are batches: 10 epochs of 141 of them."""
    verdict = judge_text("optimizer", decaying(**config))
    assert (causes(verdict), verdict.credit) == (["scheduler-wrong"], 0.5)
    assert words in verdict.message.es


def test_further_bounds() -> None:
    """The optimizer's class and its first rate, where the exercise names them."""
    assert causes(judge_text("optimizer", searched(), kinds=["Adam"])) == ["optimizer-wrong"]
    verdict = judge_text("optimizer", searched(), learning_rate={"high": 0.01})
    assert (causes(verdict), verdict.credit) == (["optimizer-wrong"], 0.75)


def test_what_is_not_seen_is_left_to_a_person() -> None:
    """Trainings whose optimizer the record does not show."""
    assert judge_text("optimizer", using(None)).verdict == "undetermined"


def test_the_steps_of_a_refit_are_those_of_all_rows_that_the_search_was_given() -> None:
    """The grader's reduced data leave a refit few rows, and with them a decay by epochs would look harmless."""
    run = decaying(decay_steps=8, decay_rate=0.9)
    few = next(item for item in run.fits if item.id == "fit-20").rows.model_copy(update={"asked": 100})
    assert causes(judge_text("optimizer", edit(run, "fits", "fit-20", rows=few, cell=the_grid().cell))) == [
        "scheduler-wrong"
    ]
