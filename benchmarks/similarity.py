"""How alike independent solutions are, and how often the list of similar work is wrong: docs/similar.md.

    python benchmarks/similarity.py [--graded DIR] [--out FILE]

Independent solutions are the honest variants in tests/variants/ and the reference solution of each assignment, pair by
pair; copies are the sample submissions that were made by editing one solution. A minute at most, nothing is run.

With `--graded DIR` also how many trainings of independent solutions are equal to the bit; DIR/<assignment> is what
`autograder grade tests/variants/<assignment>/*.py --assignment <assignment> --data embedded --budget smoke --out
DIR/<assignment>` wrote. Assignments that are not there are left out.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from autograder.commands.batch import read_evidence
from autograder.errors import UsageError
from autograder.intake import read
from autograder.marked import Marked
from autograder.model.submission import Submission
from autograder.rubric import load_assignment
from autograder.similar.compare import FEWEST, common_share
from autograder.similar.prints import Print, make_print, template_of
from autograder.similar.threshold import CHANCE, TAIL, threshold
from autograder.similar.winnow import K, W
from autograder.validity.rates import Rate, rate

ROOT = Path(__file__).parents[1]
OUT = ROOT / "reference_results" / "similar.json"
PAGE = ROOT / "docs" / "similar.md"
MARKED = Marked(
    begin="<!-- similar: begin, written by `benchmarks/similarity.py` -->",
    end="<!-- similar: end -->",
    page="docs/similar.md",
    part="the measured rates",
)
DEPENDENT = ({"nombres_en_castellano", "lambdas_and_recursion"},)
"""Variants of which one was written from the other: no independent pair. That the list names them is right."""
Share = tuple[float, str, str]


def study(graded: Path | None) -> dict[str, Any]:
    """Everything measured, ready for JSON."""
    names = sorted(path.parent.name for path in (ROOT / "assignments").glob("*/assignment.toml"))
    independent = {name: _independent(name) for name in names}
    copies = {name: _copies(name) for name in names if (_samples(name) / "samples.toml").is_file()}
    line = threshold([share for pairs in independent.values() for share, *_ in pairs])
    alarms = [hit for name in names for hit in _left_out(name, independent)]
    return {
        "measured": {"threshold": round(line, 4), "false_alarms": _shown(rate(alarms))},
        "settings": {"k": K, "w": W, "fewest": FEWEST, "chance": CHANCE, "tail": TAIL},
        "independent": {name: _summary(pairs) for name, pairs in independent.items()},
        "copies": {name: _found(pairs, line) for name, pairs in copies.items()},
        "detected": _shown(rate(share >= line for pairs in copies.values() for share, *_ in pairs)),
        "dependent": [sorted(pair) for pair in DEPENDENT],
        "trainings": {name: _trainings(name, graded / name) for name in names if (graded / name).is_dir()}
        if graded
        else {},
    }


def _left_out(name: str, independent: dict[str, list[Share]]) -> Iterator[bool]:
    """Whether each pair of an assignment would be listed by the threshold that the other assignments give."""
    others = [share for other, pairs in independent.items() if other != name for share, *_ in pairs]
    line = threshold(others)
    return (share >= line for share, *_ in independent[name])


def _independent(name: str) -> list[Share]:
    variants = sorted((ROOT / "tests" / "variants" / name).glob("*.py"))
    reference = ROOT / "solutions" / name / f"{name}.ipynb"
    pairs = _pairs([_print(path, name) for path in (*variants, reference)])
    return [(share, one, two) for share, one, two in pairs if {one, two} not in DEPENDENT]


def _copies(name: str) -> list[Share]:
    return _pairs([_print(path, name) for path in sorted(_samples(name).glob("*.ipynb"))])


def _samples(name: str) -> Path:
    return ROOT / "solutions" / name / "samples"


def _pairs(prints: Sequence[Print]) -> list[Share]:
    return [(common_share(one, two), one.name, two.name) for one, two in combinations(prints, 2)]


def _print(path: Path, name: str) -> Print:
    item = read(path)
    if not isinstance(item, Submission):
        raise UsageError(f"{path}: {item.reason.en}")
    return make_print(path.stem, item.cells, template_of(ROOT / "assignments" / name))


def _summary(pairs: Sequence[Share]) -> dict[str, Any]:
    shares = sorted(share for share, *_ in pairs)
    most = max(pairs)
    return {
        "pairs": len(pairs),
        "median": round(shares[len(shares) // 2], 4),
        "largest": round(most[0], 4),
        "of": [most[1], most[2]],
    }


def _found(pairs: Sequence[Share], line: float) -> dict[str, Any]:
    shares = [share for share, *_ in pairs]
    return {"pairs": len(pairs), "listed": sum(share >= line for share in shares), "smallest": round(min(shares), 4)}


def _trainings(name: str, folder: Path) -> dict[str, Any]:
    """Pairs of variants with trainings that are equal to the bit under the grader's seeds."""
    dataset = load_assignment(ROOT / "assignments", name).graded_dataset
    variants = {path.stem for path in (ROOT / "tests" / "variants" / name).glob("*.py")}
    prints = []
    for path in sorted(folder.glob("*/evidence.json")):
        runs = read_evidence(path)
        if path.parent.name in variants and runs:
            prints.append(make_print(path.parent.name, (), frozenset(), runs[0], dataset))
    trained = [item for item in prints if item.histories]
    pairs = list(combinations(trained, 2))
    equal = rate(bool(one.histories & two.histories) for one, two in pairs)
    most = max((len(one.histories & two.histories) for one, two in pairs), default=0)
    return {**_shown(equal), "most": most}


def _shown(item: Rate) -> dict[str, Any]:
    return {"hits": item.hits, "of": item.of, "low": round(item.low, 6), "high": round(item.high, 6)}


def described(found: dict[str, Any]) -> str:
    """The measured part of the page."""
    measured, detected = found["measured"], found["detected"]
    lines = [
        f"Threshold: **{measured['threshold']:.2f}**.",
        "",
        f"False alarms: **{_told(measured['false_alarms'])}** pairs of independent solutions, each assignment judged "
        "by the threshold that the others give.",
        f"Copies that are listed: {_told(detected)} pairs.",
        "",
        "| assignment | independent pairs | median | largest | copies | listed | smallest |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, item in found["independent"].items():
        copies = found["copies"].get(name)
        right = f"{copies['pairs']} | {copies['listed']} | {copies['smallest']:.2f}" if copies else "– | – | –"
        lines.append(f"| `{name}` | {item['pairs']} | {item['median']:.2f} | {item['largest']:.2f} | {right} |")
    if found["trainings"]:
        lines += ["", "| assignment | independent pairs with a training equal to the bit | most in one pair |"]
        lines += ["| --- | --- | --- |"]
        lines += [f"| `{name}` | {_told(item)} | {item['most']} |" for name, item in found["trainings"].items()]
    return "\n".join(lines)


def _told(item: dict[str, Any]) -> str:
    return f"{item['hits']} of {item['of']} ({100 * item['low']:.1f} % to {100 * item['high']:.1f} %)"


def main() -> None:
    """Measure, store and describe."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graded", type=Path, help="folders of graded variants, by assignment")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    found = study(options.graded)
    options.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.out == OUT:
        MARKED.refresh(PAGE, described(found))
    print(described(found))


if __name__ == "__main__":
    main()
