"""What each level of isolation was seen not to hold: the attacks of the test suite that succeed there.

`tests/attacks/test_levels.py` runs every attack at every level that a machine offers and holds these lists to what it
sees, neither more nor less. What the attacks are and what stops them elsewhere: docs/security.md.
"""

from collections.abc import Mapping
from typing import Final

from autograder.sandbox.interface import Isolation

NOT_HELD: Final[Mapping[str, tuple[str, ...]]] = {
    "bubblewrap": (),
    "bubblewrap-unfiltered": (
        "read-by-handle",
        "net-exotic",
        "process-steer",
        "privileges",
        "excuse-by-stepping-back",
        "namespace-user",
        "kernel-surface",
        "memory-uncounted",
    ),
    "restricted-mounts": (),
    "restricted-uid": ("read-processes", "disk-flood"),
    "restricted-user": ("read-processes", "disk-flood"),
}
"""By variant of a level (`Isolation.variant`): ids of attacks."""

MEANING: Final[Mapping[str, str]] = {
    "bubblewrap": "bubblewrap with namespaces of its own for each job, Landlock and seccomp",
    "bubblewrap-unfiltered": "bubblewrap where libseccomp is missing: no system call is filtered",
    "restricted-mounts": "no user namespaces, the grader is root and may mount: a root directory of its own",
    "restricted-uid": "no user namespaces, the grader is root and may not mount, as in most containers",
    "restricted-user": "no user namespaces, the grader is a normal user: jobs share its user id",
}


def not_held(isolation: Isolation) -> str:
    """One line on the attacks that succeed at this level, for the person who grades; empty where none does."""
    if isolation.variant not in NOT_HELD:
        return f"no attack was ever tried at the level «{isolation.variant or isolation.level}»"
    attacks = NOT_HELD[isolation.variant]
    return f"attacks that are not held at the level «{isolation.variant}»: {', '.join(attacks)}" if attacks else ""
