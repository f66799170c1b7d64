"""Every way to train: what is reduced and recorded; honest splits share no row, leaks do."""

import pytest
from samples.load import Script, scripts

from autograder.model.evidence import Evidence, Fit

from .lab import Lab, failures

pytestmark = pytest.mark.keras

SCRIPTS = {script.name: script for script in scripts("tl04")}
LEAKS = [name for name in SCRIPTS if SCRIPTS[name].expects == "validation-leak"]
HONEST = [name for name in SCRIPTS if SCRIPTS[name].expects == "honest"]
VIA = {"gradient_tape": "custom", "train_on_batch": "train_on_batch"}


def run(lab: Lab, script: Script) -> Evidence:
    """Run a script's cells."""
    cells = [cell.source for cell in script.notebook.cells if cell.cell_type == "code"]
    if "gradient_tape" in script.name:  # a step of an own loop costs tens of milliseconds: take fewer, larger ones
        cells = [cell.replace(".batch(256)", ".batch(2500)") for cell in cells]
    evidence = lab.run(*cells)
    assert failures(evidence) == []
    assert evidence.tripwires == ()
    return evidence


def first_fit(evidence: Evidence, name: str) -> Fit:
    """Return the training, which must be recognised as what it is."""
    fit = evidence.fits[0]
    way = name.rsplit("_", 1)[0]
    assert fit.via == VIA.get(way, "fit")
    assert fit.rows.dataset == "fashion_mnist"
    assert fit.rows.labels_wrong == 0
    assert fit.optimizer is not None
    assert fit.optimizer.kind == "Adam"
    if fit.via == "fit":
        assert fit.rows.kept <= 200
        assert sum(item.epochs_run for item in evidence.fits) <= 2
        assert fit.rows.labels_right == fit.rows.kept
    return fit


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_way_to_train_shares_no_row(name: str, lab: Lab) -> None:
    """Both sides are recorded as asked, reduced and disjoint, and the model's prediction on the holdout is there."""
    evidence = run(lab, SCRIPTS[name])
    fit = first_fit(evidence, name)
    assert fit.shared_rows == 0
    assert fit.rows.asked == pytest.approx(50_000, rel=0.01)
    assert fit.validation is not None
    assert fit.validation.asked == 10_000
    assert "test" not in {**fit.rows.asked_pools, **fit.validation.asked_pools}
    assert evidence.predictions[-1].after_fits[-1:] == (evidence.fits[0].id,) or len(evidence.fits) > 1
    assert evidence.evaluations[-1].rows.asked_pools == {"test": 10_000}


@pytest.mark.parametrize("name", LEAKS)
def test_a_leak_is_seen_whatever_the_way_to_train(name: str, lab: Lab) -> None:
    """Rows that were both trained on and validated on are counted."""
    fit = first_fit(run(lab, SCRIPTS[name]), name)
    assert fit.shared_rows > 0
