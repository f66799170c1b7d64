"""Keras' own classes are told by identity, whatever a student's class claims."""

import pytest

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras


def test_subclasses_descend_and_borrowed_names_do_not() -> None:
    """A real subclass has Keras' base; one that claims its name, module or equality has not."""
    from autograder.worker.library import is_tuners_own, library_bases

    class Mine(keras.callbacks.EarlyStopping):  # type: ignore[misc, name-defined]
        pass

    class Liar(type):
        __mro__ = (keras.callbacks.EarlyStopping,)
        __hash__ = type.__hash__

        def __eq__(cls, other: object) -> bool:
            return True

    class EarlyStopping(keras.callbacks.Callback, metaclass=Liar):  # type: ignore[misc, name-defined]
        __module__ = "keras.src.callbacks.early_stopping"

    assert library_bases(Mine) == ("EarlyStopping", "MonitorCallback", "Callback")
    assert library_bases(EarlyStopping) == ("Callback",)
    assert not is_tuners_own(EarlyStopping)


def test_tuners_own_callbacks_are_known() -> None:
    """What a search adds itself is not the student's."""
    from keras_tuner.src.engine import tuner_utils

    from autograder.worker.library import is_tuners_own

    assert is_tuners_own(tuner_utils.SaveBestEpoch)
    assert not is_tuners_own(keras.callbacks.EarlyStopping)
