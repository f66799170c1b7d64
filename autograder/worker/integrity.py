"""Whether what records and measures is still what it was before the notebook ran.

Student code shares the interpreter and can replace anything in it. Whoever does so and puts everything back leaves no
trace here; whoever does not is seen. Nothing that honest notebooks replace is looked at: not `print`, not NumPy, not
Keras beyond the methods that grading mode hooks itself.
"""

import base64
import builtins
import json
import os
import sys
import types
from collections.abc import Iterator
from typing import Any

from keras.src.backend.tensorflow.trainer import TensorFlowTrainer

from autograder.model.evidence import Tripwire
from autograder.worker.recorder import Recorder

_OURS = ("autograder.worker.", "autograder.model.", "autograder.data.", "autograder.arrays")
_CODE = (types.FunctionType, types.BuiltinFunctionType, classmethod, staticmethod, property, type)
_OFTEN_REPLACED = {"print", "input", "open", "exit", "quit", "display", "help", "copyright", "credits", "license"}
_LIBRARY = ((json, ("dumps", "loads")), (os, ("write",)), (base64, ("b64encode",)))
_HOOKED = ("fit", "evaluate", "predict", "train_on_batch")
_MOST_NAMED = 3

Place = tuple[Any, str, str]


class Integrity:
    """Remembers what is in its place when it is made, and reports at the end of the run what no longer is.

    watched: objects whose methods must not be covered by attributes of their own.
    """

    def __init__(self, recorder: Recorder, watched: tuple[Any, ...]) -> None:
        self._recorder = recorder
        self._watched = (recorder, *watched)
        self._emit = recorder._emit
        self._seen = [(place, _there(place)) for place in _places()]

    def settle(self) -> None:
        """Send a tripwire if anything was replaced."""
        changed = [label for (owner, name, label), value in self._seen if _there((owner, name, label)) is not value]
        changed += [f"{type(item).__name__}.{name}" for item in self._watched for name in _covered(item)]
        if self._recorder._emit is not self._emit:
            changed.append("Recorder._emit")
        if changed:
            detail = ", ".join(changed[:_MOST_NAMED]) + (", …" if len(changed) > _MOST_NAMED else "")
            wire = Tripwire(code="recorder-replaced", cell=-1, detail=detail[:500])
            self._emit({"kind": "tripwire", "record": wire.model_dump(mode="json")})  # `send` may be what was replaced


def _there(place: Place) -> Any:
    owner, name, _ = place
    return vars(owner).get(name)


def _places() -> Iterator[Place]:
    for name, module in list(sys.modules.items()):
        if module is not None and name.startswith(_OURS):
            yield from _of_module(module)
    for name, value in list(vars(builtins).items()):
        if isinstance(value, _CODE) and name not in _OFTEN_REPLACED and not name.startswith("_"):
            yield builtins, name, f"builtins.{name}"
    for module, names in _LIBRARY:
        yield from ((module, name, f"{module.__name__}.{name}") for name in names)
    yield from ((TensorFlowTrainer, name, f"Model.{name}") for name in _HOOKED)


def _of_module(module: types.ModuleType) -> Iterator[Place]:
    for name, value in list(vars(module).items()):
        if isinstance(value, _CODE) and getattr(value, "__module__", None) == module.__name__:
            yield module, name, f"{module.__name__}.{name}"
            if isinstance(value, type):
                yield from (
                    (value, method, f"{value.__name__}.{method}")
                    for method, code in list(vars(value).items())
                    if isinstance(code, _CODE)
                )


def _covered(item: Any) -> list[str]:
    """Names of methods that an object covers with attributes of its own."""
    methods = {name for kind in type(item).__mro__ for name, code in vars(kind).items() if isinstance(code, _CODE)}
    return sorted(methods & set(vars(item)))
