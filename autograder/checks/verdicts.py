"""Building verdicts: the few shapes that all checks share."""

from collections.abc import Sequence

from pydantic import JsonValue

from autograder.checks.section import Section
from autograder.model.base import Frozen, Text
from autograder.model.evidence import Fit, GridSearch, Search
from autograder.model.grade import Finding, Verdict

_NOTHING = 1e-9
"""Three thirds need not add up to one."""


class Fault(Frozen):
    """One thing that is not right: its cause, where it comes from, and what share of the check's points it costs."""

    cause: str
    message: Text
    cell: int | None = None
    cost: float = 1.0


def both(es: str, en: str) -> Text:
    """A message in both languages."""
    return Text(es=es, en=en)


def joined(texts: Sequence[Text]) -> Text:
    """Several messages as one."""
    return Text(es=" ".join(text.es for text in texts), en=" ".join(text.en for text in texts))


def passed(message: Text, evidence: dict[str, JsonValue] | None = None) -> Verdict:
    """All right."""
    return Verdict(verdict="pass", credit=1.0, message=message, evidence=evidence or {})


def undetermined(message: Text, evidence: dict[str, JsonValue] | None = None) -> Verdict:
    """The machine, or what the record cannot show, prevents a judgement; it costs nothing and asks for a person."""
    return Verdict(verdict="undetermined", credit=1.0, message=message, evidence=evidence or {})


def judged(
    question: str, faults: Sequence[Fault], right: Text, evidence: dict[str, JsonValue] | None = None
) -> Verdict:
    """Pass without faults; otherwise each fault costs its share, down to nothing."""
    if not faults:
        return passed(right, evidence)
    credit = min(1.0, max(0.0, 1.0 - sum(fault.cost for fault in faults)))
    credit = 0.0 if credit < _NOTHING else credit
    findings = tuple(
        Finding(cause=fault.cause, question=question, cell=fault.cell, message=fault.message) for fault in faults
    )
    return Verdict(
        verdict="partial" if credit > 0 else "fail",
        credit=credit,
        message=joined([fault.message for fault in faults]),
        evidence=evidence or {},
        findings=findings,
    )


def missing_search(question: str) -> Verdict:
    """The question's search was not found in what ran."""
    return judged(
        question,
        [
            Fault(
                cause="search-missing",
                message=both(
                    "No se ha ejecutado ninguna búsqueda de Keras Tuner para este apartado.",
                    "No Keras Tuner search ran for this question.",
                ),
            )
        ],
        both("", ""),
    )


def missing(question: str, section: Section) -> Verdict:
    """What answers the question did not run, whichever form its answer takes."""
    if section.answer == "search":
        return missing_search(question)
    cause, text = {
        "grid": (
            "search-missing",
            both(
                "No se ha ejecutado ninguna búsqueda de scikit-learn (GridSearchCV o RandomizedSearchCV) para este "
                "apartado.",
                "No scikit-learn search (GridSearchCV or RandomizedSearchCV) ran for this question.",
            ),
        ),
        "training": (
            "not-trained",
            both(
                "No se entrena ningún modelo con los datos de este apartado.",
                "No model is trained on this question's data.",
            ),
        ),
        "functions": (
            "answer-missing",
            both("No se ha hecho este apartado.", "This question was not answered."),
        ),
    }[section.answer]
    return judged(question, [Fault(cause=cause, message=text)], both("", ""))


def never_trained(question: str, search: Search | GridSearch) -> Verdict:
    """The question's search ran, and none of its trials got as far as training."""
    why = last_line(search.trials[0].message) if search.trials else ""
    text = both(
        f"Ningún ensayo de la búsqueda llega a entrenar{': ' + why if why else '.'}",
        f"No trial of the search gets as far as training{': ' + why if why else '.'}",
    )
    return judged(question, [Fault(cause="trial-failed", cell=search.cell, message=text)], both("", ""))


def unanswered(question: str, section: Section) -> Verdict | None:
    """Why there is nothing to look at: nothing answers the question, or its search never trained; None otherwise."""
    if not section.found:
        return missing(question, section)
    source = section.search or section.grid
    return never_trained(question, source) if source is not None and section.all_failed else None


def broken(fits: Sequence[Fit]) -> str | None:
    """The error that ended every one of these trainings in its first epoch; None where one trained or ran out of time.

    Errors in TensorFlow's graphs come with a stack of the program's own files, which says nothing to a student.
    """
    errors = [fit.error for fit in fits if fit.error is not None and not fit.epochs_run]
    if not errors or len(errors) < len(fits) or any(error.startswith("CellTimeout") for error in errors):
        return None
    kind = errors[-1].partition(":")[0]
    return kind if "Graph execution error" in errors[-1] else last_line(errors[-1])


def last_line(message: str) -> str:
    """The last line of a traceback, which says what went wrong."""
    return (message.strip().splitlines() or [""])[-1][:300]


def number(value: float, language_comma: bool = False) -> str:
    """A figure with up to four significant digits; Spanish writes a comma."""
    text = f"{value:.4g}"
    return text.replace(".", ",") if language_comma else text


def es(value: float) -> str:
    """A figure as Spanish writes it."""
    return number(value, language_comma=True)


def percent(value: float, language_comma: bool = False) -> str:
    """A share in per cent with one decimal."""
    text = f"{100 * value:.1f}"
    return f"{text.replace('.', ',')} %" if language_comma else f"{text} %"
