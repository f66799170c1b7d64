"""Where the time went, and how long grading will take."""

import pytest
from checks.build import edit, honest, tl04
from rich.console import Console

from autograder.model.evidence import Evidence, GridSearch
from autograder.report.timings import estimate, overhead, timings_table


def timed(**seconds: float) -> Evidence:
    """The honest run with these times."""
    return honest().model_copy(update={"seconds": seconds})


def test_overhead_is_what_is_not_the_notebooks_own() -> None:
    """Training, validation and the student's code are what bare Keras would cost."""
    assert overhead(timed(training=6, validation=2, student=1, recorder=1)) == (1, 10)
    assert overhead(timed()) == (0, 0)


@pytest.mark.parametrize(("language", "word"), [("es", "entrenamiento"), ("en", "training")])
def test_the_table_lists_parts_by_size(language: str, word: str) -> None:
    """Means over the runs, with their shares."""
    table = timings_table([timed(recorder=1, training=6), timed(recorder=1, training=8)], language)  # type: ignore[arg-type]
    console = Console(width=100, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(table)
    text = console.export_text()
    assert text.index(word) < text.index("7.00") < text.index("1.00")
    assert "87.5" in text


def test_no_runs_make_an_empty_table() -> None:
    """A batch in which nothing could be read."""
    assert timings_table([], "en").row_count == 2


def test_the_estimate_grows_with_what_will_be_trained() -> None:
    """Rows, epochs and trials; what is not training stays."""
    run = timed(training=10, validation=2, student=3)
    smoke, standard = tl04().budgets["smoke"], tl04().budgets["standard"]
    assert estimate(run, tl04(), smoke, smoke) == pytest.approx(15)
    # a: 3 trials of 2,500 rows and 60 epochs, b: 3; two final trainings of 2,500 rows and 20 epochs,
    # against 2 + 2 trials and 2 final trainings of 96 rows and 2 epochs.
    work = (6 * 2500 * 60 + 2 * 2500 * 20) / (6 * 96 * 2)
    assert estimate(run, tl04(), smoke, standard) == pytest.approx(3 + 12 * work)


def test_the_worked_examples_data_cost_the_same_in_every_budget() -> None:
    """They get the token budget; a run that trained nothing costs what it cost."""
    run = timed(training=10)
    mnist = edit(run, "fits", lambda item: True, rows=run.fits[0].rows.model_copy(update={"dataset": "mnist"}))
    assert estimate(mnist, tl04(), tl04().budgets["smoke"], tl04().budgets["standard"]) == pytest.approx(10)
    bare = run.model_copy(update={"fits": ()})
    assert estimate(bare, tl04(), tl04().budgets["smoke"], tl04().budgets["standard"]) == pytest.approx(10)


def test_a_grid_trains_more_candidates_with_a_larger_budget() -> None:
    """Each training of the one candidate that ran stands for as many as the planned budget lets run."""
    run = timed(training=10)
    grid = GridSearch(
        id="g", at=0, cell=0, kind="GridSearchCV", parameters={}, candidates_asked=6, candidates_run=1, folds=3,
        rows=run.fits[0].rows,
    )  # fmt: skip
    searched = run.model_copy(update={"fits": (run.fits[0].model_copy(update={"search": "g"}),), "grids": (grid,)})
    one = tl04().budgets["smoke"].model_copy(update={"candidates": 1})
    two = one.model_copy(update={"candidates": 2})
    assert estimate(searched, tl04(), one, two) == pytest.approx(20)
