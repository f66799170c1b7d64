"""The page: tables of rates, and by name what fooled the grader."""

from autograder.report.causes import NAMES
from autograder.validity.describe import describe, shown
from autograder.validity.hints import MATCHING
from autograder.validity.operators import OPERATORS
from autograder.validity.rates import rate
from autograder.validity.result import Validity

from .test_result import session


def test_the_page_shows_rates_with_their_intervals() -> None:
    """Per assignment and in all, the plain autograder beside."""
    page = describe(Validity(sessions={"tl04": session()}))
    assert "| tl04 | 66.7 % of 3 (9.4 to 99.2) | 33.3 % of 3 (0.8 to 90.6) | 33.3 % of 3 (0.8 to 90.6) | 2 |" in page
    assert "| tl04 | 33.3 % of 3 (0.8 to 90.6) | 100 % of 3 (29.2 to 100) |" in page
    assert "| tl04 | 1 × 2, 2 × 1 | 1 × 3 | at most 0.2 % | 50 % of 2 (1.3 to 98.7) |" in page


def test_the_page_names_what_fooled_the_grader() -> None:
    """Mistakes that got through with the reason, those under another name, honest work that lost, equivalents."""
    page = describe(Validity(sessions={"tl04": session()}))
    assert "- `tl04/one-trial/c1`: nobody counts." in page
    assert "- `tl04/range-lowered/c1`: search-missing, expected range-wrong" in page
    assert "- `tl04/honest/luis`, seeds from 101: 9 of 10, lost in a.accuracy" in page
    assert "- `tl04/patience-zero/c1`: it is an answer." in page


def test_the_page_tells_to_whom_hints_are_given() -> None:
    """Each hint with its share of honest work, of mutants, and of those mutants it is about."""
    given = session()
    outcomes = tuple(
        item.model_copy(update={"hints": ("range-edge",)}) if item.operator == "range-narrowed" else item
        for item in given.outcomes
    )
    page = describe(Validity(sessions={"tl04": given.model_copy(update={"outcomes": outcomes})}))
    assert "| `range-edge` | 0 % of 3 (0 to 70.8) | 33.3 % of 3 (0.8 to 90.6) | 50 % of 2 (1.3 to 98.7) |" in page


def test_every_hint_is_about_operators_that_exist() -> None:
    """And has a name for people."""
    known = {operator.id for operator in OPERATORS}
    assert all(set(operators) <= known for operators in MATCHING.values())
    assert set(MATCHING) <= set(NAMES)


def test_every_operator_is_told_with_its_source() -> None:
    """Also those that have no mutant in what was validated."""
    page = describe(Validity(sessions={"tl04": session()}))
    assert all(f"| `{operator.id}` | {operator.family} | {operator.about} |" in page for operator in OPERATORS)


def test_a_page_without_measurements_says_so() -> None:
    """And a rate without cases is a dash."""
    assert "Nothing was measured yet." in describe(Validity())
    assert shown(rate([])) == "–"
