"""A validation as Markdown: `docs/validity.md`. Pure."""

from collections.abc import Iterable, Sequence

from autograder.validity.hints import by_hint
from autograder.validity.operator import FAMILIES
from autograder.validity.operators import OPERATORS
from autograder.validity.outcome import Outcome
from autograder.validity.rates import Rate
from autograder.validity.result import Rates, Session, Validity, by_check, grouped, rates, seeds

_INTRO = """# How often the grader is wrong

A test suite is a classifier. This page gives its error rates, measured by `autograder validate`, which writes it.

- **Mutants**: the reference solution with one mistake (operators below). Places are taken mechanically, at most three
  of each operator in an assignment, and what a grader should say of each was written down before any was run
  (`solutions/<id>/mutants.toml`); it changes only where the rubric does. *Detected*: points are lost in a check that it
  concerns. *Cause first*: the first thing the report names is the expected cause. Checks and bands were mended by what
  mutants and honest work showed and then judged on the same: what was not run yet tells how far that carries.
- **Honest submissions**: written as different good students would (`tests/variants/`), each graded with several sets of
  seeds. *False fail*: less than 95 % of the marks.
- **Plain autograder**: as most courses write one, on the very same runs: the notebook runs, the names handed out exist,
  each function is right on one example, the reported test accuracy is at most two points below the reference's. It
  detects a mutant when it gives less than full marks. *Without names*: had it not asked for names.

Intervals are exact (Clopper and Pearson) at 95 %. They take gradings as independent; those of one honest submission
with other seeds share its design.
"""

_SEEDS = """A submission runs with one seed after another until the band decides. `5 × 100` reads: five seeds, a hundred
gradings. *Computed*: the largest chance that the sequential test gives work like the reference to fail an accuracy; for
other designs see [the bands](../reference_results/README.md). *Observed*: honest gradings whose accuracy was judged by
a band and lost points.

"""
_HINTS = """The training doctor and its like cost no points. Mutants *of its kind* make the mistakes that a hint is
about; other mutants may deserve it as well, as their mistakes spoil the training too. Honest work that gets one is told
something true of its curves on the grader's reduced data, which need not be so on all of them.

"""


def describe(validity: Validity) -> str:
    """The whole page."""
    if not validity.sessions:
        return _INTRO + "\nNothing was measured yet.\n"
    parts = [
        _INTRO,
        "## Rates\n\n" + _rates_table(validity),
        "## By family\n\n" + _family_table(validity.outcomes),
        "## By check\n\n" + _check_table(validity.outcomes),
        "## Several seeds\n\n" + _SEEDS + _seeds_table(validity),
        "## Hints\n\n" + _HINTS + _hints_table(validity.outcomes),
        "## What fooled it\n\n" + _fooled(validity.outcomes),
        "## Mutants that are none\n\n" + _equivalents(validity.sessions.values()),
        "## How it was measured\n\n" + _sessions(validity.sessions.values()),
        "## Operators\n\n" + _operators(validity.outcomes),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def shown(rate: Rate) -> str:
    """`97 % of 120 (92 to 99)`."""
    if rate.share is None:
        return "–"
    return f"{_percent(rate.share)} % of {rate.of} ({_percent(rate.low)} to {_percent(rate.high)})"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(header)} |", "|" + " --- |" * len(header)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _percent(share: float) -> str:
    value = 100 * share
    return f"{value:.1f}".removesuffix(".0") if 0 < value < 100 else f"{value:.0f}"


def _rates_table(validity: Validity) -> str:
    rows = [(name, rates(session.outcomes)) for name, session in validity.sessions.items()]
    rows.append(("**all**", rates(validity.outcomes)))
    header = ("assignment", "mutants detected", "cause first", "honest work failed", "submissions")
    own = table(header, [(name, *_own(item), str(item.variants)) for name, item in rows])
    plain = (
        "plain autograder",
        "mutants detected",
        "honest failed",
        "detected, without names",
        "failed, without names",
    )
    false_fail = rows[-1][1].false_fail
    bound = f"Honest work fails in at most {100 * false_fail.at_most:.2f} % of gradings (one-sided bound at 95 %)."
    return f"{own}\n\n{bound}\n\n{table(plain, [(name, *_plain(item)) for name, item in rows])}"


def _own(item: Rates) -> tuple[str, str, str]:
    return shown(item.detection), shown(item.cause), shown(item.false_fail)


def _plain(item: Rates) -> tuple[str, str, str, str]:
    return (
        shown(item.plain_detection),
        shown(item.plain_false_fail),
        shown(item.plain_detection_but_names),
        shown(item.plain_false_fail_but_names),
    )


