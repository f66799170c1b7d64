"""Storing calibrations and finding the right one again."""

from pathlib import Path

import pytest

from autograder.bands.calibrate import Context, aggregate
from autograder.bands.calibration import (
    Calibration,
    budget_digest,
    from_json,
    load_all,
    load_calibration,
    store_calibration,
    to_json,
)
from autograder.errors import BandsUnavailable
from autograder.model.assignment import Budget

DATA = "f" * 64


def test_a_stored_calibration_comes_back_equal(tmp_path: Path, calibration: Calibration) -> None:
    """What is loaded is what was stored, and its file says source and budget."""
    path = store_calibration(tmp_path, calibration)
    assert path == tmp_path / "tl04" / "embedded-sample-standard.json"
    assert load_calibration(tmp_path, "tl04", DATA, calibration.budget) == calibration
    assert list(path.parent.iterdir()) == [path]


def test_the_text_is_the_same_every_time_and_readable(calibration: Calibration) -> None:
    """Storing what was loaded changes no byte; no line is longer than 120; a run is one line."""
    text = to_json(calibration)
    assert to_json(from_json(text)) == text
    assert max(len(line) for line in text.splitlines()) <= 120
    assert '    {"seed": 0, "seconds": 40.0, "metrics": {"a.final_holdout": 0.8}},' in text


def test_the_time_limit_and_the_name_are_no_part_of_a_budgets_digest() -> None:
    """Only what changes accuracies counts."""
    budget = Budget(name="standard", rows=2000, epochs=60)
    assert budget_digest(budget) == budget_digest(Budget(name="other", rows=2000, epochs=60, wall_seconds=5))
    assert budget_digest(budget) != budget_digest(Budget(name="standard", rows=2000, epochs=61))


def test_the_newest_of_several_is_used(tmp_path: Path, calibration: Calibration) -> None:
    """Two sources may hold the same data; the later calibration wins."""
    newer = calibration.model_copy(update={"source": "keras", "created": "2026-05-01T00:00:00Z"})
    store_calibration(tmp_path, newer)
    store_calibration(tmp_path, calibration)
    assert len(load_all(tmp_path)) == 2
    assert load_calibration(tmp_path, "tl04", DATA, calibration.budget).source == "keras"


@pytest.mark.parametrize(
    ("assignment", "fingerprint", "epochs", "versions", "message"),
    [
        ("tl05", DATA, 60, {}, "no reference bands of tl05"),
        ("tl04", "0" * 64, 60, {}, "of other data"),
        ("tl04", DATA, 25, {}, "of another budget"),
        ("tl04", DATA, 60, {"keras": "3.9.0"}, r"keras 3\.9\.0 instead of 3\.15\.1"),
    ],
)
def test_what_does_not_fit_is_said_in_one_line(
    tmp_path: Path,
    calibration: Calibration,
    assignment: str,
    fingerprint: str,
    epochs: int,
    versions: dict[str, str],
    message: str,
) -> None:
    """Assignment, data, budget and versions must all be those of the calibration; the error names the command."""
    store_calibration(tmp_path, calibration)
    budget = Budget(name="standard", rows=2000, epochs=epochs, trials=3)
    with pytest.raises(BandsUnavailable, match=message) as caught:
        load_calibration(tmp_path, assignment, fingerprint, budget, versions)
    assert f"autograder calibrate {assignment} --data" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_remedy_says_how_long_it_takes(tmp_path: Path, calibration: Calibration) -> None:
    """Estimated from the stored calibration with the same budget: 40 s a run, 32 runs; else with the budget's name."""
    store_calibration(tmp_path, calibration)
    for budget in (calibration.budget, Budget(name="standard", rows=5)):
        with pytest.raises(BandsUnavailable) as caught:
            load_calibration(tmp_path, "tl04", "0" * 64, budget, data="keras")
        remedy = "`autograder calibrate tl04 --data keras --budget standard` with the data that you grade with"
        assert str(caught.value).endswith(f"{remedy} (about 21 minutes of one core, 32 runs)")
    with pytest.raises(BandsUnavailable, match=r"that you grade with$"):
        load_calibration(tmp_path, "tl04", "0" * 64, Budget(name="other"), data="keras")


def test_packages_that_do_not_decide_accuracies_may_differ(tmp_path: Path, calibration: Calibration) -> None:
    """Another NumPy, or a package that the calibration does not know, is no reason to refuse."""
    store_calibration(tmp_path, calibration)
    versions = {"numpy": "9", "keras": "3.15.1"}
    assert load_calibration(tmp_path, "tl04", DATA, calibration.budget, versions) == calibration


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema_version": 2}'])
def test_a_broken_file_is_named(text: str) -> None:
    """A file that is no calibration is reported with its name, in one line."""
    with pytest.raises(BandsUnavailable, match=r"^here\.json is not a stored calibration") as caught:
        from_json(text, "here.json")
    assert "\n" not in str(caught.value)


def test_an_edited_budget_is_noticed(calibration: Calibration) -> None:
    """Changing the budget in the file without running it again is refused."""
    edited = to_json(calibration).replace('"epochs": 60', '"epochs": 25')
    with pytest.raises(BandsUnavailable, match="digest"):
        from_json(edited)


def test_an_empty_calibration_can_be_stored(tmp_path: Path, context: Context) -> None:
    """A context without measures stores its runs alone."""
    bare = aggregate(context.model_copy(update={"measures": {}, "published": {}}), [])
    store_calibration(tmp_path, bare)
    assert load_all(tmp_path, "tl04") == (bare,)
