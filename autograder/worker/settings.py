"""The settings of a training by role: what the optimizer, the callbacks, the layers and `fit` itself were given.

A role is a dotted path such as `optimizer.learning_rate`, `fit.batch_size`, `callback.ReduceLROnPlateau.factor` or
`layer.1.Dense.kernel_initializer.stddev`. Rubrics speak of roles, so that students may name things as they like.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import keras
from pydantic import JsonValue

from autograder.model.evidence import Callback, Layer, Optimizer
from autograder.worker.library import is_tuners_own, library_bases

_OPTIMIZER_SETTINGS = ("momentum", "nesterov", "weight_decay", "clipnorm", "beta_1", "beta_2", "rho", "ema_momentum")
_LONGEST_TEXT = 200


def plain(value: Any, depth: int = 0) -> JsonValue:
    """A value as JSON, cut where it is long or deep; objects become the name of their class."""
    if value is None or isinstance(value, bool | int | str):
        return value[:_LONGEST_TEXT] if isinstance(value, str) else value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return plain(value.item(), depth)
    if depth < 4 and isinstance(value, dict):
        return {str(key)[:_LONGEST_TEXT]: plain(item, depth + 1) for key, item in list(value.items())[:64]}
    if depth < 4 and isinstance(value, list | tuple):
        return [plain(item, depth + 1) for item in list(value)[:64]]
    return type(value).__name__


def describe_callback(callback: Any) -> Callback:
    """A callback with its public scalar settings, as it reaches `fit`."""
    config = {
        name: plain(value)
        for name, value in getattr(callback, "__dict__", {}).items()
        if not name.startswith("_") and (value is None or isinstance(value, bool | int | float | str))
    }
    if isinstance(config.get("min_delta"), float):
        config["min_delta"] = abs(config["min_delta"])  # type: ignore[arg-type]  # Keras stores it with a sign
    cls = type(callback)
    origin: Literal["student", "tuner"] = "tuner" if is_tuners_own(cls) else "student"
    return Callback(kind=cls.__name__, bases=library_bases(cls), config=config, origin=origin)


def describe_optimizer(optimizer: Any) -> Optimizer | None:
    """An optimizer, its learning rate or schedule, and its settings."""
    if optimizer is None:
        return None
    rate = getattr(optimizer, "_learning_rate", None)
    config = {name: plain(getattr(optimizer, name)) for name in _OPTIMIZER_SETTINGS if hasattr(optimizer, name)}
    if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
        schedule = {f"schedule.{key}": plain(value) for key, value in rate.get_config().items() if key != "name"}
        return Optimizer(kind=type(optimizer).__name__, schedule=type(rate).__name__, config={**config, **schedule})
    return Optimizer(kind=type(optimizer).__name__, learning_rate=_rate(optimizer.learning_rate), config=config)


def number(value: Any) -> float | None:
    """A value as a float, or None where it is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def rate_now(optimizer: Any) -> float | None:
    """An optimizer's learning rate at the step it has come to; None where it cannot be told."""
    try:
        return _rate(optimizer.learning_rate)
    except Exception:  # noqa: BLE001  a schedule of the student's may do anything
        return None


def _rate(value: Any) -> float | None:
    rate = number(value)
    # Keras holds rates in float32: seven significant digits are all there is.
    return None if rate is None else float(f"{rate:.7g}")


def describe_layers(model: Any) -> tuple[Layer, ...]:
    """The layers of a model in order, nested models flattened, with their configuration."""
    return tuple(
        Layer(
            name=layer.name,
            kind=type(layer).__name__,
            config={key: plain(value) for key, value in _config(layer).items() if key not in ("name", "dtype")},
            parameters=_parameters(layer),
        )
        for layer in _in_order(model, set())
        if not isinstance(layer, keras.Model) and type(layer).__name__ != "InputLayer"
    )


def _in_order(layer: Any, seen: set[int]) -> Iterator[Any]:
    """What a layer is made of, depth first: Keras' own flattening turns the layers of nested models round."""
    for part in layer._flatten_layers(include_self=False, recursive=False):
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            yield from _in_order(part, seen)


def _config(layer: Any) -> dict[str, Any]:
    try:
        return dict(layer.get_config())
    except Exception:  # noqa: BLE001  a student's subclass that does not say, or says wrongly, how it is made
        return {}


def _parameters(layer: Any) -> int:
    try:
        return int(layer.count_params()) if layer.built else 0
    except ValueError:  # it says it is built, and one of its parts is not
        return 0


def settings(model: Any, callbacks: Sequence[Any], batch_size: int | None, epochs: int | None) -> dict[str, JsonValue]:
    """All roles of a training that is about to start."""
    roles: dict[str, JsonValue] = {"fit.batch_size": batch_size, "fit.epochs": epochs}
    optimizer = describe_optimizer(getattr(model, "optimizer", None))
    if optimizer is not None:
        roles["optimizer.kind"] = optimizer.kind
        roles["optimizer.learning_rate"] = optimizer.learning_rate
        roles["optimizer.schedule"] = optimizer.schedule
        roles |= {f"optimizer.{key}": value for key, value in optimizer.config.items()}
    for callback in map(describe_callback, callbacks):
        base = callback.bases[0] if callback.bases else callback.kind
        roles |= {f"callback.{base}.{key}": value for key, value in callback.config.items()}
    for index, layer in enumerate(describe_layers(model)):
        roles |= _flat(f"layer.{index}.{layer.kind}", layer.config)
    roles["loss"] = loss_name(model)
    return roles


def callback_list(callbacks: Any) -> list[Any]:
    """The callbacks in whatever form `fit` was given them."""
    if callbacks is None:
        return []
    if isinstance(callbacks, keras.callbacks.CallbackList):
        return list(callbacks.callbacks)
    return list(callbacks) if isinstance(callbacks, list | tuple) else [callbacks]


def metric_names(model: Any) -> list[str]:
    """The metrics that a model was compiled with, as far as they are a list."""
    config = getattr(model, "_compile_config", None)
    metrics = getattr(config, "config", {}).get("metrics") if config is not None else None
    if not isinstance(metrics, list | tuple):
        return []
    return [item if isinstance(item, str) else type(item).__name__ for item in metrics]


def loss_name(model: Any) -> str | None:
    """The name of the loss a model was compiled with."""
    loss = getattr(model, "loss", None)
    if loss is None or isinstance(loss, str):
        return loss
    return str(getattr(loss, "name", None) or getattr(loss, "__name__", type(loss).__name__))


def _flat(prefix: str, config: dict[str, JsonValue]) -> dict[str, JsonValue]:
    out: dict[str, JsonValue] = {}
    for key, value in config.items():
        if isinstance(value, dict):
            inner = value.get("config") if "class_name" in value else value
            if "class_name" in value:
                out[f"{prefix}.{key}"] = value["class_name"]
            if isinstance(inner, dict):
                out |= _flat(f"{prefix}.{key}", inner)
        elif key not in ("name", "build_config", "batch_shape"):
            out[f"{prefix}.{key}"] = value
    return out
