"""Outcomes for tests, made of the few things that decide."""

from typing import Any

from autograder.validity.outcome import Judged, Outcome
from autograder.validity.plain import Plain


def judged(points: float, chance: float | None = None) -> Judged:
    """A line of the rubric worth one point."""
    return Judged(verdict="pass" if points == 1 else "fail", points=points, max_points=1.0, chance_of_wrong_fail=chance)


def mutant(name: str, points: float, *causes: str, **more: Any) -> Outcome:
    """A mutant of tl04 whose cause is range-wrong and that should cost points in a.space."""
    values: dict[str, Any] = {
        "item": f"tl04/{name}/c1",
        "kind": "mutant",
        "assignment": "tl04",
        "operator": name,
        "family": "search",
        "causes_expected": ("range-wrong",),
        "checks_expected": ("a.space",),
        "seeds_used": (101,),
        "status": "graded",
        "score": 9.0 + points,
        "max_score": 10.0,
        "checks": {"a.space": judged(points), "a.data": judged(1.0)},
        "causes": causes,
        "plain": Plain(ran=True),
        "seconds": 30.0,
    }
    return Outcome(**{**values, **more})


def honest(name: str, score: float, *seeds: int, chance: float | None = None) -> Outcome:
    """An honest submission to tl04; what it lost, it lost in a.accuracy."""
    return Outcome(
        item=f"tl04/honest/{name}",
        kind="honest",
        assignment="tl04",
        seeds_used=seeds or (101,),
        status="graded",
        score=score,
        max_score=10.0,
        checks={"a.space": judged(1.0), "a.accuracy": judged(1.0 if score == 10 else 0.0, chance)},
        causes=(),
        plain=Plain(ran=True, missing=("score_a",)),
        seconds=60.0,
    )
