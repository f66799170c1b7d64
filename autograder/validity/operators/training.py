"""Mistakes with training: epochs, batches, rates, optimizers, schedules and callbacks."""

import libcst as cst

from autograder.validity.operator import Made, Operator
from autograder.validity.syntax import (
    Node,
    argument,
    called,
    code,
    is_statement,
    number,
    positional,
    scaled_argument,
    text,
    with_argument,
    with_positional,
    without_argument,
)

_STOP, _SLOW = "EarlyStopping", "ReduceLROnPlateau"
_NOTHING = "keras.callbacks.TerminateOnNaN()"


def one_epoch(node: Node) -> Made:
    """The network trains for one epoch (DeepCrime HNE: change number of epochs)."""
    epochs = argument(node, "epochs")
    return with_argument(node, "epochs", "1") if _is_number(epochs) and isinstance(node, cst.Call) else None


def huge_batches(node: Node) -> Made:
    """One batch holds nearly all rows, so that few steps are made (DeepCrime HBS: change batch size)."""
    size = argument(node, "batch_size")
    return with_argument(node, "batch_size", "8192") if _is_number(size) and isinstance(node, cst.Call) else None


def rate_times_100(node: Node) -> Made:
    """The learning rate is a hundred times too high (DeepCrime HLR: change learning rate)."""
    return scaled_argument(node, "learning_rate", 100)


def rate_by_100(node: Node) -> Made:
    """The learning rate is a hundred times too low (DeepCrime HLR: change learning rate)."""
    return scaled_argument(node, "learning_rate", 0.01)


def another_optimizer(node: Node) -> Made:
    """SGD takes Adam's place (DeepCrime OCH: change optimisation function)."""
    if not called(node, "Adam") or not isinstance(node, cst.Call):
        return None
    return node.with_changes(func=cst.parse_expression("keras.optimizers.SGD"))


def momentum_dropped(node: Node) -> Made:
    """The optimizer gets no momentum (students)."""
    if not called(node, "SGD") or not isinstance(node, cst.Call) or argument(node, "momentum") is None:
        return None
    return without_argument(node, "momentum")


def schedule_dropped(node: Node) -> Made:
    """The rate stays as it is at first (students)."""
    return positional(node, 0) if called(node, "ExponentialDecay") else None


def decay_in_epochs(node: Node) -> Made:
    """The decay counts epochs where Keras counts batches: the rate vanishes (students)."""
    return with_argument(node, "decay_steps", "1") if _decays(node) and isinstance(node, cst.Call) else None


def decay_without_effect(node: Node) -> Made:
    """The decay multiplies by one (students)."""
    return with_argument(node, "decay_rate", "1.0") if _decays(node) and isinstance(node, cst.Call) else None


def early_stopping_left_out(node: Node) -> Made:
    """There is no early stopping (students: 55 of 71 public solutions)."""
    return cst.parse_expression(_NOTHING) if called(node, _STOP) else None


def scheduler_left_out(node: Node) -> Made:
    """There is no scheduler (students)."""
    return cst.parse_expression(_NOTHING) if called(node, _SLOW) else None


def callback_never_passed(node: Node) -> Made:
    """A callback is made and never handed to `fit` (students: silent)."""
    if isinstance(node, cst.Call) and argument(node, "callbacks") is not None and called(node, "fit"):
        return without_argument(node, "callbacks")
    if is_statement(node, lambda part: code(part).startswith('kwargs["callbacks"].append(')):
        return cst.parse_statement("pass")
    return None


def patience_zero(node: Node) -> Made:
    """Early stopping does not wait at all (DeepCrime ESP: change early-stopping patience)."""
    return _set(node, _STOP, "patience", "0")


def patience_endless(node: Node) -> Made:
    """Early stopping waits longer than the training lasts (DeepCrime ESP: change early-stopping patience)."""
    return _set(node, _STOP, "patience", "1000")


