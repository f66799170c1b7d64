"""Smuggling: files that attack whoever reads them, and texts that attack whoever reads the report."""

# ruff: noqa: E501  a table

import io
import json
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from autograder.intake import collect
from autograder.model.base import Text
from autograder.model.grade import Finding, Grade
from autograder.model.submission import Rejected, Submission
from autograder.report.csv_table import grades_csv
from autograder.report.html.student import review_page, student_page
from autograder.report.html.work import Work
from autograder.report.text import feedback
from autograder.report.write import submission_folder

MIB: Final = 1024**2
ESCAPES: Final = "\x1b]0;title\x07\x1b[2J\x1b[31mred\u202etxet\u200b\x00\x9b31m"
SCRIPT: Final = '</script><img src=x onerror="alert(1)"><script>alert(2)</script>{{ 7*7 }}${7*7}'
FORMULAS: Final = ('=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1+1")


@dataclass(frozen=True)
class Smuggle:
    """A file or a text that attacks its reader; `proof` gets an empty folder and says whether nothing happened."""

    id: str
    harm: str
    mechanism: str
    proof: Callable[[Path], object]


def document(*cells: dict[str, Any], **more: Any) -> str:
    """Return a notebook."""
    return json.dumps({"cells": list(cells), "nbformat": 4, "nbformat_minor": 5, "metadata": {}, **more})


def code(source: str = "x = 1", **more: Any) -> dict[str, Any]:
    """Return a code cell."""
    return {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
        **more,
    }


def zipped(members: dict[str, str | bytes], link: str | None = None) -> bytes:
    """Return a zip; `link` names a member that is a symbolic link."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o120777 if name == link else 0o100644) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def outcome(folder: Path, name: str, content: str | bytes) -> Submission | Rejected:
    """Read one file, within 20 s and 200 MiB, and see that nothing appeared beside it."""
    path = folder / "in" / name
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    tracemalloc.start()
    start = time.monotonic()
    try:
        (found,) = collect([path])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert time.monotonic() - start < 20
    assert peak < 200 * MIB, peak
    assert sorted(item.name for item in folder.rglob("*")) == sorted(["in", path.name])
    return found


def rejected(name: str, content: Callable[[], str | bytes]) -> Callable[[Path], bool]:
    """Whether a file is rejected with a reason in both languages."""

    def proof(folder: Path) -> bool:
        found = outcome(folder, name, content())
        return isinstance(found, Rejected) and bool(found.reason.es and found.reason.en)

    return proof


def bomb() -> bytes:
    """Return a zip of some 100 kB that holds 100 MB."""
    return zipped({"a.ipynb": b"0" * (100 * MIB)})


def nested(depth: int) -> bytes:
    """Return zips in zips."""
    data = zipped({"a.ipynb": document(code())})
    for _ in range(depth):
        data = zipped({"a.zip": data})
    return data


def tar_in_disguise() -> bytes:
    """Return a tar that would write above its folder, by the name of a zip."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        member = tarfile.TarInfo("../../escaped.ipynb")
        member.size = 2
        archive.addfile(member, io.BytesIO(b"{}"))
    return buffer.getvalue()


def graded(text: str, name: str = "ana") -> Grade:
    """Return a grade in which a student's text stands wherever one can."""
    both = Text(es=text, en=text)
    finding = Finding(cause="cell-error", question=None, cell=0, message=both)
    return Grade(
        submission=name, status="needs-review", score=0, max_score=1, findings=(finding,), reason=both, repairs=(both,)
    )


def pages(text: str) -> list[str]:
    """Return all pages that show it."""
    grade = graded(text, text.replace("/", "_"))
    return [
        student_page(Work(grade=grade), Text(es=text, en=text), "es"),
        review_page(Work(grade=grade), Text(es=text, en=text), "en"),
    ]


def steady(text: str) -> bool:
    """Whether a text steers no terminal and hides nothing."""
    return not any(sign in text for sign in "\x1b\x07\x9b\x00\u202e\u200b")


def no_markup(_folder: Path) -> bool:
    """Whether markup arrives as text: no tag of the student's, no template of theirs filled in."""
    return all(
        "<img" not in page and "alert(2)</script>" not in page and "49" not in page.split("<body", 1)[1][:200]
        for page in pages(SCRIPT)
    )


def no_formula(_folder: Path) -> bool:
    """Whether no spreadsheet would compute a name or a text."""
    for formula in FORMULAS:
        line = grades_csv([graded("x", formula)]).split("\r\n", 1)[1]
        if line.lstrip('"').startswith(("=", "+", "-", "@", "\t", "\r", " =", "＝")):
            return False
    return True


def no_terminal(_folder: Path) -> bool:
    """Whether reports are free of what steers a terminal."""
    grade = graded(ESCAPES, ESCAPES)
    return all(map(steady, (feedback(grade, "es"), feedback(grade, "en"), grades_csv([grade]))))


def names_stay_in(folder: Path) -> bool:
    """Whether names of every kind become folders below the one for results."""
    names = (
        "..ipynb",
        "...ipynb",
        ".hidden..ipynb",
        "CON.ipynb",
        "a" * 240 + ".ipynb",
        "ñ\u202e.ipynb",
        "-rf.ipynb",
        "$(id).ipynb",
        "a\nb.ipynb",
    )
    source = folder / "in"
    source.mkdir()
    for name in names:
        (source / name).write_text(document(code()))
    found = collect([source / name for name in names])
    places = [submission_folder(folder / "out", graded("x", item.name)) for item in found]
    for place in places:
        place.mkdir(parents=True)
    inside = all(place.parent == folder / "out" and len(place.name.encode()) <= 255 for place in places)
    return inside and len(set(places)) == len(names)


def metadata_is_text(folder: Path) -> bool:
    """Whether metadata and outputs of a notebook become no more than capped text."""
    page = {"text/html": SCRIPT, "application/javascript": "alert(1)", "text/plain": ESCAPES + "9" * MIB}
    output = {"output_type": "display_data", "data": page, "metadata": {}}
    found = outcome(
        folder,
        "a.ipynb",
        document(code(outputs=[output]), metadata={"kernelspec": {"name": SCRIPT * 10}, "widgets": {"x": SCRIPT}}),
    )
    assert isinstance(found, Submission)
    kept = found.cells[0].stored_output
    return "<img" not in kept and len(kept) <= 20_000 and len(found.model_dump_json()) < 30_000


def deep(folder: Path) -> bool:
    """Whether JSON nested without end is a rejection."""
    return isinstance(outcome(folder, "a.ipynb", '{"cells":' + "[" * 200_000 + "]" * 200_000 + "}"), Rejected)


def linked(folder: Path) -> bool:
    """Whether a link out of the folder of submissions is refused."""
    (folder / "secret.ipynb").write_text(document(code("secret")))
    (folder / "class").mkdir()
    (folder / "class" / "a.ipynb").symlink_to(folder / "secret.ipynb")
    (found,) = collect([folder / "class"])
    return isinstance(found, Rejected)


ATTACKS: Final = (
    Smuggle("zip-climbs", "writes outside its folder by the names in a zip", "zips are read in memory, never unpacked",
            rejected("a.zip", lambda: zipped({"../../escaped.ipynb": document(code())}))),
    Smuggle("zip-absolute", "overwrites a file of the system by an absolute name in a zip", "zips are read in memory, never unpacked",
            rejected("a.zip", lambda: zipped({"/etc/cron.d/a.ipynb": document(code())}))),
    Smuggle("zip-link", "has the grader read a file of the machine by a link in a zip", "links are refused",
            rejected("a.zip", lambda: zipped({"a.ipynb": "/etc/passwd"}, "a.ipynb"))),
    Smuggle("zip-bomb", "fills memory with a small zip", "sizes are judged before anything is unpacked", rejected("a.zip", bomb)),
    Smuggle("zip-nested", "hides a bomb in zips within zips", "one level, of bounded size", rejected("a.zip", lambda: nested(30))),
    Smuggle("zip-crowd", "has a table of contents without end", "the table of contents is bounded",
            rejected("a.zip", lambda: zipped({f"{number:0900}": "" for number in range(5_000)}))),
    Smuggle("tar-climbs", "hands in a tar that writes outside its folder", "no tar is ever opened", rejected("a.zip", tar_in_disguise)),
    Smuggle("link-outside", "hands in a link to another student's file", "links out of the folder are refused", linked),
    Smuggle("json-nested", "crashes the parser with nested JSON", "nesting is bounded", deep),
    Smuggle("json-number", "stops the parser with a number of a million digits", "Python's own limit; an error is a rejection",
            rejected("a.ipynb", lambda: '{"cells": [], "nbformat": ' + "9" * MIB + "}")),
    Smuggle("metadata", "brings scripts into the grader in metadata and outputs", "only source and plain text are kept, capped", metadata_is_text),
    Smuggle("html", "runs a script in the teacher's browser by what a report shows", "autoescape; a content policy", no_markup),
    Smuggle("csv-formula", "has the teacher's spreadsheet compute a formula", "what begins a formula gets an apostrophe", no_formula),
    Smuggle("terminal", "steers the teacher's terminal or reverses text", "control and invisible characters are removed", no_terminal),
    Smuggle("names", "picks a name that leaves the folder for results, or that no disk takes", "names are made safe and unique", names_stay_in),
    Smuggle("gigantic-name", "breaks reports by a title of a megabyte", "every text in a report is capped",
            lambda _folder: all(len(part) < 40_000 for part in (feedback(graded("x" * MIB, "n" * MIB)), grades_csv([graded("x", "n" * MIB)])))),
    Smuggle("gigantic-output", "hands in 30 MB of outputs to exhaust memory", "large outputs are cut out of the raw bytes",
            lambda folder: isinstance(outcome(folder, "a.ipynb", document(code(outputs=[
                {"output_type": "stream", "name": "stdout", "text": "x" * (30 * MIB)}]))), Submission)),
)  # fmt: skip
