"""`autograder store status` and `store salvage`."""

from rich.console import Console
from rich.table import Table
from sqlalchemy import case, func, select

from autograder.commands.shelf import Shelf
from autograder.errors import UsageError
from autograder.store.salvage import salvage as save
from autograder.store.schema import batches, gradings, runs


def status(shelf: Shelf, console: Console) -> int:
    """Say which batches are kept; 0: all are finished, 1: some wait to be gone on with."""
    database = shelf.open(console)
    graded = func.count(gradings.c.status)
    waiting = func.sum(case((gradings.c.status.is_(None), 1), else_=0))
    statement = (
        select(batches, graded.label("graded"), waiting.label("waiting"))
        .outerjoin(gradings, gradings.c.batch == batches.c.id)
        .group_by(batches.c.id)
        .order_by(batches.c.id)
    )
    with database.reading() as connection:
        rows = connection.execute(statement).all()
        kept = connection.execute(select(func.count(), func.sum(func.length(runs.c.body))).select_from(runs)).one()
    table = Table("batch", "assignment", "begun", "graded", "state", "directory")
    for row in rows:
        state = f"judged anew, of {row.parent}" if row.parent else "finished" if row.finished else "interrupted"
        count = f"{row.graded} / {row.graded + (row.waiting or 0)}"
        table.add_row(str(row.id), row.assignment, row.created, count, state, row.directory)
    console.print(table)
    console.print(f"{kept[0]} runs, {(kept[1] or 0) / 2**20:.1f} MiB: {shelf.path}", highlight=False, soft_wrap=True)
    return 0 if all(row.finished for row in rows) else 1


def salvage(shelf: Shelf, console: Console) -> int:
    """Save what can be read of a broken store; 0: done."""
    if not shelf.path.is_file():
        raise UsageError(f"there is no store at {shelf.path}")
    saved, broken = save(shelf.path)
    told = ", ".join(f"{name}: {count}" for name, count in saved.items())
    console.print(f"saved {told}", highlight=False)
    console.print(f"the broken file is kept as {broken}; delete it when nothing is missing", soft_wrap=True)
    console.print("give the interrupted command again: only what is missing is run", highlight=False)
    return 0
