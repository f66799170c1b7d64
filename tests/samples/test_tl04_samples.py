import ast
import runpy
import tomllib
from pathlib import Path

import nbformat

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "solutions" / "tl04" / "samples"
BUILD = runpy.run_path(str(SAMPLES / "build.py"))


def test_sample_notebooks_are_current() -> None:
    """Drift is mended by `python solutions/tl04/samples/build.py`; no stray notebook lies beside them."""
    texts = BUILD["notebooks"]()
    assert {path.name: path.read_text(encoding="utf-8") for path in SAMPLES.glob("*.ipynb")} == texts


def test_samples_are_valid_notebooks_of_valid_python() -> None:
    """Renames and edits leave code that parses and names that are all defined somewhere."""
    for text in BUILD["notebooks"]().values():
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                ast.parse(cell.source)


def test_ten_samples_two_honest_and_eight_with_one_cause_each() -> None:
    """The demo shows eight different mistakes."""
    samples = BUILD["expected"]()["sample"]
    causes = [sample["cause"] for sample in samples if "cause" in sample]
    assert (len(samples), len(causes), len(set(causes))) == (10, 8, 8)
    assert all(set(sample.get("questions", ())) <= {"a", "b"} for sample in samples)


def test_expected_checks_are_those_of_the_rubric() -> None:
    """A check that is renamed in the rubric is renamed here too, and costs points where it says."""
    rubric = tomllib.loads((ROOT / "assignments" / "tl04" / "assignment.toml").read_text(encoding="utf-8"))
    known = {check["id"] for check in rubric["checks"]}
    for sample in BUILD["expected"]()["sample"]:
        assert {*sample.get("checks", ()), *sample.get("also", ())} <= known
        assert {check.partition(".")[0] for check in sample.get("checks", ())} == set(sample.get("questions", ()))
