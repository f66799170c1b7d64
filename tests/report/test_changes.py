"""What judging anew changed, for the console and for a spreadsheet."""

from rich.console import Console

from autograder.changes import Change, CheckChange
from autograder.model.base import Text
from autograder.report.changes import changes_csv, changes_table

LINE = CheckChange(
    id="a.trials",
    before="pass",
    after="partial",
    points=(2.0, 0.5),
    most=(2.0, 2.0),
    message=Text(es="pocas pruebas", en="too few trials"),
)
ANA = Change(submission="=ana", status=("graded", "graded"), score=(10.0, 8.5), checks=(LINE,))
EVA = Change(submission="eva", status=("graded", "needs-review"), score=(9.0, 9.0))


def test_the_console_shows_line_and_reason() -> None:
    """In both languages."""
    for language, told in (("es", "a.trials 2 / 2 → 0,5 / 2"), ("en", "a.trials 2 / 2 → 0.5 / 2")):
        console = Console(width=160)
        with console.capture() as captured:
            console.print(changes_table([ANA, EVA], language))  # type: ignore[arg-type]
        assert told in captured.get()
        assert ("pocas pruebas" if language == "es" else "too few trials") in captured.get()


def test_the_table_has_a_line_for_each_change() -> None:
    """No formula, a decimal point, and a line for a status alone."""
    head, *lines = changes_csv([ANA, EVA], "en").splitlines()
    assert head.startswith("submission,score_before,score_after,status_before,status_after,check,")
    assert lines[0] == "'=ana,10,8.5,graded,graded,a.trials,pass,partial,2,0.5,too few trials"
    assert lines[1] == "eva,9,9,graded,needs-review,,,,,,"
