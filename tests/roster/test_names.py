"""Names made comparable."""

import pytest

from autograder.roster.names import folded, words


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


def test_words_know_no_order() -> None:
    """Surname first or last, with the assignment's id anywhere."""
    assert words("tl04 Núñez, Ana", "tl04") == words("Ana Núñez") == ("ana", "nunez")


def test_a_name_of_nothing_but_the_assignment_stays() -> None:
    """It is then matched with nobody."""
    assert words("TL04", "tl04") == ("tl04",)
