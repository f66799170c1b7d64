"""The record of one run of one notebook: what really happened, with one seed and one budget.

Everything here was reported from inside the sandbox and is therefore a claim, but for the accuracies, which the
grader computes itself from `Prediction.values` and labels that never entered the sandbox. Durations are kept in
fields named `seconds` only, so that `Evidence.without_clocks` can leave them out of comparisons.
"""

from typing import Any, Literal

from pydantic import Field, JsonValue

from autograder.model.base import Frozen

PoolName = Literal["train", "validation", "test", "holdout", "unknown"]


class Environment(Frozen):
    """Where and how the run happened."""

    seed: int
    budget: str
    assignment: str
    packages: dict[str, str]
    python: str
    machine: str
    threads: int
    isolation: str
    data: dict[str, str]
    """Fingerprint of the pools by data set."""


class Axes(Frozen):
    """One panel of a figure."""

    title: str = ""
    x_label: str = ""
    y_label: str = ""
    line_labels: tuple[str, ...] = ()
    line_points: tuple[int, ...] = ()
    artists: int = 0


class Figure(Frozen):
    """A figure that the notebook drew with Matplotlib."""

    id: str
    at: int
    cell: int
    axes: tuple[Axes, ...]


class CellError(Frozen):
    """The exception that ended a cell."""

    kind: str
    message: str
    line: int | None = None


class CellRun(Frozen):
    """One executed cell."""

    index: int
    status: Literal["ok", "error", "interrupted", "running"]
    error: CellError | None = None
    output: str = ""
    cut_before: bool = False
    """The budget had run less than the student asked for, in this cell or before it, when this error occurred."""
    seconds: float = 0.0


class Rows(Frozen):
    """Which rows an array held, recognised by their content.

    `asked` counts the rows the student passed, and `asked_pools` the same by the pool they came from; `kept` counts
    those that were used, and `pools` the same by pool. `labels_wrong` counts kept rows whose label is none of their
    row's own.
    """

    dataset: str | None
    asked: int
    kept: int
    asked_pools: dict[PoolName, int] = {}
    pools: dict[PoolName, int] = {}
    labels_right: int = 0
    labels_wrong: int = 0
    low: float | None = None
    high: float | None = None
    mean: float | None = None


class Callback(Frozen):
    """A callback as it reached `fit`."""

    kind: str
    bases: tuple[str, ...]
    config: dict[str, JsonValue] = {}
    origin: Literal["student", "tuner"] = "student"

    def is_a(self, name: str) -> bool:
        """Whether it is Keras' class of this name or a subclass of it."""
        return name in self.bases


class Optimizer(Frozen):
    """An optimizer and its learning rate as fit began."""

    kind: str
    learning_rate: float | None = None
    schedule: str | None = None
    config: dict[str, JsonValue] = {}


class Inside(Frozen):
    """What a training did inside its model, where anybody looked: in graded trainings outside any search.

    Of single updates only bounds are known. An epoch of n updates that moves a kernel by the share m of its size makes
    updates of m/n on average at least (all in one direction), and of about m/√n where their directions are unrelated.
    """

    moves: tuple[float | None, ...] = ()
    """By epoch, the median over kernels of |W at its end − W at its beginning| / |W at its beginning|."""
    steps: tuple[int, ...] = ()
    """By epoch, the updates made."""
    silent: dict[str, float] = {}
    """By layer with a ReLU, the share of its units (channels of a convolution) that answered 0 to the whole sample."""
    sample: int = 0
    """Training rows in that sample."""


class Fit(Frozen):
    """One training of one model: `Model.fit`, a sequence of `train_on_batch`, or a loop of the student's own."""

    id: str
    at: int
    cell: int
    model: str
    via: Literal["fit", "train_on_batch", "custom"] = "fit"
    search: str | None = None
    trial: str | None = None
    rows: Rows
    validation: Rows | None = None
    validation_from: Literal["data", "split"] | None = None
    shared_rows: int = 0
    """Distinct rows that were both trained on and validated on more often than the data set holds copies."""
    statistics: dict[PoolName, int] = {}
    """Rows by pool whose mean and deviation standardise the images, where test rows are seen to be among them."""
    batch_size: int | None = None
    epochs_asked: int
    epochs_run: int
    callbacks: tuple[Callback, ...] = ()
    optimizer: Optimizer | None = None
    loss: str | None = None
    metrics: tuple[str, ...] = ()
    history: dict[str, tuple[float | None, ...]] = {}
    rates: tuple[float | None, ...] = ()
    """The optimizer's learning rate at the end of each epoch; None where it cannot be told."""
    stopped_by: str | None = None
    """The callback class that set `stop_training`, `budget` where the budget ended it, or None."""
    error: str | None = None
    inside: Inside | None = None
    seconds: float = 0.0


