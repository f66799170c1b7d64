"""`autograder build`, `otter run` and `autograder grade` with what they wrote, however the commands are started."""

import json
import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from autograder.authoring.student import solution_notebook
from autograder.otter.assign import with_options
from autograder.otter.trial import Tried
from autograder.settings import HOME_VARIABLE, find_home

DATA = "embedded"
BUDGET = "smoke"
_CHOICE = ("--data", DATA, "--budget", BUDGET)


class Commands(ABC):
    """The commands, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said = ""
        """By the last command."""

    @abstractmethod
    def command(self, program: str, words: list[str], folder: Path) -> int:
        """Run `otter` or `autograder` in a folder; its exit code. What it says is kept in `said`."""

    def build(self, name: str, *, trial: bool = False) -> Path:
        """The zip of `autograder build`, with the real `otter assign`; the same one when asked again."""
        archive = self.folder / name / f"{name}-autograder.zip"
        if not archive.is_file():
            words = ["build", name, *_CHOICE, "--trial" if trial else "--no-trial", "--out", str(archive.parent)]
            assert self.command("autograder", words, find_home().folder) == 0, self.said
        return archive

    def otter(self, archive: Path, submission: Path) -> Tried:
        """`otter run` of a submission with a zip; what Otter wrote, and our own document."""
        out = Path(self.folder, f"{archive.stem}-{submission.stem}")
        out.mkdir()
        own = with_options(archive, out / "autograder.zip", seconds=0.0, reports=str(out / "reports"))
        words = ["run", "-a", str(own), "-o", str(out), "--no-logo", str(submission)]
        assert self.command("otter", words, out) == 0, self.said
        (report,) = (out / "reports").glob("*.json")
        return Tried(*(json.loads(path.read_text(encoding="utf-8")) for path in (out / "results.json", report)))

    def grade(self, name: str, *submissions: Path) -> dict[str, Any]:
        """`autograder grade` of submissions; grades by their names."""
        out = self.folder / f"{name}-grades"
        words = ["grade", *map(str, submissions), "-a", name, *_CHOICE, "--no-store", "--out", str(out)]
        self.command("autograder", words, find_home().folder)
        assert (out / "grades.json").is_file(), self.said
        found = json.loads((out / "grades.json").read_text(encoding="utf-8"))["grades"]
        return {grade["submission"]: grade for grade in found}


class Started(Commands):
    """Each command is a program of its own, as it is for everybody."""

    def command(self, program: str, words: list[str], folder: Path) -> int:
        """Start the program and wait."""
        start = {"otter": ["-m", "otter"], "autograder": ["-c", "from autograder.cli import main; main()"]}[program]
        done = subprocess.run(
            [sys.executable, *start, *words],
            cwd=folder,
            env=environment(self.folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.said = done.stdout
        return done.returncode


def environment(folder: Path) -> Mapping[str, str]:
    """This process's, in which neither a course nor a store of the user's own is found."""
    own = {name: value for name, value in os.environ.items() if name != HOME_VARIABLE}
    return {**own, "XDG_DATA_HOME": str(folder / "store")}


def write_solution(name: str, folder: Path) -> Path:
    """The solution as it is handed in."""
    path = folder / f"{name}-solution.ipynb"
    master = nbformat.read(find_home().solutions / name / f"{name}.ipynb", as_version=4)
    nbformat.write(solution_notebook(master), path)
    return path
