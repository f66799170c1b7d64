"""`tested`: the model that counts is measured on the test set."""

import pytest

from autograder.checks.registry import KINDS
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence
from autograder.model.grade import Verdict

from .build import causes, edit, evaluation, plus, without
from .build_text import (
    OWN_VALIDATION,
    REVIEWS_TEST,
    network,
    review_fit,
    searched,
    text_case,
    trained,
)


def judged(run: Evidence) -> Verdict:
    """The verdict on a run, 2,000 test rows asked for."""
    spec = CheckSpec(
        id="a.test",
        question="a",
        kind="tested",
        points=1,
        title=Text(es="test", en="test"),
        settings={"test_rows": 2000},
    )
    return KINDS["tested"].judge(text_case(run), spec)


@pytest.mark.parametrize(
    "run",
    [
        searched(),
        trained(),
        edit(trained(), "evaluations", "evaluation-12", via="predict"),
        edit(trained(), "evaluations", "evaluation-12", at=150, model="loaded"),
        edit(searched(), "evaluations", "evaluation-22", at=150, model="loaded"),
    ],
    ids=["search", "training", "predict", "loaded copy", "loaded copy of the best"],
)
def test_ways_to_measure_it(run: Evidence) -> None:
    """The object itself or its file loaded again, with evaluate or predict."""
    assert judged(run).verdict == "pass"


@pytest.mark.parametrize(
    "run",
    [
        without(trained(), "evaluations"),
        without(searched(), "evaluations"),
        edit(trained(), "evaluations", "evaluation-12", rows=OWN_VALIDATION),
        edit(trained(), "evaluations", "evaluation-12", at=8),
        edit(searched(), "evaluations", "evaluation-22", model="fold-3"),
        plus(
            without(trained(), "evaluations", "evaluation-12"),
            "evaluations",
            evaluation(12, "net", REVIEWS_TEST.model_copy(update={"asked_pools": {"test": 500}})),
        ),
        plus(
            plus(edit(trained(), "evaluations", "evaluation-12", model="other"), "fits", review_fit(5, "other")),
            "models",
            network(4, "other"),
        ),
    ],
    ids=["never", "never the best", "validation", "before training", "a fold's model", "few rows", "another model"],
)
def test_what_is_no_measurement_of_it(run: Evidence) -> None:
    """The test set, whole, and the model that counts, trained."""
    verdict = judged(run)
    assert (verdict.credit, causes(verdict)) == (0.0, ["answer-missing"])


def test_nothing_to_measure_is_named() -> None:
    """Without a search or a training there is none."""
    assert causes(judged(without(trained(), "fits"))) == ["not-trained"]
