"""Choosing a level."""

import shutil
import sys
from dataclasses import replace

import pytest

from autograder.errors import SandboxUnavailable, UsageError
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.promises import promises
from autograder.worker import seccomp
from autograder.worker.confine import Layers


def test_an_unknown_level_is_wrong_use() -> None:
    """The message names the levels there are."""
    with pytest.raises(UsageError, match="bubblewrap, restricted"):
        open_sandbox("docker")


def test_a_missing_program_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bwrap on the path the level is unavailable, and the line says how to get it."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(SandboxUnavailable, match="apt install bubblewrap") as caught:
        open_sandbox("bubblewrap")
    assert "\n" not in str(caught.value)


def test_other_systems_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing would hold, nothing is opened."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(SandboxUnavailable, match="darwin"):
        open_sandbox("restricted")


def test_a_level_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bwrap that fails is found out by trying it, and its own words are passed on."""
    monkeypatch.setattr(shutil, "which", lambda _name: "/bin/false")
    with pytest.raises(SandboxUnavailable, match="bubblewrap: the sandbox did not start"):
        open_sandbox("bubblewrap")


def test_promises_follow_what_was_applied() -> None:
    """A layer that is missing is admitted; bubblewrap with all layers lacks nothing."""
    full = Layers(namespaces=True, sized_files=True, own_uid=False, landlock_abi=7, seccomp=True)
    assert promises("bubblewrap", full).lacks == ()
    bare = Layers(namespaces=False, sized_files=False, own_uid=False, landlock_abi=1, seccomp=False)
    lacks = promises("restricted", bare).lacks
    assert "no system call is filtered: no libseccomp" in lacks
    assert "other processes of this user can be signalled" in lacks
    assert "the total size of the job's files is watched, not capped" in lacks


def test_no_restricted_level_without_a_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without libseccomp nothing but bubblewrap keeps a job from the network: the line says what to install."""
    monkeypatch.setattr(seccomp, "library", lambda: None)
    with pytest.raises(SandboxUnavailable, match="apt install libseccomp2"):
        open_sandbox("restricted")


def test_variants_of_levels_are_told_apart() -> None:
    """What the machine adds or takes away is part of a level's name."""
    full = Layers(namespaces=True, sized_files=True, own_uid=True, landlock_abi=7, seccomp=True)
    assert promises("bubblewrap", full).variant == "bubblewrap"
    assert promises("bubblewrap", replace(full, seccomp=False)).variant == "bubblewrap-unfiltered"
    uid = replace(full, namespaces=False, sized_files=False)
    assert promises("restricted", uid).variant == "restricted-uid"
    assert promises("restricted", replace(uid, own_uid=False)).variant == "restricted-user"
    assert promises("restricted", replace(uid, landlock_abi=3)).variant == "restricted-uid-old-kernel"
