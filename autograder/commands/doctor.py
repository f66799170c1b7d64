"""`autograder doctor`: whether this machine is fit to grade, and what would make it better."""

import json
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.commands.conditions import Condition, conditions
from autograder.errors import UsageError
from autograder.otter.containers import ASSUMED_MIB, CONTAINERS, MINUTES, Fit, Need, fit, needs
from autograder.rubric import load_assignment
from autograder.settings import find_home

_HOW_MUCH = (
    f"Gradescope's default is {CONTAINERS[0]} and {MINUTES[0]} minutes. Set the container and the limit in the "
    "assignment's settings, and build with the same limit: `autograder build ID --budget … --minutes …`. "
    "Seconds are those of the machine that calibrated: what one seed takes, and all seeds at their slowest."
)
_NOT_MEASURED = (
    "Memory marked ? was not measured: {assumed:g} GB are assumed, more than any assignment takes, and a smaller "
    "container may do. `python benchmarks/otter_all.py --no-attacks --only {names}` in the project's folder measures "
    "it: some minutes for each, on a machine that does nothing else meanwhile."
)
_SIGN = {"ok": "[green]✓[/]", "warn": "[yellow]![/]", "bad": "[red]✗[/]"}


GRADESCOPE = "gradescope"


def doctor(console: Console, profile: str = "", *, strict: bool = False, as_json: bool = False) -> int:
    """Print every condition; 0: nothing is bad, and with `strict` nothing could be better either; else 1.

    profile: `gradescope` prints instead what each assignment needs there; UsageError for any other.
    """
    if profile == GRADESCOPE:
        return _gradescope(console)
    if profile:
        raise UsageError(f"there is no profile {profile!r}: choose {GRADESCOPE}, or none for this machine")
    found = list(conditions(find_home()))
    if as_json:
        document = {"schema": 1, "conditions": [item.model_dump() for item in found]}
        console.print_json(json.dumps(document, ensure_ascii=False), indent=2, highlight=False)
    else:
        console.print(_table(found))
    wanting = {"bad", "warn"} if strict else {"bad"}
    return 1 if any(item.state in wanting for item in found) else 0


def _table(found: Sequence[Condition]) -> Table:
    table = Table("", "", "", show_header=False, box=None, padding=(0, 1))
    for item in found:
        remedy = f"\n[dim]→ {escape(item.remedy)}[/]" if item.remedy and item.state != "ok" else ""
        table.add_row(_SIGN[item.state], item.name, f"{escape(item.found)}{remedy}")
    return table


def _gradescope(console: Console) -> int:
    """Which container each assignment needs, by budget; 0: there is one for each."""
    home = find_home()
    columns = ("", "budget", "memory", "seconds", "at most", "container", "limit")
    table = Table(*columns, box=None, padding=(0, 1))
    short = False
    unknown: list[str] = []
    for path in sorted(home.assignments.glob("*/assignment.toml")):
        assignment = load_assignment(home.assignments, path.parent.name)
        for need in needs(assignment, home.reference_results):
            found = fit(need)
            short |= found is None or found.minutes is None
            if need.memory_mib is None and assignment.id not in unknown:
                unknown.append(assignment.id)
            table.add_row(*_needed(need, found))
    console.print(table)
    console.print(_HOW_MUCH, style="dim", highlight=False, soft_wrap=True)
    if unknown:
        told = _NOT_MEASURED.format(assumed=ASSUMED_MIB / 1024, names=" ".join(unknown))
        console.print(told, style="yellow", highlight=False, soft_wrap=True)
    return 1 if short else 0


def _needed(need: Need, found: Fit | None) -> tuple[str, ...]:
    seconds = (f"{need.usual:.0f}", f"{need.most:.0f}")
    memory = "?" if need.memory_mib is None else f"{need.memory_mib:.0f} MB"
    if found is None:
        return need.assignment, need.budget, memory, *seconds, "none is large enough", ""
    limit = f"{found.minutes} min" if found.minutes else "a smaller budget, or grade elsewhere"
    return need.assignment, need.budget, memory, *seconds, str(found.container), limit
