"""What a student's functions should return: the same computed by the grader, in double precision.

Each takes the arguments that the exercise prescribes. Those named after a mistake are what a typical slip returns; a
rubric names them to tell a student what went wrong.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from autograder.checks.references import activations, normalisation, preprocessing, training


def _public(module: ModuleType) -> dict[str, Callable[..., Any]]:
    own = {name: item for name, item in vars(module).items() if getattr(item, "__module__", "") == module.__name__}
    return {name: item for name, item in own.items() if callable(item) and not name.startswith("_")}


REFERENCES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    _public(activations) | _public(preprocessing) | _public(normalisation) | _public(training)
)
"""Every reference by the name that rubrics use."""
