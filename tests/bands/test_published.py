"""The course's own figures."""

from pathlib import Path

import pytest

from autograder.bands.published import load_published
from autograder.errors import AssignmentInvalid

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
TL04 = ASSIGNMENTS / "tl04" / "published.toml"


def test_tl04_holds_the_courses_figures() -> None:
    """Both data sets have all six accuracies, and they agree with the course's rounded table."""
    published = load_published(TL04)
    assert published is not None
    fashion, mnist = published.by_metric("fashion_mnist"), published.by_metric("mnist")
    assert fashion == {
        "a.best_val": 0.8960,
        "a.best_holdout": 0.8908,
        "a.final_holdout": 0.8977,
        "b.best_val": 0.9004,
        "b.best_holdout": 0.8945,
        "b.final_holdout": 0.8962,
    }
    assert fashion.keys() == mnist.keys()
    for step, question in (("learning rate and batch size", "a"), ("ReduceLROnPlateau", "b")):
        row = next(item for item in published.steps if (item.dataset, item.title) == ("fashion_mnist", step))
        assert row.validation == pytest.approx(fashion[f"{question}.best_val"] * 100, abs=0.051)
        assert row.test == pytest.approx(fashion[f"{question}.final_holdout"] * 100, abs=0.051)
        assert row.picked == pytest.approx(fashion[f"{question}.best_holdout"] * 100, abs=0.051)


@pytest.mark.parametrize("name", ["tl04", "tl05", "tl07"])
def test_students_read_the_published_figures(name: str) -> None:
    """Every accuracy and every entry of the ranking stands in the notebook handed out, in per cent."""
    published = load_published(ASSIGNMENTS / name / "published.toml")
    assert published is not None
    told = (ASSIGNMENTS / name / f"{name}.en.ipynb").read_text(encoding="utf-8")
    figures = [f"{100 * figure.accuracy:.2f}" for figure in published.figures]
    figures += [f"{step.picked:.2f}" for step in published.steps if step.picked and "factor" in step.title]
    assert [figure for figure in figures if figure not in told] == []


def test_an_assignment_may_publish_nothing(tmp_path: Path) -> None:
    """No file, no figures."""
    assert load_published(tmp_path / "published.toml") is None


@pytest.mark.parametrize("text", ["assignment =", 'assignment = "x"\nfigure = 1', "note = 'no assignment'"])
def test_a_mistake_is_named_in_one_line(tmp_path: Path, text: str) -> None:
    """Broken TOML and unknown or missing fields name the file."""
    path = tmp_path / "published.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssignmentInvalid, match=r"published\.toml") as caught:
        load_published(path)
    assert "\n" not in str(caught.value)
