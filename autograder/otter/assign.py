"""The real `otter assign` on a master, with our plugin's line in its configuration."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

import nbformat
import yaml  # type: ignore[import-untyped]  # its stubs are a package of their own
from nbformat import NotebookNode

from autograder.errors import AssignmentInvalid
from autograder.otter.options import PLUGIN, Options

CONFIG: Final = "otter_config.json"
_HEAD: Final = "# ASSIGNMENT CONFIG"


def assign(master: Path, options: Options, folder: Path) -> tuple[Path, Path]:
    """Run `otter assign` in `folder`; the zip that it made and the folder for students.

    AssignmentInvalid with Otter's last line where it fails.
    """
    staged = folder / "master" / master.name
    staged.parent.mkdir(parents=True)
    for item in master.parent.iterdir():  # files that the configuration names
        if item.is_file() and item != master:
            shutil.copy(item, staged.parent)
    notebook = with_plugin(nbformat.read(master, as_version=4), options)
    nbformat.write(notebook, staged)
    out = folder / "dist"
    command = [sys.executable, "-m", "otter", "assign", "--no-run-tests", "--no-pdfs", staged.name, str(out)]
    done = subprocess.run(command, cwd=staged.parent, capture_output=True, text=True, check=False)
    made = sorted((out / "autograder").glob("*.zip"))
    if done.returncode != 0 or len(made) != 1:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()] or ["no zip was made"]
        raise AssignmentInvalid(f"{master}: otter assign fails: {said[-1][:300]}")
    return made[0], out / "student"


def with_plugin(master: NotebookNode, options: Options) -> NotebookNode:
    """The master with our plugin in its ASSIGNMENT CONFIG; what stands on the plugin's line already is kept."""
    for cell in master.cells:
        if cell.cell_type == "raw" and cell.source.lstrip().upper().startswith(_HEAD):
            config = yaml.safe_load(cell.source) or {}
            config["plugins"] = _plugins(config.get("plugins") or [], options)
            config["python_version"] = "3.11"
            cell.source = f"{_HEAD}\n{yaml.safe_dump(config, sort_keys=False, allow_unicode=True)}".rstrip()
            return master
    raise AssignmentInvalid(f"the master has no raw cell that begins with {_HEAD!r}")


def _plugins(lines: list[Any], options: Options) -> list[Any]:
    own = [line for line in lines if line == PLUGIN or (isinstance(line, dict) and PLUGIN in line)]
    said = own[0][PLUGIN] or {} if own and isinstance(own[0], dict) else {}
    wanted = {**options.model_dump(exclude_defaults=True), **said}
    return [line for line in lines if line not in own] + [{PLUGIN: wanted}]


def with_options(archive: Path, out: Path, **changed: Any) -> Path:
    """A copy of a zip in which the plugin's options are others."""
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == CONFIG:
                config = json.loads(data)
                for line in config["plugins"]:
                    if isinstance(line, dict) and PLUGIN in line:
                        line[PLUGIN] = {**line[PLUGIN], **changed}
                data = json.dumps(config, indent=2).encode()
            target.writestr(item, data)
    return out
