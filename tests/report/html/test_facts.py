"""What of a check's evidence is shown to whom."""

import pytest

from autograder.report.html.facts import Fact, all_facts, figure, own_facts

EVIDENCE = {
    "accuracies": [0.7123, None],
    "mean": 0.7123,
    "band": [0.66, 0.7163],
    "reference_mean": 0.688,
    "baseline": 0.12,
    "chance_of_wrong_fail": 0.001,
    "expected": [1, 2],
    "values": {"optimizer.learning_rate": [6e-05, 0.1]},
    "loads": True,
    "schedule": None,
}


def test_students_see_their_own() -> None:
    """Figures of their runs and the band; no reference, nothing that has no name here."""
    assert own_facts(EVIDENCE, "es") == (
        Fact(name="Exactitud con datos no vistos, por semilla", value="71,2 %; –"),
        Fact(name="Media", value="71,2 %"),
        Fact(name="Banda de referencia", value="66 % – 71,6 %"),
        Fact(name="Valores que prueba la búsqueda", value="optimizer.learning_rate: 6e-05; 0,1"),
        Fact(name="Se puede cargar", value="sí"),
    )


def test_instructors_see_everything() -> None:
    """Every key, in order, as it was recorded."""
    facts = all_facts(EVIDENCE)
    assert [fact.name for fact in facts] == list(EVIDENCE)
    assert facts[3].value == "0.688"


@pytest.mark.parametrize(("value", "shown"), [(3.0, "3"), (0.123456, "0,1235"), (50000.0, "50000"), (1e-5, "1e-05")])
def test_figures(value: float, shown: str) -> None:
    """Whole ones whole, others with four digits and the language's sign."""
    assert figure(value, "es") == shown
