"""What counts in code, and what does not."""

import pytest

from autograder.similar.tokens import tokens

PLAIN = "import keras_tuner as kt\ndef f(x):\n    y = x + 1\n    return kt.Hyperband(y, goal='loss')"


RENAMED = """import keras_tuner
def g(a):
    # a comment
    total = a + 25
    return keras_tuner.Hyperband(total, goal='acc')"""
LAYOUT = """from keras_tuner import Hyperband
import keras_tuner as tuner
def f(x):

    y = (x
   + 1)
    return tuner.Hyperband(y, goal='')"""
MAGIC = f"%matplotlib inline\n{PLAIN}\n!ls"


@pytest.mark.parametrize("other", [RENAMED, LAYOUT, MAGIC], ids=["renamed", "layout", "magic"])
def test_disguises_change_nothing(other: str) -> None:
    """Names, values, comments, layout and IPython's commands are no difference."""
    assert tokens([other]) == tokens([PLAIN])


@pytest.mark.parametrize(
    "other",
    [PLAIN.replace("Hyperband", "RandomSearch"), PLAIN.replace("x + 1", "x * 1"), PLAIN.replace("1", "'1'")],
    ids=["library", "operation", "type"],
)
def test_what_the_code_does_is_a_difference(other: str) -> None:
    """Names from libraries, operations and types of values count."""
    assert tokens([other]) != tokens([PLAIN])


def test_names_are_known_across_cells() -> None:
    """What one cell imports or defines is known in the next."""
    (_, used) = tokens(["from keras import layers as L\nn = 3", "L.Dense(n)"])
    assert used == ("Call", ".Dense", "layers", "name")


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 400 + ")" * 400])
def test_what_is_no_python_gives_nothing(source: str) -> None:
    """A cell that cannot be read is left out, and the others are not."""
    broken, good = tokens([source, "print(1)"])
    assert broken == ()
    assert good == ("Call", "print", "<int>")


def test_deep_nesting_is_walked() -> None:
    """Depth costs no stack."""
    assert len(tokens(["-" * 80 + "x"])[0]) == 161
