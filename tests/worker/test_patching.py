"""Functions are replaced wherever they were imported, and leave no way back to the original."""

import inspect
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.worker.patching import Functions, bound, signature_of, survey_ahead, wrap_method


@pytest.fixture
def modules() -> Iterator[tuple[Any, Any]]:
    """Give a module with a function and another that imported it by name."""
    home, user = types.ModuleType("home_of_f"), types.ModuleType("user_of_f")
    exec("def f(x):\n    'Doc.'\n    return x + 1", home.__dict__)
    user.g = home.f  # type: ignore[attr-defined]
    sys.modules |= {"home_of_f": home, "user_of_f": user}
    yield home, user
    del sys.modules["home_of_f"], sys.modules["user_of_f"]


def test_a_function_is_replaced_in_every_module(modules: tuple[Any, Any]) -> None:
    """`from keras.datasets.mnist import load_data` before grading mode began is caught too."""
    home, user = modules
    functions = Functions()
    original = functions.wrap(home, "f", lambda original: lambda x: 10 * original(x))
    assert (home.f(1), user.g(1), original(1)) == (20, 20, 2)
    functions.wrap(home, "f", lambda original: lambda x: -original(x))
    assert (home.f(1), user.g(1)) == (-20, -20)
    assert home.f.__doc__ == "Doc."
    assert not hasattr(home.f, "__wrapped__")


def test_modules_read_ahead_count_beside_those_loaded_since(modules: tuple[Any, Any]) -> None:
    """The zygote reads its modules once for all forks; what a fork imports later holds the function too."""
    home, user = modules
    survey_ahead()
    late = types.ModuleType("late_user_of_f")
    late.h = home.f  # type: ignore[attr-defined]
    sys.modules["late_user_of_f"] = late
    try:
        Functions().wrap(home, "f", lambda original: lambda x: 10 * original(x))
    finally:
        del sys.modules["late_user_of_f"]
    assert (home.f(1), user.g(1), late.h(1)) == (20, 20, 20)


def test_a_method_is_replaced_on_its_class() -> None:
    """Existing objects are caught; `inspect` sees the wrapper, not the original."""

    class Model:
        def fit(self, x: int, *, epochs: int = 1) -> int:
            return x * epochs

    model = Model()
    wrap_method(Model, "fit", lambda original: lambda self, *args, **kwargs: -original(self, *args, **kwargs))
    assert model.fit(2, epochs=3) == -6
    assert not hasattr(Model.fit, "__wrapped__")
    assert list(inspect.signature(Model.fit).parameters) == ["self", "args", "kwargs"]


def test_arguments_are_bound_by_name_or_not_at_all() -> None:
    """A call that does not fit gives None, so that the original can complain in its own words."""

    def evaluate(self: Any, x: Any = None, *, steps: int = 3, **kwargs: Any) -> None: ...

    signature = signature_of(evaluate)
    assert bound(signature, "model", 5, extra=1) == {"x": 5, "steps": 3, "extra": 1}
    assert bound(signature, "model", 5, 6) is None
