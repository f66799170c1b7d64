"""All operators, by family."""

from autograder.validity.operator import Operator
from autograder.validity.operators import data, model, results, saving, search, training, work

OPERATORS: tuple[Operator, ...] = (
    *data.OPERATORS,
    *search.OPERATORS,
    *training.OPERATORS,
    *model.OPERATORS,
    *results.OPERATORS,
    *saving.OPERATORS,
    *work.OPERATORS,
)
