"""Options that several commands have."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Lang(StrEnum):
    """Languages of the feedback."""

    ES = "es"
    EN = "en"


Assignment = Annotated[str, typer.Option("--assignment", "-a", help="The assignment's id, e.g. tl04.")]
Data = Annotated[str, typer.Option(help="keras, embedded, or a directory of prepared files.")]
Budget = Annotated[
    str, typer.Option(help="How much is run: smoke, quick, standard or full; default: the assignment's for the data.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Runs at a time; 0: one per core.")]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the feedback.")]
Isolation = Annotated[str, typer.Option(help="auto, bubblewrap or restricted.")]
Seeds = Annotated[str, typer.Option(help="Seeds instead of the assignment's own: 101,202.")]

Store = Annotated[Path | None, typer.Option(help="The store's file; default: the user's own.")]
