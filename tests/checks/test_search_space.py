"""`search-space`: what varies, and from where to where."""

import pytest

from autograder.model.evidence import Evidence, Optimizer, Probe

from .build import causes, edit, honest, judge, search_a, trial, without


def ranged(low: float, high: float, sizes: tuple[int, int] = (128, 256)) -> Evidence:
    """The honest run with another space in question a."""
    run = edit(honest(), "searches", "search-10", probes=search_a(10, low, high, sizes).probes)
    return edit(run, "fits", lambda item: item.search == "search-10", optimizer=None, batch_size=None)


@pytest.mark.parametrize(("low", "high"), [(6e-5, 2.6e-4), (1e-5, 1e-2), (1e-4, 1.5e-4), (0.0000600001, 0.00026)])
def test_ranges_that_hold_the_good_rates_pass(low: float, high: float) -> None:
    """The course's own exploratory range is one of them."""
    assert judge("a.space", ranged(low, high)).verdict == "pass"


@pytest.mark.parametrize(("low", "high"), [(6e-3, 2.6e-2), (6e-7, 2.6e-6), (2e-4, 2.6e-4), (1e-4, 1.2e-4)])
def test_a_range_elsewhere_costs_half(low: float, high: float) -> None:
    """A hundred times too high or too low, or without the good rates."""
    verdict = judge("a.space", ranged(low, high))
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("partial", 0.5, ["range-wrong"])


def test_both_ranges_wrong_cost_everything() -> None:
    """Each dimension is half of the points."""
    assert judge("a.space", ranged(6e-3, 2.6e-2, (2, 4))).credit == 0.0


def test_the_message_says_what_was_found_and_what_was_asked() -> None:
    """In both languages, with the decimal sign of each."""
    message = judge("a.space", ranged(6e-3, 2.6e-2)).message
    assert message.es == (
        "El rango de la tasa de aprendizaje va de 0,006 a 0,026; debía empezar entre 1e-05 y 0,0001 y terminar entre "
        "0,00015 y 0,01."
    )
    assert "runs from 0.006 to 0.026" in message.en


def test_a_rate_searched_by_its_logarithm_is_judged_as_a_rate() -> None:
    """hp.Float("log10_lr", -4.2, -3.6): the probe shows what the optimizer got."""
    probe = Probe(hyperparameter="exp", values=(-4.2, -3.6), responses={"optimizer.learning_rate": (6.3e-5, 2.5e-4)})
    run = edit(honest(), "searches", "search-10", probes=(probe, search_a().probes[1]))
    assert judge("a.space", run).verdict == "pass"


def test_choices_cover_from_the_least_to_the_greatest() -> None:
    """hp.Choice in any order."""
    choice = Probe(hyperparameter="lote", values=(256, 128, 64), responses={"fit.batch_size": (256, 128, 64)})
    run = edit(honest(), "searches", "search-10", probes=(search_a().probes[0], choice))
    assert judge("a.space", run).evidence["values"]["fit.batch_size"] == [64.0, 128.0, 256.0]  # type: ignore[index,call-overload]


def test_two_hyperparameters_may_make_one_rate() -> None:
    """A mantissa and an exponent: what either of them moves counts."""
    mantissa = Probe(hyperparameter="m", values=(1, 9), responses={"optimizer.learning_rate": (2e-5, 1.8e-4)})
    exponent = Probe(hyperparameter="e", values=(-5, -4), responses={"optimizer.learning_rate": (3e-5, 3e-4)})
    run = edit(honest(), "searches", "search-10", probes=(mantissa, exponent, search_a().probes[1]))
    assert judge("a.space", run).verdict == "pass"


def test_a_hyperparameter_that_changes_nothing_is_named() -> None:
    """Declared, and never handed to the optimizer."""
    dead = Probe(hyperparameter="lr", values=(6e-5, 2.6e-4))
    run = edit(honest(), "searches", "search-10", probes=(dead, search_a().probes[1]))
    run = edit(run, "fits", lambda item: item.search == "search-10", optimizer=None)
    verdict = judge("a.space", run)
    assert (verdict.credit, causes(verdict)) == (0.5, ["hyperparameter-unused"])
    assert "“lr”" in verdict.message.en


def test_what_is_not_varied_is_missing() -> None:
    """No hyperparameter of that kind at all."""
    run = edit(honest(), "searches", "search-10", probes=search_a().probes[:1], space=search_a().space[:1])
    run = edit(run, "fits", lambda item: item.search == "search-10", batch_size=256)
    assert causes(judge("a.space", run)) == ["search-missing"]


def test_a_batch_size_given_to_tf_data_is_seen_in_the_trials() -> None:
    """A probe sees no batch size in `fit`; every trial trains with its hyperparameter's value."""
    dead = Probe(hyperparameter="lote", values=(128, 256))
    run = edit(honest(), "searches", "search-10", probes=(search_a().probes[0], dead))
    assert judge("a.space", run).verdict == "pass"


def test_a_hyperparameter_that_agrees_by_chance_is_left_to_a_person() -> None:
    """All trials drew 256, and all trained with 256: that does not say whether it was used."""
    dead = Probe(hyperparameter="lote", values=(128, 256))
    same = tuple(trial(number, 0.8, lr=0.0001, lote=256) for number in (0, 1))
    run = edit(honest(), "searches", "search-10", probes=(search_a().probes[0], dead), trials=same)
    run = edit(run, "fits", lambda item: item.search == "search-10", batch_size=256)
    assert judge("a.space", run).verdict == "undetermined"


def test_a_space_that_could_not_be_probed_is_left_to_a_person() -> None:
    """Two trials do not show the range they were drawn from, unless they lie outside of what was asked for."""
    blind = tuple(item.model_copy(update={"complete": False, "responses": {}}) for item in search_a().probes)
    run = edit(honest(), "searches", "search-10", probes=blind, space=())
    assert judge("a.space", run).verdict == "undetermined"
    constant = edit(run, "fits", lambda item: item.search == "search-10", batch_size=256)
    assert judge("a.space", constant).verdict == "undetermined"
    outside = edit(run, "fits", "fit-11", optimizer=Optimizer(kind="Adam", learning_rate=0.5))
    outside = edit(outside, "searches", "search-10", space=search_a().space[1:])
    assert causes(judge("a.space", outside)) == ["range-wrong"]


def test_trials_that_all_failed_are_no_space() -> None:
    """A hypermodel that cannot be built searched nothing."""
    failed = (trial(0, None, "FAILED", "Traceback…\nNameError: name 'hp' is not defined"),)
    run = edit(
        honest(),
        "searches",
        "search-10",
        trials=failed,
        probes=(Probe(hyperparameter="lr", values=(), complete=False),),
    )
    run = without(run, "fits", "fit-11", "fit-12")
    verdict = judge("a.space", run)
    assert (verdict.verdict, causes(verdict)) == ("fail", ["trial-failed"])
    assert "NameError: name 'hp' is not defined" in verdict.message.en


def test_question_b_is_judged_by_the_schedulers_settings() -> None:
    """Factor and patience, whatever the hyperparameters are called."""
    narrow = Probe(hyperparameter="f", values=(0.3, 0.31), responses={"callback.ReduceLROnPlateau.factor": (0.3, 0.31)})
    run = edit(honest(), "searches", "search-110", probes=(narrow, honest().searches[1].probes[1]))
    assert causes(judge("b.space", run)) == ["range-wrong"]
