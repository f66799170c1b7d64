"""Names for submissions: the student's own as far as a folder can carry it."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import PurePath

_FORBIDDEN = re.compile(r'[/\\:*?"<>|]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?$", re.IGNORECASE)
_TAKEN = frozenset({"grades.json", "grades.csv", "index.html"})
_MOODLE = re.compile(r"^(?P<student>.+?)_(?P<id>\d+)_assignsubmission_(file|onlinetext)_?$")
_CANVAS = re.compile(r"^[^_/]+_(?:LATE_)?(?P<id>\d+)_\d+_.+$")
_CHARACTERS, _BYTES = 100, 180
_FALLBACK = "submission"


def safe_name(text: str) -> str:
    """`text` as a folder's name on any system: NFC, with spaces and accents, without what folders cannot carry."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if unicodedata.category(char) in {"Zl", "Zp", "Zs", "Cc"} else char for char in text)
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    text = _FORBIDDEN.sub("_", " ".join(text.split()))
    text = _cut(text.lstrip(". "))
    if _RESERVED.match(text) or text.casefold() in _TAKEN:
        text = f"_{text}"
    return text or _FALLBACK


def _cut(text: str) -> str:
    short = text[:_CHARACTERS].encode()[:_BYTES].decode(errors="ignore")
    return short.rstrip(". ")


def stem(filename: str) -> str:
    """A file's name without its extensions, also where a browser added one (`ana.ipynb.txt`)."""
    return re.sub(r"(\.(ipynb|py|zip))?(\.(ipynb|py|zip|json|txt))$", "", filename, flags=re.IGNORECASE) or filename


def entry_names(paths: list[PurePath]) -> list[str]:
    """A name for each notebook found below one folder or inside one zip, not yet unique.

    Usually the file's stem. But a learning platform puts each student's work into a folder of its own, often under
    the same file name; there the folder tells who it is.
    """
    stems = [stem(path.name) for path in paths]
    alike = len(stems) > 1 and len({text.casefold() for text in stems}) == 1
    folders = [_own_folder(path, paths) for path in paths] if alike else [None] * len(paths)
    by_folder = alike and len(set(folders)) == len(folders) and None not in folders
    chosen: list[str] = []
    for path, text, folder in zip(paths, stems, folders, strict=True):
        student = next((match["student"] for part in path.parts[:-1] if (match := _MOODLE.match(part))), None)
        chosen.append(student or (folder if by_folder and folder else text))
    return chosen


def participant(path: str) -> str | None:
    """The platform's id of the student, as Moodle's and Canvas' downloads of all submissions write it; else None.

    Moodle names folders `Ana Núñez_12345_assignsubmission_file`, Canvas files `nunezana_12345_67890_tl04.ipynb`: the
    first number is the student's, the second the submission's.
    """
    parts = PurePath(path).parts
    found = [match["id"] for part in parts[:-1] if (match := _MOODLE.match(part))]
    found += [match["id"] for part in parts[-1:] if (match := _CANVAS.match(part))]
    return found[0] if found else None


def _own_folder(path: PurePath, paths: list[PurePath]) -> str | None:
    """The outermost folder that not all the others share."""
    shared = min(_common(path, other) for other in paths)
    return path.parts[shared] if shared < len(path.parts) - 1 else None


def _common(one: PurePath, other: PurePath) -> int:
    pairs = zip(one.parts, other.parts, strict=False)
    return next((count for count, (left, right) in enumerate(pairs) if left != right), len(one.parts))


def unique_names(names: Iterable[str]) -> list[str]:
    """The names with `-2`, `-3`, … added where they repeat; capitals do not tell two apart, as on some disks."""
    wanted = list(names)
    free = {name.casefold() for name in wanted}
    seen: set[str] = set()
    result: list[str] = []
    for name in wanted:
        chosen, number = name, 1
        while chosen.casefold() in seen or (number > 1 and chosen.casefold() in free):
            number += 1
            chosen = f"{name}-{number}"
        seen.add(chosen.casefold())
        result.append(chosen)
    return result
