"""What fooled, hung or crashed plain Otter, against a zip that was built: valid results that give nothing away.

Attacks that leave the notebook running share a submission, and each ends in another way; `benchmarks/otter_all.py` runs
them one by one. The assignment is the one whose functions are called with hidden inputs; it and IMDB also get what
`test_otter_searches.py` asks of the other four.
"""

from pathlib import Path
from typing import Any

import otter_attacks
import pytest
from otter_both_ways import BothWays, Seen, look
from otter_commands import BUDGET, DATA
from otter_kept import Kept

from autograder.commands.bench import Choice, load
from autograder.otter.trial import Tried
from autograder.settings import find_home

pytestmark = [pytest.mark.keras, pytest.mark.slow]

NAME = "entrenamiento"
WALL = 8.0
"""Seconds for a run: what an endless loop takes."""
TOGETHER: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "errors, another name, os._exit": (("a cell raises", "sys.exit", "os._exit"), otter_attacks.OTHER_NAME),
    "tests patched, results forged, killed": (
        ("patching the tests", "forging results", "killed by itself"),
        otter_attacks.NO_KERNEL,
    ),
    "secrets read, a child left, crashed": (("reading what is hidden", "detached child", "crash"), {}),
    "endless loop": (("infinite loop",), {}),
    "memory": (("memory",), {}),
}


@pytest.fixture(scope="module", params=[NAME, "imdb"])
def seen(request: pytest.FixtureRequest, kept: Kept) -> Seen:
    """An assignment, graded both ways."""
    return look(kept, request.param)


class TestBothWays(BothWays):
    """Entrenamiento and IMDB."""


@pytest.fixture(scope="module")
def archive(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip, with secrets where only the grader may read."""
    return otter_attacks.planted(kept.build(NAME), tmp_path_factory.mktemp("planted") / "planted.zip", WALL)


def held(found: Tried) -> bool:
    """Whether results are valid, the points are right, and nothing hidden is in them or in our own document."""
    points = load(Choice(NAME, DATA, BUDGET))[1].max_score
    machine_failed = found.provisional == points  # too busy to tell a loop from waiting: nobody loses points
    assert found.possible == points
    assert found.score == (points if machine_failed else 0.0)
    assert all(test["output"] and test.get("status") in ("passed", "failed", None) for test in found.results["tests"])
    for told in (found.results, found.ours):
        assert otter_attacks.MARK not in str(told)
        assert str(find_home().folder) not in str(told)
        assert "/autograder/" not in str(told)
    return not machine_failed


def test_every_attack_is_tried() -> None:
    """None of the table's cells is missing here."""
    assert sorted(name for names, _ in TOGETHER.values() for name in names) == sorted(otter_attacks.ALONE)


@pytest.mark.parametrize("case", TOGETHER)
def test_no_attack_gets_through(kept: Kept, archive: Path, tmp_path: Path, case: str) -> None:
    """Results, no points, no secret, and nothing left running."""
    names, metadata = TOGETHER[case]
    submission = tmp_path / f"{names[-1].replace(' ', '-')}.ipynb"
    cells = [otter_attacks.ALONE[name] for name in names]
    submission.write_text(otter_attacks.notebook(*cells, **metadata), encoding="utf-8")
    assert held(kept.otter(archive, submission)) or case == "endless loop"
    assert not otter_attacks.lasting()


def test_no_file_beside_the_notebook_is_believed(kept: Kept, archive: Path, tmp_path: Path) -> None:
    """Nothing is imported or unpickled that came with the submission."""
    opened = tmp_path / "opened"
    text = otter_attacks.notebook("print('a notebook')")
    assert held(kept.otter(archive, otter_attacks.hostile_zip(tmp_path / "hw.zip", text, opened)))
    assert not opened.exists()
