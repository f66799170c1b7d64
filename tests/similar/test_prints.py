"""Prints of submissions: their own code without what was handed out, and their trainings."""

from pathlib import Path

from autograder.intake import read
from autograder.model.evidence import Ending, Environment, Evidence, Fit, Rows
from autograder.model.submission import Cell, Submission
from autograder.similar.prints import make_print, template_of

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"


def test_the_notebook_handed_out_has_nothing_of_its_own() -> None:
    """Neither language's notebook leaves a fingerprint, also when its variables are renamed."""
    template = template_of(ASSIGNMENTS / "tl04")
    for path in (ASSIGNMENTS / "tl04").glob("*.ipynb"):
        item = read(path)
        assert isinstance(item, Submission)
        renamed = [cell.model_copy(update={"source": cell.source.replace("x_train", "zz")}) for cell in item.cells]
        assert len(template) > 50
        assert make_print("a", renamed, template).cells == {}


def test_own_code_is_by_cell() -> None:
    """Cells keep their index in the notebook; texts have no code."""
    cells = (
        Cell(index=0, kind="markdown", source="import this " * 40),
        Cell(index=3, kind="code", source="\n".join(f"a{i} = [b{i} for b{i} in range(a{i - 1})]" for i in range(1, 6))),
    )
    found = make_print("a", cells, frozenset())
    assert list(found.cells) == [3]
    assert found.code == found.cells[3]


def evidence(losses: tuple[float, ...], seed: int = 101, dataset: str = "imdb") -> Evidence:
    """A run with one training."""
    environment = Environment(
        seed=seed, budget="quick", assignment="x", packages={}, python="", machine="", threads=1, isolation="", data={}
    )
    rows = Rows(dataset=dataset, asked=9, kept=9)
    fit = Fit(id="f", at=0, cell=0, model="m", rows=rows, epochs_asked=2, epochs_run=2, history={"loss": losses})
    return Evidence(environment=environment, ending=Ending(kind="finished"), fits=(fit,))


def test_trainings_are_equal_to_the_bit_or_not() -> None:
    """Same seed, same losses: equal. Another bit, seed or data set, or one epoch alone: not."""

    def histories(run: Evidence) -> frozenset[str]:
        return make_print("a", (), frozenset(), run, "imdb").histories

    first = histories(evidence((0.5, 0.25)))
    assert len(first) == 1
    assert histories(evidence((0.5, 0.25))) == first
    assert not histories(evidence((0.5, 0.25000000000000006))) & first
    assert not histories(evidence((0.5, 0.25), seed=202)) & first
    assert histories(evidence((0.5, 0.25), dataset="mnist")) == frozenset()
    assert histories(evidence((0.5,))) == frozenset()
