"""A class to report on: real grades of sample submissions, taken many times and varied."""

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

from autograder.bands.calibration import from_json
from autograder.checks.locate import locate
from autograder.model.base import Text
from autograder.model.evidence import Ending, Evidence
from autograder.model.grade import CheckResult, Finding, Grade
from autograder.report.html.overview import Row
from autograder.report.html.work import Place, Work, make_work
from autograder.report.record import Record
from autograder.rubric import load_assignment

ROOT = Path(__file__).parents[3]
ASSIGNMENT = load_assignment(ROOT / "assignments", "tl04")
_GIVEN = ("Álvaro", "Ana", "Beatriz", "Carlos", "Íñigo", "Jorge", "José", "Lucía", "María", "Nuria", "Óscar", "Zoe")
_FAMILY = ("Álvarez", "Castro", "Etxeberria", "García", "Gómez", "Ibáñez", "López", "Muñoz", "Núñez", "Ruiz", "Soler")
_BANDS = {
    "a.accuracy-tuned": "a.best_holdout",
    "a.accuracy-final": "a.final_holdout",
    "b.accuracy-tuned": "b.best_holdout",
    "b.accuracy-final": "b.final_holdout",
}


def samples() -> list[tuple[Record, tuple[Evidence, ...]]]:
    """Grades and evidence of four sample submissions, predictions left out."""
    raw: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "tl04.json").read_text(encoding="utf-8"))
    return [
        (Record.model_validate(item["record"]), tuple(Evidence.model_validate(run) for run in item["runs"]))
        for item in raw
    ]


@cache
def works(count: int, seed: int = 7) -> tuple[Work, ...]:
    """A class of so many, each with curves, accuracies over real bands and verdicts of its own."""
    random_ = random.Random(seed)
    bands = from_json((ROOT / "reference_results/tl04/embedded-quick.json").read_text(encoding="utf-8")).bands
    return tuple(_work(index, random_, bands) for index in range(count))


def row(work: Work) -> Row:
    """The class's row for a submission."""
    return Row(grade=work.grade, seconds=work.seconds, sections=work.runs[0].seconds if work.runs else {})


def places(evidence: Evidence) -> dict[str, Place]:
    """Where the questions of TL04 are answered."""
    return {
        question: Place(
            cells=() if section.cell is None else (section.cell,),
            final=tuple(fit.id for fit in section.final_fits),
            trials=tuple(fit.id for fit in section.fits),
            check=f"{question}.accuracy-final",
        )
        for question, section in locate(ASSIGNMENT, evidence).items()
    }


def _work(index: int, random_: random.Random, bands: Any) -> Work:
    record, runs = _SAMPLES[index % len(_SAMPLES)]
    name = f"{random_.choice(_GIVEN)} {random_.choice(_FAMILY)} {random_.choice(_FAMILY)} {index:03}"
    if index % 97 == 13:
        reason = Text(es="Esto es un PDF, no un cuaderno.", en="This is a PDF, not a notebook.")
        return Work(grade=Grade(submission=name, status="rejected", score=0, max_score=10, reason=reason))
    skill = min(1.0, random_.betavariate(6, 1.6))
    checks = tuple(_check(check, skill, random_, bands) for check in record.grade.checks)
    review = index % 23 == 5
    reason = Text(es="Una exactitud supera la banda.", en="An accuracy is above the band.") if review else None
    grade = record.grade.model_copy(
        update={
            "submission": name,
            "questions": {question.id: question.title for question in ASSIGNMENT.questions},
            "checks": checks,
            "score": round(sum(check.points for check in checks), 2),
            "status": "needs-review" if review else "graded",
            "reason": reason,
            "findings": (*record.grade.findings, *_hints(index), *_found(checks)),
            "seconds": round(random_.lognormvariate(4.2, 0.25), 1),
        }
    )
    longer = [_longer(run, random_, skill) for run in runs]
    return make_work(grade, record.cells, longer, places(runs[0]))


def _check(check: CheckResult, skill: float, random_: random.Random, bands: Any) -> CheckResult:
    if check.verdict != "pass" and check.id not in _BANDS:
        return check
    if check.id in _BANDS:
        band = bands[_BANDS[check.id]]
        mean = band.mean + random_.gauss(0, 1.2 * band.sd) - (0.06 if skill < 0.6 else 0)
        good = mean >= band.bound
        shown = {"accuracies": [mean], "mean": mean, "band": [band.bound, band.upper[-1]], "reference_mean": band.mean}
        update: dict[str, Any] = {"evidence": shown, "verdict": "pass" if good else "partial"}
        if not good:
            said = Text(es="La exactitud queda por debajo de la banda.", en="The accuracy is below the band.")
            update |= {"points": round(check.max_points * 0.6, 2), "message": said}
        return check.model_copy(update=update)
    if random_.random() > 0.35 + 0.65 * skill:
        return check.model_copy(
            update={"verdict": "fail", "points": 0.0, "message": Text(es="No está.", en="It is not there.")}
        )
    return check


def _found(checks: tuple[CheckResult, ...]) -> tuple[Finding, ...]:
    causes = {"partial": "below-band", "fail": "range-wrong"}
    return tuple(
        Finding(cause=causes[check.verdict], question=check.question, cell=None, message=check.message)
        for check in checks
        if check.verdict in causes
    )[:3]


def _hints(index: int) -> tuple[Finding, ...]:
    said = Text(
        es="El mejor valor, 0,00052, está en el borde del rango: prueba un rango más amplio.",
        en="The best value, 0.00052, is on the edge of the range: try a wider one.",
    )
    return (Finding(cause="range-edge", question="a", cell=4, message=said),) if index % 3 == 0 else ()


def _longer(run: Evidence, random_: random.Random, skill: float) -> Evidence:
    """The run with trainings of twelve epochs, for the two that a smoke budget leaves."""
    fits = []
    for fit in run.fits:
        best = 0.62 + 0.14 * skill + random_.gauss(0, 0.01)
        lines = {
            "accuracy": [best + 0.03 - 0.45 * 0.62**epoch + random_.gauss(0, 0.004) for epoch in range(12)],
            "val_accuracy": [best - 0.42 * 0.6**epoch + random_.gauss(0, 0.009) for epoch in range(12)],
            "loss": [0.62 + 1.6 * 0.68**epoch + random_.gauss(0, 0.006) for epoch in range(12)],
            "val_loss": [0.74 + 1.45 * 0.66**epoch + random_.gauss(0, 0.012) for epoch in range(12)],
        }
        history = {name: tuple(values) for name, values in lines.items()}
        fits.append(fit.model_copy(update={"history": history, "epochs_run": 12}))
    return run.model_copy(update={"fits": tuple(fits), "ending": Ending(kind="finished")})


_SAMPLES = samples()
