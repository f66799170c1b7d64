"""Honest work passes every check, however it is written."""

import pytest

from autograder.model.evidence import Evidence

from .build import edit, honest, judge, tl04

CHECKS = [spec.id for spec in tl04().checks]


@pytest.mark.parametrize("check", CHECKS)
def test_the_honest_run_passes_every_check(check: str) -> None:
    """The run that all other tests change is right in every respect."""
    verdict = judge(check, honest())
    assert (verdict.verdict, verdict.credit) == ("pass", 1.0), verdict.message.en


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_done_passes_nothing(check: str) -> None:
    """A run that did nothing earns nothing, and every check says why in both languages."""
    verdict = judge(check, Evidence(environment=honest().environment, ending=honest().ending))
    assert (verdict.verdict, verdict.credit) == ("fail", 0.0)
    assert verdict.message.es
    assert verdict.message.en
    assert [finding.cause for finding in verdict.findings] == ["search-missing"]


def named(name: str, *, objective: str | None = None, classes: tuple[str, ...] = ("accuracy",)) -> Evidence:
    """The honest run whose accuracy goes by another name everywhere."""
    told = objective or f"val_{name}"
    history = dict.fromkeys(("loss", name, "val_loss", f"val_{name}"), (0.5, 0.6))
    run = edit(honest(), "searches", lambda item: True, objective=(told,))
    for item in run.fits:
        callbacks = tuple(
            call.model_copy(update={"config": call.config | {"monitor": f"val_{name}"}}) if call.config else call
            for call in item.callbacks
        )
        run = edit(run, "fits", item.id, callbacks=callbacks, history=history, metrics=classes)
    return run


@pytest.mark.parametrize(
    ("name", "classes"),
    [
        ("acc", ("acc",)),
        ("categorical_accuracy", ("CategoricalAccuracy",)),
        ("sparse_categorical_accuracy", ("SparseCategoricalAccuracy",)),
        ("exactitud", ("CategoricalAccuracy",)),
    ],
)
@pytest.mark.parametrize("check", ["a.objective", "a.early-stopping", "b.scheduler", "b.early-stopping"])
def test_accuracy_may_go_by_any_name(check: str, name: str, classes: tuple[str, ...]) -> None:
    """metrics=["acc"], the classes' own names and a student's own name all mean accuracy."""
    assert judge(check, named(name, classes=classes)).verdict == "pass"


@pytest.mark.parametrize("tuner", ["RandomSearch", "Hyperband", "GridSearch", "MyTuner"])
def test_any_tuner_will_do(tuner: str) -> None:
    """Hyperband shares out epochs itself and, like GridSearch, need not say how many trials it wants."""
    base = "Hyperband" if tuner == "Hyperband" else "Tuner"
    run = edit(honest(), "searches", lambda item: True, tuner=tuner, bases=(base, "BaseTuner"), trials_asked=None)
    if tuner == "Hyperband":
        run = edit(run, "fits", lambda item: item.search is not None, epochs_asked=3)
    assert {judge(check, run).verdict for check in CHECKS} == {"pass"}
