"""From a case to a grade: every line of the rubric judged, causes collected, status decided. Pure."""

from collections.abc import Mapping
from typing import Any

from autograder.checks.accuracy import wants_another_run
from autograder.checks.case import Case
from autograder.checks.claimed import claim_findings
from autograder.checks.doctor import training_hints
from autograder.checks.registry import KINDS
from autograder.checks.verdicts import both, joined, undetermined
from autograder.intake.names import participant
from autograder.missing import missing_package
from autograder.model.assignment import Assignment, CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Ending, Evidence
from autograder.model.grade import CheckResult, Finding, Grade, Status, Verdict
from autograder.model.submission import Submission

_LIMITS = {
    "wall-limit": ("time-limit", "Se agotó el tiempo de ejecución.", "The time to run was used up."),
    "cpu-limit": ("time-limit", "Se agotó el tiempo de cálculo.", "The processor time was used up."),
    "memory-limit": ("memory-limit", "Se superó la memoria permitida.", "The memory limit was exceeded."),
    "disk-limit": ("output-limit", "Se superó el espacio en disco.", "The disk limit was exceeded."),
    "output-limit": ("output-limit", "La salida es demasiado grande.", "There was too much output."),
    "died": ("died", "El notebook terminó su propio proceso.", "The notebook ended its own process."),
}
_TEXT = "written"
"""The kind of check that a person may have to read for."""
NOT_UNDERSTOOD = "not-understood"
"""The one tripwire that honest work can set off."""


def another_run_would_help(case: Case) -> bool:
    """Whether some accuracy is still borderline."""
    return any(wants_another_run(case, spec) for spec in case.assignment.checks)


def grade(
    case: Case,
    submission: Submission,
    whole: Case | None = None,
    seconds: float = 0.0,
    known: Mapping[str, Verdict] | None = None,
) -> Grade:
    """Judge everything. `known`: verdicts on this very case that were reached before, by line.

    `whole`: where a cell failed for want of what the budget left out, the same notebook run with all it asks for on
    very few rows. What does not pass there either is the student's; what does is left to a person.
    """
    verdicts = [(spec, _judged(case, spec, whole, known or {})) for spec in case.assignment.checks]
    checks = tuple(_result(spec, verdict) for spec, verdict in verdicts)
    found = [finding for _, verdict in verdicts for finding in verdict.findings]
    hints = (*claim_findings(case, verdicts), *training_hints(case))
    findings = _unique([*found, *_run_findings(case, submission), *hints])
    status, reason = _status(case, submission, checks, findings, whole is not None)
    return Grade(
        submission=submission.name,
        status=status,
        **_sums(case.assignment, checks),
        seeds=tuple(run.evidence.environment.seed for run in case.runs),
        checks=checks,
        findings=findings,
        reason=reason,
        repairs=tuple(repair.message for repair in submission.repairs),
        participant=participant(submission.path),
        seconds=seconds,
    )


def remarked(grade: Grade, assignment: Assignment) -> Grade:
    """The same verdicts with this rubric's points, titles and advice; of its lines nothing else may differ.

    What handing in late costs is left to the caller, as in `grade`.
    """
    old = {check.id: check for check in grade.checks}
    checks = tuple(_result(spec, _verdict(old[spec.id])) for spec in assignment.checks)
    return grade.model_copy(update={**_sums(assignment, checks), "checks": checks, "late": None})


def _verdict(check: CheckResult) -> Verdict:
    assert check.credit is not None
    return Verdict(verdict=check.verdict, credit=check.credit, message=check.message, evidence=check.evidence)


def _sums(assignment: Assignment, checks: tuple[CheckResult, ...]) -> dict[str, Any]:
    return {
        "score": round(sum(check.points for check in checks), 4),
        "max_score": assignment.max_score,
        "questions": {question.id: question.title for question in assignment.questions},
    }


def _judged(case: Case, spec: CheckSpec, whole: Case | None, known: Mapping[str, Verdict]) -> Verdict:
    if case.evidence.ending.kind == "machine-failed":
        return undetermined(
            both("Falló la máquina que corrige, no tu trabajo.", "The grading machine failed, not your work.")
        )
    verdict = known.get(spec.id) or KINDS[spec.kind].judge(case, spec)
    wrong = verdict.verdict in ("fail", "partial")
    if wrong and (_right_when_whole(verdict, spec, whole) or _cut_off_own_loop(case, spec)):
        return undetermined(
            both(
                f"No se puede juzgar con lo que se ejecutó: {verdict.message.es}",
                f"It cannot be judged by what was run: {verdict.message.en}",
            ),
            verdict.evidence,
        )
    return verdict


