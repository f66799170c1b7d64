"""The bytes of an .ipynb to its JSON object, whatever the encoding and the size of its outputs."""

import json
from typing import Any

from autograder.intake.decode import to_text, to_utf8
from autograder.intake.limits import Limits
from autograder.intake.reasons import Unreadable, size_text
from autograder.intake.repairs import repair
from autograder.intake.slim import Slim, slim
from autograder.model.submission import Repair

_TAIL = 12
"""JSON that stops being valid this near to its end was cut off: an escape or a literal has no more characters."""


def load(data: bytes, limits: Limits) -> tuple[dict[str, Any], list[Repair]]:
    """The notebook's JSON object and what was mended. Raises Unreadable for everything that is none."""
    data, repairs = to_utf8(data)
    lean = slim(data, limits) if len(data) > limits.lean else Slim(data)
    if lean.removed:
        repairs.append(repair("outputs-dropped", count=len(lean.cuts), size=size_text(lean.removed)))
    text, encoding = to_text(lean.data)
    repairs += encoding
    text = text.rstrip(" \t\r\n\0")
    if not text.lstrip():
        raise Unreadable("empty")
    if text.lstrip()[0] not in "{[":
        raise Unreadable("not-json")
    value, tolerant = _parse(text, lean)
    if tolerant:
        repairs.append(repair("control-characters"))
    if not isinstance(value, dict):
        raise Unreadable("not-a-notebook")
    return value, repairs


def _parse(text: str, lean: Slim) -> tuple[Any, bool]:
    """The value, and whether control characters had to be accepted in its strings."""
    try:
        return json.loads(text), False
    except json.JSONDecodeError as error:
        if not error.msg.startswith("Invalid control character"):
            raise _broken(error, text, lean) from error
    except (ValueError, RecursionError) as error:
        raise _refused(error) from error
    try:
        return json.loads(text, strict=False), True
    except json.JSONDecodeError as error:
        raise _broken(error, text, lean) from error
    except (ValueError, RecursionError) as error:
        raise _refused(error) from error


def _refused(error: Exception) -> Unreadable:
    """Valid JSON that Python will not hold: nested without end, or a number of thousands of digits."""
    return Unreadable("too-deep" if isinstance(error, RecursionError) else "not-a-notebook")


def _broken(error: json.JSONDecodeError, text: str, lean: Slim) -> Unreadable:
    cut_off = error.msg.startswith("Unterminated string") or error.pos >= len(text) - _TAIL
    position = len(text) if cut_off else error.pos
    line = text.count("\n", 0, position) + 1
    return Unreadable("truncated" if cut_off else "damaged", position=lean.original(position), line=line)
