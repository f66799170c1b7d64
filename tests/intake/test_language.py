"""What language a notebook says and shows that it is in."""

from typing import Any

import pytest

from autograder.intake.language import language_repairs, parses
from autograder.intake.reasons import Unreadable
from autograder.model.submission import Cell

from .build import PYTHON

KERAS = Cell(index=0, kind="code", source="import keras\n%matplotlib inline\nfor i in x:\n    !ls\nmodel?")


def codes_of(metadata: Any, *sources: str) -> list[str]:
    """The codes for a notebook with these metadata."""
    cells = tuple(Cell(index=index, kind="code", source=source) for index, source in enumerate(sources)) or (KERAS,)
    return [repair.code for repair in language_repairs(metadata, cells)]


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        (PYTHON, []),
        ({}, ["kernelspec-missing", "language-info-missing"]),
        ([], ["metadata-unreadable"]),
        ({**PYTHON, "colab": {"provenance": []}, "accelerator": "GPU"}, ["colab-metadata"]),
        ({**PYTHON, "kernelspec": {"name": "conda-env-tf", "language": "python"}}, ["kernelspec-unknown"]),
        ({**PYTHON, "kernelspec": 7}, ["kernelspec-missing"]),
        ({"kernelspec": {"name": "ir", "language": "R"}}, ["kernelspec-wrong"]),
        ({"kernelspec": {"name": "julia-1.9"}}, ["kernelspec-wrong"]),
    ],
)
def test_metadata(metadata: Any, expected: list[str]) -> None:
    """Python code runs whatever the metadata say, and each fault is named."""
    assert codes_of(metadata) == expected


@pytest.mark.parametrize(
    ("metadata", "sources", "language"),
    [
        (
            {"kernelspec": {"name": "ir", "language": "R"}},
            ["library(keras)", "x <- c(1, 2)", "f <- function(x) x"],
            "R",
        ),
        ({"kernelspec": {"name": "julia-1.9"}}, ["using Flux", "f(x) = 2x"], "Julia"),
        ({"language_info": {"name": "R"}}, ["x <- 1"], "R"),
    ],
)
def test_other_languages_are_refused(metadata: Any, sources: list[str], language: str) -> None:
    """R and Julia are named in the reason."""
    with pytest.raises(Unreadable) as caught:
        codes_of(metadata, *sources)
    assert f"The notebook is in {language}" in caught.value.reason.en


@pytest.mark.parametrize("source", ["x = ", "a\0b", "(" * 5_000, "x = 1\n" * 50_000])
def test_hopeless_code_does_not_parse(source: str) -> None:
    """Whatever Python's parser raises, the answer is no."""
    assert not parses(source)
