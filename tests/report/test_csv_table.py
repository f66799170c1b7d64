"""grades.csv."""

import csv
import io

import pytest

from autograder.report.csv_table import grades_csv, harmless

from .build import check, grade, late_by_a_day, mixed, rejected


def test_the_table() -> None:
    """One line for each submission, one column for each check that any of them has."""
    assert grades_csv([mixed(), rejected(), late_by_a_day("luis", check("b.lr"))]) == (
        "submission,status,score,max_score,provisional,late,a.lr,a.batch,a.stop,a.accuracy,b.lr,causes\r\n"
        "Ana Núñez,needs-review,2.5,4,1,0,1,0.5,0,1,,range-wrong early-stopping-unused\r\n"
        "eva,rejected,0,10,0,0,,,,,,\r\n"
        "luis,graded,0.9,1,0,-0.1,,,,,1,\r\n"
    )


@pytest.mark.parametrize("name", ["=1+1", "+a", "-a", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u200b=1"])
def test_formulas_are_disarmed(name: str) -> None:
    """A name that a spreadsheet would compute becomes text."""
    assert harmless(name).startswith("'")


def test_ordinary_names_are_untouched() -> None:
    """Accents, commas and quotes survive the round trip."""
    name = 'Núñez, "Ana" 1-2'
    assert next(csv.DictReader(io.StringIO(grades_csv([grade(name)]))))["submission"] == name


def test_mark_for_excel() -> None:
    """The mark stands in front if it is asked for, and only then."""
    assert grades_csv([], bom=True) == "\ufeff" + grades_csv([])
