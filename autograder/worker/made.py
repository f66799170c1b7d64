"""Callbacks that the notebook constructs, whether or not they ever reach `fit`."""

from typing import Any

from keras.src.callbacks.callback import Callback

from autograder.model.evidence import Made
from autograder.worker.library import is_tuners_own, library_bases
from autograder.worker.patching import Wrapper, wrap_method
from autograder.worker.recorder import Recorder


class MadeCallbacks:
    """Sends each kind of callback once per cell."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._sent: set[Made] = set()

    def install(self) -> None:
        """Put the hook in place."""
        wrap_method(Callback, "__init__", self._hook)

    def _hook(self, original: Wrapper) -> Wrapper:
        def __init__(callback: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
            original(callback, *args, **kwargs)
            if not self._recorder.probing and not self._recorder.inside_keras:
                self._note(type(callback))

        return __init__

    def _note(self, cls: type) -> None:
        bases = library_bases(cls)
        if len(bases) < 2 or is_tuners_own(cls):
            return
        made = Made(kind=cls.__name__, bases=bases, cell=self._recorder.cell)
        if made not in self._sent:
            self._sent.add(made)
            self._recorder.send("made", made)