def _right_when_whole(verdict: Verdict, spec: CheckSpec, whole: Case | None) -> bool:
    """Whether a check only fails for want of what the budget left out; an accuracy that was measured stands."""
    if whole is None or "accuracies" in verdict.evidence:
        return False
    if whole.evidence.ending.kind == "machine-failed":
        return True
    return KINDS[spec.kind].judge(whole, spec).verdict not in ("fail", "partial")


def _cut_off_own_loop(case: Case, spec: CheckSpec) -> bool:
    """A training loop of the student's own runs in full; where time ran out in it, the budget may be to blame.

    That excuses the question the loop belongs to, and never a search that was not there, nor functions.
    """
    cut = {cell.index for cell in case.evidence.cells if cell.status in ("interrupted", "running")}
    loops = [fit for fit in case.evidence.fits if fit.via == "custom" and fit.cell in cut]
    section = case.section(spec.question)
    if not loops or not section.found or section.answer == "functions":
        return False
    return section.final_fit is None or section.final_fit in loops or any(fit in loops for fit in section.fits)


def _result(spec: CheckSpec, verdict: Verdict) -> CheckResult:
    return CheckResult(
        id=spec.id,
        question=spec.question,
        title=spec.title,
        verdict=verdict.verdict,
        points=round(spec.points * verdict.credit, 4),
        max_points=spec.points,
        message=verdict.message,
        advice=spec.advice if verdict.verdict in ("fail", "partial") else None,
        evidence=verdict.evidence,
        credit=verdict.credit,
    )


def _run_findings(case: Case, submission: Submission) -> list[Finding]:
    """What went wrong in running: errors in cells, limits, and what honest notebooks do not do."""
    evidence = case.evidence
    cells = {cell.index: cell for cell in submission.cells}
    out = []
    for cell in evidence.cells:
        if cell.status == "error" and cell.error is not None and cell.index in cells:
            package = missing_package(cell.error, submission)
            if package is not None:
                out.append(_finding("cell-error", cell.index, *_not_installed(package)))
                continue
            what = f"{cell.error.kind}: {cell.error.message.splitlines()[0] if cell.error.message else ''}".strip()[
                :200
            ]
            out.append(_finding("cell-error", cell.index, f"La celda termina con {what}", f"The cell ends with {what}"))
        elif cell.status == "interrupted":
            out.append(
                _finding(
                    "time-limit",
                    cell.index,
                    "La celda agotó su tiempo y se interrumpió; las siguientes se ejecutaron.",
                    "The cell used up its time and was interrupted; the next ones ran.",
                )
            )
    return [*out, *_ending_findings(evidence.ending, evidence), *_tampering(case)]


def _not_installed(package: str) -> tuple[str, str]:
    return (
        f"La celda necesita «{package}», que no está instalado en la máquina que corrige: no es un error tuyo.",
        f"The cell needs “{package}”, which is not installed on the grading machine: that is no mistake of yours.",
    )


def _lacking(case: Case, submission: Submission) -> Text | None:
    """Why a run stopped short for which nobody is to blame: packages that are not installed here."""
    errors = (cell.error for run in case.runs for cell in run.evidence.cells)
    named = ", ".join(sorted({name for error in errors if (name := missing_package(error, submission))}))
    if not named:
        return None
    return both(
        f"En la máquina que corrige no está instalado: {named}. Lo que depende de ello no se pudo ejecutar.",
        f"Not installed on the grading machine: {named}. What depends on it could not run.",
    )


def _ending_findings(ending: Ending, evidence: Evidence) -> list[Finding]:
    if ending.kind not in _LIMITS:
        return []
    cause, es, en = _LIMITS[ending.kind]
    running = [cell.index for cell in evidence.cells if cell.status == "running"]
    rest_es = " Se juzga lo que se ejecutó hasta ahí." if evidence.fits else ""
    rest_en = " What ran up to there is judged." if evidence.fits else ""
    return [_finding(cause, running[-1] if running else None, es + rest_es, en + rest_en)]


def _tampering(case: Case) -> list[Finding]:
    return [
        _finding(
            "tampering",
            wire.cell if wire.cell >= 0 else None,
            f"El registro de la ejecución no es de fiar ({wire.code}); lo revisará una persona.",
            f"The record of the run cannot be trusted ({wire.code}); a person will look.",
        )
        for run in case.runs
        for wire in run.evidence.tripwires
        if wire.code != NOT_UNDERSTOOD
    ]


