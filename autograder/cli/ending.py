"""How a command talks and how it ends: exit codes, and errors as one line."""

# ruff: noqa: PLC0415  a command imports what it needs when it runs: `--help` answers at once

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from rich.console import Console


def console() -> "Console":
    """Where results are told."""
    from rich.console import Console

    return Console(stderr=False)


def errors() -> "Console":
    """Where troubles are told that results on the console are not to be mixed with."""
    from rich.console import Console

    return Console(stderr=True)


def numbers(text: str) -> tuple[int, ...]:
    """The seeds that a text lists."""
    try:
        seeds = tuple(int(part) for part in text.split(",") if part.strip())
    except ValueError:
        _fail(f"--seeds takes whole numbers with commas, not {text!r}")
    if len(set(seeds)) != len(seeds) or any(not 0 <= seed < 2**32 for seed in seeds):
        _fail(f"--seeds takes different numbers from 0 to 4294967295, not {text!r}")
    return seeds


def finish(command: Callable[[], int]) -> None:
    """Call and exit with what it returns; what a user can mend is one line, and a mistake of ours a traceback."""
    from autograder.errors import AutograderError, ClusterLost, MachineFailure
    from autograder.machine import explained

    try:
        code = command()
    except (MachineFailure, ClusterLost) as error:
        _fail(str(error), 1)
    except AutograderError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("interrupted", 130)
    except (OSError, MemoryError, RuntimeError) as error:
        if (told := explained(error)) is None:
            raise  # a mistake in the program, whose traceback is wanted
        _fail(told, 1)
    raise typer.Exit(code)


def _fail(message: str, code: int = 2) -> NoReturn:
    typer.echo(f"autograder: {message}", err=True)
    raise typer.Exit(code)
