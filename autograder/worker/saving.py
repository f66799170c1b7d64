"""Models and weights that the notebook saves."""

from pathlib import Path
from typing import Any

from keras.src.models.model import Model
from keras.src.saving import saving_api

from autograder.model.evidence import SavedFile
from autograder.worker.models import Models, weights_digest
from autograder.worker.patching import Functions, Wrapper, wrap_method
from autograder.worker.places import found
from autograder.worker.recorder import Recorder

_SUFFIXES = (".keras", ".h5", ".hdf5")


class Saving:
    """Records what is saved, by which model, with which weights."""

    def __init__(self, recorder: Recorder, models: Models) -> None:
        self._recorder = recorder
        self._models = models
        self._paths: set[Path] = set()
        self._last: tuple[Path, str] | None = None

    def install(self, functions: Functions) -> None:
        """Put the hooks in place."""
        functions.wrap(saving_api, "save_model", self._hook)
        functions.wrap(saving_api, "save_weights", self._hook)
        wrap_method(Model, "save", self._hook)
        wrap_method(Model, "save_weights", self._hook)

    def _hook(self, original: Wrapper) -> Wrapper:
        def save(model: Any, filepath: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(model, filepath, *args, **kwargs)
            if self._recorder.search is None:
                with self._recorder.clock.section("recorder"):
                    self._note(model, Path(str(found(filepath))))
            return result

        return save

    def _note(self, model: Any, path: Path) -> None:
        absolute = path.absolute()
        if not absolute.is_file():
            return
        stamp = weights_digest(model)
        if absolute in self._paths and self._last == (absolute, stamp):
            return
        self._paths.add(absolute)
        self._last = (absolute, stamp)
        self._send(absolute, self._models.describe(model), stamp)

    def _send(self, path: Path, model_id: str | None, weights: str) -> None:
        self._recorder.send(
            "saved",
            SavedFile(
                id=self._recorder.number("saved"),
                at=self._recorder.tick(),
                cell=self._recorder.cell,
                path=path.name,
                format="weights" if path.name.endswith(".weights.h5") else path.suffix.lstrip("."),
                model=model_id,
                weights=weights,
                size=path.stat().st_size,
            ),
        )

    def settle(self, folder: Path) -> None:
        """At the end of the run: model files that appeared without passing through Keras' own `save`."""
        for path in sorted(folder.glob("*")):
            if path.suffix in _SUFFIXES and path.is_file() and path.absolute() not in self._paths:
                self._send(path, None, "")
