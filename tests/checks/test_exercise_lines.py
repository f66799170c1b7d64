"""Lines of the rubrics that close mistakes which used to get through."""

import pytest

from autograder.model.evidence import Evidence, Optimizer

from . import training
from .build import TRAIN, causes, edit, honest, judge


def in_search(at: int, rate: float) -> Evidence:
    """The honest run of TL04 whose trials begin at another rate in one of the questions."""
    adam = Optimizer(kind="Adam", learning_rate=rate)
    return edit(honest(), "fits", lambda item: item.search == f"search-{at}", optimizer=adam)


@pytest.mark.parametrize(("rate", "found"), [(0.00015, []), (0.0005, []), (0.015, ["optimizer-wrong"])])
def test_the_rate_that_the_scheduler_starts_from(rate: float, found: list[str]) -> None:
    """In question b's own search, whatever question a used."""
    assert causes(judge("b.optimizer", in_search(110, rate))) == found
    assert causes(judge("b.optimizer", in_search(10, 0.015))) == []


@pytest.mark.parametrize(
    ("loss", "found"),
    [
        ("categorical_crossentropy", []),
        ("sparse_categorical_crossentropy", []),
        ("categorical_focal_crossentropy", []),
        ("mean_squared_error", ["loss-wrong"]),
        ("mse", ["loss-wrong"]),
        ("mape", ["loss-wrong"]),
        ("my_loss", []),
    ],
)
def test_a_classifier_needs_a_loss_of_classes(loss: str, found: list[str]) -> None:
    """What measures distances is named; what is merely unknown passes."""
    run = edit(honest(), "fits", lambda item: True, loss=loss)
    assert causes(judge("b.optimizer", run, classes=True)) == found


def test_the_final_network_of_entrenamiento() -> None:
    """All rows, enough epochs; the last candidate is no final training."""
    run = training.searched()
    last = run.fits[-1].id
    settings = {"test_rows": 0}
    assert causes(training.judge("h.final", edit(run, "fits", last, rows=TRAIN), **settings))[:1] == ["split-wrong"]
    assert "epochs-wrong" in causes(training.judge("h.final", edit(run, "fits", last, epochs_asked=1), **settings))
    assert "batch-wrong" in causes(training.judge("h.final", edit(run, "fits", last, batch_size=8192), **settings))
    named = {"split-wrong", "epochs-wrong", "batch-wrong", "optimizer-wrong"}
    assert not named & set(causes(training.judge("h.final", run, **settings)))


@pytest.mark.parametrize(("epochs", "found"), [(1, ["epochs-wrong"]), (2, []), (20, [])])
def test_early_stopping_needs_epochs(epochs: int, found: list[str]) -> None:
    """With a single one there is nothing to stop."""
    run = edit(honest(), "fits", lambda item: item.search == "search-10", epochs_asked=epochs)
    run = edit(run, "fits", "fit-30", epochs_asked=0)
    assert causes(judge("a.early-stopping", run, epochs=2)) == found
