"""Searches: what was asked and run, what each hyperparameter does, whose best model is it."""

import pytest

from autograder.model.evidence import Evidence, Probe

from .lab import SETUP, Lab, failures

pytestmark = pytest.mark.keras

HYPERMODEL = """
import keras_tuner

class MyHyperModel(keras_tuner.HyperModel):
    def build(self, hp):
        hp.Int("unused", 1, 5)
        act = hp.Choice("act", ["relu", "tanh"])
        model = keras.Sequential([
            keras.Input((784,)),
            keras.layers.Dense(hp.Int("units", 4, 12, step=4), activation=act),
            keras.layers.Dense(10, activation="softmax"),
        ])
        rate = 10 ** hp.Float("exponent", -4.0, -2.0)
        model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
        return model

    def fit(self, hp, model, x, y, xy_val, **kwargs):
        waiting = hp.Choice("patience", [2, 5, 10])
        kwargs["callbacks"].append(keras.callbacks.EarlyStopping("val_accuracy", patience=2 * waiting, min_delta=1e-5))
        kwargs["callbacks"].append(keras.callbacks.ReduceLROnPlateau("val_accuracy", patience=waiting))
        batch = hp.Int("batch", 64, 256, step=2, sampling="log")
        return model.fit(x, y, batch_size=batch, epochs=50, validation_data=xy_val, verbose=0, **kwargs)

forgotten = keras.callbacks.TerminateOnNaN()
tuner = keras_tuner.BayesianOptimization(
    MyHyperModel(), objective="val_accuracy", max_trials=10, seed=5, executions_per_trial=2, directory="a"
)
tuner.search(x_train, y_train, (x_val, y_val))
"""
BEST = """
best = tuner.get_best_models(num_models=2)[0]
print(best.evaluate(x_test, y_test, verbose=0))
best.fit(x_tv, y_tv, epochs=1, batch_size=100, verbose=0)
"""
SILENT = """
class Broken(MyHyperModel):
    def fit(self, hp, model, x, y, xy_val, **kwargs):
        raise ValueError("nobody sees this")

other = keras_tuner.RandomSearch(Broken(), objective="val_accuracy", max_trials=2, directory="b")
other.search(x_train, y_train, (x_val, y_val))
print(other.get_best_hyperparameters())
"""
DROPPED = """
class Dropping(MyHyperModel):
    def fit(self, hp, model, x, y, xy_val, **kwargs):
        return model.fit(x, y, epochs=1, batch_size=100, validation_data=xy_val, verbose=0)

third = keras_tuner.RandomSearch(Dropping(), objective="val_accuracy", max_trials=1, directory="c")
third.search(x_train, y_train, (x_val, y_val))
"""


@pytest.fixture(scope="module")
def searched(lab: Lab) -> Evidence:
    """Run a search as the course writes it, one whose trials all fail, and one without the tuner's callbacks."""
    return lab.run(SETUP, HYPERMODEL, BEST, SILENT, DROPPED, rows=100)


def probe(evidence: Evidence, name: str) -> Probe:
    """Return the probe of one hyperparameter of the first search."""
    return next(probe for probe in evidence.searches[0].probes if probe.hyperparameter == name)


def test_a_search_is_recorded_as_asked_and_as_run(searched: Evidence) -> None:
    """The budget caps trials, executions and epochs; what was asked stands beside."""
    assert failures(searched) == []
    search = searched.searches[0]
    assert (search.tuner, search.objective, search.directions) == ("BayesianOptimization", ("val_accuracy",), ("max",))
    assert (search.trials_asked, search.trials_run, search.executions_per_trial) == (10, 2, 2)
    assert [trial.status for trial in search.trials] == ["COMPLETED", "COMPLETED"]
    assert all(trial.score is not None for trial in search.trials)
    fits = searched.fits_of(search)
    assert [(fit.trial, fit.epochs_asked, fit.epochs_run, fit.stopped_by) for fit in fits] == [
        ("0", 50, 2, "budget"),
        ("1", 50, 2, "budget"),
    ]
    assert all(fit.rows.pools == {"train": 100} and fit.shared_rows == 0 for fit in fits)


def test_the_space_is_recorded(searched: Evidence) -> None:
    """Every dimension with its range, step and sampling, also those declared in `fit`."""
    space = {dimension.name: dimension for dimension in searched.searches[0].space}
    assert set(space) == {"unused", "act", "units", "exponent", "patience", "batch"}
    batch = space["batch"]
    assert (batch.kind, batch.low, batch.high, batch.step, batch.sampling) == ("Int", 64, 256, 2, "log")
    assert space["act"].values == ("relu", "tanh")


