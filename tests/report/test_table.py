"""Tables for the terminal."""

import io

from rich.console import Console
from rich.table import Table

from autograder.report.table import DemoRow, batch_table, demo_table

from .build import check, finding, grade, mixed, rejected


def shown(table: Table, width: int = 60) -> str:
    """The table as a terminal of this width shows it, without trailing blanks."""
    console = Console(width=width, file=io.StringIO(), force_terminal=False)
    console.print(table)
    lines = console.file.getvalue().split("\n")  # type: ignore[attr-defined]
    assert all(len(line) <= width for line in lines)
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def test_batch() -> None:
    """Submission, status, score and causes fit into 60 columns."""
    assert shown(batch_table([mixed(), rejected()])) == "\n".join(
        [
            " Entrega     Estado            Nota   Causas",
            " ──────────────────────────────────────────────────────────",
            " Ana Núñez   por revisar   2,5 de 4   range-wrong,",
            "                                      early-stopping-unused",
            " eva         rechazada      0 de 10   Esto es un PDF, no un",
            "                                      cuaderno.",
        ]
    )


def test_demo() -> None:
    """A planted mistake is beside the cause that was found and the points that it cost."""
    caught = grade("ana", check("a.lr", 0.5), findings=(finding(),))
    missed = grade("eva", check())
    rows = [DemoRow(grade=caught, expected="range-wrong"), DemoRow(grade=missed, expected="test-leak")]
    assert shown(demo_table(rows, "en")) == "\n".join(
        [
            " Submission   Planted mistake   Cause found     Points lost",
            " ──────────────────────────────────────────────────────────",
            " ana          range-wrong       ✓ range-wrong   a.lr −0.5",
            " eva          test-leak         ✗               –",
        ]
    )


def test_recognised() -> None:
    """Correct work is recognised when it loses nothing; a mistake when it is named."""
    assert DemoRow(grade=grade("ok", check()), expected=None).recognised
    assert not DemoRow(grade=grade("ok", check(points=0.5)), expected=None).recognised
    assert not DemoRow(grade=grade("ok", check()), expected="range-wrong").recognised


def test_markup_in_names_is_text() -> None:
    """A name cannot colour the table or break it."""
    assert "[red]x[/red]" in shown(batch_table([grade("[red]x[/red]\x1b[2J\n")]))
