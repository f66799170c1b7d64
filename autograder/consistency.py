"""Claims that contradict each other, the source, or what the grader itself saw.

Whoever shares an interpreter with the recorder can forge what it says; a forgery that is right in every detail cannot
be told from the truth. These tests make it work: none of them can fire on an honest run, and what fires is left to a
person. Accuracy is no claim and is not among them.
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from autograder.model.evidence import (
    Answer,
    Evaluation,
    Evidence,
    Figure,
    Fit,
    GridSearch,
    Model,
    Prediction,
    SavedFile,
    Search,
    Tripwire,
)
from autograder.model.job import Job
from autograder.sandbox.interface import Outcome
from autograder.stalling import slept_through

_SLACK_SHARE, _SLACK_SECONDS = 1.1, 10.0
"""Clocks inside and outside count the same seconds, but a busy machine starts them at different times."""
_FIT_SECONDS, _EPOCH_SECONDS = 0.02, 0.001
"""Of processor time, and far below what Keras needs to set out on one batch of one row."""
_NUMBERED = re.compile(r"([a-z]+)-([1-9]\d{0,9})")
_SPELT = ("EarlyStopping", "ReduceLROnPlateau")
"""Callbacks that nobody but the notebook adds."""
_TRAINING = re.compile(r"fit|train_on_batch|apply|search")

_Event = Figure | Model | Fit | Search | GridSearch | Evaluation | SavedFile | Prediction | Answer


def contradictions(evidence: Evidence, job: Job, outcome: Outcome) -> tuple[Tripwire, ...]:
    """What cannot be true of the run of a job that ended as the grader itself saw; each code once at most."""
    found: dict[str, Tripwire] = {}
    for wire in itertools.chain(
        _cells(evidence, job),
        _answers(evidence, job),
        _order(evidence),
        _references(evidence),
        _unspelt(evidence, job),
        _budget(evidence, job),
        _idle(evidence.fits),
        _clock(evidence, outcome.seconds, outcome.cpu_seconds),
        _broken(outcome),
    ):
        found.setdefault(wire.code, wire)
    return tuple(found.values())


def _wire(code: str, cell: int, detail: str) -> Tripwire:
    return Tripwire(code=code, cell=cell, detail=detail[:500])


# -- cells -----------------------------------------------------------------------------------------------------------


def _cells(evidence: Evidence, job: Job) -> Iterator[Tripwire]:
    """Cells run once each, in their order, and a run that came to its end has run them all."""
    given = [cell.index for cell in job.cells if cell.kind == "code" and cell.source.strip()]
    ran = [cell.index for cell in evidence.cells]
    if ran != given[: len(ran)]:
        yield _wire("cells-unknown", -1, f"cells {ran[:20]} are said to have run; the notebook has {given[:20]}")
        return
    running = [cell.index for cell in evidence.cells if cell.status == "running"]
    ended = evidence.ending.kind == "finished"
    if running and (ended or running != ran[-1:]):
        yield _wire("cells-unfinished", running[0], "a cell never ended, and yet the run went on")
    if ended and len(ran) < len(given) and not evidence.tripwires:
        yield _wire("cells-missing", given[len(ran)], f"the run is said to have ended after {len(ran)} cells")


def _answers(evidence: Evidence, job: Job) -> Iterator[Tripwire]:
    """Functions are called once each, in the job's order, and a run that came to its end has called them all."""
    asked, told = [call.id for call in job.calls], [answer.call for answer in evidence.answers]
    if told != asked[: len(told)]:
        yield _wire("answers-unknown", -1, f"answers to {told[:20]}; the grader asked for {asked[:20]}")
    elif len(told) < len(asked) and evidence.ending.kind == "finished" and not evidence.tripwires:
        yield _wire("answers-missing", -1, f"the run is said to have ended after {len(told)} of {len(asked)} calls")


# -- records ---------------------------------------------------------------------------------------------------------


def _order(evidence: Evidence) -> Iterator[Tripwire]:
    """Each kind is numbered in the order of events, no two events are at one place, and each is in a cell that ran."""
    cells = {cell.index for cell in evidence.cells}
    kinds: dict[str, tuple[_Event, ...]] = {
        "figure": evidence.figures,
        "model": evidence.models,
        "fit": evidence.fits,
        "search": evidence.searches,
        "grid": evidence.grids,
        "evaluation": evidence.evaluations,
        "saved": evidence.saved,
        "prediction": evidence.predictions,
        "answer": evidence.answers,
    }
    places: set[int] = set()
    for kind, records in kinds.items():
        numbered = []
        for record in records:
            match = _NUMBERED.fullmatch(record.id)
            if match is None or match[1] != kind or record.cell not in cells or record.at in places:
                yield _wire("records-misplaced", record.cell, f"{record.id[:60]} at {record.at} in cell {record.cell}")
                return
            places.add(record.at)
            numbered.append((int(match[2]), record.at))
        ats = [at for _, at in sorted(numbered)]
        if any(after <= before for before, after in itertools.pairwise(ats)):
            yield _wire("records-misplaced", -1, f"the records of kind {kind} are not in the order of their numbers")


