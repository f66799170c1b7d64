"""A hint without points: the best trial lies on the edge of what was searched, so the range may go on beyond it."""

import math
from collections.abc import Collection

from autograder.checks.roles import as_number, is_role
from autograder.checks.verdicts import both, es, number
from autograder.model.evidence import HyperParameter, Search, Trial
from autograder.model.grade import Finding

_NEAR = 0.02
"""The share of a continuous range that counts as its edge."""
_MOST_STEPS = 10_000


def edge_findings(question: str, search: Search, roles: Collection[str]) -> tuple[Finding, ...]:
    """One for each numeric hyperparameter that plays one of the roles and whose best value lies on an edge."""
    best = _best(search)
    if best is None:
        return ()
    playing = {
        probe.hyperparameter
        for probe in search.probes
        if any(is_role(name, role) for name in probe.responses for role in roles)
    }
    found = ((item, as_number(best.values.get(item.name))) for item in search.space if item.name in playing)
    return tuple(
        _finding(question, search, item, value) for item, value in found if value is not None and _on_edge(item, value)
    )


def _best(search: Search) -> Trial | None:
    """Of several equal trials the first; of fewer than two trials none is the best."""
    scored = [(score, trial) for trial in search.trials if (score := as_number(trial.score)) is not None]
    if len(scored) < 2:
        return None
    sign = -1 if search.directions == ("min",) else 1
    return max(scored, key=lambda pair: sign * pair[0])[1]


def _on_edge(item: HyperParameter, value: float) -> bool:
    low, high = as_number(item.low), as_number(item.high)
    if item.kind not in ("Float", "Int") or low is None or high is None or low >= high:
        return False
    log = item.sampling in ("log", "reverse_log") and low > 0
    top = _last_step(low, high, as_number(item.step), log)
    if log and value > 0 and top > low:
        place = math.log(value / low) / math.log(top / low)
    else:
        place = (value - low) / (top - low) if top > low else 0.5
    return not _NEAR < place < 1 - _NEAR


def _last_step(low: float, high: float, step: float | None, log: bool) -> float:
    """The greatest value that steps from the lowest reach: 0.16 of 0.01 … 0.3 in doublings."""
    if step is None or step <= 0 or (log and step <= 1):
        return high
    steps = (math.log(high / low) / math.log(step)) if log else (high - low) / step
    whole = math.floor(min(steps, _MOST_STEPS) + 1e-9)
    if whole < 1 or steps > _MOST_STEPS:
        return high
    return low * step**whole if log else low + whole * step


def _finding(question: str, search: Search, item: HyperParameter, value: float) -> Finding:
    low, high = as_number(item.low) or 0.0, as_number(item.high) or 0.0
    name = item.name[:60]
    text = both(
        f"El mejor valor de «{name}», {es(value)}, está en el borde de su rango ({es(low)} a {es(high)}): extiende el "
        "rango por ese lado, el óptimo puede estar fuera. No resta puntos.",
        f"The best value of “{name}”, {number(value)}, lies on the edge of its range ({number(low)} to "
        f"{number(high)}): extend the range on that side, the optimum may lie beyond. It costs no points.",
    )
    return Finding(cause="range-edge", question=question, cell=search.cell, message=text, hint=True)
