"""From the layers that a job really got to what the grader may claim about them."""

from autograder.sandbox.interface import Isolation, Level
from autograder.worker.confine import Layers
from autograder.worker.landlock import NETWORK_ABI, SIGNALS_ABI

ALWAYS = (
    "wall time, processor time, memory and output are limited",
    "processes, threads, open files and the size of each file are limited",
    "nothing the job started outlives it",
)


def promises(level: Level, layers: Layers) -> Isolation:
    """Say what holds and what does not at `level` with these layers."""
    facts = (
        (
            layers.namespaces or layers.sized_files or layers.landlock_abi > 0,
            "only the interpreter, the named data and the job's own directory can be opened",
            "files that this user can read are open to the job",
        ),
        (layers.namespaces, "no network device exists for the job", _open_network(layers)),
        (layers.seccomp, "sockets and dangerous system calls are refused", "no system call is filtered: no libseccomp"),
        (layers.landlock_abi > 0, "file access is confined a second time by Landlock", "the kernel has no Landlock"),
        (
            layers.namespaces,
            "other processes cannot be seen or reached",
            "the machine's processes of this user can be listed",
        ),
        (
            layers.namespaces or layers.own_uid or layers.landlock_abi >= SIGNALS_ABI or layers.seccomp,
            "other processes cannot be signalled",
            "other processes of this user can be signalled",
        ),
        (
            layers.sized_files,
            "the total size of the job's files is limited",
            "the total size of the job's files is watched, not capped",
        ),
        (layers.own_uid, "jobs run under a user id of their own", ""),
    )
    holds = tuple(good for applies, good, _ in facts if applies and good)
    lacks = tuple(bad for applies, _, bad in facts if not applies and bad)
    return Isolation(level=level, holds=(*holds, *ALWAYS), lacks=lacks, variant=_variant(level, layers))


def _variant(level: Level, layers: Layers) -> str:
    """The level's name with what tells its variants apart: `restricted-uid`, `bubblewrap-unfiltered`."""
    parts: list[str] = [level]
    if level == "restricted":
        parts.append("mounts" if layers.sized_files else "uid" if layers.own_uid else "user")
    parts += [] if layers.seccomp else ["unfiltered"]
    parts += [] if layers.landlock_abi >= SIGNALS_ABI else ["old-kernel"]
    return "-".join(parts)


def _open_network(layers: Layers) -> str:
    if layers.seccomp:
        return ""
    return "of the network, only TCP is refused" if layers.landlock_abi >= NETWORK_ABI else "the network is open"
