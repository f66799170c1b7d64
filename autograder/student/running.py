"""The notebook that is running this very code: its file, and what was executed in its kernel so far."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_JUPYTER, _VSCODE = "JPY_SESSION_NAME", "__vsc_ipynb_file__"
"""Where Jupyter's server (an environment variable) and VS Code (a variable of the notebook) say which file it is."""


def namespace() -> Mapping[str, Any]:
    """The variables of the running kernel; empty outside of one."""
    try:
        from IPython import get_ipython  # noqa: PLC0415  only a kernel needs it
    except ImportError:
        return {}
    shell = get_ipython()
    return {} if shell is None else shell.user_ns


def notebook_file(variables: Mapping[str, Any]) -> Path | None:
    """The running notebook's file; None where nobody says, as on Colab or in a console."""
    for named in (variables.get(_VSCODE), os.environ.get(_JUPYTER)):
        path = Path(named) if isinstance(named, str) and named.endswith(".ipynb") else None
        if path is not None and path.is_file():
            return path
    return None


def executed(variables: Mapping[str, Any]) -> dict[int, str]:
    """The cells executed so far by their number, as `In [n]` shows it; of one that ran twice as it is, the last run."""
    history = variables.get("In", ())
    cells = {number: source for number, source in enumerate(history) if isinstance(source, str) and source.strip()}
    last = {source: number for number, source in cells.items()}
    return {number: source for number, source in cells.items() if last[source] == number}