def _family_table(outcomes: Sequence[Outcome]) -> str:
    groups = grouped(outcomes, lambda item: item.family)
    known = [(family, rates(groups[family])) for family in FAMILIES if family in groups]
    header = ("family", "detected", "cause first", "plain, without names")
    return table(
        header,
        [
            (name, shown(item.detection), shown(item.cause), shown(item.plain_detection_but_names))
            for name, item in known
        ],
    )


def _check_table(outcomes: Sequence[Outcome]) -> str:
    header = ("check", "its mutants detected", "honest work that lost points in it", "left to a person")
    found = by_check(outcomes).items()
    return table(
        header,
        [(f"`{name}`", shown(item.detection), shown(item.false_loss), str(item.undetermined)) for name, item in found],
    )


def _seeds_table(validity: Validity) -> str:
    header = ("assignment", "honest: seeds × gradings", "mutants", "chance of a wrong fail, computed", "observed")
    rows = []
    for name, session in validity.sessions.items():
        found = seeds(session.outcomes)
        computed = "–" if found.computed is None else f"at most {100 * found.computed:.2g} %"
        rows.append((name, _counts(found.honest), _counts(found.mutants), computed, shown(found.observed)))
    return table(header, rows)


def _hints_table(outcomes: Sequence[Outcome]) -> str:
    header = ("hint", "honest gradings with it", "mutants with it", "mutants of its kind with it")
    rows = [
        (f"`{name}`", shown(found.honest), shown(found.mutants), shown(found.matching))
        for name, found in by_hint(outcomes).items()
    ]
    return table(header, rows)


def _counts(counts: dict[int, int]) -> str:
    return ", ".join(f"{seeds} × {number}" for seeds, number in counts.items()) or "–"


def _fooled(outcomes: Sequence[Outcome]) -> str:
    missed = [item for item in outcomes if item.kind == "mutant" and not item.detected]
    other = [item for item in outcomes if item.kind == "mutant" and item.detected and not item.named]
    wronged = [item for item in outcomes if item.kind == "honest" and item.wronged]
    parts = [
        _listed("Mistakes that got through", [_missed(item) for item in missed]),
        _listed("Mistakes that cost points under another name first", [_misnamed(item) for item in other]),
        _listed("Honest work that lost more than 5 % of the marks", [_wronged(item) for item in wronged]),
    ]
    return "\n\n".join(parts)


def _listed(title: str, lines: Sequence[str]) -> str:
    body = "\n".join(f"- {line}" for line in lines) if lines else "None."
    return f"**{title}** ({len(lines)})\n\n{body}"


def _missed(item: Outcome) -> str:
    why = item.through or "not foreseen"
    asks = " A person is asked to look." if item.status == "needs-review" else ""
    return f"`{item.item}`: {why}.{asks}"


def _misnamed(item: Outcome) -> str:
    first = item.causes[0] if item.causes else "nothing"
    return f"`{item.item}`: {first}, expected {' or '.join(item.causes_expected)}"


def _wronged(item: Outcome) -> str:
    lost = ", ".join(name for name, check in item.checks.items() if check.lost)
    return f"`{item.item}`, seeds from {item.seeds_used[0]}: {item.score:g} of {item.max_score:g}, lost in {lost}"


def _equivalents(sessions: Iterable[Session]) -> str:
    lines = [f"- `{one.item}`: {one.reason}." for session in sessions for one in session.equivalents]
    return "The rubric grants these as answers; they are in no rate.\n\n" + ("\n".join(lines) or "None.")


def _sessions(sessions: Iterable[Session]) -> str:
    header = ("assignment", "data", "budget", "bands", "mutants", "runs took", "command took", "when", "command")
    return table(
        header,
        [
            (
                item.assignment,
                item.source,
                item.budget,
                "yes" if item.calibrated else "none: accuracies not judged",
                _extent(item),
                f"{sum(one.seconds for one in item.outcomes) / 60:.0f} min",
                f"{item.wall_seconds / 60:.0f} min",
                item.created[:10],
                f"`{item.command}`",
            )
            for item in sessions
        ],
    )


def _extent(item: Session) -> str:
    run = sum(one.kind == "mutant" for one in item.outcomes)
    return f"all {run}" if run == item.mutants else f"a sample of {run} of {item.mutants}"


def _operators(outcomes: Sequence[Outcome]) -> str:
    groups = grouped(outcomes, lambda item: item.operator)
    rows = []
    for operator in OPERATORS:
        found = rates(groups.get(operator.id, []))
        rows.append(
            (f"`{operator.id}`", operator.family, operator.about, f"{found.detection.hits}/{found.detection.of}")
        )
    return table(("operator", "family", "the mistake, and where it is known from", "detected"), rows)
