"""Whose mistake an exception is."""

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


def test_a_call_that_does_not_fit_is_the_notebooks() -> None:
    """A TypeError where the recorder hands a call on is about the notebook's arguments."""
    names: dict[str, object] = {}
    exec(compile("def hand_on(call):\n    return call(1)\n", OURS, "exec"), names)
    with pytest.raises(TypeError) as caught:
        names["hand_on"](lambda: None)

    assert not is_ours(caught.value)
