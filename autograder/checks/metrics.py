"""Names of metrics: Keras and students call accuracy by many names, and a rubric by one."""

from collections.abc import Iterable

from autograder.model.evidence import Fit

_ACCURACY = frozenset({"accuracy", "acc", "categorical_accuracy", "sparse_categorical_accuracy", "binary_accuracy"})
_ACCURACY_CLASSES = frozenset({"Accuracy", "CategoricalAccuracy", "SparseCategoricalAccuracy", "BinaryAccuracy"})
_VALIDATION = "val_"


def same_metric(asked: str, found: object, fits: Iterable[Fit]) -> bool:
    """Whether a metric's name in a notebook means the one asked for: equal, or both an accuracy of the same data."""
    if found == asked:
        return True
    if not isinstance(found, str) or found.startswith(_VALIDATION) != asked.startswith(_VALIDATION):
        return False
    return _bare(asked) in _ACCURACY and _is_accuracy(_bare(found), fits)


def heard(name: object, fit: Fit) -> bool:
    """Whether a training measures what a callback listens to, as far as can be told."""
    if fit.error is not None and f"monitor={name}," in fit.error:  # Keras' own words: it does not know that metric
        return False
    measured = [key for key, values in fit.history.items() if values]
    if isinstance(name, str) and name.startswith(_VALIDATION):
        measured = [key for key in measured if key.startswith(_VALIDATION)]
    return not measured or name in measured


def _is_accuracy(name: str, fits: Iterable[Fit]) -> bool:
    """By name, or, for a name of the student's own, because accuracies are all that the model measures."""
    return name in _ACCURACY or any(
        name in fit.history
        and name != "loss"
        and bool(fit.metrics)
        and all(kind in _ACCURACY or kind in _ACCURACY_CLASSES for kind in fit.metrics)
        for fit in fits
    )


def _bare(name: str) -> str:
    return name.removeprefix(_VALIDATION)
