"""`layers`: what the trained models are built of."""

from typing import Any

import pytest
from pydantic import JsonValue

from autograder.checks.layer_values import value
from autograder.checks.layers import layers
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Layer
from autograder.model.grade import Verdict

from .build import case, causes, edit, honest, trial, without

NAME = {"es": "la capa", "en": "the layer"}
AUGMENTATION = {
    "kinds": ["RandomRotation"],
    "name": NAME,
    "cause": "augmentation-missing",
    "wrong_cause": "augmentation-wrong",
    "where": {"fill_mode": {"among": ["nearest"]}},
    "before": ["Conv2D"],
}
RESCALING = {"kinds": ["Rescaling"], "name": NAME, "cause": "not-normalised", "arithmetic": True}
PAIRS = {
    "kinds": ["Conv2D"],
    "followed_by": ["MaxPooling2D"],
    "count": {"low": 2},
    "name": NAME,
    "cause": "architecture-wrong",
}
DROPOUT = {"kinds": ["Dropout"], "name": NAME, "cause": "dropout-missing", "where": {"rate": {"low": 0.1, "high": 0.6}}}
HIDDEN = {
    "kinds": ["Dense"],
    "name": NAME,
    "cause": "initializer-wrong",
    "which": "hidden",
    "where": {"kernel_initializer": {"among": ["RandomNormal"]}, "activation": {"among": ["relu"]}},
}
NORMAL = {"module": "keras.initializers", "class_name": "RandomNormal", "config": {"stddev": 0.05, "seed": None}}
TL07 = [AUGMENTATION, RESCALING, PAIRS, DROPOUT, HIDDEN]


def layer(kind: str, **config: JsonValue) -> Layer:
    """A layer of this class."""
    return Layer(name=kind.lower(), kind=kind, config=config, parameters=0)


CONVOLUTIONAL = (
    layer("RandomRotation", factor=[-0.1, 0.1], fill_mode="nearest"),
    layer("Rescaling", scale=1 / 255),
    layer("Conv2D", filters=64, activation="relu"),
    layer("MaxPooling2D"),
    layer("Conv2D", filters=128, activation="relu"),
    layer("MaxPooling2D"),
    layer("Dense", units=800, activation="relu", kernel_initializer=NORMAL),
    layer("Dropout", rate=0.5),
    layer("Dense", units=10, activation="softmax", kernel_initializer={"class_name": "GlorotUniform", "config": {}}),
)


def run(*parts: Layer, **changes: Any) -> Evidence:
    """The honest run whose models of question a are built of these layers."""
    return edit(honest(), "models", lambda item: item.id.startswith("trial-10"), layers=parts, **changes)


def swapped(kind: str, *parts: Layer) -> tuple[Layer, ...]:
    """The model with all layers of one kind replaced by others."""
    out: list[Layer] = []
    for item in CONVOLUTIONAL:
        out += parts if item.kind == kind else [item]
    return tuple(out)


def judged(seen: Evidence, rules: list[dict[str, Any]] | None = None, **settings: Any) -> Verdict:
    """The verdict on question a."""
    given = {"layers": TL07 if rules is None else rules, **settings}
    text = Text(es="x", en="x")
    spec = CheckSpec(id="a.model", question="a", kind="layers", points=1.0, title=text, settings=given)
    return layers(case(seen), spec)


def test_a_model_as_asked_for() -> None:
    """Sequential or not."""
    assert judged(run(*CONVOLUTIONAL)).verdict == "pass"
    assert judged(run(*CONVOLUTIONAL, kind="Functional")).verdict == "pass"


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        (swapped("RandomRotation"), "augmentation-missing"),
        (swapped("RandomRotation", layer("RandomRotation", fill_mode="reflect")), "augmentation-wrong"),
        ((*CONVOLUTIONAL[1:6], CONVOLUTIONAL[0], *CONVOLUTIONAL[6:]), "augmentation-wrong"),
        (swapped("Rescaling"), "not-normalised"),
        (swapped("MaxPooling2D"), "architecture-wrong"),
        (swapped("Conv2D"), "architecture-wrong"),
        ((*CONVOLUTIONAL[:4], *CONVOLUTIONAL[6:]), "architecture-wrong"),
        (swapped("Dropout"), "dropout-missing"),
        (swapped("Dropout", layer("Dropout", rate=0.95)), "dropout-missing"),
        (swapped("Dense", layer("Dense", activation="relu"), layer("Dense")), "initializer-wrong"),
    ],
)
def test_each_mistake_has_its_cause(parts: tuple[Layer, ...], cause: str) -> None:
    """And costs its share."""
    verdict = judged(run(*parts))
    assert (verdict.credit, causes(verdict)) == (0.5, [cause])


