"""Files and texts that attack their reader."""

from pathlib import Path

import pytest

from .smuggling import ATTACKS, Smuggle


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.id)
def test_nothing_is_smuggled_in(attack: Smuggle, tmp_path: Path) -> None:
    """The attack is refused or arrives as plain, bounded text."""
    assert attack.proof(tmp_path)
