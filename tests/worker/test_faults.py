"""Whose mistake an exception is."""

import linecache

import pytest

from autograder.worker import faults
from autograder.worker.faults import is_ours


def _raised(*files: str) -> Exception:
    """An exception that passed through code of these files, from the outside to the inside."""
    source = "def step(rest):\n    rest[0](rest[1:]) if rest else 1 / 0\n"
    steps = []
    for file in files:
        names: dict[str, object] = {}
        exec(compile(source, file, "exec"), names)
        steps.append(names["step"])
    try:
        steps[0](steps[1:])
    except ZeroDivisionError as error:
        return error
    raise AssertionError


OURS = faults.__file__.replace("faults.py", "training.py")
RUNNER = faults.__file__.replace("faults.py", "notebook.py")


@pytest.mark.parametrize(
    ("files", "ours"),
    [
        ((RUNNER, "<ipython-input-1>"), False),
        ((RUNNER, "<ipython-input-1>", OURS, "/site-packages/keras/src/trainer.py"), False),
        ((RUNNER, "<ipython-input-1>", OURS, "/site-packages/pydantic/main.py"), True),
        ((RUNNER, "<ipython-input-1>", "/site-packages/keras/src/trainer.py", OURS), True),
        ((RUNNER, "<ipython-input-1>", OURS, "<ipython-input-1>"), False),
    ],
)
def test_only_what_fails_in_the_recorder_itself_is_its_own(files: tuple[str, ...], ours: bool) -> None:
    """A mistake below Keras or in the notebook's code is the notebook's, even where the recorder stands between."""
    assert is_ours(_raised(*files)) is ours


def test_a_call_handed_on_is_not_the_recorders(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keras cuts its own frames out: what is left ends where the recorder calls what it wraps."""
    failed = _raised(RUNNER, "<ipython-input-1>", OURS)
    assert is_ours(failed)
    monkeypatch.setattr(
        linecache, "getline", lambda file, _number: "    return original(model)" if file == OURS else ""
    )
    assert not is_ours(failed)
