"""Readable copies of data files, for root without the right to mount: jobs run under a uid that may not reach them."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.sandbox.privilege import CAP_SYS_ADMIN, has_capability


class Copies:
    """Holds `files` as anyone may read them until closed; where they need no copy, the files themselves."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._directory: tempfile.TemporaryDirectory[str] | None = None
        self.files = files
        if files and os.geteuid() == 0 and not has_capability(CAP_SYS_ADMIN):
            self._directory = tempfile.TemporaryDirectory(prefix="autograder-data-")
            self.files = _copy(files, Path(self._directory.name))

    def close(self) -> None:
        """Remove the copies."""
        if self._directory is not None:
            self._directory.cleanup()


def _copy(files: Mapping[str, Path], root: Path) -> dict[str, Path]:
    root.chmod(0o755)
    copies = {}
    for name, path in files.items():
        (root / name).mkdir()
        copies[name] = Path(shutil.copyfile(path, root / name / path.name))
        (root / name).chmod(0o755)
        copies[name].chmod(0o444)
    return copies
