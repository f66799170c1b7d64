"""The Markdown that stands in the README of the reference results."""

from pathlib import Path

import pytest

from autograder.bands.calibration import Calibration, load_all, store_calibration
from autograder.bands.describe import README, describe, describe_design, refresh, refreshed
from autograder.bands.design import Design
from autograder.errors import UsageError

RESULTS = Path(__file__).parents[2] / "reference_results"


def test_a_table_puts_the_band_beside_the_published_figure(calibration: Calibration) -> None:
    """Each metric is one row with its lines and the course's figure."""
    text = describe([calibration])
    assert "### tl04, data `Embedded sample`, budget `standard`" in text
    assert "30 runs (2,000 rows, 60 epochs, 3 trials), 20 minutes in all" in text
    row = next(line for line in text.splitlines() if line.startswith("| `a.final_holdout`"))
    band = calibration.bands["a.final_holdout"]
    assert f"| {band.bound:.4f} |" in row
    assert f"0.8977 (+{0.8977 - band.mean:.4f})" in row


def test_an_allowance_stands_beside_the_bound(calibration: Calibration) -> None:
    """Where a band is wider than chance alone would make it, the reader sees by how much."""
    name, band = next(iter(calibration.bands.items()))
    wider = calibration.model_copy(update={"bands": {name: band.model_copy(update={"allowance": 0.03})}})
    assert f"| {band.bound:.4f} (allows 0.03) |" in describe([wider])
    assert "allows" not in describe([calibration])


def test_every_assignment_and_source_has_its_table(tmp_path: Path, calibration: Calibration) -> None:
    """Ordered by assignment, then by file, whatever their number."""
    names = ("entrenamiento", "imdb", "practica4", "tl04", "tl05", "tl07")
    for name in names:
        for source in ("embedded", "keras"):
            store_calibration(tmp_path, calibration.model_copy(update={"assignment": name, "source": source}))
    headings = [line for line in describe(load_all(tmp_path)).splitlines() if line.startswith("### ")]
    assert headings == [
        f"### {name}, data `{source}`, budget `standard`" for name in names for source in ("embedded", "keras")
    ]


def test_nothing_stored_is_said() -> None:
    """An empty directory gives a sentence, not an empty section."""
    assert describe([]) == "No calibration is stored yet."


def test_only_the_marked_part_is_written_anew(tmp_path: Path, calibration: Calibration) -> None:
    """Text around the marks stays, a second refresh changes nothing."""
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{README.begin}\nstale\n{README.end}\nafter\n", encoding="utf-8")
    store_calibration(tmp_path, calibration)
    assert refresh(tmp_path)
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "stale" not in text
    assert not refresh(tmp_path)


@pytest.mark.parametrize("text", ["no marks", README.begin, README.end + README.begin])
def test_missing_marks_are_an_error(text: str) -> None:
    """Without both marks in order there is no place for the table."""
    with pytest.raises(UsageError, match="README needs the lines"):
        refreshed(text, [])


def test_the_readme_is_current_with_the_stored_files() -> None:
    """The table in the repository is the one that the stored calibrations give."""
    text = (RESULTS / "README.md").read_text(encoding="utf-8")
    assert refreshed(text, load_all(RESULTS)) == text


def test_the_readmes_design_tables_are_those_of_the_code() -> None:
    """Thresholds, wrong fails and power for 30 runs are computed, not remembered."""
    assert describe_design(Design(), 30) in (RESULTS / "README.md").read_text(encoding="utf-8")
