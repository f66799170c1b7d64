"""Whether the data are split as asked: so many rows train, so many validate."""

from typing import Literal

from autograder.checks.leaks import IMAGES, TEXTS, Nouns
from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both
from autograder.model.evidence import Fit


class SplitSettings(Settings):
    """How many rows may train and validate (None: any number), and what they are."""

    train_rows: tuple[int, int] | None = None
    validation_rows: tuple[int, int] | None = None
    validation: bool = True
    """Whether a training needs validation data at all; a search with Keras Tuner or scikit-learn has its own."""
    rows: Literal["images", "texts"] = "images"
    test_rows: int | None = None
    """The test set's size, where validating on a part of it and measuring on the rest is as good an answer."""

    @property
    def nouns(self) -> Nouns:
        """What the rows are called."""
        return IMAGES if self.rows == "images" else TEXTS


def split_faults(fit: Fit, settings: SplitSettings, whose: str) -> list[Fault]:
    """What is wrong with the numbers of rows of one training; `whose` is "search" or "training"."""
    validated = fit.validation.asked if fit.validation is not None else 0
    if _within(fit.rows.asked, settings.train_rows) and _within(validated, settings.validation_rows):
        return []
    if not validated:
        return [unvalidated(fit.cell, whose)]
    swapped = validated > fit.rows.asked
    nouns = settings.nouns
    text = both(
        f"La división no es la pedida: se entrena con {fit.rows.asked} {nouns.many_es} y se valida con {validated}."
        + (" Parece que falta el signo menos en el corte." if swapped else ""),
        f"The split is not the one asked for: {fit.rows.asked} {nouns.many_en} train and {validated} validate."
        + (" A minus sign seems to be missing in the slice." if swapped else ""),
    )
    return [Fault(cause="split-wrong", cell=fit.cell, message=text, cost=0.5)]


def unvalidated(cell: int | None, whose: str) -> Fault:
    """A training or a search without validation data."""
    if whose == "search":
        text = both("La búsqueda no tiene datos de validación.", "The search has no validation data.")
    else:
        text = both("Se entrena sin datos de validación.", "The training has no validation data.")
    return Fault(cause="split-wrong", cell=cell, message=text, cost=0.5)


def _within(count: int, bounds: tuple[int, int] | None) -> bool:
    return bounds is None or bounds[0] <= count <= bounds[1]
