"""What a file really is, by its first bytes: names lie."""

from autograder.intake.reasons import Unreadable

_KINDS = (
    (b"%PDF", "un PDF", "a PDF"),
    (b"\x89PNG", "una imagen PNG", "a PNG image"),
    (b"\xff\xd8\xff", "una imagen JPEG", "a JPEG image"),
    (b"GIF8", "una imagen GIF", "a GIF image"),
    (b"Rar!", "un archivo RAR", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "un archivo 7z", "a 7z archive"),
    (b"\x1f\x8b", "un archivo gzip", "a gzip archive"),
    (b"{\\rtf", "un documento RTF", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "un documento de Office", "an Office document"),
    (b"\x89HDF", "un modelo HDF5", "an HDF5 model"),
    (b"\x93NUMPY", "una matriz de NumPy", "a NumPy array"),
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_zip(head: bytes) -> bool:
    """Whether a file that begins like this is a zip."""
    return head.startswith(_ZIP)


def refuse_other_kinds(head: bytes) -> None:
    """Raise Unreadable where `head`, the first bytes of a file, belongs to a well-known kind that is no notebook."""
    for mark, spanish, english in _KINDS:
        if head.startswith(mark):
            raise Unreadable("other-kind", kind_es=spanish, kind_en=english)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_MARKUP):
        raise Unreadable("other-kind", kind_es="una página HTML", kind_en="an HTML page")
    if text.startswith(b"<?xml"):
        raise Unreadable("other-kind", kind_es="un documento XML", kind_en="an XML document")