class Layer(Frozen):
    """One layer with its Keras configuration."""

    name: str
    kind: str
    config: dict[str, JsonValue]
    parameters: int


class Model(Frozen):
    """A model that was trained, evaluated or saved. `origin` says which search returned it, if one did."""

    id: str
    at: int
    cell: int
    kind: str
    layers: tuple[Layer, ...]
    parameters: int
    search: str | None = None
    rank: int | None = None
    """Position among the search's best models, 0 the best."""
    weights: str = ""
    """Digest of the weights when they were last seen."""
    repeats: bool | None = None
    """Whether the model answers the same inputs alike at inference; None where nobody looked."""
    varies: bool | None = None
    """Whether it answers the same inputs differently each time in training mode, as dropout and augmentation do."""


class HyperParameter(Frozen):
    """A declared dimension of the search space."""

    name: str
    kind: Literal["Float", "Int", "Choice", "Boolean", "Fixed", "Other"]
    low: float | None = None
    high: float | None = None
    step: float | None = None
    sampling: str | None = None
    values: tuple[JsonValue, ...] = ()


class Probe(Frozen):
    """What a hyperparameter changes: the model and training settings built at several of its values.

    `responses` maps a role (`optimizer.learning_rate`, `fit.batch_size`, `callback.EarlyStopping.patience`, …) to its
    value at each of `values`, and holds only the roles that differ between them.
    """

    hyperparameter: str
    values: tuple[JsonValue, ...]
    responses: dict[str, tuple[JsonValue, ...]] = {}
    complete: bool = True
    """False where the student's code could not be run again at other values; silence then proves nothing."""


class Trial(Frozen):
    """One point of the search space that was tried."""

    id: str
    status: str
    values: dict[str, JsonValue]
    score: float | None = None
    message: str = ""


class Search(Frozen):
    """A Keras Tuner search."""

    id: str
    at: int
    cell: int
    tuner: str
    bases: tuple[str, ...] = ()
    objective: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    trials_asked: int | None
    trials_run: int = 0
    executions_per_trial: int = 1
    space: tuple[HyperParameter, ...] = ()
    probes: tuple[Probe, ...] = ()
    trials: tuple[Trial, ...] = ()
    best_model_error: str | None = None
    """Why the best model could not be restored, for example because the tuner's checkpoint callback never ran."""
    seconds: float = 0.0


class GridSearch(Frozen):
    """A scikit-learn search over Keras models.

    Its trainings are the fits whose `search` is this id; `trial` is then the number of the candidate. The refit of the
    best candidate on all rows is a training outside any search.
    """

    id: str
    at: int
    cell: int
    kind: str
    bases: tuple[str, ...] = ()
    """Names of scikit-learn's own classes among the search's bases, nearest first."""
    estimator: str = ""
    """Class of the estimator searched over, or of the last step of a pipeline."""
    scoring: str | None = None
    parameters: dict[str, tuple[JsonValue, ...]]
    candidates_asked: int
    """Candidates that the whole grid holds, or that a random search draws."""
    candidates_run: int
    folds: int | None
    rows: Rows
    trials: tuple[Trial, ...] = ()
    """The candidates run: values by parameter, mean score over the folds, status COMPLETED or FAILED."""
    probes: tuple[Probe, ...] = ()
    best: dict[str, JsonValue] = {}
    best_model: str | None = None
    """The model refitted with the best candidate's values; None without a refit."""
    error: str | None = None
    seconds: float = 0.0


class Evaluation(Frozen):
    """A call of `Model.evaluate`, or `Model.predict` (then `results` is empty)."""

    id: str
    at: int
    cell: int
    model: str
    via: Literal["evaluate", "predict"]
    rows: Rows
    results: dict[str, float] = {}
    seconds: float = 0.0


