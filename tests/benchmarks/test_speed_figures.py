"""The arithmetic of the speed benchmark and the page that it writes."""

import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import benchmarks.speed.mixture
from autograder.model.submission import Submission
from autograder.settings import find_home
from benchmarks.speed import classroom, rivals
from benchmarks.speed.archive import powers
from benchmarks.speed.budgets import knee
from benchmarks.speed.describe import describe
from benchmarks.speed.mixture import mixture
from benchmarks.speed.prelude import State as Budgeted
from benchmarks.speed.prelude import _cut, _earliest, _first, extrapolated
from benchmarks.speed.scaling import amdahl, kappa, usl
from benchmarks.speed.setting import ASSIGNMENTS, Setting
from benchmarks.speed.spread import ratio, spread

SETTING = {
    "data": "embedded",
    "budget": "smoke",
    "created": "2026-01-02T03:04:05+00:00",
    "cores": 2,
    "machine": "x86_64",
    "load_average": [0.1, 0.2, 0.3],
}


def test_spread_is_median_and_range() -> None:
    """And nothing measured is no figure."""
    assert spread([3.0, 1.0, 2.0]) == {"median": 2.0, "low": 1.0, "high": 3.0, "runs": 3}
    assert ratio(spread([3.0]), spread([2.0])) == 1.5
    with pytest.raises(ValueError, match="nothing was measured"):
        spread([])


def test_a_probe_is_extrapolated_by_epochs_and_trials() -> None:
    """Two of ten epochs, one of three trials: eight more epochs, thrice; what is no training stays as it is."""
    fit = {"seconds": 5.0, "epoch": 2.0, "ran": 2, "asked": 10, "at_least": 4, "repeats": 3.0}
    assert extrapolated(20.0, [fit], "asked") == 15.0 + 3 * (5.0 + 8 * 2.0)
    assert extrapolated(20.0, [fit], "at_least") == 15.0 + 3 * (5.0 + 2 * 2.0)
    whole = {"seconds": 5.0, "epoch": 2.0, "ran": 2, "asked": 2, "at_least": 2, "repeats": 1.0}
    assert extrapolated(20.0, [whole], "asked") == 20.0


class EarlyStopping:
    """Stands for Keras' own."""

    patience = 10


def test_early_stopping_ends_training_after_its_patience_at_the_earliest() -> None:
    """Of several callbacks, whatever their form; without one all epochs run."""
    assert _earliest(100, [object(), EarlyStopping()]) == 11
    assert _earliest(5, EarlyStopping()) == 5
    assert _earliest(7, None) == 7


def test_a_budget_cuts_what_reaches_fit() -> None:
    """Rows of inputs, labels and validation, and epochs; another data set has its own budget."""
    state = Budgeted({"mnist": {"rows": 2, "epochs": 3}}, dataset="mnist")
    call: dict[str, Any] = {"x": [1, 2, 3], "y": [4, 5, 6], "sample_weight": None, "validation_data": ([7, 8, 9], [0])}
    call |= {"epochs": 10, "initial_epoch": 1}
    _cut(call, state)
    assert (call["x"], call["y"], call["epochs"]) == ([1, 2], [4, 5], 4)
    assert call["validation_data"] == ([7, 8], [0])
    state.dataset, call["epochs"] = "imdb", 10
    _cut(call, state)
    assert call["epochs"] == 10
    assert _first({"a": [1, 2]}, 1) == {"a": [1]}


def test_the_model_of_many_cores() -> None:
    """Without a serial share all cores count; what two cores lack is crosstalk, and never less than none."""
    assert amdahl(64, 0.0) == 64
    assert amdahl(2, 1.0) == 1
    assert kappa(2.0, 0.0) == 0
    assert kappa(2.2, 0.0) == 0
    found = kappa(1.8, 0.01)
    assert usl(2, 0.01, found) == pytest.approx(1.8)
    assert usl(64, 0.01, found) < amdahl(64, 0.01)


def test_growth_is_told_by_its_power() -> None:
    """Linear is 1; a single size tells nothing."""
    sizes = {"10": {"a": spread([1.0]), "b": spread([1.0])}, "100": {"a": spread([10.0]), "b": spread([100.0])}}
    assert powers(sizes) == {"a": 1.0, "b": 2.0}
    assert powers({"10": sizes["10"]}) == {}


def test_the_knee_is_the_cheapest_budget_that_finds_as_much() -> None:
    """A point less is as much, two are not."""
    points = {
        "smoke": {"seconds": spread([5.0]), "detection": {"hits": 90, "of": 100}},
        "quick": {"seconds": spread([9.0]), "detection": {"hits": 97, "of": 100}},
        "standard": {"seconds": spread([60.0]), "detection": {"hits": 98, "of": 100}},
    }
    assert knee(points) == "quick"


