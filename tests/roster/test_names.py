"""Names made comparable."""

import pytest

from autograder.roster.names import folded, turned


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Núñez-López, Ana", "nunez lopez ana"),
        ("O'Neill_Søren", "o neill soren"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łukasz Æsir", "lukasz aesir"),
        ("李小龍", "李小龍"),
        ("Иван", "иван"),
        ("  ", ""),
    ],
)
def test_folded(name: str, expected: str) -> None:
    """Accents, capitals and punctuation go; letters of other scripts stay."""
    assert folded(name) == expected


def test_surname_first_or_last() -> None:
    """With the assignment's id anywhere."""
    assert turned("tl04 Núñez López, Ana", "tl04") == turned("Ana Núñez López") == ("ana", "nunez", "lopez")
    assert turned("López ana núñez") == turned("Ana Núñez López")


def test_other_surnames_are_another_person() -> None:
    """The father's and the mother's the other way round are a cousin's."""
    assert turned("Ana López Núñez") != turned("Ana Núñez López")


def test_a_name_of_nothing_but_the_assignment_stays() -> None:
    """It is then matched with nobody."""
    assert turned("TL04", "tl04") == ("tl04",)