def patience_not_doubled(node: Node) -> Made:
    """Early stopping waits no longer than the scheduler (students)."""
    return _set(node, _STOP, "patience", "patience") if code(argument(node, "patience") or node)[:2] == "2 " else None


def listens_to_training(node: Node) -> Made:
    """A callback listens to the training data's metric (students)."""
    metric = text(argument(node, "monitor"))
    if metric is None or not metric.startswith("val_") or not isinstance(node, cst.Call):
        return None
    return with_argument(node, "monitor", f'"{metric.removeprefix("val_")}"')


def listens_to_nothing(node: Node) -> Made:
    """A callback listens to `val_acc`, which there is not (students: silent in older versions)."""
    if text(argument(node, "monitor")) != "val_accuracy" or not isinstance(node, cst.Call):
        return None
    return with_argument(node, "monitor", '"val_acc"')


def progress_overlooked(node: Node) -> Made:
    """What counts as progress is so large that there is none (students)."""
    delta = argument(node, "min_delta")
    return with_argument(node, "min_delta", "0.2") if _is_number(delta) and isinstance(node, cst.Call) else None


def floor_above_the_rate(node: Node) -> Made:
    """The scheduler's lowest rate lies above the first (students)."""
    return _set(node, _SLOW, "min_lr", "0.01")


def scheduler_idle(node: Node) -> Made:
    """The scheduler multiplies by nearly one (students)."""
    return _set(node, _SLOW, "factor", "0.999") if _is_number(argument(node, "factor")) else None


def validation_dropped(node: Node) -> Made:
    """The training gets no validation data (DeepCrime RVS: remove validation set; students: 12 of 71)."""
    if not isinstance(node, cst.Call) or argument(node, "validation_data") is None:
        return None
    return without_argument(node, "validation_data")


def too_many_to_learn_by_heart(node: Node) -> Made:
    """Learning by heart is tried on a hundred times as many rows (students)."""
    if not called(node, "fit") or not isinstance(node, cst.Call) or not code(node.args[0].value).endswith("[:20]"):
        return None
    return with_positional(node, {0: "x_train[:2000]", 1: "y_train[:2000]"})


def _set(node: Node, kind: str, keyword: str, value: str) -> cst.Call | None:
    if not called(node, kind) or not isinstance(node, cst.Call) or argument(node, keyword) is None:
        return None
    return with_argument(node, keyword, value)


def _is_number(value: cst.BaseExpression | None) -> bool:
    return value is not None and number(value) is not None


def _decays(node: Node) -> bool:
    return called(node, "ExponentialDecay")


OPERATORS = (
    Operator("training", "epochs-wrong", one_epoch),
    Operator("training", "batch-wrong", huge_batches),
    Operator("training", "optimizer-wrong", rate_times_100),
    Operator("training", "optimizer-wrong", rate_by_100),
    Operator("training", "optimizer-wrong", another_optimizer),
    Operator("training", "optimizer-wrong", momentum_dropped),
    Operator("training", "scheduler-missing", schedule_dropped),
    Operator("training", "scheduler-wrong", decay_in_epochs),
    Operator("training", "scheduler-wrong", decay_without_effect),
    Operator("training", "early-stopping-missing", early_stopping_left_out),
    Operator("training", "scheduler-missing", scheduler_left_out),
    Operator("training", "early-stopping-unused", callback_never_passed),
    Operator("training", "early-stopping-wrong", patience_zero),
    Operator("training", "early-stopping-wrong", patience_endless),
    Operator("training", "early-stopping-wrong", patience_not_doubled),
    Operator("training", "early-stopping-wrong", listens_to_training),
    Operator("training", "early-stopping-wrong", listens_to_nothing),
    Operator("training", "early-stopping-wrong", progress_overlooked),
    Operator("training", "scheduler-wrong", floor_above_the_rate),
    Operator("training", "scheduler-wrong", scheduler_idle),
    Operator("training", "split-wrong", validation_dropped),
    Operator("training", "answer-missing", too_many_to_learn_by_heart),
)
