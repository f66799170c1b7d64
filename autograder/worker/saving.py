"""Models and weights that the notebook saves, and whether they come back.

What is saved is recorded with the model it came from and the trainings behind it. At the end of the run every model
file that still stands is loaded again, and the loaded model answers the holdout inputs: a file is what it holds.
"""

import os
import time
from pathlib import Path
from typing import Any

from keras.src.models.model import Model
from keras.src.saving import saving_api

from autograder.model.evidence import SavedFile
from autograder.worker.holdout import Holdout
from autograder.worker.loading import Loader
from autograder.worker.models import Models, weights_digest
from autograder.worker.patching import Functions, Wrapper, wrap_method
from autograder.worker.places import found
from autograder.worker.recorder import Recorder

_MODELS = (".keras", ".h5", ".hdf5")
_PICKLES = (".pkl", ".pickle", ".joblib", ".sav")
_MOST_LOADED = 12
_SECONDS = 45.0
"""For all files together."""

Stamp = tuple[int, int]


class Saving:
    """Records what is saved, by which model, with which weights."""

    def __init__(self, recorder: Recorder, models: Models, holdout: Holdout) -> None:
        self._recorder = recorder
        self._models = models
        self._holdout = holdout
        self._loader = Loader()
        self._standing: dict[Path, tuple[SavedFile, Stamp]] = {}
        self._last: tuple[Path, str] | None = None

    def install(self, functions: Functions) -> None:
        """Put the hooks in place."""
        functions.wrap(saving_api, "save_model", self._hook)
        functions.wrap(saving_api, "save_weights", self._hook)
        for name in ("save", "save_weights", "export"):
            wrap_method(Model, name, self._hook)

    def _hook(self, original: Wrapper) -> Wrapper:
        def save(model: Any, filepath: Any, *args: Any, **kwargs: Any) -> Any:
            result = original(model, filepath, *args, **kwargs)
            if not self._recorder.probing:
                with self._recorder.clock.section("recorder"):
                    self._note(model, Path(str(found(filepath))))
            return result

        return save

    def _note(self, model: Any, path: Path) -> None:
        absolute = path.absolute()
        if not (absolute.is_file() or _is_export(absolute)):
            return
        weights, model_id = weights_digest(model), self._models.describe(model)
        self._models.remember(model_id, weights)
        if self._recorder.search is not None or (absolute in self._standing and self._last == (absolute, weights)):
            return
        self._last = (absolute, weights)
        self._send(absolute, model_id, weights)

    def _send(self, path: Path, model_id: str | None, weights: str) -> None:
        record = SavedFile(
            id=self._recorder.number("saved"),
            at=self._recorder.tick(),
            cell=self._recorder.cell,
            path=self._named(path),
            format=_format(path),
            model=model_id,
            weights=weights,
            size=_size(path),
            after_fits=self._models.fits_behind(model_id, weights),
        )
        self._standing.pop(path, None)  # of many files the last ones are loaded
        self._standing[path] = record, _stamp(path)
        self._recorder.send("saved", record)

    def _named(self, path: Path) -> str:
        """The file's name, with its folder's where another file goes by that name; the same whenever it is saved."""
        if path in self._standing:
            return self._standing[path][0].path
        taken = any(other.name == path.name and other != path for other in self._standing)
        return f"{path.parent.name}/{path.name}" if taken else path.name

    # -- the end of the run --------------------------------------------------------------------------------------

    def settle(self, folder: Path, namespace: dict[str, Any]) -> None:
        """Record files that appeared without passing through Keras' own `save`; load what still stands."""
        for path in sorted(folder.glob("*")):
            known = path.absolute() in self._standing
            if not known and ((path.suffix in (*_MODELS, *_PICKLES) and path.is_file()) or _is_export(path)):
                self._send(path.absolute(), None, "")
        deadline = time.monotonic() + _SECONDS
        whole = [path for path, (record, _) in self._standing.items() if _is_whole(record) and path.is_file()]
        for path in whole[-_MOST_LOADED:]:
            if time.monotonic() < deadline:
                self._load(path, namespace)

    def _load(self, path: Path, namespace: dict[str, Any]) -> None:
        record, stamp = self._standing[path]
        if _stamp(path) != stamp:  # something else was put in its place since, and what it is the file must tell
            record = record.model_copy(update={"model": None, "weights": "", "size": _size(path)})
        with self._recorder.keras_at_work():
            model, loads, error = self._loader.load(path, namespace)
        changes: dict[str, Any] = {"loads": loads, "error": error}
        if model is not None:
            changes |= self._described(model, record)
        self._recorder.send("saved", record.model_copy(update=changes))

    def _described(self, model: Any, record: SavedFile) -> dict[str, Any]:
        try:
            model_id = self._models.describe(model)
            weights = record.weights or weights_digest(model)
            return {
                "weights": weights,
                "after_fits": record.after_fits if record.model else self._models.fits_behind(None, weights),
                "prediction": self._holdout.loaded(model, model_id, record.model),
            }
        except Exception as failure:  # noqa: BLE001  a class of the student's that loads may still do anything
            return {"error": f"loaded, but: {type(failure).__name__}: {failure}"[:500]}


def _format(path: Path) -> str:
    if path.is_dir():
        return "export"
    if path.suffix in _PICKLES:
        return "pickle"
    return "weights" if path.name.endswith(".weights.h5") else path.suffix.lstrip(".")


def _is_whole(record: SavedFile) -> bool:
    return f".{record.format}" in _MODELS


def _is_export(path: Path) -> bool:
    return (path / "saved_model.pb").is_file()


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(part.stat().st_size for part in path.rglob("*") if part.is_file())


def _stamp(path: Path) -> Stamp:
    told = os.stat(path)
    return told.st_mtime_ns, told.st_size
