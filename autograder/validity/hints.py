"""Hints that cost nothing: to whom they are given.

A hint is of use where a mistake of its kind gets it and honest work does not.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from autograder.model.base import Frozen
from autograder.validity.outcome import Outcome
from autograder.validity.rates import Rate, rate

MATCHING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "loss-diverged": ("rate-times-100", "output-rectified", "not-scaled"),
        "not-learning": (
            "rate-times-100",
            "rate-by-100",
            "labels-reversed",
            "output-rectified",
            "softmax-of-one",
            "dropout-of-nearly-all",
            "initializer-zeros",
            "huge-batches",
        ),
        "rate-too-high": ("rate-times-100",),
        "rate-too-low": ("rate-by-100",),
        "update-ratio": ("rate-times-100", "rate-by-100"),
        "overfitting": ("early-stopping-left-out", "patience-endless", "dropout-left-out", "few-rows"),
        "dead-units": ("rate-times-100", "not-scaled"),
        "range-edge": ("range-lowered", "range-narrowed", "choices-left-out"),
        "above-band": ("trained-on-test", "unpacked-in-reverse"),
        "claim-mismatch": ("conclusion-contradicted",),
    }
)
"""Every hint, with the operators whose mistakes it is about."""


class HintRates(Frozen):
    """How often one hint is given: to honest gradings, to mutants, and to mutants of a kind that it is about."""

    honest: Rate
    mutants: Rate
    matching: Rate


def by_hint(outcomes: Sequence[Outcome]) -> dict[str, HintRates]:
    """The rates of every hint, in the order above."""
    honest = [item for item in outcomes if item.kind == "honest"]
    mutants = [item for item in outcomes if item.kind == "mutant"]
    return {
        hint: HintRates(
            honest=rate(hint in item.hints for item in honest),
            mutants=rate(hint in item.hints for item in mutants),
            matching=rate(hint in item.hints for item in mutants if item.operator in operators),
        )
        for hint, operators in MATCHING.items()
    }
