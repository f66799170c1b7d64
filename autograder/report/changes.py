"""What judging anew changed: a table for the console and one for a spreadsheet. Pure."""

import csv
import io
from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as Cell

from autograder.changes import Change, CheckChange
from autograder.model.base import Language, Text
from autograder.report.csv_table import harmless
from autograder.report.labels import SCORE, STATE, STATUS, SUBMISSION, VERDICT, number
from autograder.report.plain import plain

_WHY = Text(es="Por qué", en="Why")
_COLUMNS = (
    *("submission", "score_before", "score_after", "status_before", "status_after"),
    *("check", "verdict_before", "verdict_after", "points_before", "points_after", "message"),
)
_NONE = Text(es="no existía", en="not there")


def changes_table(changes: Iterable[Change], language: Language = "es") -> Table:
    """Submission, score and status before and after, and each line of the rubric that was judged otherwise."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for title in (SUBMISSION, SCORE, _WHY):
        table.add_column(title.to(language), overflow="fold")
    table.columns[0].max_width = 24
    for change in changes:
        why = [_line(check, language) for check in change.checks]
        if change.status[0] != change.status[1]:
            why.append(f"{STATE.to(language)}: {_status(change, 0, language)} → {_status(change, 1, language)}")
        up = change.score[1] >= change.score[0]
        score = f"{number(change.score[0], language)} → {number(change.score[1], language)}"
        table.add_row(
            Cell(plain(change.submission, 60), style="bold"),
            Cell(score, style="green" if up else "red"),
            Cell("\n".join(why)),
        )
    return table


def changes_csv(changes: Iterable[Change], language: Language = "es") -> str:
    """RFC 4180 text: a line for each line of the rubric that was judged otherwise, or one where only the score was."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for change in changes:
        scores = (number(points, places=4) for points in change.score)
        head = [harmless(change.submission), *scores, *change.status]
        for check in change.checks:
            verdicts = (check.before or "", check.after or "")
            points = (number(one, places=4) for one in check.points)
            writer.writerow([*head, harmless(check.id), *verdicts, *points, harmless(check.message.to(language))])
        if not change.checks:
            writer.writerow([*head, "", "", "", "", "", ""])
    return buffer.getvalue()


def _status(change: Change, which: int, language: Language) -> str:
    known = {str(name): text for name, text in STATUS.items()}
    return known[change.status[which]].to(language)


def _line(check: CheckChange, language: Language) -> str:
    """`a.accuracy 3 / 3 → 1 / 3, pass → partial: why`."""
    points = " → ".join(
        f"{number(points, language)} / {number(most, language)}"
        for points, most in zip(check.points, check.most, strict=True)
    )
    names = [VERDICT[name].to(language) if name else _NONE.to(language) for name in (check.before, check.after)]
    verdicts = names[0] if names[0] == names[1] else " → ".join(names)
    return f"{check.id} {points}, {verdicts}: {plain(check.message.to(language), 300)}"
