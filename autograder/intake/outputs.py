"""The text below a cell as the student's own run left it: a claim to compare with, never a measurement."""

from collections.abc import Iterator
from typing import Any

from autograder.intake.decode import whole_characters

_GAP = "\n[…]\n"


def stored_text(outputs: Any, limit: int) -> tuple[str, bool]:
    """The printed text and text results of a cell's outputs, and whether it was cut.

    Of a text above `limit` characters the first and the last half are kept: training logs are long, and what a
    student concludes from them stands at the end. Understands the outputs of formats 1 to 4; anything else is "".
    """
    pieces = [piece for piece in _pieces(outputs) if piece]
    text = whole_characters("".join(piece if piece.endswith("\n") else piece + "\n" for piece in pieces)).rstrip("\n")
    if len(text) <= limit:
        return text, False
    half = max((limit - len(_GAP)) // 2, 0)
    return text[:half] + _GAP + text[len(text) - half :], True


def _pieces(outputs: Any) -> Iterator[str]:
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, dict):
            yield _text(output)


def _text(output: dict[str, Any]) -> str:
    kind = output.get("output_type")
    if not isinstance(kind, str):
        return ""
    if kind == "stream":
        name = output.get("name", output.get("stream"))
        return "" if name == "stderr" else _joined(output.get("text"))
    if kind in {"execute_result", "display_data"} and isinstance(output.get("data"), dict):
        return _joined(output["data"].get("text/plain"))
    if kind in {"pyout", "display_data", "execute_result"}:
        return _joined(output.get("text"))
    if kind in {"error", "pyerr"}:
        return f"{output.get('ename') or 'Error'}: {output.get('evalue') or ''}".rstrip(": ")
    return ""


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return "".join(item for item in value if isinstance(item, str))
    return value if isinstance(value, str) else ""
