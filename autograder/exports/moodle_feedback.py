"""Moodle's zip of feedback files, as "Upload multiple feedback files in a zip" of an assignment imports it.

Moodle takes each folder apart at its underscores, `Ana Núñez_12345_assignsubmission_file_`, and the number is the
participant's (moodle/moodle, mod/assign/feedback/file/importziplib.php;
https://docs.moodle.org/en/Assignment_settings#Feedback_types). So no name may have an underscore of its own.
"""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from autograder.exports.classroom import Classroom, Line, Product
from autograder.intake.names import safe_name
from autograder.report.text import feedback

NOBODYS = "_unmatched"
"""Where the feedback is that could not be given to anybody; Moodle passes over it."""


def moodle_feedback(classroom: Classroom) -> Product:
    """A folder for each submission: `feedback.txt` and what else there is to give back. Equal grades, equal bytes."""
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for line in classroom.lines:
            text = feedback(line.grade, classroom.language, title=classroom.title)
            files = {"feedback.txt": text.encode(), **classroom.attachments.get(line.grade.submission, {})}
            for name, data in files.items():
                entry = ZipInfo(f"{_folder(line)}/{name}")  # dated 1980, whenever it is made
                entry.compress_type = ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, data)
    lacking = sum(not _participant(line) for line in classroom.lines)
    note = f"{lacking} submissions have no participant's number: their feedback is in {NOBODYS}/"
    return Product(content=buffer.getvalue(), notes=(note,) if lacking else ())


def _participant(line: Line) -> str:
    told = line.person.participant if line.person else ""
    number = told or line.grade.participant or ""
    return number if number.isascii() and number.isdigit() else ""


def _folder(line: Line) -> str:
    number = _participant(line)
    if not number:
        return f"{NOBODYS}/{safe_name(line.grade.submission)}"
    shown = line.person.shown if line.person else line.grade.submission
    return (
        f"{safe_name(shown.replace('_', ' ')).replace('_', ' ').strip() or 'student'}_{number}_assignsubmission_file_"
    )
