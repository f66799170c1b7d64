"""The stored measurement, and the page about it."""

import json
import runpy
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.similar.measured import Rate, load_measured, rate_text

ROOT = Path(__file__).parents[2]


def test_the_stored_one_can_be_read() -> None:
    """Reference results hold it, with a threshold well above what independent solutions share."""
    found = load_measured(ROOT / "reference_results")
    assert found is not None
    assert found.false_alarms.of > 200
    stored = json.loads((ROOT / "reference_results" / "similar.json").read_text(encoding="utf-8"))
    assert found.threshold > max(item["largest"] for item in stored["independent"].values())


def test_the_page_says_what_is_stored() -> None:
    """docs/similar.md is up to date; make it with `python benchmarks/similarity.py`."""
    program = runpy.run_path(str(ROOT / "benchmarks" / "similarity.py"))
    stored = json.loads((ROOT / "reference_results" / "similar.json").read_text(encoding="utf-8"))
    page = (ROOT / "docs" / "similar.md").read_text(encoding="utf-8")
    assert program["MARKED"].rewritten(page, program["described"](stored)) == page


def test_none_and_a_broken_one(tmp_path: Path) -> None:
    """Without one nothing is listed; a broken one says what to do."""
    assert load_measured(tmp_path) is None
    (tmp_path / "similar.json").write_text('{"measured": {"threshold": 0}}')
    with pytest.raises(UsageError, match=r"benchmarks/similarity\.py"):
        load_measured(tmp_path)


def test_the_rate_in_words() -> None:
    """Both languages, each with its decimal sign."""
    text = rate_text(Rate(hits=1, of=291, low=0.0, high=0.019))
    assert "1 de 291 parejas (como mucho un 1,9 %" in text.es
    assert "1 of 291 pairs" in text.en
