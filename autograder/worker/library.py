"""Which classes are really the libraries' own: Keras', Keras Tuner's, scikit-learn's searches and scikeras' wrappers.

Told by identity, from before the notebook runs: a class of the student's may claim any name and any module, and may be
put in place of the real one.
"""

from collections.abc import Iterator
from itertools import chain

import keras
import keras_tuner
import scikeras.wrappers
from sklearn.model_selection._search import BaseSearchCV
from sklearn.model_selection._search_successive_halving import BaseSuccessiveHalving

_ROOTS = (
    keras.callbacks.Callback,
    keras_tuner.engine.base_tuner.BaseTuner,
    BaseSearchCV,
    BaseSuccessiveHalving,
    scikeras.wrappers.BaseWrapper,
)
_PACKAGES = ("keras.", "keras_tuner.", "sklearn.", "scikeras.")


def _family(root: type) -> Iterator[type]:
    yield from root.__mro__
    below: list[type] = root.__subclasses__()
    for cls in below:
        yield from _family(cls)


_FAMILIES: Iterator[type] = chain(*map(_family, _ROOTS))
_OWN = tuple({cls for cls in _FAMILIES if cls.__module__.startswith(_PACKAGES)})
_LINE = type.__dict__["__mro__"]
"""The true line of descent: a metaclass may answer `__mro__` and `==` as it likes."""


def library_bases(cls: type) -> tuple[str, ...]:
    """The libraries' classes that a class really descends from; a borrowed name does not count."""
    return tuple(base.__name__ for base in _LINE.__get__(cls) if any(base is own for own in _OWN))


def is_tuners_own(cls: type) -> bool:
    """Whether it is one of Keras Tuner's own classes, which its searches add themselves."""
    return any(cls is own and own.__module__.startswith(_PACKAGES[1]) for own in _OWN)
