"""What students tried against plain Otter, and what every one of these submissions is made of.

This folder is no package: it would be called `otter`, and shadow the one that is tested.
"""

import json
import pickle
import re
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import psutil

MARK = "7f3a"
"""Part of everything that must not come out."""
PLANTED = "PLANTED-7f3a"
"""Stands in the zip in every folder that only the grader may read."""
SHADOWED = "SHADOWED-7f3a"
"""What a module of the student's prints or raises where Otter's kernel imports it."""

RAISES = "raise ValueError('a cell fails')"
LEAVES = "import sys\nsys.exit(0)"
LOOPS = "while True:\n    pass"
EXITS = "import os\nos._exit(0)"
KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
HOGS = "held = []\nwhile True:\n    held.append(b'x' * (64 * 2**20))"
CRASHES = "import ctypes\nctypes.string_at(0)"
PATCHES = """
import gc, glob, sys
from otter.execute import Checker
from otter.test_files import TestFile
from otter.test_files.exception_test import ExceptionTestFile, test_case
test_case.call_func = lambda self, env: None
ExceptionTestFile.run = lambda self, env: None
TestFile.passed_all = property(lambda self: True)
TestFile.score = property(lambda self: 10.0)
Checker._test_files.clear()
for path in glob.glob('/tmp/**/tests/*.py', recursive=True) + glob.glob('tests/*.py'):
    open(path, 'w').write('name = "a"')
"""
READS = """
import os
found = []
for folder in ('/autograder', '/tmp', '/data', '/root', '/home', os.getcwd(), '/proc'):
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(('.toml', '.py', '.json', '.txt', '.npz')):
                try:
                    found.append(open(os.path.join(place, name), errors='replace').read())
                except OSError:
                    pass
told = [text for text in found if 'PLANTED-' + '7f3a' in text]
print('read', len(told), told)
assert not told, told[0][:500]
"""
FORGES = """
import glob, pickle, socket
class Evil:
    def __reduce__(self):
        return (print, ('forged',))
for path in glob.glob('/tmp/*.pkl'):
    pickle.dump(Evil(), open(path, 'wb'))
for port in range(30000, 61000, 500):
    try:
        socket.create_connection(('localhost', port), 0.01)
    except OSError:
        pass
"""
DETACHES = """
import subprocess
subprocess.Popen(['sleep', '{seconds}'], start_new_session=True)
"""
LASTING = "31337"
"""Seconds that the detached child sleeps: nothing else on the machine does so."""


class _Opened:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (exec, (f"open({str(self.path)!r}, 'w').write('opened')",))


def notebook(*cells: str, **metadata: Any) -> str:
    """A notebook's text; of `metadata` what a notebook has beside its cells."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata.update(metadata)
    return nbformat.writes(made)


def hostile_zip(path: Path, text: str, opened: Path) -> Path:
    """A zip with a notebook and all that has ever shadowed or fooled Otter beside it.

    opened: the file that is written if the log is unpickled.
    """
    shadow = f"open({str(opened)!r}, 'a').write({SHADOWED!r})\nraise SystemExit({SHADOWED!r})\n"
    files = {
        ".OTTER_LOG": pickle.dumps(_Opened(opened)),
        "results.json": json.dumps({"score": 10, "tests": []}).encode(),
        "results.pkl": pickle.dumps(_Opened(opened)),
        "tests/a.py": b"name = 'a'\npoints = 100\n",
        "tests/verdicts.json": b"{}",
        "tests/a/deep.py": b"",
    }
    names = (
        "otter",
        "otter/__init__",
        "json",
        "logging",
        "pickle",
        "sitecustomize",
        "usercustomize",
        "IPython/__init__",
    )
    files |= {f"{name}.py": shadow.encode() for name in (*names, "ipykernel_launcher", "numpy", "__init__")}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hw.ipynb", text)
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def planted(archive: Path, out: Path, wall: float) -> Path:
    """A copy of a zip with a secret in each of the grader's folders, and `wall` seconds for a run at the smoke budget.

    Otter's tests get it too: reading and showing them is what plain Otter lets students do.
    """
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename.endswith("/assignment.toml"):
                smoke = r"(\[budgets\.smoke\][^\[]*?wall_seconds = )\d+"
                text, found = re.subn(smoke, rf"\g<1>{wall:g}", data.decode())
                assert found == 1
                data = f"{text}\n# {PLANTED}\n".encode()
            if item.filename.endswith(".py") and item.filename.startswith("tests/"):
                data += f"\n# {PLANTED}\n".encode()
            target.writestr(item, data)
        folders = {"", *(name.rpartition("/")[0] + "/" for name in source.namelist() if "/" in name)}
        for folder in sorted(folders):
            target.writestr(f"{folder}planted.txt", PLANTED)
    return out


def lasting() -> list[int]:
    """Processes that an attack detached and that are still there."""
    found = psutil.process_iter(["cmdline"])
    return [one.pid for one in found if one.info["cmdline"] == ["sleep", LASTING]]


ALONE = {
    "a cell raises": RAISES,
    "sys.exit": LEAVES,
    "infinite loop": LOOPS,
    "os._exit": EXITS,
    "killed by itself": KILLED,
    "crash": CRASHES,
    "memory": HOGS,
    "patching the tests": PATCHES,
    "reading what is hidden": READS,
    "forging results": FORGES,
    "detached child": DETACHES.format(seconds=LASTING),
}
"""Every row of the table of attacks that is a cell, by its name."""
OTHER_NAME = {"otter": {"assignment_name": "another"}}
NO_KERNEL = {"kernelspec": {"name": "nowhere", "display_name": "Nowhere", "language": "python"}}
