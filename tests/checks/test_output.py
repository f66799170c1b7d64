"""`output`: the last layer and the loss belong together."""

import pytest

from autograder.checks.output import output
from autograder.model.assignment import CheckSpec
from autograder.model.base import Text
from autograder.model.evidence import Evidence, Layer
from autograder.model.grade import Verdict

from .build import causes, edit, without
from .build_text import text_case, trained


def ends(loss: str, units: int, activation: str | None, *after: str) -> Evidence:
    """The honest training with another loss and another end of the network."""
    layers = [Layer(name="out", kind="Dense", config={"units": units, "activation": activation}, parameters=9)]
    layers += [Layer(name=kind, kind=kind, config={}, parameters=0) for kind in after]
    return edit(
        edit(trained(), "models", lambda item: item.id == "net", layers=tuple(layers)), "fits", "fit-10", loss=loss
    )


def judged(run: Evidence) -> Verdict:
    """The verdict on a run."""
    spec = CheckSpec(id="a.output", question="a", kind="output", points=1, title=Text(es="salida", en="output"))
    return output(text_case(run), spec)


@pytest.mark.parametrize(
    "run",
    [
        ends("binary_crossentropy", 1, "sigmoid"),
        ends("BinaryCrossentropy", 1, "linear"),
        ends("binary_crossentropy", 2, "softmax"),
        ends("sparse_categorical_crossentropy", 2, "softmax"),
        ends("categorical_crossentropy", 2, "linear", "Softmax"),
        ends("mean_squared_error", 1, "sigmoid"),
        ends("own_loss", 1, "relu"),
        ends("binary_crossentropy", 1, "softmax", "Lambda"),
    ],
    ids=["sigmoid", "logits", "two", "sparse", "layer", "squares", "own loss", "hidden"],
)
def test_what_works_passes(run: Evidence) -> None:
    """Unusual is not wrong, and what the record does not show is not held against anybody."""
    assert judged(run).verdict == "pass"


@pytest.mark.parametrize(
    ("run", "cause"),
    [
        (ends("binary_crossentropy", 1, "softmax"), "activation-wrong"),
        (ends("binary_crossentropy", 1, "linear", "Softmax"), "activation-wrong"),
        (ends("sparse_categorical_crossentropy", 1, "sigmoid"), "loss-wrong"),
        (ends("CategoricalCrossentropy", 1, "sigmoid"), "loss-wrong"),
        (ends("binary_crossentropy", 1, "relu"), "activation-wrong"),
        (without(trained(), "fits"), "not-trained"),
    ],
)
def test_what_cannot_work_is_named(run: Evidence, cause: str) -> None:
    """One unit under softmax, one unit for several classes, no probability, nothing at all."""
    verdict = judged(run)
    assert (verdict.credit, causes(verdict)) == (0.0, [cause])
