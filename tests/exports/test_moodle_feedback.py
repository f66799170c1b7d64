"""Moodle's zip of feedback files."""

import io
import re
from zipfile import ZipFile

from report.build import check, grade

from autograder.exports.classroom import Line
from autograder.exports.moodle_feedback import moodle_feedback

from .build import classroom


def test_folders_are_as_moodle_takes_them_apart() -> None:
    """Four parts between underscores, of which the second is the participant's number."""
    product = moodle_feedback(classroom(attachments={"inigo": {"feedback.html": b"<p>"}}))
    with ZipFile(io.BytesIO(product.content)) as archive:
        names = archive.namelist()
        text = archive.read(names[0]).decode()
    assert names == [
        "Ana Núñez_11_assignsubmission_file_/feedback.txt",
        "=HYPERLINK(1) Etxeberria, Íñigo_12_assignsubmission_file_/feedback.txt",
        "=HYPERLINK(1) Etxeberria, Íñigo_12_assignsubmission_file_/feedback.html",
        "_unmatched/=cmd_' _C calc'!A0/feedback.txt",
    ]
    assert "Retraso:" in text
    assert product.notes == ("1 submissions have no participant's number: their feedback is in _unmatched/",)


def test_underscores_in_names_do_not_mislead_moodle() -> None:
    """Nor does a name of nothing else."""
    lines = [Line(grade=grade(name, check(), participant="7")) for name in ("ana_99_x", "___")]
    with ZipFile(io.BytesIO(moodle_feedback(classroom(None, lines=tuple(lines))).content)) as archive:
        folders = [name.split("/")[0] for name in archive.namelist()]
    assert all(re.fullmatch(r"[^_]+_7_assignsubmission_file_", folder) for folder in folders)


def test_equal_grades_give_equal_bytes() -> None:
    """Whenever the zip is made."""
    assert moodle_feedback(classroom()).content == moodle_feedback(classroom()).content