def test_probes_show_what_a_hyperparameter_does(searched: Evidence) -> None:
    """By role, whatever it is called; transformed values as they arrive; an unused one changes nothing."""
    rate = probe(searched, "exponent").responses["optimizer.learning_rate"]
    assert rate == (pytest.approx(1e-4), pytest.approx(1e-2))
    patience = probe(searched, "patience")
    assert patience.values == (2, 5, 10)
    assert patience.responses["callback.EarlyStopping.patience"] == (4, 10, 20)
    assert patience.responses["callback.ReduceLROnPlateau.patience"] == (2, 5, 10)
    assert probe(searched, "batch").responses["fit.batch_size"] == (64, 256)
    assert probe(searched, "units").responses["layer.0.Dense.units"] == (4, 12)
    assert probe(searched, "act").responses["layer.0.Dense.activation"] == ("relu", "tanh")
    assert probe(searched, "unused").responses == {}
    assert all(probe.complete for probe in searched.searches[0].probes)


def test_callbacks_that_reached_fit_and_those_only_made(searched: Evidence) -> None:
    """The tuner's own are told apart; what was constructed and never used is in `made` alone."""
    callbacks = searched.fits[0].callbacks
    own = {callback.kind: callback for callback in callbacks if callback.origin == "student"}
    assert set(own) == {"EarlyStopping", "ReduceLROnPlateau"}
    assert own["EarlyStopping"].config["min_delta"] == pytest.approx(1e-5)
    assert own["EarlyStopping"].config["monitor"] == "val_accuracy"
    assert any(callback.origin == "tuner" for callback in callbacks)
    assert {made.kind for made in searched.made} == {"EarlyStopping", "ReduceLROnPlateau", "TerminateOnNaN"}


def test_the_best_model_keeps_its_rank_and_its_prediction_when_it_is_trained_on(searched: Evidence) -> None:
    """What the search gave back is predicted with before and after the notebook trains it further."""
    best = next(model for model in searched.models if model.search == "search-1" and model.rank == 0)
    further = next(fit for fit in searched.fits if fit.model == best.id)
    mine = [item for item in searched.predictions if item.model == best.id]
    assert [item.after_fits for item in mine] == [(), (further.id,)]
    assert mine[0].values != mine[1].values
    assert all(item.shape == (500, 10) for item in mine)


def test_trials_that_failed_silently_are_seen(searched: Evidence) -> None:
    """`search` does not raise and even names best hyperparameters; the trials tell."""
    failed = searched.searches[1]
    assert {trial.status for trial in failed.trials} <= {"FAILED", "INVALID"}
    assert len(failed.trials) >= 1
    assert all("nobody sees this" in trial.message for trial in failed.trials)
    assert not any(probe.complete for probe in failed.probes)


def test_a_dropped_checkpoint_callback_is_seen(searched: Evidence) -> None:
    """Without the tuner's callbacks no best model can be restored, asked for or not."""
    dropped = searched.searches[2]
    assert [trial.status for trial in dropped.trials] == ["COMPLETED"]
    assert dropped.best_model_error is not None
    assert "checkpoint" in dropped.best_model_error


def test_own_classes_with_borrowed_names_and_subclasses(lab: Lab) -> None:
    """Only descent from Keras' class makes an EarlyStopping; who stopped a fit is named."""
    evidence = lab.run(
        SETUP,
        """
        class EarlyStopping(keras.callbacks.Callback):
            def on_epoch_end(self, epoch, logs=None):
                self.model.stop_training = True

        class Patient(keras.callbacks.EarlyStopping):
            pass

        never = Patient("val_loss", patience=1, min_delta=100)
        build().fit(x_train, y_train, batch_size=100, epochs=2, callbacks=EarlyStopping(), verbose=0)
        build().fit(x_train, y_train, batch_size=100, epochs=4, validation_split=0.1, callbacks=[never], verbose=0)
        nan = build(rate=float("nan"))
        nan.fit(x_train, y_train, batch_size=100, epochs=2, callbacks=[keras.callbacks.TerminateOnNaN()], verbose=0)
        """,
        epochs=3,
    )
    assert failures(evidence) == []
    borrowed, patient, broken = evidence.fits
    assert not borrowed.callbacks[0].is_a("EarlyStopping")
    assert (borrowed.callbacks[0].kind, borrowed.stopped_by, borrowed.epochs_run) == (
        "EarlyStopping",
        "EarlyStopping",
        1,
    )
    assert patient.callbacks[0].is_a("EarlyStopping")
    assert (patient.callbacks[0].kind, patient.stopped_by, patient.epochs_run) == ("Patient", "Patient", 2)
    assert broken.stopped_by == "TerminateOnNaN"


def test_a_capped_hyperband_trains_its_trials_to_the_end(lab: Lab) -> None:
    """Two trials of its first bracket would be two models after one epoch."""
    search = """
    import keras_tuner

    def with_units(hp):
        return build(hp.Int("units", 4, 12))

    band = keras_tuner.Hyperband(with_units, "val_accuracy", max_epochs=9, directory="h", project_name="band")
    band.search(x_train, y_train, batch_size=100, validation_data=(x_val, y_val), verbose=0)
    """
    evidence = lab.run(SETUP, search, epochs=3)
    assert failures(evidence) == []
    assert [(fit.epochs_asked, fit.epochs_run) for fit in evidence.fits] == [(9, 3), (9, 3)]
