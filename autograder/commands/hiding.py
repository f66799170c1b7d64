"""`grade --anonymous`: submissions under pseudonyms from the first step on, and their times with them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.anonymous import KeyFile
from autograder.commands.settled import Settled
from autograder.errors import UsageError
from autograder.model.submission import Rejected, Submission

Items = list[Submission | Rejected]


def hidden(key: Path, items: Sequence[Submission | Rejected], settled: Settled, out: Path) -> tuple[Items, Settled]:
    """The submissions and their times under pseudonyms; the key's file then knows who is who.

    Raises UsageError for a key among the results, which others read.
    """
    if key.resolve().is_relative_to(out.resolve()):
        raise UsageError(f"{key} would lie among the results: keep the key file elsewhere")
    found, keys = KeyFile.open(key).hide(items)
    keys.write()
    new = {old.name: item.name for old, item in zip(items, found, strict=True)}
    arrivals = settled.arrivals.model_copy(
        update={
            "by_submission": {new.get(name, name): one for name, one in settled.arrivals.by_submission.items()},
            "people": {new.get(name, name): one for name, one in settled.arrivals.people.items()},
        }
    )
    return found, replace(settled, arrivals=arrivals)
