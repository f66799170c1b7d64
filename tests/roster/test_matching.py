"""Submissions and the people of a roster."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.roster.matching import Matches, Named, match
from autograder.roster.reading import parse_roster

TABLE = """Identifier,Full name,ID number,Email address
Participant 11,"Núñez López, Ana",N100,ana.nunez@uni.example
Participant 12,Íñigo Etxeberria,N101,inigo@uni.example
Participant 13,Martín Juan,N102,martin@uni.example
Participant 14,Juan Martín,N103,juan@uni.example
Participant 15,Luis Pérez,N104,luis1@uni.example
Participant 16,Luis Perez,N105,luis2@uni.example
Participant 17,李小龍,N106,li@uni.example
"""
ROSTER = parse_roster(TABLE, "roster.csv")


def matched(*names: str | Named, **options: object) -> Matches:
    """The matches of submissions with these names."""
    items = [Named(submission=name) if isinstance(name, str) else name for name in names]
    return match(items, ROSTER, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Ana Núñez López", "N100"),
        ("nunez_lopez_ana", "N100"),
        ("NÚÑEZ LÓPEZ ana", "N100"),
        ("tl04-ana-nuñez-lopez", "N100"),
        ("Inigo  Etxeberria", "N101"),
        ("I\u0301n\u0303igo Etxeberria", "N101"),
        ("n101", "N101"),
        ("inigo", "N101"),
        ("INIGO@uni.example", "N101"),
        ("李小龍", "N106"),
    ],
)
def test_what_is_equal_after_normalisation_is_matched(name: str, number: str) -> None:
    """Accents, capitals, punctuation and the order of surname and name do not matter; ids and addresses are ids."""
    result = matched(name, assignment="tl04")
    assert [person.number for person in result.people.values()] == [number]
    assert result.unmatched == ()


@pytest.mark.parametrize("name", ["Ana Núñez", "Ana López Núñez", "Ana Nuñes López", "Etxebarria Íñigo"])
def test_near_names_are_suggested_and_never_applied(name: str) -> None:
    """One surname of two, or a slip, is for a person to confirm."""
    result = matched(name)
    assert result.people == {}
    assert result.unmatched[0].why == "nobody"
    assert result.unmatched[0].suggestions[0].person.number in {"N100", "N101"}
    assert len(result.absent) == 7


def test_nobody_is_suggested_for_a_name_like_none() -> None:
    """The submission is listed all the same."""
    assert [(item.submission, item.suggestions) for item in matched("Wolfgang Zzyzx").unmatched] == [
        ("Wolfgang Zzyzx", ())
    ]


@pytest.mark.parametrize("name", ["Luis Pérez", "juan martin"])
def test_names_of_several_people_are_left_to_a_person(name: str) -> None:
    """Two of the same name, or a name that is another's turned round."""
    item = matched(name).unmatched[0]
    assert item.why == "several-people"
    assert len(item.suggestions) == 2


def test_the_platforms_id_tells_people_of_one_name_apart() -> None:
    """As Moodle's folders carry it."""
    result = matched(
        Named(submission="Luis Pérez", participant="15"), Named(submission="Luis Pérez-2", participant="16")
    )
    assert {name: person.number for name, person in result.people.items()} == {
        "Luis Pérez": "N104",
        "Luis Pérez-2": "N105",
    }


def test_two_submissions_of_one_person_are_both_left() -> None:
    """Which of them counts is not for a program to say."""
    result = matched("Íñigo Etxeberria", "inigo")
    assert [(item.submission, item.why) for item in result.unmatched] == [
        ("Íñigo Etxeberria", "several-submissions"),
        ("inigo", "several-submissions"),
    ]


@pytest.mark.parametrize("who", ["N104", "luis1@uni.example", "15"])
def test_what_a_person_confirms_is_applied(who: str) -> None:
    """By number, address or platform id."""
    result = matched("Luis Pérez", confirmed={"luis pérez": who})
    assert result.people["Luis Pérez"].number == "N104"


def test_a_column_of_the_roster_may_name_the_submission() -> None:
    """The plainest way of all."""
    roster = parse_roster("Alumno;Entrega\nAna;x1\nEva;x2\n", "r")
    assert match([Named(submission="x2")], roster).people["x2"].shown == "Eva"


@given(st.lists(st.text(min_size=1, max_size=20), unique=True, max_size=8))
def test_no_submission_is_ever_dropped(names: list[str]) -> None:
    """Whatever its name: it is matched once, or listed once."""
    result = matched(*names)
    assert sorted([*result.people, *(item.submission for item in result.unmatched)]) == sorted(names)
    assert len({person.row for person in result.people.values()}) == len(result.people)
