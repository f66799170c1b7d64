"""The catalogue: enough mutants, always the same, each with an expectation that can come true."""

import tomllib
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest
from checks.build import ROOT

from autograder.errors import AssignmentInvalid
from autograder.report.causes import NAMES
from autograder.settings import Home
from autograder.validity.catalogue import MOST, Mutant, catalogue, read_expectations, sampled
from autograder.validity.operator import FAMILIES
from autograder.validity.operators import OPERATORS

HOME = Home(ROOT)
ASSIGNMENTS = sorted(path.parent.name for path in HOME.solutions.glob("*/mutants.toml"))
mutants = cache(lambda name: catalogue(HOME, name))


def everything() -> list[Mutant]:
    """All mutants of all assignments."""
    return [item for name in ASSIGNMENTS for item in mutants(name)]


def test_all_six_assignments_have_mutants() -> None:
    """None is left out of the rates."""
    assert sorted(path.parent.name for path in HOME.assignments.glob("*/assignment.toml")) == ASSIGNMENTS


def test_enough_mutants_of_all_families_with_unique_ids() -> None:
    """At least 120 that are no answers, and no operator dominates."""
    real = [item for item in everything() if item.equivalent is None]
    assert len(real) >= 120
    assert len({item.id for item in everything()}) == len(everything())
    assert {item.family for item in real} == set(FAMILIES)
    assert len({item.operator for item in real}) >= 30
    counts = [sum(item.operator == o.id for item in mutants(name)) for o in OPERATORS for name in ASSIGNMENTS]
    assert max(counts) <= MOST


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_expected_causes_and_checks_exist(name: str) -> None:
    """A check that is renamed in the rubric is renamed here too."""
    rubric = tomllib.loads((HOME.assignments / name / "assignment.toml").read_text(encoding="utf-8"))
    known = {check["id"] for check in rubric["checks"]}
    for item in mutants(name):
        assert set(item.cause) <= set(NAMES), item.id
        assert set(item.checks) <= known, item.id
        assert bool(item.checks) != bool(item.equivalent), item.id


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_no_expectation_is_stale(name: str) -> None:
    """An entry that no mutant needs speaks of a place that is no more."""
    entries = read_expectations(HOME.solutions / name / "mutants.toml")
    used = [
        next(entry for entry in entries if entry.operator == item.operator and fnmatchcase(item.site, entry.site))
        for item in mutants(name)
    ]
    assert [entry for entry in entries if entry not in used] == []


def test_mutants_are_always_the_same_and_differ_from_each_other() -> None:
    """The same ids and contents again; no two are one notebook."""
    again = catalogue(HOME, "tl05")
    assert again == mutants("tl05")
    assert len({item.submission.sha256 for item in again}) == len(again)


def test_a_mutant_without_expectation_is_refused(tmp_path: Path) -> None:
    """Nobody adds an operator without saying what the grader should find."""
    solutions = tmp_path / "solutions"
    solutions.mkdir()
    (solutions / "tl05").mkdir()
    master = (HOME.solutions / "tl05" / "tl05.ipynb").read_text(encoding="utf-8")
    (solutions / "tl05" / "tl05.ipynb").write_text(master, encoding="utf-8")
    (solutions / "tl05" / "mutants.toml").write_text("expect = []", encoding="utf-8")
    (tmp_path / "assignments").symlink_to(HOME.assignments)
    with pytest.raises(AssignmentInvalid, match="no entry for not-scaled at c3"):
        catalogue(Home(tmp_path), "tl05")


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_a_sample_holds_every_smaller_one_and_all_families(name: str) -> None:
    """What was run for a small sample is never lost for a larger one."""
    small, large = ({item.id for item in sampled(mutants(name), most)} for most in (12, 25))
    assert (len(small), len(large)) == (12, 25)
    assert small < large
    assert {item.family for item in mutants(name) if item.id in small} == {item.family for item in mutants(name)}
    assert sampled(mutants(name), 10_000) == mutants(name)
