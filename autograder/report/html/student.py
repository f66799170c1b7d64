"""The pages about one submission: what its student gets, and what instructors see."""

from collections.abc import Sequence
from itertools import chain

from autograder.model.base import Frozen, Language, Text
from autograder.model.grade import CheckResult
from autograder.report.html.charts import Chart, training_charts
from autograder.report.html.facts import Fact, all_facts, own_facts
from autograder.report.html.pages import render
from autograder.report.html.reasons import reasons
from autograder.report.html.source import visible
from autograder.report.html.words import word
from autograder.report.html.work import Work
from autograder.report.labels import OPEN, PROVISIONAL, STATUS_MEANS, number
from autograder.report.plain import plain
from autograder.report.timings import section_name

_OUTPUT = 2_000


class Likeness(Frozen):
    """A line on another submission that is like this one; for instructors only."""

    name: str
    href: str
    text: str


class _Block(Frozen):
    """A question with its checks and plots."""

    index: int
    heading: str
    points: float
    most: float
    checks: tuple[CheckResult, ...]
    charts: tuple[Chart, ...] = ()


class _Source(Frozen):
    """A cell as the page shows it; numbers count from 1."""

    number: int
    lines: tuple[str, ...]
    error: str = ""
    error_line: int | None = None
    output: str = ""


def student_page(work: Work, title: Text, language: Language) -> str:
    """`feedback.html`: nothing in it is about anybody else, or says what the grader knows and the student does not."""
    return _page(work, title, language, private=False)


def review_page(work: Work, title: Text, language: Language, similar: Sequence[Likeness] = ()) -> str:
    """`review.html`: the same with everything the checks recorded, the runs' warnings and similar work."""
    return _page(work, title, language, private=True, similar=tuple(similar))


def _page(work: Work, title: Text, language: Language, *, private: bool, similar: tuple[Likeness, ...] = ()) -> str:
    found = reasons(work.grade)
    blocks = _blocks(work, language)
    cells = _cells(work)

    def facts(check: CheckResult) -> tuple[Fact, ...]:
        return all_facts(check.evidence) if private else own_facts(check.evidence, language)

    def cells_of(check: CheckResult) -> tuple[int, ...]:
        own = [finding.cell for finding in found.by_check[check.id] if finding.cell is not None]
        place = work.places.get(check.question)
        return tuple(dict.fromkeys(own)) or (place.cells if place else ())

    return render(
        "student.html",
        language,
        grade=work.grade,
        title=plain(title.to(language)),
        private=private,
        late=work.grade.late.message.to(language) if work.grade.late else "",
        provisional=f"{PROVISIONAL.to(language)}: {number(work.grade.provisional, language)} {OPEN.to(language)}",
        meaning=STATUS_MEANS[work.grade.status].to(language),
        reasons=found,
        blocks=blocks,
        any_charts=any(block.charts for block in blocks),
        facts=facts,
        cells_of=cells_of,
        cells=cells,
        shown=frozenset(cell.number - 1 for cell in cells),
        technical=_technical(work, language, private),
        similar=similar,
    )


def _blocks(work: Work, language: Language) -> tuple[_Block, ...]:
    grade = work.grade
    names = dict.fromkeys([*grade.questions, *(check.question for check in grade.checks)])
    blocks = []
    for index, name in enumerate(names):
        checks = tuple(check for check in grade.checks if check.question == name)
        if not checks:
            continue
        title = grade.questions.get(name)
        training = work.trainings.get(name)
        blocks.append(
            _Block(
                index=index,
                heading=plain(f"{name}) {title.to(language)}" if title else name),
                points=sum(check.points for check in checks),
                most=sum(check.max_points for check in checks),
                checks=checks,
                charts=training_charts(training, language) if training else (),
            )
        )
    return tuple(blocks)


def _cells(work: Work) -> tuple[_Source, ...]:
    """The cells that the page speaks of, with their errors."""
    named = {finding.cell for finding in work.grade.findings} | set(work.errors)
    named |= set(chain.from_iterable(place.cells for place in work.places.values()))
    out = []
    for cell in work.cells:
        if cell.index not in named or not cell.source.strip():
            continue
        error = work.errors.get(cell.index)
        out.append(
            _Source(
                number=cell.index + 1,
                lines=tuple(visible(cell.source).split("\n")),
                error=plain(f"{error.kind}: {error.message}", 600) if error else "",
                error_line=error.line if error else None,
                output=visible(work.outputs.get(cell.index, "")[-_OUTPUT:]),
            )
        )
    return tuple(out)


def _technical(work: Work, language: Language, private: bool) -> tuple[Fact, ...]:
    if not work.runs:
        return ()
    run = work.runs[0]
    versions = ", ".join(f"{name} {run.packages[name]}" for name in sorted(run.packages))
    facts = [
        Fact(name=word("seeds", language), value=", ".join(str(item.seed) for item in work.runs)),
        Fact(name=word("budget", language), value=plain(run.budget, 60)),
        Fact(name=word("versions", language), value=plain(versions, 400)),
    ]
    if private:
        facts += _internal(work, language)
    return tuple(facts)


def _internal(work: Work, language: Language) -> list[Fact]:
    facts = []
    for item in work.runs:
        spent = sorted(item.seconds.items(), key=lambda pair: -pair[1])[:4]
        told = "; ".join(f"{section_name(name, language)} {number(value, language, 1)} s" for name, value in spent)
        ending = f"{item.ending.kind} {item.ending.detail}".strip()
        name = f"{word('runs', language)} · {item.seed}"
        facts.append(Fact(name=name, value=plain(f"{number(item.total, language, 1)} s ({told}); {ending}", 400)))
        facts += [
            Fact(
                name=word("tripwires", language),
                value=plain(f"{wire.code} ({word('cell', language).lower()} {wire.cell + 1}): {wire.detail}", 400),
            )
            for wire in item.tripwires
        ]
    return [*facts, Fact(name=word("isolation", language), value=plain(work.runs[0].isolation, 60))]
