"""A class of mixed work: samples, honest variants and mutants of all assignments, always the same ones."""

from collections.abc import Iterator, Sequence
from itertools import islice

from autograder.intake import collect
from autograder.model.submission import Submission
from autograder.settings import Home
from autograder.validity.catalogue import catalogue
from autograder.validity.variants import variants


def mixture(home: Home, assignments: Sequence[str], size: int) -> dict[str, list[Submission]]:
    """So many submissions, by assignment: from each in turn a sample, a variant, a mutant."""
    sources = {name: _in_turn(home, name) for name in assignments}
    chosen: dict[str, list[Submission]] = {name: [] for name in assignments}
    for number, item in enumerate(islice(_round(sources), size)):
        name, work = item
        chosen[name].append(work.model_copy(update={"name": f"student-{number:02d}"}))
    return {name: works for name, works in chosen.items() if works}


def _round(sources: dict[str, Iterator[Submission]]) -> Iterator[tuple[str, Submission]]:
    left = dict(sources)
    while left:
        for name in list(left):
            work = next(left[name], None)
            if work is None:
                del left[name]
            else:
                yield name, work


def _in_turn(home: Home, name: str) -> Iterator[Submission]:
    """Samples, variants and mutants alternating; kinds that run out are left out."""
    samples = [item for item in collect([home.solutions / name / "samples"]) if isinstance(item, Submission)]
    honest = [item.submission for item in variants(home, name)]
    mutants = [item.submission for item in catalogue(home, name) if item.equivalent is None]
    kinds = [samples, honest, _apart(mutants)]
    for place in range(max(map(len, kinds))):
        yield from (kind[place] for kind in kinds if place < len(kind))


def _apart(mutants: list[Submission]) -> list[Submission]:
    """Those that stand side by side have the same mistake: take every seventh, then the next ones."""
    return [item for first in range(7) for item in mutants[first::7]]
