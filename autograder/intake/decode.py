"""Bytes to text: UTF-8 as it should be, and the encodings that editors and old tools leave behind."""

import codecs
import re

from autograder.intake.repairs import repair
from autograder.model.submission import Repair

_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def to_utf8(data: bytes) -> tuple[bytes, list[Repair]]:
    """The bytes with wide encodings turned into UTF-8 and without a byte order mark; anything else is left alone."""
    if data.startswith(codecs.BOM_UTF8):
        return data[len(codecs.BOM_UTF8) :], [repair("bom")]
    encoding = _wide_encoding(data[:4])
    if encoding is None:
        return data, []
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    return text.encode(errors="replace"), [repair("encoding", encoding=encoding.upper())]


def _wide_encoding(head: bytes) -> str | None:
    marked = next((encoding for mark, encoding in _WIDE_MARKS if head.startswith(mark)), None)
    if marked or len(head) < 4:
        return marked
    # Notebooks and scripts begin with two ASCII characters, so zero bytes show the width and the order.
    zeros = tuple(byte == 0 for byte in head)
    orders: dict[tuple[bool, ...], str] = {
        (True, False, True, False): "utf-16-be",
        (False, True, False, True): "utf-16-le",
        (True, True, True, False): "utf-32-be",
        (False, True, True, True): "utf-32-le",
    }
    return orders.get(zeros)


def to_text(data: bytes) -> tuple[str, list[Repair]]:
    """Text of bytes that are UTF-8 or, failing that, whichever of damaged UTF-8 and Latin-1 explains them better."""
    try:
        return data.decode(), []
    except UnicodeDecodeError:
        pass
    damaged = data.decode(errors="replace")
    good = sum(1 for char in damaged if char > "\x7f" and char != "\ufffd")
    if good > damaged.count("\ufffd"):
        return damaged, [repair("bad-unicode")]
    try:
        return data.decode("cp1252"), [repair("encoding", encoding="Windows-1252")]
    except UnicodeDecodeError:
        return data.decode("latin-1"), [repair("encoding", encoding="Latin-1")]


def whole_characters(text: str) -> str:
    """The text with halves of surrogate pairs, which cannot be written to any file, replaced."""
    return _SURROGATE.sub("\ufffd", text)


def unix_lines(text: str) -> str:
    """The text with Unix line ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