class SavedFile(Frozen):
    """A model or weights file that the notebook wrote.

    At the end of the run each file that still stands is loaded as `keras.models.load_model` loads it.
    """

    id: str
    at: int
    cell: int
    path: str
    format: str
    model: str | None = None
    weights: str = ""
    size: int = 0
    after_fits: tuple[str, ...] = ()
    """The trainings that the model had behind it when it was saved."""
    loads: bool | None = None
    """Whether the file loads as a model; None where nobody tried (overwritten, or weights alone)."""
    error: str = ""
    """Why it does not load."""
    prediction: str | None = None
    """The loaded model's prediction on the holdout inputs, by its id."""


class Prediction(Frozen):
    """A model's raw output on the holdout inputs, in the holdout pool's order.

    `values` is base64 of little-endian float32 with shape `shape`; `route` says how the inputs got the student's
    preprocessing: they stood among the test images that the student prepared, or the preprocessing was repeated.
    """

    id: str
    at: int
    cell: int
    model: str
    dataset: str
    route: Literal["evaluated", "namespace", "repeated"]
    after_fits: tuple[str, ...] = ()
    shape: tuple[int, ...] = Field(max_length=8)
    values: str = Field(repr=False)


class Array(Frozen):
    """A NumPy array: base64 of its little-endian bytes in C order."""

    dtype: str = Field(max_length=8)
    shape: tuple[int, ...] = Field(max_length=8)
    data: str = Field(repr=False)


class Answer(Frozen):
    """What a function of the notebook returned when the grader called it after the last cell."""

    id: str
    at: int
    cell: int
    call: str
    """Id of the call in the job."""
    name: str | None = None
    """The name under which it was found; None where the notebook defines none of the names asked for."""
    values: tuple[Array, ...] = ()
    """What it returned as arrays: one, or one for each item of a tuple, list of arrays or dictionary (sorted keys)."""
    error: str | None = None
    """The exception it raised, or why what it returned is no array of numbers."""
    fault: Literal["raised", "nothing", "no-numbers", "too-large", "time-limit", "not-called", "no-function"] | None = (
        None
    )
    """Why there are no values. `not-called`: the run had no time left; `no-function`: its name holds something else."""
    inputs_changed: bool = False
    """Whether it wrote into the arguments it was given."""
    seconds: float = 0.0


class Tripwire(Frozen):
    """Something that honest notebooks do not do, seen from inside the run."""

    code: str = Field(max_length=40)
    cell: int
    detail: str = Field(max_length=2000)


class Made(Frozen):
    """Callbacks that the notebook constructed, whether or not they ever reached `fit`."""

    kind: str
    bases: tuple[str, ...]
    cell: int


class Ending(Frozen):
    """How the run ended, as the grader (not the notebook) saw it."""

    kind: Literal[
        "finished",
        "wall-limit",
        "cpu-limit",
        "memory-limit",
        "disk-limit",
        "output-limit",
        "died",
        "machine-failed",
    ]
    detail: str = ""


class Evidence(Frozen):
    """All that is known of one run; judging needs nothing else."""

    environment: Environment
    ending: Ending
    cells: tuple[CellRun, ...] = ()
    figures: tuple[Figure, ...] = ()
    models: tuple[Model, ...] = ()
    fits: tuple[Fit, ...] = ()
    searches: tuple[Search, ...] = ()
    grids: tuple[GridSearch, ...] = ()
    evaluations: tuple[Evaluation, ...] = ()
    saved: tuple[SavedFile, ...] = ()
    predictions: tuple[Prediction, ...] = ()
    answers: tuple[Answer, ...] = ()
    made: tuple[Made, ...] = ()
    tripwires: tuple[Tripwire, ...] = ()
    seconds: dict[str, float] = {}
    """Where the time went: exclusive seconds by section (training, validation, student, recorder, …)."""

    def without_clocks(self) -> dict[str, Any]:
        """The evidence as plain data with every duration removed: equal runs are equal here."""
        return _drop_clocks(self.model_dump(mode="json"))  # type: ignore[no-any-return]

    def model(self, identifier: str) -> Model | None:
        """The model with this id."""
        return next((model for model in self.models if model.id == identifier), None)

    def fits_of(self, search: Search | GridSearch) -> tuple[Fit, ...]:
        """The fits that a search ran, in order."""
        return tuple(fit for fit in self.fits if fit.search == search.id)

    def cell(self, index: int) -> CellRun | None:
        """The run of the cell at this index of the notebook."""
        return next((cell for cell in self.cells if cell.index == index), None)


def _drop_clocks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _drop_clocks(item) for key, item in value.items() if key != "seconds"}
    if isinstance(value, list):
        return [_drop_clocks(item) for item in value]
    return value