def test_a_class_is_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each assignment in turn, and in each a sample, a variant, a mutant; every name once."""
    places = [SimpleNamespace(equivalent=None, submission=work(f"mutant-{place}")) for place in range(8)]
    monkeypatch.setattr(benchmarks.speed.mixture, "catalogue", lambda _home, _name: places)
    monkeypatch.setattr(
        benchmarks.speed.mixture, "variants", lambda _home, _name: [SimpleNamespace(submission=work("variant"))]
    )
    works = mixture(find_home(), ("tl04", "tl05"), 9)
    assert [len(items) for items in works.values()] == [5, 4]
    assert len({item.name for items in works.values() for item in items}) == 9
    first = works["tl05"]
    assert (first[1].path, first[2].path) == ("variant", "mutant-0")
    assert "samples" in first[0].path
    assert works["tl04"][4].path == "mutant-7"


def work(path: str) -> Submission:
    """A submission that says where it is from."""
    return Submission(name="x", path=path, sha256="", cells=())


def test_the_page_tells_what_was_measured_and_what_was_not() -> None:
    """Parts that are missing have no section, and reasons are given."""
    one = {
        "budget": "smoke",
        "bare": spread([1.0]),
        "warm": spread([2.0]),
        "own": spread([0.5]),
        "cold": spread([9.0]),
        "otter": spread([12.0]),
        "peak_mib": spread([900.0]),
        "limit": {"fits": 4, "lost": []},
        "of_bare": 2.0,
        "aim_seconds": 2.15,
        "reached": True,
        "otter_of_warm": 6.0,
        "official": {"reason": "not asked for"},
        "nbgrader": {"reason": "nbgrader is not installed"},
    }
    page = describe({"submission": {"measured": {"tl04": one, "tl05": one}, "setting": SETTING}})
    assert "| `tl04` | smoke | 1.00 (1.00 to 1.00) | 2.00 (2.00 to 2.00) |" in page
    assert "- Not measured (tl04, tl05): nbgrader: nbgrader is not installed" in page
    assert "2026-01-02 03:04 UTC on 2 cores" in page
    assert "## A class" not in page


def test_otters_class_is_dealt_over_the_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everybody once each way, the grader's class whole in each run; two at a time do twice as many an hour."""
    asked: list[tuple[str, int]] = []
    graded: list[int] = []

    def otter(_archive: Path, notebook: Path, folder: Path, _seconds: float) -> tuple[float, bool]:
        asked.append((folder.name.rpartition("-")[0], int(notebook.stem[-2:])))
        return 36.0, notebook.stem != "student-03"

    def grade(paths: Sequence[Path], _name: str, _setting: Setting, _out: Path, jobs: int) -> None:
        graded.append(len(paths))
        assert jobs >= 1
        time.sleep(0.05)

    works = {"tl04": [work("a").model_copy(update={"name": f"student-{place:02d}"}) for place in range(5)]}
    monkeypatch.setattr(classroom, "mixture", lambda _home, _names, _size: works)
    monkeypatch.setattr(classroom, "grade", grade)
    monkeypatch.setattr(rivals, "otter_run", otter)
    monkeypatch.setattr(rivals, "otter_zip", lambda _folder: tmp_path / "plain.zip")
    found = classroom.measure(Setting(assignments=("tl04",), class_size=5, class_runs=2))
    assert graded == [5, 5]
    assert sorted(asked) == sorted((way, place) for way in classroom.OTTERS for place in range(5))
    assert found["ways"]["otter, one at a time"]["per_hour"] == spread([100.0, 100.0])
    assert found["ways"]["otter, two at a time"]["seconds"]["median"] == 5 * 36 / 2
    assert found["otter_without_results"] == 1


def test_a_class_is_told_beside_official_size() -> None:
    """Every assignment's probe counts as often as the class has it; where one is missing, that is said."""
    way = {name: spread([value]) for name, value in (("seconds", 60.0), ("per_hour", 180.0))}
    way |= {"cores_busy": spread([1.9]), "peak_mib": spread([900.0])}
    measured = {"submissions": {"tl04": 2, "tl05": 1}, "cores": 2, "ways": {"autograder": way}}
    found: dict[str, Any] = {
        "class": {"measured": {**measured, "times_otter": {}, "otter_without_results": 0}, "setting": SETTING}
    }
    assert "the probe is missing for tl04, tl05" in describe(found)
    probes = {"tl04": 3000.0, "tl05": 1200.0}
    one = {"budget": "smoke", "limit": {"lost": []}}
    submission = {name: {**one, "official": {"at_least": spread([value])}} for name, value in probes.items()}
    page = describe({**found, "submission": {"measured": submission, "setting": SETTING}})
    assert "would take 2.0 hours" in page
    assert "120 times that, and 60 times that of two at a time" in page


def test_every_assignment_is_measured() -> None:
    """None is forgotten."""
    assert sorted(ASSIGNMENTS) == sorted(path.parent.name for path in find_home().assignments.glob("*/assignment.toml"))