def _not_understood(case: Case) -> Text | None:
    """Why a run is incomplete for which nobody is to blame: Keras ran a call that the recorder could not read."""
    cells = {wire.cell for run in case.runs for wire in run.evidence.tripwires if wire.code == NOT_UNDERSTOOD}
    if not cells:
        return None
    named = ", ".join(str(cell + 1) for cell in sorted(cells))
    return both(
        f"El registro no ha entendido una llamada a Keras (celda {named}): falta parte de lo que se ejecutó.",
        f"The recorder did not understand a call to Keras (cell {named}): part of what ran is missing.",
    )


def _finding(cause: str, cell: int | None, es: str, en: str) -> Finding:
    return Finding(cause=cause, question=None, cell=cell, message=Text(es=es, en=en))


def _unique(findings: list[Finding]) -> tuple[Finding, ...]:
    seen: dict[tuple[str, str | None, int | None], Finding] = {}
    for finding in findings:
        seen.setdefault((finding.cause, finding.question, finding.cell), finding)
    return tuple(seen.values())


def _other_assignment(case: Case, submission: Submission) -> Text | None:
    """Why this seems to be the work for another assignment: it says so, or never touches this one's data."""
    own, dataset, said = case.assignment.id, case.assignment.graded_dataset, submission.assignment
    if said is not None and said != own:
        return both(
            f"El cuaderno dice ser de la práctica {said} y se ha corregido como {own}: ¿es la entrega de otra?",
            f"The notebook says it is of assignment {said} and was graded as {own}: is it another one's submission?",
        )
    used = any(fit.rows.dataset == dataset for run in case.runs for fit in run.evidence.fits)
    if said == own or used or any(dataset in cell.source for cell in submission.code_cells):
        return None
    return both(
        f"El cuaderno no usa {dataset} en ningún momento: ¿es la entrega de otra práctica?",
        f"The notebook never uses {dataset}: is it the submission for another assignment?",
    )


def _status(
    case: Case, submission: Submission, checks: tuple[CheckResult, ...], findings: tuple[Finding, ...], excused: bool
) -> tuple[Status, Text | None]:
    """Graded, or all the reasons why a person must look."""
    if case.evidence.ending.kind == "machine-failed":
        detail = case.evidence.ending.detail  # for whoever runs the machine, and as systems say it: in English
        return "needs-review", both(
            f"Falló la máquina que corrige (aviso técnico: «{detail}»).", f"The grading machine failed: {detail}"
        )
    reasons = (
        _suspected(findings),
        _not_understood(case),
        _lacking(case, submission),
        _other_assignment(case, submission),
        _too_good(findings),
        _claimed(findings),
        _by_hand(case, checks),
        _open(case, checks, excused),
    )
    told = [reason for reason in reasons if reason is not None]
    return ("needs-review", joined(told)) if told else ("graded", None)


def _suspected(findings: tuple[Finding, ...]) -> Text | None:
    if not any(finding.cause == "tampering" for finding in findings):
        return None
    return both("El registro de la ejecución se contradice.", "The record of the run contradicts itself.")


def _too_good(findings: tuple[Finding, ...]) -> Text | None:
    """An accuracy that no reference run reaches costs nothing, and somebody should know why it is there."""
    if not any(finding.cause == "above-band" for finding in findings):
        return None
    return both(
        "Una exactitud supera la banda de referencia: conviene mirar por qué.",
        "An accuracy is above the reference band: worth a look.",
    )


def _claimed(findings: tuple[Finding, ...]) -> Text | None:
    if not any(finding.cause == "claim-mismatch" for finding in findings):
        return None
    return both(
        "Hay cifras en el cuaderno que no concuerdan con lo que se sabe: conviene mirar de dónde salen.",
        "The notebook holds figures that do not agree with what is known: worth a look where they come from.",
    )


def _undetermined(case: Case, checks: tuple[CheckResult, ...], by_hand: bool) -> list[str]:
    """Ids of undetermined checks: those of texts, that people read, or all others."""
    texts = {spec.id for spec in case.assignment.checks if spec.kind == _TEXT}
    return [check.id for check in checks if check.verdict == "undetermined" and (check.id in texts) == by_hand]


def _by_hand(case: Case, checks: tuple[CheckResult, ...]) -> Text | None:
    named = ", ".join(_undetermined(case, checks, by_hand=True))
    if not named:
        return None
    return both(f"Corrección manual, lo lee una persona: {named}.", f"Graded by hand, a person reads it: {named}.")


def _open(case: Case, checks: tuple[CheckResult, ...], excused: bool) -> Text | None:
    named = ", ".join(_undetermined(case, checks, by_hand=False))
    if not named:
        return None
    why = (" (una celda falló por haberse ejecutado menos)", " (a cell failed for want of what was not run)")
    return both(
        f"Sin determinar: {named}{why[0] if excused else ''}.", f"Undetermined: {named}{why[1] if excused else ''}."
    )
