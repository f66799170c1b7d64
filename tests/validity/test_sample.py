"""A fixed sample of mutants through real runs: each loses points where it should, under its own name."""

import pytest
from checks.build import ROOT
from rich.console import Console

from autograder.commands.bench import Choice, open_grader
from autograder.commands.validate import Task, grade, remembering
from autograder.settings import Home
from autograder.validity.catalogue import catalogue

SAMPLE = {
    "tl05": ("validated-on-test/c5", "hyperparameter-ignored/c4.MyHyperModel.build"),
    "practica4": ("schedule-dropped/c6.build_model", "never-saved/c9"),
    "imdb": ("callback-never-passed/c5", "softmax-of-one/c4", "saved-untrained/c7"),
    "entrenamiento": ("nan-goes-on/c15.StopOnExplosion.on_epoch_end",),
}  # fmt: skip


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.parametrize("assignment", SAMPLE)
def test_mutants_are_detected_by_name(
    assignment: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the least budget: what needs no accuracy."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    known = {item.id.partition("/")[2]: item for item in catalogue(Home(ROOT), assignment)}
    with open_grader(Choice(assignment, "embedded", "smoke"), Console(quiet=True)) as (grader, _):
        found = [grade(Task(known[name]), remembering(grader), ()) for name in SAMPLE[assignment]]
    assert {item.item: item.causes[:2] for item in found if not (item.detected and item.named)} == {}
