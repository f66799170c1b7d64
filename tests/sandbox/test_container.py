"""Containers whose kernel has no Landlock, and where nothing can be mounted."""

import os

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox import restricted
from autograder.sandbox.restricted import CONTAINER, RestrictedLauncher


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel that offers neither."""
    monkeypatch.setattr(restricted.landlock, "abi", lambda: 0)
    monkeypatch.setattr(restricted, "has_capability", lambda capability: False)


def test_on_a_shared_machine_nothing_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of other people would be open to a job."""
    monkeypatch.delenv(CONTAINER, raising=False)
    with pytest.raises(SandboxUnavailable, match="without Landlock"):
        RestrictedLauncher({}, {}, warm=False)


def test_in_a_container_of_its_own_a_user_of_its_own_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only for root, who can give a job another uid."""
    monkeypatch.setenv(CONTAINER, "1")
    if os.geteuid() == 0:
        RestrictedLauncher({}, {}, warm=False).close()
    monkeypatch.setattr(restricted.os, "geteuid", lambda: 1000)
    with pytest.raises(SandboxUnavailable, match="without Landlock"):
        RestrictedLauncher({}, {}, warm=False)
