"""Every attack at every level of isolation that this machine offers, held to the list of what each level lacks."""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.interface import Isolation
from autograder.sandbox.levels import MEANING, NOT_HELD, not_held

from .suite import ATTACKS, FAMILIES, closed_to_others, started

REQUEST = {"restricted-mounts": "restricted"}
"""What a variant is asked for by, where that is not its name."""


@pytest.fixture(scope="module")
def shots() -> Iterator[dict[str, dict[str, Any]]]:
    """Run all attacks at all levels side by side: most of the time they wait for limits."""
    with contextlib.ExitStack() as stack:
        running, found = {}, {}
        for variant in NOT_HELD:
            # Not below pytest's own folder, which other users may not enter.
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"attacks-{variant}-")))
            folder.chmod(0o755)
            closed = closed_to_others(variant, folder)
            if closed is None:
                running[variant] = stack.enter_context(started(REQUEST.get(variant, variant), folder))
            else:
                found[variant] = {"unavailable": f"another user cannot enter {closed}"}
        found |= {variant: json.loads(process.communicate(timeout=900)[0]) for variant, process in running.items()}
        yield found


@pytest.mark.parametrize("attack", [attack.id for attack in ATTACKS])
@pytest.mark.parametrize("variant", NOT_HELD)
def test_attack_is_held_as_promised(shots: dict[str, dict[str, Any]], variant: str, attack: str) -> None:
    """An attack fails at a level, unless the level's list says that it does not hold it; then it succeeds."""
    shot = shots[variant]
    if shot.get("variant") != variant:
        pytest.skip(shot.get("unavailable", f"this machine offers {shot.get('variant')} instead"))
    why = shot["results"][attack]
    assert (why == "") == (attack not in NOT_HELD[variant]), why or "it is held, and the list says it is not"


@pytest.mark.parametrize("variant", NOT_HELD)
def test_honest_work_goes_on_after_all_attacks(shots: dict[str, dict[str, Any]], variant: str) -> None:
    """The same zygote serves an honest job in the end."""
    assert shots[variant].get("well", True)


def test_the_strongest_level_holds_everything() -> None:
    """In bubblewrap there is no attack that succeeds, and there are many."""
    assert NOT_HELD["bubblewrap"] == ()
    assert len(ATTACKS) >= 80
    assert len({attack.id for attack in ATTACKS}) == len(ATTACKS)
    assert all(len(family) >= 9 for family in FAMILIES.values())


def test_lists_name_attacks_that_exist() -> None:
    """Every level is explained, and nothing is listed that is no attack."""
    known = {attack.id for attack in ATTACKS}
    assert {name for names in NOT_HELD.values() for name in names} <= known
    assert set(MEANING) == set(NOT_HELD)


def test_the_grader_tells_what_a_level_lacks() -> None:
    """One line names the attacks; the strongest level has none, and a level nobody tried says so."""
    told = not_held(Isolation(level="restricted", holds=(), lacks=(), variant="restricted-uid"))
    assert "read-processes, disk-flood" in told
    assert not_held(Isolation(level="bubblewrap", holds=(), lacks=(), variant="bubblewrap")) == ""
    assert "no attack" in not_held(Isolation(level="fake", holds=(), lacks=()))
