"""All attacks on the sandbox, and `python -m attacks.suite VARIANT…`: run them, print what was held as JSON."""

import json
import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any, Final

from autograder.errors import SandboxUnavailable

from . import escaping, forging, reading, starving, writing
from .attack import Attack, Family
from .shooting import CHECKOUT, GUESTS, Range

FAMILIES: Final[dict[Family, tuple[Attack, ...]]] = {
    "reading": reading.ATTACKS,
    "writing": writing.ATTACKS,
    "escaping": escaping.ATTACKS,
    "starving": starving.ATTACKS,
    "forging": forging.ATTACKS,
}
ATTACKS: Final = tuple(attack for family in FAMILIES.values() for attack in family)


def shoot(variant: str) -> dict[str, Any]:
    """Run every attack at one variant: by id, why it was not held (empty: held), and the isolation's own words."""
    start = time.monotonic()
    try:
        with Range(variant) as place:
            results, took = {}, {}
            for attack in ATTACKS:
                before = time.monotonic()
                results[attack.id] = place.held(attack)
                took[attack.id] = round(time.monotonic() - before, 2)
            return {
                "variant": place.isolation.variant,
                "lacks": place.isolation.lacks,
                "well": place.well(),
                "results": results,
                "took": took,
                "seconds": round(time.monotonic() - start, 1),
            }
    except SandboxUnavailable as error:
        return {"unavailable": str(error)}


def interpreter(folder: Path) -> str:
    """Return an interpreter that other users can execute, with the packages of this one.

    Where this one lies in a closed home, it is a virtual environment of the system's Python in `folder`.
    """
    if _closed(Path(sys.executable).resolve()) is None:
        return sys.executable
    packages = folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}")
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (packages / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return str(folder / "bin" / "python")


def _closed(path: Path) -> Path | None:
    """The outermost folder above a path that others may not enter."""
    closed = [parent for parent in path.parents if parent.stat().st_mode & 0o005 != 0o005]
    return closed[-1] if closed else None


def closed_to_others(variant: str, folder: Path) -> Path | None:
    """The folder that keeps another user from running `variant`; None where none does, or none has to."""
    if not _as_guest(variant):
        return None
    needed = (folder / "env", CHECKOUT / "autograder", Path(sysconfig.get_path("purelib")) / "numpy")
    return next((closed for path in needed if (closed := _closed(path)) is not None), None)


def _as_guest(variant: str) -> bool:
    """Whether a normal user's level is tried under a user of its own, because root tests."""
    return os.geteuid() == 0 and "user" in variant


def started(variant: str, folder: Path) -> "subprocess.Popen[str]":
    """Start `shoot` in a process of its own; a normal user's level under a user of its own where root tests."""
    shared = variant.startswith("restricted-u")
    guest = {"user": GUESTS, "group": GUESTS, "extra_groups": []} if _as_guest(variant) else {}
    paths = f"{CHECKOUT}:{Path(__file__).parents[1]}"
    temporary = folder / "tmp"
    temporary.mkdir()
    if guest:
        os.chown(temporary, GUESTS, GUESTS)
    return subprocess.Popen(
        [interpreter(folder / "env") if shared else sys.executable, "-m", "attacks.suite", variant],
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={
            **os.environ,
            "PYTHONPATH": paths,
            "HOME": "/nonexistent",
            "TMPDIR": str(temporary),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        **guest,  # type: ignore[arg-type]
    )


if __name__ == "__main__":
    print(json.dumps(shoot(sys.argv[1])))
