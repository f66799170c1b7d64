"""Bytes to text."""

import pytest

from autograder.intake.decode import to_text, to_utf8, unix_lines, whole_characters

TEXT = '{"source": "año €"}'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_wide_encodings_become_utf8(encoding: str) -> None:
    """Two and four bytes a character are recognised with and without a mark."""
    data, repairs = to_utf8(TEXT.encode(encoding))
    assert data.decode() == TEXT
    assert [repair.code for repair in repairs] == ["encoding"]


def test_utf8_mark_is_dropped() -> None:
    """A byte order mark is no part of the text."""
    data, repairs = to_utf8(TEXT.encode("utf-8-sig"))
    assert (data.decode(), repairs[0].code) == (TEXT, "bom")


def test_windows_encoding() -> None:
    """Bytes that are no UTF-8 are read as Windows writes Western European text."""
    text, repairs = to_text(TEXT.encode("cp1252"))
    assert (text, repairs[0].message.en) == (TEXT, "The file was not in UTF-8; it was read as Windows-1252.")


def test_latin_1_takes_any_byte() -> None:
    """A byte that Windows does not know is read as Latin-1."""
    assert to_text(b"a\x81\xe1")[1][0].message.en.endswith("Latin-1.")


def test_one_damaged_byte_does_not_spoil_the_accents() -> None:
    """UTF-8 with a single broken byte stays UTF-8."""
    text, repairs = to_text("áéíóú".encode() + b"\xff")
    assert (text, repairs[0].code) == ("áéíóú\ufffd", "bad-unicode")


def test_line_ends_and_half_characters() -> None:
    """Every line end becomes one character; half a surrogate pair becomes a replacement character."""
    assert unix_lines("a\r\nb\rc\n") == "a\nb\nc\n"
    assert whole_characters("a\ud83d") == "a\ufffd"
