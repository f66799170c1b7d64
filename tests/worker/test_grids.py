"""scikit-learn's searches over Keras models: what was asked and run, on which rows, and what each parameter does."""

import pytest

from autograder.model.evidence import Evidence, GridSearch, Probe

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

GRID = """
from scikeras.wrappers import KerasClassifier
from sklearn.model_selection import GridSearchCV, KFold, RandomizedSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

def make(units=4, initial=0.1, momentum=0.0, unused=1):
    if units == 13:
        raise ValueError("thirteen is not allowed")
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(units), keras.layers.Dense(10, "softmax")])
    schedule = keras.optimizers.schedules.ExponentialDecay(initial, decay_steps=1, decay_rate=0.5)
    model.compile(keras.optimizers.SGD(schedule, momentum=momentum), "categorical_crossentropy", metrics=["accuracy"])
    return model

y_hot = keras.utils.to_categorical(y_tv, 10)
net = KerasClassifier(model=make, units=4, initial=0.1, momentum=0.0, unused=1, verbose=0, random_state=7)
grid = GridSearchCV(
    net,
    {"units": [4, 8], "initial": [0.1, 0.01], "momentum": [0.5, 0.9], "unused": [1, 2], "epochs": [1, 2],
     "batch_size": [64, 100]},
    cv=2, n_jobs=-1,
)
grid.fit(x_tv, y_hot)
print(grid.best_params_, grid.score(x_test[:100], keras.utils.to_categorical(y_test[:100], 10)))
grid.best_estimator_.model_.save("best.keras")
"""
OTHERS = """
before = grid.n_jobs
folds = KFold(3, shuffle=True, random_state=1)
pipe = Pipeline([("scale", StandardScaler()), ("net", net)])
values = {"net__units": [4, 13], "scale__with_mean": [True, False]}
search = RandomizedSearchCV(pipe, values, n_iter=4, cv=folds, random_state=5, refit=False)
search.fit(x_tv, y_hot)
assert (before, search.random_state, folds.random_state) == (-1, 5, 1)
"""


@pytest.fixture(scope="module")
def searched(lab: Lab) -> Evidence:
    """Run a grid over a classifier, and a random search over a pipeline."""
    return lab.run(SETUP, GRID, OTHERS, rows=60, epochs=2, candidates=2)


def probe(search: GridSearch, name: str) -> Probe:
    """Return the probe of one parameter."""
    return next(probe for probe in search.probes if probe.hyperparameter == name)


def test_a_grid_is_recorded_as_asked_and_as_run(searched: Evidence) -> None:
    """The budget caps candidates and rows; what was asked stands beside; folds know their candidate."""
    assert failures(searched) == []
    grid = searched.grids[0]
    assert (grid.kind, grid.bases[:2], grid.estimator) == (
        "GridSearchCV",
        ("GridSearchCV", "BaseSearchCV"),
        "KerasClassifier",
    )
    assert (grid.candidates_asked, grid.candidates_run, grid.folds, grid.scoring) == (64, 2, 2, None)
    assert grid.parameters["units"] == (4, 8)
    assert [(trial.id, trial.status) for trial in grid.trials] == [("0", "COMPLETED"), ("1", "COMPLETED")]
    assert all(trial.score is not None for trial in grid.trials)
    assert all(len({str(trial.values[name]) for trial in grid.trials}) == 2 for name in grid.parameters)
    assert grid.best in [trial.values for trial in grid.trials]
    assert grid.rows.asked == 60000
    assert set(grid.rows.asked_pools) == {"train", "validation"}
    assert grid.rows.kept >= 60
    assert grid.rows.labels_wrong == 0
    fits = searched.fits_of(grid)
    assert [fit.trial for fit in fits] == ["0", "0", "1", "1"]
    assert all(fit.rows.labels_wrong == 0 and fit.shared_rows == 0 for fit in fits)


def test_the_refit_is_a_training_of_its_own(searched: Evidence) -> None:
    """The best candidate trained on all rows is the search's best model, predicts the holdout, and can be saved."""
    grid = searched.grids[0]
    refit = next(fit for fit in searched.fits if fit.model == grid.best_model)
    assert refit.search is None
    best = searched.model(str(grid.best_model))
    assert best is not None
    assert (best.search, best.rank) == ("grid-1", 0)
    assert [item.after_fits for item in searched.predictions if item.model == best.id] == [(refit.id,)]
    assert [(file.path, file.model) for file in searched.saved] == [("best.keras", best.id)]


