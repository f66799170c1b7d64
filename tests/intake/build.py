"""Small notebooks and zips to read."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

PYTHON = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python", "version": "3.11.7"},
}


def code(source: Any = "x = 1", number: int = 0, **changes: Any) -> dict[str, Any]:
    """A code cell of format 4.5."""
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": f"c{number}",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
    }
    return {**cell, "source": source, **changes}


def notebook(*cells: Any, **changes: Any) -> dict[str, Any]:
    """A notebook of format 4.5 that needs no repair."""
    content = list(cells or (code(),))
    return {"cells": content, "metadata": PYTHON, "nbformat": 4, "nbformat_minor": 5, **changes}


def save(path: Path, value: Any) -> Path:
    """The notebook, text or bytes written to `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode()
    path.write_bytes(data)
    return path


def zipped(members: dict[str, Any]) -> bytes:
    """A zip of notebooks (dicts), text and bytes by member name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in members.items():
            archive.writestr(name, json.dumps(value) if isinstance(value, dict) else value)
    return buffer.getvalue()


def codes(submission: Any) -> list[str]:
    """The codes of a submission's repairs."""
    return [repair.code for repair in submission.repairs]