def test_two_convolutions_before_one_pooling_are_one_pair() -> None:
    """Blocks are counted, not layers."""
    conv, pool = layer("Conv2D"), layer("MaxPooling2D")
    assert judged(run(conv, conv, pool, conv, pool), [PAIRS]).verdict == "pass"
    assert judged(run(conv, conv, pool), [PAIRS]).verdict == "partial"


@pytest.mark.parametrize("kind", ["Functional", "MiModelo"])
def test_what_leaves_no_layer_outside_sequential_is_left_to_a_person(kind: str) -> None:
    """Division by 255, an activation called as a function; the order of layers says nothing there."""
    assert judged(run(*swapped("Rescaling"), kind=kind)).verdict == "undetermined"
    plain = layer("Dense", activation="linear", kernel_initializer=NORMAL)
    assert judged(run(plain, layer("Dense"), kind=kind), [HIDDEN]).verdict == "undetermined"
    late = (*CONVOLUTIONAL[1:], CONVOLUTIONAL[0])
    assert judged(run(*late, kind=kind)).verdict == "pass"
    assert causes(judged(run(*swapped("Dropout"), kind=kind))) == ["dropout-missing"]
    both = tuple(item for item in swapped("Dropout") if item.kind != "Rescaling")
    assert causes(judged(run(*both, kind=kind))) == ["dropout-missing"]


def test_a_layer_class_of_ones_own_may_be_what_is_missing() -> None:
    """Nobody loses points for what the record cannot show."""
    assert judged(run(*swapped("RandomRotation", layer("MiGiro")))).verdict == "undetermined"


def test_what_acts_at_the_wrong_time() -> None:
    """Inference answers alike, training does not; unknown is no fault."""
    assert judged(run(*CONVOLUTIONAL, repeats=True, varies=True), repeats=True, varies=True).verdict == "pass"
    assert judged(run(*CONVOLUTIONAL), repeats=True, varies=True).verdict == "pass"
    best = [edit(run(*CONVOLUTIONAL), "models", "best-a", **wrong) for wrong in ({"repeats": False}, {"varies": False})]
    for seen in (*best, run(*CONVOLUTIONAL, repeats=False), run(*CONVOLUTIONAL, varies=False)):
        verdict = judged(seen, repeats=True, varies=True)
        assert (verdict.credit, causes(verdict)) == (0.5, ["augmentation-wrong"])


def test_the_worst_model_counts() -> None:
    """A layer that only some trials have is not in the model."""
    seen = edit(run(*CONVOLUTIONAL), "models", "trial-10-1", layers=swapped("Dropout"))
    assert causes(judged(seen)) == ["dropout-missing"]


def test_without_models() -> None:
    """Trials that failed are the student's; models that were not seen are not."""
    bare = without(honest(), "fits", "fit-11", "fit-12", "fit-30")
    assert judged(bare).verdict == "undetermined"
    failed = edit(bare, "searches", "search-10", trials=(trial(0, None, "FAILED"),))
    assert causes(judged(failed)) == ["trial-failed"]
    assert causes(judged(without(bare, "searches"))) == ["search-missing"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("units", 800),
        ("kernel_initializer", "RandomNormal"),
        ("kernel_initializer.stddev", 0.05),
        ("activation", "relu"),
        ("nothing.at.all", None),
    ],
)
def test_settings_by_path(path: str, found: JsonValue) -> None:
    """An object stands for its class, and goes on below it."""
    assert value(CONVOLUTIONAL, 6, path) == found


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ([layer("Activation", activation="relu")], "relu"),
        ([layer("BatchNormalization"), layer("ReLU")], "relu"),
        ([layer("Dense"), layer("ReLU")], "linear"),
        ([], "linear"),
    ],
)
def test_an_activation_may_be_a_layer_of_its_own(after: list[Layer], found: str) -> None:
    """Also behind a normalisation, but not behind the next layer."""
    assert value([layer("Dense", activation="linear"), *after], 0, "activation") == found


def test_pairs_are_ranges_of_chance_or_sizes() -> None:
    """(-0.1, 0.1) is 0.1; a kernel of 3 × 3 stays one."""
    assert value([layer("RandomZoom", height_factor=[-0.2, 0.1])], 0, "height_factor") == 0.2
    assert value([layer("Conv2D", kernel_size=[3, 3])], 0, "kernel_size") == [3, 3]
