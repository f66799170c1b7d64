"""The words and signs that all reports share, in both languages."""

from autograder.model.base import Language, Text
from autograder.model.grade import CheckResult, Finding, Grade, Status, VerdictName

VERDICT: dict[VerdictName, Text] = {
    "pass": Text(es="correcto", en="correct"),
    "partial": Text(es="en parte", en="partly"),
    "fail": Text(es="incorrecto", en="incorrect"),
    "undetermined": Text(es="sin determinar", en="undetermined"),
}
SIGN: dict[VerdictName, str] = {"pass": "✓", "partial": "~", "fail": "✗", "undetermined": "?"}
STATUS: dict[Status, Text] = {
    "graded": Text(es="calificada", en="graded"),
    "needs-review": Text(es="por revisar", en="needs review"),
    "rejected": Text(es="rechazada", en="rejected"),
}
STATUS_MEANS: dict[Status, Text] = {
    "graded": Text(es="", en=""),
    "needs-review": Text(
        es="La nota es provisional: una persona revisará esta entrega. Lo que ha quedado sin determinar no resta "
        "puntos.",
        en="The score is provisional: a person will review this submission. What was left undetermined costs no "
        "points.",
    ),
    "rejected": Text(
        es="La entrega no se ha podido leer, así que no se ha ejecutado ni calificado. Corrige lo que se indica y "
        "entrégala de nuevo.",
        en="The submission could not be read, so it was neither run nor graded. Mend what is said here and hand it in "
        "again.",
    ),
}
SUBMISSION = Text(es="Entrega", en="Submission")
STATE = Text(es="Estado", en="Status")
SCORE = Text(es="Nota", en="Score")
EARNED = Text(es="Obtenido", en="Earned")
LATE = Text(es="Retraso", en="Late")
CAUSES = Text(es="Causas", en="Causes")
REASON = Text(es="Motivo", en="Reason")
PROVISIONAL = Text(es="provisional", en="provisional")
OPEN = Text(es="sin determinar", en="undetermined")
ADVICE = Text(es="Consejo", en="Advice")


def number(value: float, language: Language = "en", places: int = 2) -> str:
    """A figure as short as it may be, with the language's decimal sign."""
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = "0" if text in {"-0", ""} else text
    return text.replace(".", ",") if language == "es" else text


def score_text(score: float, max_score: float, language: Language) -> str:
    """`9,5 de 10` or `9.5 of 10`."""
    between = "de" if language == "es" else "of"
    return f"{number(score, language)} {between} {number(max_score, language)}"


def cell_text(finding: Finding, language: Language) -> str:
    """`celda 7`: cells are counted from 1 and text cells count too; empty where no cell is to blame."""
    if finding.cell is None:
        return ""
    return f"{'celda' if language == 'es' else 'cell'} {finding.cell + 1}"


def causes(grade: Grade) -> tuple[str, ...]:
    """The names of the causes found, each once, in order; hints are none."""
    return tuple(dict.fromkeys(finding.cause for finding in grade.findings if not finding.hint))


def lost(check: CheckResult) -> float:
    """Points that a check cost."""
    return max(check.max_points - check.points, 0.0)
