"""What a budget's seconds buy: the rate of mistakes that are found, from stored validations.

Every `reference_results/validity*.json` is read: `autograder validate --budget …` writes one for the last budget of
each assignment, and a copy under another name keeps that of another budget. `without_accuracy` is what the same runs
find when no accuracy is judged: that much any budget finds, and training longer pays for the rest alone.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from autograder.rubric import load_assignment
from autograder.settings import Home, find_home
from autograder.validity.outcome import Outcome
from autograder.validity.rates import Rate, rate
from autograder.validity.result import Session, Validity, rates
from benchmarks.speed.setting import Setting
from benchmarks.speed.spread import spread

SLACK = 0.01
"""The knee is the cheapest budget that finds at most so much less than the best one."""


def measure(_setting: Setting) -> dict[str, Any]:
    """By assignment: a point for each budget, and the knee."""
    home = find_home()
    points: dict[str, dict[str, Any]] = {}
    for path in sorted(home.reference_results.glob("validity*.json")):
        for name, session in _read(path).sessions.items():
            points.setdefault(name, {})[f"{session.source} {session.budget}"] = _point(home, session)
    if not points:
        return {"reason": "reference_results/ holds no validity*.json: `autograder validate` writes it"}
    return {name: {"budgets": found, "knee": knee(found)} for name, found in sorted(points.items())}


def _read(path: Path) -> Validity:
    return Validity.model_validate_json(path.read_text(encoding="utf-8"))


def _point(home: Home, session: Session) -> dict[str, Any]:
    found = rates(session.outcomes)
    mutants = [item for item in session.outcomes if item.kind == "mutant"]
    checks = load_assignment(home.assignments, session.assignment).checks
    structure = {check.id for check in checks if check.kind != "accuracy"}
    return {
        "seconds": spread([item.seconds for item in session.outcomes], 1),
        "seeds": median(len(item.seeds_used) for item in session.outcomes),
        "detection": _told(found.detection),
        "without_accuracy": _told(rate(_seen(item, structure) for item in mutants)),
        "false_fail": _told(found.false_fail),
        "calibrated": session.calibrated,
    }


def _seen(item: Outcome, among: Sequence[str] | set[str]) -> bool:
    return any(item.checks[name].lost for name in item.checks_expected if name in item.checks and name in among)


def _told(found: Rate) -> dict[str, Any]:
    return {"hits": found.hits, "of": found.of, "low": round(found.low, 4), "high": round(found.high, 4)}


def knee(points: dict[str, dict[str, Any]]) -> str:
    """The cheapest budget whose detection is within `SLACK` of the best."""
    shares = {name: one["detection"]["hits"] / max(1, one["detection"]["of"]) for name, one in points.items()}
    enough = [name for name, share in shares.items() if share >= max(shares.values()) - SLACK]
    return min(enough, key=lambda name: float(points[name]["seconds"]["median"]))
