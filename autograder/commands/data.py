"""`autograder data prepare` and `data status`."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from autograder.data.layout import DATASETS
from autograder.data.prepare import DatasetStatus
from autograder.data.prepare import prepare as prepare_files
from autograder.data.prepare import status as source_status
from autograder.data.source import default_cache, open_source


def prepare(out: Path | None, datasets: Sequence[str], console: Console) -> int:
    """Write the pools' files from what Keras has or downloads; 0: all are there."""
    return _show(prepare_files(out or default_cache(), datasets or DATASETS), console)


def status(source: str, datasets: Sequence[str], console: Console) -> int:
    """Say what a source has; 0: all are there."""
    return _show(source_status(open_source(source), datasets or DATASETS), console)


def _show(statuses: Sequence[DatasetStatus], console: Console) -> int:
    table = Table("data", "source", "rows", Column("fingerprint", overflow="fold"))
    for item in statuses:
        if item.problem:
            table.add_row(item.dataset, item.source, "–", f"[red]{item.problem}[/]")
        else:
            sizes = " + ".join(str(size) for size in (item.sizes or {}).values())
            known = " ✓" if item.verified else ""
            table.add_row(item.dataset, item.source, sizes, f"{(item.fingerprint or '')[:16]}{known}")
    console.print(table)
    return 1 if any(item.problem for item in statuses) else 0
