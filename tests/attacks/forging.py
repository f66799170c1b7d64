"""Forging what the grader believes, on the result pipe itself. What needs a notebook is in `notebooks.py`."""

from autograder.sandbox.interface import Ended

from .attack import Attack, Seen

HOSTILE = {
    "text": "b'{]'",
    "bytes": """b'{"a": "\\xff"}'""",
    "list": "b'[1, 2]'",
    "nesting": """b'{"a":' + b'[' * 200_000 + b']' * 200_000 + b'}'""",
    "integer": """b'{"a":' + b'9' * 100_000 + b'}'""",
    "crowd": """b'{"a":[' + b'[],' * 150_000 + b'[]]}'""",
    "empty": "b''",
}


def dropped(seen: Seen) -> bool:
    """Whether the hostile frame was dropped and counted, and those around it kept."""
    kept = [frame["n"] for frame in seen.frames if "n" in frame]
    return kept == [1, 2] and seen.outcome.ended is Ended.FINISHED and seen.outcome.broken_frames == 1


def only_before(seen: Seen) -> bool:
    """Whether nothing after the forged end was believed."""
    return [frame.get("n") for frame in seen.frames] == [1] and seen.outcome.seconds < 5


ATTACKS = (
    *(
        Attack(
            f"frame-{name}",
            f"stops or crashes the grader by a result that is no result ({name})",
            "frames are decoded under limits; what is none is dropped and counted",
            f"emit({{'n': 1}})\np = {text}\nraw(struct.pack('<I', len(p)) + p)\nemit({{'n': 2}})",
            dropped,
        )
        for name, text in HOSTILE.items()
    ),
    Attack(
        "frame-forged-end",
        "announces its own end and goes on sending",
        "after an end frame nothing is believed",
        "emit({'n': 1}); emit({'kind': 'end'}); emit({'n': 2}); time.sleep(60)",
        only_before,
    ),
    Attack(
        "frame-cut-off",
        "dies in the middle of a result, so that half of it is believed",
        "only whole frames count",
        "emit({'n': 1}); raw(struct.pack('<I', 500) + b'{\"n\": '); os._exit(1)",
        lambda seen: seen.frames == [{"n": 1}] and seen.outcome.ended is Ended.DIED,
    ),
)
