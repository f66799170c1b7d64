"""`python -m autograder.authoring`: generate student notebooks and samples, or move a master to text and back."""

from pathlib import Path
from typing import Annotated

import nbformat
import typer

from autograder.authoring import percent
from autograder.authoring.files import generated, text_of
from autograder.authoring.kinds import refresh
from autograder.authoring.samples import sample_notebooks
from autograder.errors import AutograderError

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Write masters and generate student notebooks.")


@app.command()
def students(
    master: Annotated[Path, typer.Argument(help="solutions/<id>/<id>.ipynb")],
    out: Annotated[Path, typer.Argument(help="assignments/<id>")],
    check: Annotated[bool, typer.Option(help="Write nothing; exit with 1 when a file is not current.")] = False,
) -> None:
    """Write the Spanish and the English student notebook of a master."""
    _keep(generated(master), out, check)


@app.command()
def samples(
    solution: Annotated[Path, typer.Argument(help="solutions/<id>")],
    check: Annotated[bool, typer.Option(help="Write nothing; exit with 1 when a file is not current.")] = False,
) -> None:
    """Write the sample submissions that samples/samples.toml describes as edits of the bare solution."""
    _keep(sample_notebooks(solution), solution / "samples", check)


def _keep(texts: dict[str, str], folder: Path, check: bool) -> None:
    """Write files that are not current, or only say which."""
    stale = False
    for name, text in texts.items():
        path = folder / name
        current = path.exists() and path.read_text(encoding="utf-8") == text
        stale |= not current
        typer.echo(f"{path}: {'current' if current else 'stale' if check else 'written'}")
        if not check and not current:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if check and stale:
        raise typer.Exit(1)


@app.command()
def text(notebook: Path, out: Path) -> None:
    """Write a notebook as percent text, to edit both languages side by side."""
    out.write_text(percent.write(nbformat.read(notebook, as_version=4)), encoding="utf-8")


@app.command()
def notebook(source: Path, out: Path) -> None:
    """Write the notebook of a percent text."""
    out.write_text(text_of(percent.read(source.read_text(encoding="utf-8"))), encoding="utf-8")


@app.command()
def kinds(guide: Annotated[Path, typer.Argument(help="docs/new-assignment.md")]) -> None:
    """Write the table of all kinds of checks anew."""
    typer.echo(f"{guide}: {'written' if refresh(guide) else 'current'}")


def main() -> None:
    """Run a command; an expected failure is one line and exit code 2."""
    try:
        app()
    except AutograderError as error:
        typer.echo(f"error: {error}", err=True)
        raise SystemExit(2) from error


if __name__ == "__main__":
    main()
