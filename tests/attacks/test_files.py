"""Attacks on files: reading what is hidden, writing outside, links, and floods of the disk."""

import os
import tempfile
from pathlib import Path

import pytest

import autograder
from autograder.sandbox.interface import Ended

from .target import MIB, Target

CHECKOUT = Path(autograder.__file__).resolve().parents[1]

READ = """
import os
found = []
for path in job["paths"]:
    try:
        found.append(os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(20).decode("latin-1"))
    except OSError as error:
        found.append(None)
emit({"found": found})
"""


def test_hidden_files_cannot_be_read(target: Target, tmp_path: Path) -> None:
    """Labels, bands, references, system secrets and others' work give nothing, although anyone might read them."""
    secret = tmp_path / "labels.txt"
    secret.write_text("secret")
    tmp_path.chmod(0o755)
    paths = [secret, tmp_path, "/etc/shadow", "/etc/passwd", "/root/.bashrc", "/var/log"]
    paths += [CHECKOUT / name for name in ("reference_results", "solutions", "assignments", "tests", ".git")]
    paths += [CHECKOUT / "autograder" / name for name in ("checks", "bands", "validity")]
    result = target.run(READ, job={"paths": [str(path) for path in paths]})
    assert len(result["found"]) == len(paths)
    assert not any(result["found"])  # unreadable, or a folder with nothing in it


def test_given_file_is_all_the_data_there_is(target: Target, data_file: Path) -> None:
    """A job reads the file it was given, under its own name, and sees no neighbours."""
    (data_file.parent / "neighbour").write_text("")
    source = """
path = files["given"]
emit({"text": path.read_text()})
try: emit({"near": [other.name for other in path.parent.iterdir()]})
except OSError: emit({"near": [path.name]})
"""
    result = target.run(source)
    assert result["text"] == "given"
    assert result["near"] == [data_file.name]


def test_link_leads_nowhere(target: Target, tmp_path: Path) -> None:
    """A symbolic link to a secret does not open it, and cleaning up does not follow a link to what it points at."""
    victim = tmp_path / "victim.txt"
    victim.write_text("kept")
    source = """
import os
os.symlink(job["victim"], "link"); os.symlink(os.path.dirname(job["victim"]), "folder")
try: emit({"read": open("link").read()})
except OSError as error: emit({"read": None})
"""
    assert target.run(source, job={"victim": str(victim)})["read"] is None
    assert victim.read_text() == "kept"


WRITE = """
import os, sys
done = []
def attempt(name, call, *args):
    try:
        call(*args)
        done.append(name)
    except OSError:
        pass
given = str(files["given"])
attempt("overwrite", lambda: open(given, "w"))
attempt("truncate", os.truncate, given, 0)
attempt("rename", os.rename, given, given + ".x")
attempt("remove", os.remove, given)
attempt("link", os.link, given, "hard")
package = os.path.dirname(sys.modules["autograder"].__file__)
for place in ("/", "/usr", "/usr/lib", "/etc", "/data", "/dev", "/proc", "/sys", "/root", "/home", "/var/tmp",
              sys.prefix, sys.base_prefix, package, os.path.dirname(given)):
    attempt(place, lambda: open(os.path.join(place, "intruder"), "w"))
    attempt(place + "/", os.mkdir, os.path.join(place, "intruder-directory"))
attempt("sysctl", lambda: open("/proc/sys/kernel/core_pattern", "w").write("|/bin/sh"))
attempt("oom", lambda: open("/proc/self/oom_score_adj", "w").write("-1000"))
attempt("device", os.mknod, "device", 0o600 | 0o060000, os.makedev(8, 0))
emit({"done": done})
"""


def test_nothing_outside_can_be_written(target: Target, data_file: Path) -> None:
    """Neither the given data nor any system directory takes a write, and no device can be made."""
    assert target.run(WRITE)["done"] == []
    assert data_file.read_text() == "given"


def test_attributes_of_given_files_stay(target: Target, data_file: Path) -> None:
    """Changing mode or times of a file outside changes nothing, whatever the call claims."""
    before = data_file.stat()
    target.run(
        "import os, contextlib\nfor f in (lambda p: os.chmod(p, 0), lambda p: os.utime(p, (1, 1))):\n"
        "    with contextlib.suppress(OSError): f(files['given'])"
    )
    after = data_file.stat()
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)


def test_one_job_leaves_nothing_for_the_next(target: Target) -> None:
    """What one job wrote, wherever it could write, the next job does not find."""
    leave = "import os\nfor p in ('left', '/tmp/left', '/dev/shm/left'):\n    try: open(p, 'w').write('x')\n"
    target.run(leave + "    except OSError: pass")
    result = target.run(
        "import os; emit({'left': [p for p in ('left', '/tmp/left', '/dev/shm/left') if os.path.exists(p)]})"
    )
    assert result["left"] == []


FLOOD = """
import os, time
written = 0
try:
    for number in range(200):
        with open(f"{job['where']}/flood{number}", "wb") as file:
            written += file.write(b"x" * (1 << 20)); file.flush()
    time.sleep(5)
except OSError as error:
    emit({"error": error.errno})
emit({"written": written})
"""


@pytest.mark.parametrize("where", [".", "/tmp", "/dev/shm"])
def test_disk_flood_stops_at_the_limit(target: Target, where: str) -> None:
    """Many files together cannot exceed the job's disk: refused where a file system bounds it, else seen and ended."""
    result = target.run(FLOOD, job={"where": where})
    if target.lacks("disk") and where == ".":
        assert result.ended is Ended.DISK_LIMIT
    elif target.lacks("disk"):
        assert result["error"] == 13  # EACCES: only its own directory is open
    else:
        assert result["error"] == 28  # ENOSPC
        assert result["written"] <= 16 * MIB


def test_one_file_cannot_exceed_the_disk(target: Target) -> None:
    """Neither writing on nor a sparse file gets beyond the limit of one file."""
    source = """
import errno, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
try:
    with open("big", "wb") as file: file.truncate(1 << 30)
except OSError as error: emit({"sparse": error.errno})
"""
    assert target.run(source)["sparse"] == 27  # EFBIG


def test_inode_flood_stops(target: Target) -> None:
    """Empty files run out long before the machine's memory does."""
    source = """
import os, time
made = 0
try:
    for number in range(100_000):
        os.close(os.open(f"{number}", os.O_CREAT | os.O_WRONLY)); made += 1
    time.sleep(5)
except OSError as error: emit({"error": error.errno})
emit({"made": made})
"""
    result = target.run(source)
    if target.lacks("disk"):
        assert result.ended is Ended.DISK_LIMIT
    else:
        assert result["error"] == 28
        assert result["made"] < 70_000


def test_nested_directories_do_not_break_the_clean_up(target: Target) -> None:
    """More nested directories than Python can recurse into are gone with the job."""
    source = "import os\nfor _ in range(1500):\n    os.mkdir('d'); os.chdir('d')\nemit({'deep': 1})"
    before = set(os.listdir(tempfile.gettempdir()))
    assert target.run(source).ended in (Ended.FINISHED, Ended.DISK_LIMIT)
    left = set(os.listdir(tempfile.gettempdir())) - before
    assert not [name for name in left if name.startswith("autograder-job-")]
