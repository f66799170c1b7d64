"""Mistakes in the model: layers, activations, initialisers, regularisation, loss."""

import libcst as cst

from autograder.validity.operator import REMOVED, Made, Operator
from autograder.validity.syntax import (
    Node,
    argument,
    called,
    code,
    number,
    positional,
    text,
    with_argument,
    with_positional,
    without_argument,
)

_AUGMENTATION = ("RandomRotation", "RandomTranslation", "RandomZoom")
_LOSSES = ("categorical_crossentropy", "sparse_categorical_crossentropy", "binary_crossentropy")


def activation_removed(node: Node) -> Made:
    """A hidden layer is linear (DeepCrime ARM: remove activation function)."""
    return without_argument(node, "activation") if _activation(node) == "relu" and isinstance(node, cst.Call) else None


def activation_saturating(node: Node) -> Made:
    """A hidden layer has a sigmoid (DeepCrime ACH: change activation function)."""
    if _activation(node) != "relu" or not isinstance(node, cst.Call):
        return None
    return with_argument(node, "activation", '"sigmoid"')


def output_rectified(node: Node) -> Made:
    """The output is no probability (DeepCrime ACH: change activation function)."""
    if _activation(node) not in ("softmax", "sigmoid") or not isinstance(node, cst.Call):
        return None
    return with_argument(node, "activation", '"relu"')


def softmax_of_one(node: Node) -> Made:
    """A single unit has a softmax, which is always 1 (students: silent)."""
    if _activation(node) != "sigmoid" or not isinstance(node, cst.Call):
        return None
    return with_argument(node, "activation", '"softmax"')


def loss_squared(node: Node) -> Made:
    """The squared error takes the cross-entropy's place (DeepCrime LCH: change loss function)."""
    if text(argument(node, "loss")) not in _LOSSES or not isinstance(node, cst.Call):
        return None
    return with_argument(node, "loss", '"mean_squared_error"')


def loss_for_other_labels(node: Node) -> Made:
    """The loss expects labels in another form (students)."""
    loss = text(argument(node, "loss"))
    if loss not in _LOSSES or not isinstance(node, cst.Call):
        return None
    other = "categorical_crossentropy" if loss != "categorical_crossentropy" else "sparse_categorical_crossentropy"
    return with_argument(node, "loss", f'"{other}"')


def initializer_left_out(node: Node) -> Made:
    """The layer starts from Keras' own weights (students)."""
    if not isinstance(node, cst.Call) or argument(node, "kernel_initializer") is None:
        return None
    return without_argument(node, "kernel_initializer")


def initializer_zeros(node: Node) -> Made:
    """The layer starts from zeros (DeepCrime WCI: change weights initialisation)."""
    if not isinstance(node, cst.Call) or argument(node, "kernel_initializer") is None:
        return None
    return with_argument(node, "kernel_initializer", "keras.initializers.Zeros()")


def initializer_uniform(node: Node) -> Made:
    """The weights are drawn from another distribution (DeepCrime WCI: change weights initialisation)."""
    if not called(node, "RandomNormal") or argument(node, "stddev") is None:
        return None
    spread = code(argument(node, "stddev") or node)
    return cst.parse_expression(f"keras.initializers.RandomUniform(-{spread}, {spread})")


def dropout_left_out(node: Node) -> Made:
    """There is no dropout (DeepCrime RDP: remove dropout layer)."""
    return _without(node, "Dropout")


def dropout_of_nearly_all(node: Node) -> Made:
    """Dropout leaves one unit in a hundred (DeepCrime DCH: change dropout rate)."""
    rate = positional(node, 0)
    if not called(node, "Dropout") or not isinstance(node, cst.Call) or rate is None or number(rate) is None:
        return None
    return with_positional(node, {0: "0.99"})


def augmentation_left_out(node: Node) -> Made:
    """One of the augmentation layers is missing (students)."""
    return _without(node, *_AUGMENTATION)


def augmentation_filled_otherwise(node: Node) -> Made:
    """An augmentation layer fills the edges in Keras' own way and not as asked (students)."""
    if not called(node, *_AUGMENTATION) or not isinstance(node, cst.Call) or argument(node, "fill_mode") is None:
        return None
    return without_argument(node, "fill_mode")


def augmentation_fixed(node: Node) -> Made:
    """An augmentation layer has a factor of its own, which the search does not vary (students)."""
    if not called(node, *_AUGMENTATION) or not isinstance(node, cst.Call):
        return None
    places = range(sum(arg.keyword is None for arg in node.args))
    return with_positional(node, dict.fromkeys(places, "0.1"))


def rescaling_left_out(node: Node) -> Made:
    """The model does not scale the pixels that it is given raw (students)."""
    return _without(node, "Rescaling")


def pooling_left_out(node: Node) -> Made:
    """A convolution without the pooling that belongs to it (students)."""
    return _without(node, "MaxPooling2D")


def convolution_left_out(node: Node) -> Made:
    """A pooling without the convolution that belongs to it (students)."""
    return _without(node, "Conv2D")


def layer_shrunk(node: Node) -> Made:
    """A layer has two units or filters (students; HNU of the hyperparameter family)."""
    units = positional(node, 0)
    if not called(node, "Dense", "Conv2D") or not isinstance(node, cst.Call) or units is None:
        return None
    return with_positional(node, {0: "2"}) if (number(units) or 0) >= 32 else None


def output_too_narrow(node: Node) -> Made:
    """The output has a unit too few: the last class cannot be told (students: off by one)."""
    units = positional(node, 0)
    if _activation(node) != "softmax" or not isinstance(node, cst.Call) or units is None or number(units) is None:
        return None
    return with_positional(node, {0: f"{number(units) or 0:g} - 1"})


def regularised_to_nothing(node: Node) -> Made:
    """A penalty on the weights leaves nothing of them (DeepCrime RAW: add weights regularisation)."""
    if _activation(node) != "relu" or not called(node, "Dense") or not isinstance(node, cst.Call):
        return None
    return with_argument(node, "kernel_regularizer", "keras.regularizers.L2(10.0)")


def _activation(node: Node) -> str | None:
    return text(argument(node, "activation")) if called(node, "Dense", "Conv2D") else None


def _without(node: Node, *kinds: str) -> Made:
    return REMOVED if isinstance(node, cst.Element) and called(node.value, *kinds) else None


OPERATORS = (
    Operator("model", "architecture-wrong", activation_removed),
    Operator("model", "architecture-wrong", activation_saturating),
    Operator("model", "below-band", output_rectified),
    Operator("model", "activation-wrong", softmax_of_one),
    Operator("model", "below-band", loss_squared),
    Operator("model", "trial-failed", loss_for_other_labels),
    Operator("model", "initializer-wrong", initializer_left_out),
    Operator("model", "initializer-wrong", initializer_zeros),
    Operator("model", "initializer-wrong", initializer_uniform),
    Operator("model", "dropout-missing", dropout_left_out),
    Operator("model", "regularization-wrong", dropout_of_nearly_all),
    Operator("model", "augmentation-missing", augmentation_left_out),
    Operator("model", "augmentation-wrong", augmentation_filled_otherwise),
    Operator("model", "search-missing", augmentation_fixed),
    Operator("model", "not-normalised", rescaling_left_out),
    Operator("model", "architecture-wrong", pooling_left_out),
    Operator("model", "architecture-wrong", convolution_left_out),
    Operator("model", "architecture-wrong", layer_shrunk),
    Operator("model", "architecture-wrong", output_too_narrow),
    Operator("model", "below-band", regularised_to_nothing),
)