def test_probes_show_what_a_parameter_does(searched: Evidence) -> None:
    """By role, whatever it is called; a parameter that nothing uses changes nothing."""
    grid = searched.grids[0]
    assert probe(grid, "units").responses["layer.0.Dense.units"] == (4, 8)
    assert probe(grid, "initial").responses["optimizer.schedule.initial_learning_rate"] == (0.1, 0.01)
    assert probe(grid, "momentum").responses["optimizer.momentum"] == (0.5, 0.9)
    assert probe(grid, "epochs").responses["fit.epochs"] == (1, 2)
    assert probe(grid, "batch_size").responses["fit.batch_size"] == (64, 100)
    assert probe(grid, "unused").responses == {}
    assert all(item.complete for item in grid.probes)


def test_failed_candidates_and_pipelines(searched: Evidence) -> None:
    """What the score NaN hides is told; a step before the network shows in what it hands on."""
    search = searched.grids[1]
    assert (search.kind, search.estimator, search.folds, search.best_model) == (
        "RandomizedSearchCV",
        "KerasClassifier",
        3,
        None,
    )
    assert (search.candidates_asked, search.candidates_run) == (4, 2)
    failed = [trial for trial in search.trials if trial.status == "FAILED"]
    assert [trial.values["net__units"] for trial in failed] == [13]
    assert failed[0].message == "ValueError: thirteen is not allowed"
    assert failed[0].score is None
    assert "fit.x" in probe(search, "scale__with_mean").responses
    assert not probe(search, "net__units").complete


def test_the_rate_of_each_epoch(searched: Evidence) -> None:
    """A schedule's rate is told at the step that each epoch ended with."""
    fit = max(searched.fits, key=lambda fit: fit.epochs_run)
    assert len(fit.rates) == fit.epochs_run
    assert all(rate is not None for rate in fit.rates)
    assert fit.rates[0] < fit.optimizer.config["schedule.initial_learning_rate"]  # type: ignore[operator, union-attr]


ODD = """
import joblib
from sklearn.model_selection import PredefinedSplit, cross_val_score
from sklearn.model_selection._search import BaseSearchCV

x_few, y_few = x_tv[:40], y_tv[:40]
sparse = KerasClassifier(model=build, units=4, rate=0.1, verbose=0)
where = PredefinedSplit([-1] * 30 + [0] * 10)
first = GridSearchCV(sparse, {"units": [4]}, cv=where, refit=False, scoring={"a": "accuracy"}).fit(x_few, y_few)

class Own(BaseSearchCV):
    def __init__(self, estimator, cv=None):
        super().__init__(estimator, cv=cv, error_score="raise")

    def _run_search(self, evaluate_candidates):
        evaluate_candidates([{"rate": 0.1}])
        evaluate_candidates([{"rate": 0.2}, {"rate": "no"}])

rows = [(np.arange(30), np.arange(30, 40))]
second = Own(sparse, cv=rows)
try:
    second.fit(x_few, y_few)
except ValueError as error:
    print("as it should be")
print(cross_val_score(sparse, x_few, y_few, cv=2, n_jobs=-1), joblib.Parallel(4)(joblib.delayed(abs)(-1) for _ in "a"))
"""


def test_other_searches_and_splits(lab: Lab) -> None:
    """Splits by position keep their rows; own searches, failures that are raised, and validation without a search."""
    evidence = lab.run(SETUP, GRID[: GRID.index("y_hot =")], ODD, rows=20, epochs=1, candidates=None)
    assert failures(evidence) == []
    assert evidence.tripwires == ()
    first, second = evidence.grids
    assert (first.candidates_run, first.folds, first.rows.kept, first.best) == (1, 1, 40, {})
    assert (second.kind, second.bases[0], second.candidates_asked, second.candidates_run) == (
        "Own",
        "BaseSearchCV",
        3,
        3,
    )
    assert [trial.status for trial in second.trials] == ["COMPLETED", "COMPLETED", "FAILED"]
    assert second.parameters == {"rate": (0.1, 0.2, "no")}
    assert second.error is not None
    assert second.best_model is None
    outside = [fit for fit in evidence.fits if fit.search is None]
    assert [fit.trial for fit in outside] == [None, None]


SMALL = """
net = KerasClassifier(model=build, units=4, verbose=0)
GridSearchCV(net, {"units": [4, 8]}, cv=KFold(2, shuffle=True, random_state=3)).fit(x_tv, y_tv)
"""


def test_the_same_seed_gives_the_same_search(lab: Lab) -> None:
    """Equal evidence for equal seeds."""
    imports = GRID[: GRID.index("def make")]
    one, again = (lab.run(SETUP, imports, SMALL, rows=20, epochs=1, candidates=1) for _ in range(2))
    assert failures(one) == []
    assert one.predictions
    assert one.without_clocks() == again.without_clocks()
