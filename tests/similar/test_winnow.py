"""Winnowing keeps its promises."""

import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.similar.winnow import K, W, grams, winnow

Run = list[str]
RUNS = st.lists(st.sampled_from("abcdef"), max_size=60)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RUNS, RUNS, st.lists(st.sampled_from("abcdef"), min_size=K + W - 1, max_size=K + W + 5), RUNS, RUNS)
def test_long_matches_are_always_found(a: Run, b: Run, common: Run, c: Run, d: Run) -> None:
    """Texts that share W + K - 1 tokens share a fingerprint, whatever stands around them."""
    assert winnow(grams([*a, *common, *b])) & winnow(grams([*c, *common, *d]))


def test_short_matches_are_never_found() -> None:
    """What is shared in runs shorter than K is noise."""
    common = [str(number) for number in range(K - 1)]
    assert not winnow(grams([*common, *("a" * 30)])) & winnow(grams([*common, *("b" * 30)]))


def test_few_fingerprints_stand_for_many_hashes() -> None:
    """Of random hashes about two in W + 1 are kept."""
    draw = random.Random(1)
    hashes = [draw.getrandbits(64) for _ in range(3000)]
    assert abs(len(winnow(hashes)) / 3000 - 2 / (W + 1)) < 0.03


def test_short_texts() -> None:
    """Less than one run has no fingerprint; less than one window has one."""
    assert winnow(grams(["a"] * (K - 1))) == frozenset()
    assert len(winnow(grams([str(number) for number in range(K + 1)]))) == 1
