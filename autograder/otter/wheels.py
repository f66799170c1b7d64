"""What is installed in the image: our own wheel, pinned requirements, and for machines without network their wheels."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlparse

from autograder.errors import UsageError
from autograder.sandbox.paths import package_directory

_PARTS = ("autograder", "pyproject.toml", "README.md", "LICENSE")
_BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
_EPOCH = "315532800"
"""1980-01-01, the first day that a zip can hold."""
_NO_LITTER = shutil.ignore_patterns("__pycache__")


def checkout() -> Path:
    """The project's folder that this program runs from; UsageError where it was installed without it."""
    folder = package_directory().parent
    missing = [name for name in (*_PARTS, "requirements.txt") if not (folder / name).exists()]
    if missing:
        raise UsageError(f"{folder} has no {missing[0]}: run `autograder build` from a checkout of the project")
    return folder


def build_wheel(out: Path, project: Path | None = None) -> Path:
    """Build our wheel from a copy of the checkout, so that nothing is left in it.

    The same sources give the same bytes, wherever and whenever they are built and whatever their files' times and modes
    are; $SOURCE_DATE_EPOCH dates them, as https://reproducible-builds.org/specs/source-date-epoch has it.
    """
    project = project or checkout()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="autograder-wheel-") as place:
        for name in _PARTS:
            source = project / name
            if source.is_dir():
                shutil.copytree(source, Path(place, name), ignore=_NO_LITTER)
            else:
                shutil.copy(source, place)
        for path in Path(place).rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", _EPOCH)}
        done = _run([sys.executable, "-c", _BUILD, str(out.resolve())], Path(place), environment)
    if done.returncode != 0:
        raise UsageError(f"our own wheel cannot be built: {_last_line(done.stderr)}")
    return out / _last_line(done.stdout)


def dependency_wheels(wheels: Path, requirements: Path) -> list[Path]:
    """Of a folder of wheels those that the pinned requirements need; UsageError that names the first one missing.

    The folder is what `pip download --require-hashes -r requirements.txt -d FOLDER` writes with Python 3.11 on Linux.
    """
    if not wheels.is_dir():
        raise UsageError(f"{wheels}: no such folder of wheels")
    with tempfile.TemporaryDirectory(prefix="autograder-wheels-") as place:
        report = Path(place, "report.json")
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps"]
        command += ["--no-index", "--find-links", str(wheels.resolve()), "--only-binary", ":all:"]
        command += ["--require-hashes", "-r", str(requirements), "--report", str(report)]
        done = _run(command, Path(place))
        if done.returncode != 0:
            raise UsageError(f"{wheels} does not hold all that requirements.txt pins: {_last_line(done.stderr)}")
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return [Path(unquote(urlparse(item["download_info"]["url"]).path)) for item in found]


def _run(
    command: Sequence[str], folder: Path, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, env=environment, umask=0o022, capture_output=True, text=True, check=False
    )


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it died without a word"