def _references(evidence: Evidence) -> Iterator[Tripwire]:
    """Nobody trains, measures or predicts with what was never there. Records cut off by a flood are told elsewhere."""
    if evidence.tripwires:
        return
    known = {
        "model": {model.id for model in evidence.models},
        "fit": {fit.id for fit in evidence.fits},
        "search": {search.id for search in evidence.searches} | {grid.id for grid in evidence.grids},
        "prediction": {prediction.id for prediction in evidence.predictions},
    }
    for record, kind, identifier in _mentions(evidence):
        if identifier is not None and identifier not in known[kind]:
            yield _wire("references-nothing", record.cell, f"{record.id[:60]} is of a {kind} that never was")


def _mentions(evidence: Evidence) -> Iterator[tuple[_Event, str, str | None]]:
    """Each record that refers to another: the kind and the id of that."""
    users: tuple[Fit | Evaluation | Prediction, ...] = (*evidence.fits, *evidence.evaluations, *evidence.predictions)
    yield from ((record, "model", record.model) for record in users)
    yield from ((fit, "search", fit.search) for fit in evidence.fits)
    yield from ((grid, "model", grid.best_model) for grid in evidence.grids)
    yield from ((prediction, "fit", fit) for prediction in evidence.predictions for fit in prediction.after_fits)
    yield from _mentions_of_files(evidence)


def _mentions_of_files(evidence: Evidence) -> Iterator[tuple[_Event, str, str | None]]:
    for file in evidence.saved:
        yield file, "model", file.model
        yield file, "prediction", file.prediction
        yield from ((file, "fit", fit) for fit in file.after_fits)


# -- source ----------------------------------------------------------------------------------------------------------


def _unspelt(evidence: Evidence, job: Job) -> Iterator[Tripwire]:
    """Whoever searches or stops early has written so, unless it stands in a file that came with the notebook."""
    if job.files:
        return
    source = "\n".join(cell.source for cell in job.cells)
    for search in evidence.searches:
        if "search" not in source or (search.bases and not any(name in source for name in search.bases)):
            yield _wire("claims-unwritten", search.cell, f"a search with {search.tuner[:60]} that nobody wrote")
    for grid in evidence.grids:
        if not any(name in source for name in (grid.kind, *grid.bases)):
            yield _wire("claims-unwritten", grid.cell, f"a search with {grid.kind[:60]} that nobody wrote")
    for fit in evidence.fits:
        if not _TRAINING.search(source):
            yield _wire("claims-unwritten", fit.cell, "a training that nobody wrote")
        for item in fit.callbacks:
            if any(item.is_a(name) and name not in source for name in _SPELT):
                yield _wire("claims-unwritten", fit.cell, f"a callback {item.kind[:60]} that nobody wrote")


# -- what training shows ---------------------------------------------------------------------------------------------


def _budget(evidence: Evidence, job: Job) -> Iterator[Tripwire]:
    """No training runs longer than the grader lets it."""
    if job.budget.epochs is None or job.token.epochs is None:
        return
    most = max(job.budget.epochs, job.token.epochs)
    for fit in evidence.fits:
        if fit.via == "fit" and fit.epochs_run > most:
            yield _wire("over-budget", fit.cell, f"{fit.id[:60]} ran {fit.epochs_run} epochs; {most} are the most")


def _idle(fits: Sequence[Fit]) -> Iterator[Tripwire]:
    for fit in fits:
        for item in fit.callbacks:
            own = item.kind == "EarlyStopping" and item.bases[:1] == ("EarlyStopping",)
            if own and slept_through(item, fit.history):
                yield _wire("callback-idle", fit.cell, f"{fit.id[:60]} went on where EarlyStopping ends a training")


def _clock(evidence: Evidence, seconds: float, cpu_seconds: float) -> Iterator[Tripwire]:
    """A run's own sections do not add up to more than it took, and training takes the processor's time."""
    told = sum(evidence.seconds.values())
    if told > _SLACK_SHARE * seconds + _SLACK_SECONDS:
        yield _wire("clock", -1, f"{told:.0f} s are told of a run of {seconds:.0f} s")
    trained = [fit.epochs_run for fit in evidence.fits if fit.via == "fit" and fit.epochs_run > 0]
    least = _FIT_SECONDS * len(trained) + _EPOCH_SECONDS * sum(trained)
    if evidence.ending.kind == "finished" and 0 < cpu_seconds < least:
        yield _wire("clock", -1, f"{sum(trained)} epochs in {cpu_seconds:.2f} s of processor time")


def _broken(outcome: Outcome) -> Iterator[Tripwire]:
    """The recorder writes JSON, and nobody else writes on its pipe."""
    if outcome.broken_frames:
        yield _wire("frames-broken", -1, f"{outcome.broken_frames} frames could not be read")
