"""What a validation found, as `reference_results/validity.json` keeps it: pure counting over outcomes."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from autograder.model.base import Frozen
from autograder.validity.outcome import Outcome
from autograder.validity.rates import Rate, rate

FILE = "validity.json"


class Equivalent(Frozen):
    """A mutant that the rubric grants as an answer, and why."""

    item: str
    reason: str


class Session(Frozen):
    """One assignment's validation: everything that decides about it, and every outcome."""

    assignment: str
    source: str
    fingerprints: dict[str, str]
    budget: str
    versions: dict[str, str]
    isolation: str
    code: str
    calibrated: bool
    threshold: float | None
    repetitions: int
    mutants: int = 0
    """In the whole catalogue, of which a sample may have been run."""
    command: str
    created: str
    wall_seconds: float
    outcomes: tuple[Outcome, ...]
    equivalents: tuple[Equivalent, ...] = ()


class Validity(Frozen):
    """All assignments validated so far, each by its last validation."""

    schema_version: int = 1
    sessions: dict[str, Session] = {}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Those of all assignments."""
        return tuple(item for session in self.sessions.values() for item in session.outcomes)


class Rates(Frozen):
    """The error rates of a set of outcomes; `plain`: of the plain autograder on the same set."""

    detection: Rate
    cause: Rate
    false_fail: Rate
    variants: int
    plain_detection: Rate
    plain_detection_but_names: Rate
    plain_false_fail: Rate
    plain_false_fail_but_names: Rate


def rates(outcomes: Iterable[Outcome]) -> Rates:
    """Rates over mutants and honest submissions; each repetition of honest work counts as one."""
    items = list(outcomes)
    mutants, honest = _split(items)
    return Rates(
        detection=rate(item.detected for item in mutants),
        cause=rate(item.named for item in mutants),
        false_fail=rate(item.wronged for item in honest),
        variants=len({item.item for item in honest}),
        plain_detection=rate(not item.plain.passed for item in mutants),
        plain_detection_but_names=rate(not item.plain.passed_but_names for item in mutants),
        plain_false_fail=rate(not item.plain.passed for item in honest),
        plain_false_fail_but_names=rate(not item.plain.passed_but_names for item in honest),
    )


class CheckRates(Frozen):
    """One line of the rubric: mutants it should catch, and honest work that lost points in it."""

    check: str
    detection: Rate
    false_loss: Rate
    undetermined: int


def by_check(outcomes: Iterable[Outcome]) -> dict[str, CheckRates]:
    """Rates by check, `tl04 a.data`; a mutant counts for the first check that should catch it."""
    items = list(outcomes)
    names = dict.fromkeys((item.assignment, check) for item in items for check in item.checks)
    found = {}
    for assignment, check in names:
        mutants, honest = _split([item for item in items if item.assignment == assignment])
        meant = [item for item in mutants if item.checks_expected[:1] == (check,)]
        found[f"{assignment} {check}"] = CheckRates(
            check=check,
            detection=rate(item.checks[check].lost for item in meant if check in item.checks),
            false_loss=rate(item.checks[check].lost for item in honest if check in item.checks),
            undetermined=sum(item.checks[check].verdict == "undetermined" for item in honest if check in item.checks),
        )
    return found


class Seeds(Frozen):
    """Sequential decisions: how many submissions needed how many seeds, and the chance of a wrong fail."""

    mutants: dict[int, int]
    honest: dict[int, int]
    computed: float | None
    """The largest computed chance that an honest submission fails an accuracy."""
    observed: Rate
    """Honest submissions that failed an accuracy."""


def seeds(outcomes: Iterable[Outcome]) -> Seeds:
    """Counted over the outcomes that have an accuracy judged against a band."""
    mutants, honest = _split(list(outcomes))
    judged = [item for item in honest if item.chance_of_wrong_fail is not None]
    chances = [item.chance_of_wrong_fail or 0.0 for item in judged]
    return Seeds(
        mutants=dict(sorted(Counter(len(item.seeds_used) for item in mutants).items())),
        honest=dict(sorted(Counter(len(item.seeds_used) for item in honest).items())),
        computed=max(chances, default=None),
        observed=rate(_accuracy_failed(item) for item in judged),
    )


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str | None]) -> dict[str, list[Outcome]]:
    """Outcomes by a key, in order of appearance; those without one are left out."""
    found: dict[str, list[Outcome]] = {}
    for item in outcomes:
        name = key(item)
        if name is not None:
            found.setdefault(name, []).append(item)
    return found


def load(folder: Path) -> Validity:
    """What is stored; nothing yet where there is no file."""
    path = folder / FILE
    return Validity.model_validate_json(path.read_text(encoding="utf-8")) if path.is_file() else Validity()


def store(folder: Path, session: Session) -> Validity:
    """Put one assignment's validation in the place of its last one."""
    known = load(folder)
    merged = Validity(sessions=dict(sorted({**known.sessions, session.assignment: session}.items())))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_text(merged.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return merged


def _split(items: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    return [item for item in items if item.kind == "mutant"], [item for item in items if item.kind == "honest"]


def _accuracy_failed(item: Outcome) -> bool:
    return any(check.lost and check.chance_of_wrong_fail is not None for check in item.checks.values())
