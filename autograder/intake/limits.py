"""How much of a student's file is read; everything beyond is refused or dropped, so that no file can hurt."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes unless said otherwise. Tests use small ones."""

    file: int = 512 * MIB
    """A notebook or script; larger ones are rejected."""
    lean: int = 24 * MIB
    """From this size on, large outputs are cut out of the raw bytes before they are parsed: Python objects take many
    times the memory of the JSON they come from. What is left, or a script, must not be larger than this."""
    one_output: int = 512 * KIB
    """In a file above `lean`, an output larger than this is dropped."""
    all_outputs: int = 8 * MIB
    """In a file above `lean`, outputs are kept until they add up to this."""
    depth: int = 400
    """Nested JSON containers (in a file above `lean`; Python's own limit holds for the others)."""
    cells: int = 5_000
    """Cells of one notebook or script."""
    stored_output: int = 20_000
    """Characters of stored output kept for a cell."""
    archive: int = 4 * GIB
    """A zip on disk; its members are read one at a time."""
    directory: int = 4 * MIB
    """The table of contents of a zip."""
    unpacked: int = 8 * GIB
    """All that a zip says it holds."""
    ratio: int = 250
    """How much larger than its compressed form a member above `ratio_from` may be; a log of training reaches 50."""
    ratio_from: int = 32 * MIB
    inner_archive: int = 128 * MIB
    """A zip inside a zip, which must be held in memory."""
    companions: int = 5 * MIB
    """All companion files of one submission."""
    companion_count: int = 200


LIMITS = Limits()
