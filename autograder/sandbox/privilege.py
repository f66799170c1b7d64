"""What the grader itself may do."""

from typing import Final

CAP_SYS_ADMIN: Final = 21


def has_capability(number: int) -> bool:
    """Say whether this process holds the capability with this number."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("CapEff:"):
                return bool(int(line.split()[1], 16) >> number & 1)
    return False
