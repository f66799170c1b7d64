"""Operators: each changes what it says, where it applies, and leaves Python that compiles."""

import ast

import pytest
from checks.build import ROOT

from autograder.model.submission import Cell
from autograder.settings import Home
from autograder.validity.catalogue import reference_cells
from autograder.validity.operator import FAMILIES, Operator
from autograder.validity.operators import OPERATORS

HOME = Home(ROOT)
ASSIGNMENTS = sorted(path.parent.name for path in HOME.solutions.glob("*/mutants.toml"))
BY_ID = {operator.id: operator for operator in OPERATORS}
CELLS = {name: reference_cells(HOME, name) for name in ASSIGNMENTS}


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.id)
def test_changes_the_source_and_leaves_python(operator: Operator) -> None:
    """Every operator has a place in some reference solution, and what it makes there parses and differs."""
    places = 0
    for cells in CELLS.values():
        for site in operator.sites(cells):
            cell = cells[site.cell]
            places += 1
            assert site.source != cell.source
            if cell.kind == "code":
                ast.parse(site.source)
    assert places


def test_a_good_number_of_each_family() -> None:
    """At least thirty operators, all families among them, ids unique, each with its source in words."""
    assert len(OPERATORS) >= 30
    assert len(BY_ID) == len(OPERATORS)
    assert {operator.family for operator in OPERATORS} == set(FAMILIES)
    assert all(operator.about.endswith(".") and "(" in operator.about for operator in OPERATORS)


def made(name: str, source: str, kind: str = "code") -> list[tuple[str, str]]:
    """Names of the places and the sources that an operator makes of one cell."""
    cell = Cell.model_validate({"index": 0, "kind": kind, "source": source})
    return [(site.name, site.source) for site in BY_ID[name].sites([cell])]


@pytest.mark.parametrize(
    ("name", "source", "wanted"),
    [
        ("not-scaled", 'x = a.astype("float32") / 255', 'x = a.astype("float32")'),
        ("minus-dropped", "a, b = x[:-10], x[-10:]", "a, b = x[:10], x[-10:]"),
        ("minus-dropped", "a = x[:-10]\nb = y[:-10]", "a = x[:10]\nb = y[:10]"),
        ("minus-dropped-of-validation", "a, b = x[:-10], x[-10:]", "a, b = x[:-10], x[10:]"),
        ("validated-on-test", "t.search(x, y, (x_val, y_val))", "t.search(x, y, (x_test, y_test))"),
        ("trained-on-test", "m.fit(x_train, y_train, epochs=2)", "m.fit(x_test, y_test, epochs=2)"),
        ("unpacked-in-reverse", "(a, b), (c, d) = load_data()", "(c, d), (a, b) = load_data()"),
        ("range-lowered", 'Float("a", min_value=0.1, max_value=2)', 'Float("a", min_value=0.001, max_value=0.02)'),
        ("choices-left-out", 'p = hp.Choice("p", [2, 5, 10])', 'p = hp.Choice("p", [2, 5])'),
        ("hyperparameter-ignored", 'p = hp.Choice("p", [2, 5])', 'p = (hp.Choice("p", [2, 5]), 2)[1]'),
        ("tuner-callbacks-dropped", 'kwargs["callbacks"] += [a]', 'kwargs["callbacks"] = [a]'),
        ("patience-not-doubled", "EarlyStopping(patience=2 * patience)", "EarlyStopping(patience=patience)"),
        ("dropout-left-out", "[a(), layers.Dropout(0.5), b()]", "[a(), b()]"),
        ("measured-on-training", "m.evaluate(x_test, y_test, verbose=0)", "m.evaluate(x_train, y_train, verbose=0)"),
        ("saved-untrained", 'model.save("m.keras")', 'keras.models.clone_model(model).save("m.keras")'),
        ("nan-goes-on", "stop = not np.isfinite(loss) or loss > 3", "stop = loss > 3"),
    ],
)  # fmt: skip
def test_makes_the_mistake_it_names(name: str, source: str, wanted: str) -> None:
    """One change, in one place, and nothing else."""
    assert [made_source for _, made_source in made(name, source)] == [wanted]


def test_places_are_named_by_cell_class_and_function() -> None:
    """Two places of one function are told apart by a number."""
    source = "class A:\n    def fit(self):\n        EarlyStopping(patience=1); EarlyStopping(patience=2)\n"
    assert [name for name, _ in made("patience-zero", source)] == ["c1.A.fit", "c1.A.fit-2"]


def test_a_parameter_that_is_ignored_is_the_default() -> None:
    """One mutant for each parameter with a number as its default that the function uses."""
    source = "def f(x, alpha=0.1, beta=2):\n    return alpha * x + g(beta)\n"
    assert [text for _, text in made("parameter-ignored", source)] == [
        "def f(x, alpha=0.1, beta=2):\n    return 0.1 * x + g(beta)\n",
        "def f(x, alpha=0.1, beta=2):\n    return alpha * x + g(2)\n",
    ]


def test_texts_change_only_in_text_cells() -> None:
    """A conclusion goes; a label of a few words is none."""
    long = " ".join(["palabra"] * 30)
    assert made("conclusion-left-out", long, "markdown") == [("c1", "")]
    assert made("conclusion-left-out", "## Datos", "markdown") == []
    assert made("conclusion-left-out", f"# {long}") == []
