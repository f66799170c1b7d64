"""Rows where they must not be, and labels that are not their rows': in trainings, searches and measurements."""

from autograder.checks.settings import Settings
from autograder.checks.verdicts import Fault, both
from autograder.model.evidence import Evaluation, Fit, GridSearch, Rows

_FEW = 0.005
"""The share of rows below which a finding may be a row taken for another; a real mistake concerns hundreds."""
_MISLABELLED = 0.01
_LISTENERS = ("EarlyStopping", "ReduceLROnPlateau")


class Nouns(Settings):
    """What the rows of a data set are called; `distinct` agrees in gender."""

    one_es: str
    many_es: str
    distinct_es: str
    one_en: str
    many_en: str


IMAGES = Nouns(one_es="imagen", many_es="imágenes", distinct_es="distintas", one_en="image", many_en="images")
TEXTS = Nouns(one_es="texto", many_es="textos", distinct_es="distintos", one_en="text", many_en="texts")
ROWS = Nouns(one_es="fila", many_es="filas", distinct_es="distintas", one_en="row", many_en="rows")


def search_leaks(fit: Fit, nouns: Nouns) -> list[Fault]:
    """What is wrong with the rows of a search's training."""
    faults = [*trained_on_test(fit, nouns), *mislabelled(fit, nouns)]
    tested = test_rows(fit.validation)
    if tested:
        text = both(
            f"La búsqueda valida con {tested} {nouns.many_es} de test: el test elige los hiperparámetros y deja de "
            "medir.",
            f"The search validates on {tested} test {nouns.many_en}: the test set chooses the hyperparameters and no "
            "longer measures anything.",
        )
        faults.append(Fault(cause="test-as-validation", cell=fit.cell, message=text))
    return [*faults, *shared(fit, nouns)]


def shared(fit: Fit, nouns: Nouns) -> list[Fault]:
    """Rows that are both trained on and validated on."""
    if fit.shared_rows <= _FEW * fit.rows.kept:
        return []
    text = both(
        f"Hay {nouns.many_es} que están a la vez en entrenamiento y en validación ({fit.shared_rows} "
        f"{nouns.distinct_es}).",
        f"Some {nouns.many_en} are in the training and in the validation data ({fit.shared_rows} distinct ones).",
    )
    return [Fault(cause="validation-leak", cell=fit.cell, message=text)]


def mislabelled(fit: Fit, nouns: Nouns) -> list[Fault]:
    """Labels that are not their rows' own."""
    share = _wrong_share(fit.rows)
    if share is None:
        return []
    text = both(
        f"El {share} % de las etiquetas no corresponde a su {nouns.one_es}.",
        f"{share} % of the labels do not belong to their {nouns.one_en}.",
    )
    return [Fault(cause="labels-misaligned", cell=fit.cell, message=text)]


def measured_wrongly(item: Evaluation, nouns: Nouns) -> list[Fault]:
    """Labels given to a measurement that are not its rows' own, such as the training set's for the test set."""
    share = _wrong_share(item.rows)
    if share is None:
        return []
    text = both(
        f"Al evaluar, el {share} % de las etiquetas no corresponde a su {nouns.one_es}: la medida no vale.",
        f"In the evaluation {share} % of the labels do not belong to their {nouns.one_en}: it measures nothing.",
    )
    return [Fault(cause="labels-misaligned", cell=item.cell, message=text)]


def _wrong_share(rows: Rows) -> str | None:
    total = rows.labels_right + rows.labels_wrong
    if total <= 0 or rows.labels_wrong <= _MISLABELLED * total:
        return None
    return f"{100 * rows.labels_wrong / total:.0f}"


def trained_on_test(fit: Fit, nouns: Nouns) -> list[Fault]:
    """Test rows that are trained on."""
    rows = test_rows(fit.rows)
    if not rows:
        return []
    text = both(f"Se entrena con {rows} {nouns.many_es} de test.", f"{rows} test {nouns.many_en} are trained on.")
    return [Fault(cause="test-leak", cell=fit.cell, message=text)]


def normalised_by_test(fit: Fit, nouns: Nouns) -> list[Fault]:
    """A mean and deviation to normalise with that were taken of test rows, too."""
    rows = fit.statistics.get("test", 0)
    if not rows:
        return []
    text = both(
        f"La media y la desviación con las que se normaliza salen también de {rows} {nouns.many_es} de test: han de "
        "calcularse solo con las de entrenamiento.",
        f"The mean and deviation used to normalise are also taken of {rows} test {nouns.many_en}: they must come from "
        "training data alone.",
    )
    return [Fault(cause="statistics-leak", cell=fit.cell, cost=0.5, message=text)]


def searched_on_test(grid: GridSearch, nouns: Nouns) -> list[Fault]:
    """Test rows among those that a scikit-learn search trains and validates on."""
    rows = test_rows(grid.rows)
    if not rows:
        return []
    text = both(
        f"La búsqueda usa {rows} {nouns.many_es} de test: el test elige los hiperparámetros y deja de medir.",
        f"The search uses {rows} test {nouns.many_en}: the test set chooses the hyperparameters and no longer "
        "measures anything.",
    )
    return [Fault(cause="test-leak", cell=grid.cell, message=text)]


def chosen_by_test(fit: Fit) -> list[Fault]:
    """The final training may show the test set's curves; a callback that listens to them chooses by the test set."""
    if not test_rows(fit.validation):
        return []
    for item in fit.callbacks:
        monitor = str(item.config.get("monitor", ""))
        if any(item.is_a(kind) for kind in _LISTENERS) and monitor.startswith("val_"):
            text = both(
                f"En el entrenamiento final, {item.kind} vigila {monitor} y esos datos son los de test: el test decide "
                "y deja de medir.",
                f"In the final training {item.kind} monitors {monitor}, and those data are the test set: it decides "
                "and no longer measures.",
            )
            return [Fault(cause="test-as-validation", cell=fit.cell, cost=0.5, message=text)]
    return []


def validated_on_test(fit: Fit, nouns: Nouns) -> list[Fault]:
    """A training whose only validation is the test set."""
    tested = test_rows(fit.validation)
    if not tested:
        return []
    text = both(
        f"Se valida con {tested} {nouns.many_es} de test: el test guía el entrenamiento y deja de medir.",
        f"{tested} test {nouns.many_en} validate: the test set guides the training and no longer measures anything.",
    )
    return [Fault(cause="test-as-validation", cell=fit.cell, message=text)]


def test_rows(rows: Rows | None) -> int:
    """Test rows among these, if they are more than a few taken for another."""
    count = rows.asked_pools.get("test", 0) if rows is not None else 0
    return count if rows is not None and count > _FEW * rows.asked else 0
