"""Test accuracies that a notebook claims, held against what is published, what it printed and what its run measured.

A student's own run had all the data, so honest figures lie above the grader's, and above nothing else: only a claim
that nobody's work can reach, or that the notebook itself denies, is told. It costs nothing; a person looks at it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from autograder.checks.accuracy import AccuracySettings
from autograder.checks.case import Case
from autograder.checks.claims import results
from autograder.checks.prose import sentences
from autograder.checks.told import Told, folded, matched, told
from autograder.checks.verdicts import both, percent
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.grade import Finding, Verdict
from autograder.model.submission import Cell

_LEFT = 0.5
"""A claim is beyond belief that leaves less than half of the errors of the best accuracy published or ever measured."""
_MOST = 200_000
"""Characters of a cell's output that are read."""
_TEST = re.compile(r"(?<![a-z])test(?![a-z])|prueba")
_ACCURACY = re.compile(r"acc|exactitud|acierto|precision")
_OTHER = re.compile(
    r"(?<![a-z])(?:train|entren|val|loss|perdida|error|class|clase|recall|f1|auc|top|ic\b|interval|confian|confiden|obj|"
    r"goal|expected|esperad|if|si\b)"
)
_MNIST = re.compile(r"(?<!fashion)(?<!fashion.)mnist")
_CUT = "[…]"


def claim_findings(case: Case, judged: Sequence[tuple[CheckSpec, Verdict]]) -> tuple[Finding, ...]:
    """At most one finding: a claimed test accuracy that cannot be, the plainest reason first."""
    claims = [(cell, figure) for cell in case.written for figure in _claims(cell)]
    for cell, text in (*_beyond(case, claims), *_unsupported(case, claims, judged), *_denied(case)):
        return (Finding(cause="claim-mismatch", question=None, cell=cell, message=text, hint=True),)
    return ()


def figures_on_test(text: str) -> tuple[Told, ...]:
    """The figures of a folded text that are called an accuracy on the test set, and nothing else."""
    out = []
    for line in text.splitlines():
        end = 0
        for figure in told(line):
            context = line[end : figure.start]
            end = figure.end
            if _TEST.search(context) and _ACCURACY.search(context) and not _OTHER.search(context):
                out.append(figure)
    return tuple(out)


def _claims(cell: Cell) -> tuple[Told, ...]:
    text = folded((cell.stored_output if cell.kind == "code" else cell.source)[-_MOST:])
    if _MNIST.search(text) or _MNIST.search(folded(cell.source)):
        return ()
    return figures_on_test(text)


def _beyond(case: Case, claims: Iterable[tuple[Cell, Told]]) -> Iterator[tuple[int, Text]]:
    """Claims above anything published."""
    best = _best(case)
    if best is None:
        return
    limit = 1 - _LEFT * (1 - best)
    for cell, figure in claims:
        if figure.value - figure.slack > limit:
            yield (
                cell.index,
                both(
                    f"El cuaderno da una exactitud en test de «{figure.text}»; la mejor conocida es "
                    f"{percent(best, True)}: una persona mirará de dónde sale.",
                    f"The notebook gives a test accuracy of “{figure.text}”; the best one known is {percent(best)}: a "
                    "person will look where it comes from.",
                ),
            )


def _best(case: Case) -> float | None:
    """The best accuracy published or measured in calibrating; None where nothing is published."""
    calibration = case.calibration
    if calibration is None or not calibration.published:
        return None
    return max([*calibration.published.values(), *(band.mean for band in calibration.bands.values())])


def _unsupported(
    case: Case, claims: Iterable[tuple[Cell, Told]], judged: Sequence[tuple[CheckSpec, Verdict]]
) -> Iterator[tuple[int, Text]]:
    """Claims as good as what is published, of a notebook whose every accuracy fell below the reference band."""
    own = [(spec, verdict) for spec, verdict in judged if spec.kind == "accuracy" and "mean" in verdict.evidence]
    means = [mean for _, verdict in own if isinstance(mean := verdict.evidence["mean"], float)]
    if case.calibration is None or not means or any(verdict.verdict == "pass" for _, verdict in own):
        return
    metrics = {AccuracySettings.model_validate(spec.settings).band for spec, _ in own}
    published = [value for name, value in case.calibration.published.items() if name in metrics]
    for cell, figure in claims:
        if published and figure.value + figure.slack >= min(published):
            yield (
                cell.index,
                both(
                    f"El cuaderno da una exactitud en test de «{figure.text}», pero al ejecutarlo sus modelos quedan "
                    f"por debajo de la banda de referencia ({percent(max(means), True)} con menos datos).",
                    f"The notebook gives a test accuracy of “{figure.text}”, but when it runs its models stay below "
                    f"the reference band ({percent(max(means))} on less data).",
                ),
            )


def _denied(case: Case) -> Iterator[tuple[int, Text]]:
    """A text whose figures are all found in no output of the notebook, where no line of the rubric reads the text."""
    if any(spec.kind == "written" for spec in case.assignment.checks):
        return
    outputs = [cell.stored_output for cell in case.cells if cell.kind == "code" and cell.stored_output]
    shown = told(folded("\n".join(outputs)[:_MOST]))
    if not shown or any(_CUT in text for text in outputs) or sum(map(len, outputs)) > _MOST:
        return
    given = told(folded("\n".join(cell.source for cell in case.cells if cell not in case.written)))
    for cell in case.written:
        if cell.kind != "markdown":
            continue
        quoted = [figure for part in sentences(folded(cell.source)) for figure in results(part)]
        own = [figure for figure in quoted if not matched(figure, given)]
        if own and not any(matched(figure, shown) for figure in own):
            named = ", ".join(dict.fromkeys(figure.text for figure in own))[:160]
            yield (
                cell.index,
                both(
                    f"El texto da cifras que no aparecen en ningún resultado del cuaderno: {named}.",
                    f"The text gives figures that appear in no result of the notebook: {named}.",
                ),
            )
