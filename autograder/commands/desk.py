"""The student's own check from within a notebook: finds the notebook, looks at it, tells the verdicts."""

import json
import weakref
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.commands.bench import EMBEDDED, Choice
from autograder.commands.look import SMOKE, Look, Room, look_at, open_room
from autograder.errors import AutograderError, UsageError
from autograder.intake import read
from autograder.model.assignment import Assignment
from autograder.model.base import Language, Text
from autograder.model.submission import Cell, Rejected, Submission
from autograder.report.plain import wrapped
from autograder.report.question import question_text
from autograder.student.running import executed, namespace, notebook_file

_WIDTH = 76


@dataclass(frozen=True)
class Seen:
    """The notebook to check and how it was come by."""

    submission: Submission
    language: Language
    notes: tuple[Text, ...] = ()


class Desk:
    """Tells a student about the running notebook; a run is kept until the notebook changes.

    The sandbox warms up in the background from the beginning where the assignment is known.
    """

    def __init__(self, assignment: str = "", language: str = "", notebook: Path | None = None) -> None:
        self._assignment = assignment
        self._language = language
        self._notebook = notebook
        self._held = ExitStack()
        weakref.finalize(self, self._held.close)
        self._room: Future[Room] | None = self._warm(assignment) if assignment else None
        self._last: tuple[tuple[Cell, ...], Look] | None = None

    def _warm(self, assignment: str) -> Future[Room]:
        held = self._held  # not self: the thread must not keep the desk alive
        pool = ThreadPoolExecutor(1)
        room = pool.submit(lambda: held.enter_context(open_room(Choice(assignment, EMBEDDED, SMOKE))))
        pool.shutdown(wait=False)
        return room

    def tell(self, question: str | None) -> None:
        """Print the verdicts on one question, or on all (None); whatever goes wrong is one line."""
        language: Language = "en" if self._language == "en" else "es"
        try:
            seen = find(namespace(), self._notebook, self._language)
            if isinstance(seen, Rejected):
                print(seen.reason.to(language))
                return
            language = seen.language
            print(told(self._look(seen.submission, question), seen, question))
        except AutograderError as error:
            print(f"autograder: {error}")
        except KeyboardInterrupt:
            print(Text(es="Comprobación interrumpida.", en="Check interrupted.").to(language))

    def _look(self, submission: Submission, question: str | None) -> Look:
        if self._last is not None and self._last[0] == submission.cells:
            _among(self._last[1].assignment, question)
            return self._last[1]
        identifier = self._assignment or submission.assignment
        if not identifier:
            raise UsageError('the notebook does not say which assignment it is: Grader("tl04"), for example')
        if self._room is None or (self._room.done() and self._room.exception() is not None):
            self._room = self._warm(identifier)
        room = self._room.result()
        _among(room.assignment, question)
        look = look_at(submission, room)
        self._last = None if look.failed else (submission.cells, look)
        return look


def _among(assignment: Assignment, question: str | None) -> None:
    names = [item.id for item in assignment.questions]
    if question is not None and question not in names:
        raise UsageError(f"{assignment.id} has no question {question!r}: choose from {', '.join(names)}")


def find(variables: Mapping[str, Any], notebook: Path | None, language: str) -> Seen | Rejected:
    """The running notebook as it is saved, or, where no file is known, as its kernel executed it."""
    path = notebook or notebook_file(variables)
    if path is None:
        return _from_history(variables, "en" if language == "en" else "es")
    if not path.is_file():
        raise UsageError(f"{path}: no such file: give the notebook's path, Grader(notebook=…)")
    submission = read(path)
    if isinstance(submission, Rejected):
        return submission
    spoken: Language = "en" if (language or written_in(path)) == "en" else "es"
    return Seen(submission, spoken, _unsaved(submission, variables))


def written_in(path: Path) -> str:
    """The language that a notebook names as its own, as those handed out do; empty where it names none."""
    with suppress(OSError, ValueError, LookupError, TypeError):
        return str(json.loads(path.read_bytes())["metadata"]["autograder"]["language"])
    return ""


def _unsaved(submission: Submission, variables: Mapping[str, Any]) -> tuple[Text, ...]:
    """That cells were executed which the file does not hold: it may be older than what the student sees."""
    saved = {cell.source.strip() for cell in submission.cells}
    if all(source.strip() in saved for source in executed(variables).values()):
        return ()
    return (
        Text(
            es="Has ejecutado celdas que no están en el archivo guardado: si has cambiado algo, guarda el cuaderno "
            "(Ctrl+S) y repite.",
            en="You executed cells that are not in the saved file: if you changed anything, save the notebook "
            "(Ctrl+S) and repeat.",
        ),
    )


def _from_history(variables: Mapping[str, Any], language: Language) -> Seen:
    history = executed(variables).items()
    cells = tuple(Cell(index=number - 1, kind="code", source=source) for number, source in history)
    if not cells:
        raise UsageError("this is no running notebook: give its path, Grader(notebook=…), or use autograder check")
    note = Text(
        es="No se sabe de qué archivo es este cuaderno: se comprueba lo que has ejecutado en esta sesión, y los "
        "números de celda son los de In [ ].",
        en="This notebook's file is unknown: what you executed in this session is checked, and cell numbers are those "
        "of In [ ].",
    )
    return Seen(Submission(name="notebook", path="", sha256="", cells=cells), language, (note,))


def told(look: Look, seen: Seen, question: str | None) -> str:
    """The verdicts with what a student must know to read them."""
    if look.failed:
        return wrapped(_reason(look).to(seen.language), _WIDTH)
    wanted = [question] if question is not None else [item.id for item in look.assignment.questions]
    parts = [question_text(look.grade, look.assignment, item, seen.language) for item in wanted]
    notes = [*seen.notes, *_notes(look)]
    return "\n\n".join([*parts, *(wrapped(note.to(seen.language), _WIDTH) for note in notes)])


def _reason(look: Look) -> Text:
    again = Text(es="Repite la comprobación.", en="Check again.")
    why = look.grade.reason or again
    return Text(es=f"{why.es.rstrip('.')}. {again.es}", en=f"{why.en.rstrip('.')}. {again.en}")


def _notes(look: Look) -> tuple[Text, ...]:
    starved = Text(
        es="Alguna celda ha fallado después de recortar datos o épocas, y puede que sea por eso: autograder check lo "
        "comprueba con más.",
        en="A cell failed after data or epochs were cut, which may be why: autograder check looks with more.",
    )
    closing = Text(
        es=f"Comprobación rápida con pocos datos generados, sin conexión ({look.seconds:.0f} s). La completa: "
        "autograder check y el nombre del cuaderno.",
        en=f"A quick look on little generated data, offline ({look.seconds:.0f} s). The complete one: autograder check "
        "and the notebook's name.",
    )
    return (starved, closing) if look.starved else (closing,)
