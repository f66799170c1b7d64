"""Where in a run each question is answered; notebooks carry no marks.

How it is found depends on what answers it: a Keras Tuner search (`locate_search`), a scikit-learn search
(`locate_grid`), or training alone (`locate_training`). Functions are called by name and have no place.
"""

from autograder.checks.locate_grid import grid_sections
from autograder.checks.locate_search import search_sections
from autograder.checks.locate_training import training_section
from autograder.checks.section import Section
from autograder.model.assignment import Assignment, Question
from autograder.model.evidence import Evidence

__all__ = ["Section", "locate"]


def locate(assignment: Assignment, evidence: Evidence) -> dict[str, Section]:
    """The section of every question: an empty one where what answers it is missing, another's where it continues that.

    Several questions answered by training share all trainings that no other question lays claim to: nothing in a run
    says which of them they belong to.
    """
    dataset = assignment.graded_dataset
    own = tuple(question for question in assignment.questions if question.continues is None)
    sections = search_sections(_answered(own, "search"), evidence, dataset)
    sections |= grid_sections(_answered(own, "grid"), evidence, dataset)
    training = _answered(own, "training")
    if training:
        section = training_section(evidence, dataset, tuple(sections.values()))
        sections |= dict.fromkeys((question.id for question in training), section)
    sections |= {question.id: Section(answer="functions") for question in _answered(own, "functions")}
    return {question.id: sections[question.continues or question.id] for question in assignment.questions}


def _answered(questions: tuple[Question, ...], answer: str) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.answer == answer)
