"""A question's part of a run: what answers it, its trainings, the model that counts, its files and figures."""

from autograder.model.assignment import AnswerForm
from autograder.model.base import Frozen
from autograder.model.evidence import Figure, Fit, GridSearch, SavedFile, Search


class Section(Frozen):
    """A question's part of a run. `tuned` and `final` are ids of predictions on the holdout."""

    answer: AnswerForm = "search"
    search: Search | None = None
    grid: GridSearch | None = None
    """The scikit-learn search that counts: the last one that trained."""
    grids: tuple[GridSearch, ...] = ()
    """All of the question's scikit-learn searches, coarse and fine."""
    fits: tuple[Fit, ...] = ()
    """The trainings inside the search; for a question answered by training, all its trainings."""
    tuned_models: tuple[str, ...] = ()
    """Models that the search gave back as its best."""
    tuned: str | None = None
    final_fit: Fit | None = None
    final_fits: tuple[Fit, ...] = ()
    """All trainings of the final model, in order; of a model that a search gave back, its best trial's."""
    final_epochs: int = 0
    """Epochs asked for in all trainings of the final model together."""
    final: str | None = None
    saved: tuple[SavedFile, ...] = ()
    """Files that still stand at the end and may hold this question's model."""
    file: SavedFile | None = None
    """The one of them that counts."""
    figures: tuple[Figure, ...] = ()

    @property
    def found(self) -> bool:
        """Whether what answers the question ran at all."""
        if self.answer == "grid":
            return self.grid is not None
        if self.answer == "training":
            return bool(self.fits)
        return self.answer == "functions" or self.search is not None

    @property
    def cell(self) -> int | None:
        """The cell of what answers the question."""
        source = self.search or self.grid or self.final_fit or (self.fits[-1] if self.fits else None)
        return None if source is None else source.cell

    @property
    def all_failed(self) -> bool:
        """Whether the search got nothing as far as training."""
        return not self.fits and self.trials_failed

    @property
    def trials_failed(self) -> bool:
        """Whether no trial of the search came to its end."""
        source = self.search or self.grid
        return all(trial.status in ("FAILED", "INVALID") for trial in source.trials) if source else True
