"""What a student handed in, as Otter unpacked it: read into memory, then swept away before Otter looks again."""

import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import MachineFailure
from autograder.intake import LIMITS, read
from autograder.intake.names import safe_name, stem
from autograder.intake.reader import refuse
from autograder.model.submission import Rejected, Submission

TESTS = "tests"
_OTTERS = frozenset({TESTS, "__init__.py", ".OTTER_LOG"})
"""What Otter itself puts beside a submission, or its students' part does."""
_SUBMISSIONS = frozenset({".ipynb", ".zip"})


def read_submitted(path: Path) -> Submission | Rejected:
    """The submission in the file that Otter chose, with the small files beside it, as if they had come in one zip.

    So it is the same submission, by content, as the zip given to `autograder grade`.
    """
    if path.is_symlink():
        return refuse(path, "link-outside")
    companions = [item for item in _files(path.parent) if item.suffix.lower() not in _SUBMISSIONS and item != path]
    return _read_as_zip(path.parent, [path, *companions], stem(path.name)) if companions else read(path)


def read_folder(folder: Path) -> Submission | Rejected:
    """The one submission anywhere in a folder: what Otter did not find or could not read."""
    return _read_as_zip(folder, list(_files(folder)), folder.name)


def _read_as_zip(folder: Path, files: list[Path], name: str) -> Submission | Rejected:
    with tempfile.TemporaryDirectory(prefix="autograder-otter-") as place:
        packed = Path(place, "submission.zip")
        with zipfile.ZipFile(packed, "w", strict_timestamps=False) as archive:
            for item in files:
                archive.write(item, item.relative_to(folder))
        return read(packed).model_copy(update={"name": safe_name(name), "path": name})


def _files(folder: Path) -> Iterator[Path]:
    """Regular files that may be the submission or its companions; links might lead to the grader's own."""
    for place, folders, files in os.walk(folder):
        top = Path(place) == folder
        folders[:] = sorted(name for name in folders if not (top and name in _OTTERS))
        for name in sorted(files):
            item = Path(place, name)
            if not (top and name in _OTTERS) and _wanted(item):
                yield item


def _wanted(path: Path) -> bool:
    status = path.lstat()
    limit = LIMITS.file if path.suffix.lower() in _SUBMISSIONS else LIMITS.companions
    return stat.S_ISREG(status.st_mode) and status.st_size <= limit


def sweep(folder: Path, keep: Path | None = None) -> None:
    """Remove everything from the submission's folder but `keep`; MachineFailure where something will not go.

    A module of the student's would shadow one of Otter's kernel, and Otter unpickles the log it finds.
    """
    for item in list(os.scandir(folder)):
        if keep is not None and item.name == keep.name:
            continue
        try:
            if item.is_dir(follow_symlinks=False):
                shutil.rmtree(item.path)
            else:
                os.unlink(item.path)
        except OSError as error:
            raise MachineFailure(f"cannot remove {item.path} of the submission: {error.strerror}") from error
