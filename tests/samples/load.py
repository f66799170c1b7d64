"""Short scripts that train in every way a student might: what grading mode has to see through.

Each file of `<assignment>/` starts with a docstring and `# expects: honest` or `# expects: <named cause>`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder.authoring import percent

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Script:
    """A sample script; `expects` is "honest" or the cause that a grader should name."""

    name: str
    expects: str
    path: Path

    @property
    def notebook(self) -> NotebookNode:
        """The script as a notebook, one cell for each `# %%`."""
        return percent.read(self.path.read_text(encoding="utf-8"))


def scripts(assignment: str = "tl04") -> tuple[Script, ...]:
    """All scripts of an assignment, by name."""
    return tuple(script(path.stem, assignment) for path in sorted((HERE / assignment).glob("*.py")))


def script(name: str, assignment: str = "tl04") -> Script:
    """One script, such as `script("tf_data_leak")`."""
    path = HERE / assignment / f"{name}.py"
    expects = re.search(r"^# expects: ([\w-]+)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if expects is None:
        raise ValueError(f"{path.name} has no '# expects:' line")
    return Script(name, expects[1], path)
