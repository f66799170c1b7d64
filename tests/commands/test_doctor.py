"""`autograder doctor`: every condition with its remedy, and exit codes for scripts."""

import json
import os
import resource
from collections.abc import Callable
from importlib.metadata import requires, version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from checks.build import tl04

from autograder.commands import conditions
from autograder.commands.conditions import Condition
from autograder.data.prepare import DatasetStatus
from autograder.errors import SandboxUnavailable
from autograder.sandbox.fake import FakeSandbox, replay
from autograder.sandbox.interface import Isolation
from autograder.settings import HOME_VARIABLE, Home, find_home

from .conftest import Invoke

STRONG = Isolation(level="bubblewrap", holds=(), lacks=(), variant="bubblewrap")


class Held(FakeSandbox):
    """A sandbox that says of itself what it is told to."""

    def __init__(self, isolation: Isolation) -> None:
        super().__init__(lambda *_: None)
        self._told = isolation

    @property
    def isolation(self) -> Isolation:
        """As told."""
        return self._told


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No prepared data, the strongest isolation, a clock in step."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(conditions, "open_sandbox", lambda warm: Held(STRONG))
    monkeypatch.setattr(conditions, "_unsynchronised", lambda: False)


def told(invoke: Invoke, *options: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """Exit code, and conditions by name."""
    result = invoke("doctor", "--json", *options)
    document = json.loads(result.output)
    assert document["schema"] == 1
    found: dict[str, list[dict[str, str]]] = {}
    for item in document["conditions"]:
        assert set(item) == {"name", "state", "found", "remedy"}
        assert item["state"] == "ok" or item["remedy"], item
        found.setdefault(item["name"], []).append(item)
    return result.exit_code, found


def test_everything_is_looked_at(invoke: Invoke) -> None:
    """Versions, isolation, room for each assignment, disks, data, bands, clock; what is missing are data alone."""
    code, found = told(invoke)
    assert code == 0
    names = ("Python", "tensorflow", "keras", "isolation", "machine", "room for tl04", "temporary files", "store")
    for name in (*names, "data imdb", "bands imdb", "clock", "chromium"):
        assert name in found
    assert found["isolation"][0]["found"] == "bubblewrap"
    assert "autograder data prepare" in found["data mnist"][0]["remedy"]
    assert {item["state"] for name in found if name.startswith("bands") for item in found[name]} == {"ok"}


def test_exit_codes(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """0 for a fit machine, also with wishes; 1 with --strict for a wish, and always for what is bad."""
    for state, plain, strict in (("ok", 0, 0), ("warn", 0, 1), ("bad", 1, 1)):
        item = Condition(name="x", state=state, found="so [red]", remedy="do [bold]that")  # type: ignore[arg-type]
        monkeypatch.setattr("autograder.commands.doctor.conditions", lambda home, item=item: iter([item]))
        result = invoke("doctor")
        assert (result.exit_code, invoke("doctor", "--strict").exit_code) == (plain, strict)
        assert "so [red]" in result.output
        assert ("→ do [bold]that" in result.output) == (state != "ok")


def test_a_weaker_level_says_what_it_does_not_hold(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attacks by name, what is lacking in words, and how to get a stronger one."""
    weak = Isolation(level="restricted", holds=(), lacks=("the network is open",), variant="restricted-uid-unfiltered")
    monkeypatch.setattr(
        conditions, "open_sandbox", lambda warm: Held(weak.model_copy(update={"variant": "restricted-uid"}))
    )
    code, found = told(invoke)
    assert code == 0
    assert "read-processes, disk-flood" in found["isolation"][1]["found"]
    assert found["isolation lacks"][0]["found"] == "the network is open"
    assert "allow unprivileged user namespaces" in found["isolation"][0]["remedy"]
    monkeypatch.setattr(conditions, "open_sandbox", lambda warm: Held(weak))
    assert "apt-get install libseccomp2" in told(invoke)[1]["isolation"][0]["remedy"]
    monkeypatch.setattr(conditions, "open_sandbox", lambda warm: replay([]))
    assert "no attack was ever tried" in told(invoke)[1]["isolation"][1]["found"]


def test_no_isolation_at_all_is_bad(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, and no traceback."""

    def unavailable(warm: bool) -> None:
        raise SandboxUnavailable("no user namespaces")

    monkeypatch.setattr(conditions, "open_sandbox", unavailable)
    result = invoke("doctor")
    assert result.exit_code == 1
    assert "no user namespaces" in result.output
    assert "apt-get install bubblewrap" in result.output


@pytest.mark.parametrize(("name", "state"), [("keras", "bad"), ("scikit-learn", "warn")])
def test_versions_are_held_against_what_is_asked_for(monkeypatch: pytest.MonkeyPatch, name: str, state: str) -> None:
    """Those that decide about accuracies are bad; others may do. A package that is gone is bad."""
    assert any(text.startswith(f"{name}==") for text in requires("keras-autograder") or ())
    monkeypatch.setattr(conditions, "version", lambda asked: "0.1" if asked == name else version(asked))
    (found,) = [item for item in conditions._packages() if item.state != "ok"]
    assert (found.name, found.state) == (name, state)
    assert found.found.startswith("0.1, not ==")
    assert found.remedy == "pip install -r requirements.txt"


def test_memory_is_held_against_what_runs_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough; taken by others for now; never enough."""
    home = find_home()
    monkeypatch.setattr(conditions, "Needs", lambda: SimpleNamespace(memory_bytes=lambda *_: 2 * 2**30))
    monkeypatch.setattr(conditions, "cores", lambda: 4)
    monkeypatch.setattr(conditions.os, "sysconf", lambda name: {"SC_PAGE_SIZE": 4096}.get(name, 2**21))
    for free, total, state, words in (
        (7, 8, "ok", "3 at a time"),
        (1, 8, "warn", "0 at a time"),
        (1, 1, "bad", "2.0 GiB a run"),
    ):
        monkeypatch.setattr(conditions, "available_bytes", lambda free=free: free * 2**30)
        pages = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": total * 2**18}
        monkeypatch.setattr(conditions.os, "sysconf", pages.__getitem__)
        found = conditions._need(tl04(), home)
        assert (found.name, found.state) == ("room for tl04", state)
        assert words in found.found


def test_limits_below_a_runs_own_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's on processes, a shell's on open files; and none where there is none."""
    (tmp_path / "pids.max").write_text("100\n")
    monkeypatch.setattr(conditions, "_groups", lambda controller: iter([tmp_path]))
    limits: Callable[[int], Any] = {resource.RLIMIT_NPROC: (-1, -1), resource.RLIMIT_NOFILE: (64, 64)}.__getitem__
    monkeypatch.setattr(conditions.resource, "getrlimit", limits)
    assert [(item.name, item.state, item.found) for item in conditions._limits()] == [
        ("processes", "warn", "at most 100 with all their threads"),
        ("open files", "warn", "at most 64"),
    ]
    (tmp_path / "pids.max").write_text("max\n")
    monkeypatch.setattr(conditions.resource, "getrlimit", lambda name: (-1, -1))
    assert list(conditions._limits()) == []


def test_disks_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Room, and whether it can be written, of the nearest folder that is there."""
    place = tmp_path / "not" / "there"
    assert conditions._disk("store", place, 1, "elsewhere").state == "ok"
    full = conditions._disk("store", place, 2**62, "elsewhere")
    assert (full.state, full.remedy) == ("bad", "free some, or elsewhere")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "cannot be written" in conditions._disk("store", place, 1, "elsewhere").found


def test_bands_are_held_against_data_budget_and_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of other data, and none at all, are told with the command that calibrates; a broken file is bad."""
    home = find_home()
    assert conditions._bands(tl04(), home, []).state == "ok"
    other = DatasetStatus("fashion_mnist", "keras", {}, "another", True)
    found = conditions._bands(tl04(), home, [other])
    assert (found.state, found.remedy[:20]) == ("warn", "`autograder calibrat")
    assert "of other data" in found.found
    monkeypatch.setattr(conditions, "version", lambda name: "0.1")
    assert "do not hold for tensorflow 0.1" in conditions._bands(tl04(), home, []).found
    (tmp_path / "reference_results" / "tl04").mkdir(parents=True)
    (tmp_path / "reference_results" / "tl04" / "x.json").write_text("{")
    _, (broken,) = conditions._stored(Home(tmp_path))
    assert broken.state == "bad"
    assert "x.json" in broken.found


def test_a_clock_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the bands were made, or kept in step by nobody."""
    stored, _ = conditions._stored(find_home())
    future = stored[0].model_copy(update={"created": "2999-01-01T00:00:00+00:00"})
    assert "before the bands were made" in conditions._clock((future,)).found
    assert conditions._clock(()).state == "ok"
    monkeypatch.setattr(conditions, "_unsynchronised", lambda: True)
    assert (conditions._clock(()).state, conditions._clock(()).remedy) == ("warn", "timedatectl set-ntp true")


def test_gradescope_is_told_what_each_assignment_needs(invoke: Invoke) -> None:
    """Every calibrated budget with seconds; a profile that does not exist is refused."""
    result = invoke("doctor", "--profile", "gradescope")
    assert result.exit_code in (0, 1), result.output
    told = " ".join(result.output.split())
    for name in ("tl04 standard", "imdb standard", "practica4 quick", "0.5 CPU, 0.75 GB"):
        assert name in told
    assert invoke("doctor", "--profile", "moodle").exit_code == 2


def test_memory_that_was_not_measured_is_said(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a container that is large enough for all, and the command that measures what is missing."""
    for name in ("tl04", "imdb"):
        for kind in ("assignments", "reference_results"):
            (tmp_path / kind).mkdir(exist_ok=True)
            (tmp_path / kind / name).symlink_to(find_home().folder / kind / name)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    measured = {"assignments": {"tl04": {"solution": {"otter": {"memory_mib": 1111}}}}}
    (tmp_path / "reference_results" / "otter.json").write_text(json.dumps({"budgets": {"smoke": measured}}))
    result = invoke("doctor", "--profile", "gradescope")
    told = " ".join(result.output.split())
    assert result.exit_code == 0, result.output
    assert "tl04 quick 1111 MB" in told
    assert "1 CPU, 1.5 GB" in told
    assert "2 CPU, 3 GB" in told
    assert "--only imdb`" in told
