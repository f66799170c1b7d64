"""The hint that the best value lies on the edge of its range."""

from typing import Any

import pytest

from autograder.checks.edge import edge_findings
from autograder.model.evidence import HyperParameter, Probe, Search

from .build import causes, edit, honest, judge, search, trial


def searched(best: float, kind: str = "Float", role: str = "layer.0.RandomZoom.height_factor", **more: Any) -> Search:
    """A search of one dimension whose second trial is the best."""
    given = {"low": 0.01, "high": 0.3, "step": 2.0, "sampling": "log"} | more
    return search(
        10,
        space=(HyperParameter(name="f", kind=kind, **given),),  # type: ignore[arg-type]
        probes=(Probe(hyperparameter="f", values=(0.01, 0.3), responses={role: (0.01, 0.3)}),),
        trials=(trial(0, 0.7, f=0.05), trial(1, 0.8, f=best)),
    )


@pytest.mark.parametrize(
    ("best", "more", "hint"),
    [
        (0.01, {}, True),
        (0.16, {}, True),
        (0.08, {}, False),
        (0.29, {"step": None, "sampling": None}, False),
        (0.298, {"step": None, "sampling": None}, True),
        (10, {"kind": "Int", "low": 0, "high": 12, "step": 5, "sampling": "linear"}, True),
        (5, {"kind": "Int", "low": 0, "high": 12, "step": 5, "sampling": "linear"}, False),
        (0.01, {"kind": "Choice", "low": None, "high": None}, False),
        (0.01, {"role": "optimizer.learning_rate"}, False),
    ],
)
def test_the_edge_is_the_last_value_within_reach(best: float, more: dict[str, Any], hint: bool) -> None:
    """In doublings from 0.01 that is 0.16, not 0.3; other roles and choices have no edge."""
    found = edge_findings("a", searched(best, **more), ["layer.*.height_factor"])
    assert [item.cause for item in found] == ["range-edge"] * hint


def test_one_trial_has_no_best() -> None:
    """Nor has a search without scores."""
    alone = searched(0.01)
    for trials in (alone.trials[1:], (trial(0, None, f=0.01),) * 2):
        assert edge_findings("a", alone.model_copy(update={"trials": trials}), ["layer.*.height_factor"]) == ()


def test_the_hint_costs_nothing_and_is_given_where_the_rubric_wants_it() -> None:
    """TL04 does not."""
    run = edit(honest(), "searches", "search-10", trials=(trial(0, 0.8, lr=0.0001), trial(1, 0.9, lr=6e-5)))
    assert judge("a.space", run).findings == ()
    verdict = judge("a.space", run, edge_hint=True)
    assert (verdict.verdict, verdict.credit, causes(verdict)) == ("pass", 1.0, ["range-edge"])
    assert "0,00006" in verdict.findings[0].message.es or "6e-05" in verdict.findings[0].message.es
