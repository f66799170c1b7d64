"""How a rubric describes functions: their names, the inputs they are called with, and what is right."""

from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, field_validator, model_validator

from autograder.checks.expectations import Band, Distribution, Tolerance, Within
from autograder.checks.inputs import Inputs
from autograder.checks.references import REFERENCES
from autograder.checks.settings import Settings
from autograder.model.base import Text


class Reference(Settings):
    """A function of `checks/references`; `with` are arguments it gets beside those of the call."""

    name: str
    extra: dict[str, Any] = Field(default={}, alias="with")

    @field_validator("name")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in REFERENCES:
            raise ValueError(f"there is no reference {name!r}: known are {', '.join(REFERENCES)}")
        return name

    def answer(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What it returns for these arguments."""
        with np.errstate(all="ignore"):  # a slip may overflow
            return REFERENCES[self.name](*args, **{**kwargs, **self.extra})


def _several(value: Any) -> Any:
    """One reference or several, each by its name or as a table."""
    items = value if isinstance(value, list | tuple) else [value]
    return [{"name": item} if isinstance(item, str) else item for item in items]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else [value]


References = Annotated[tuple[Reference, ...], BeforeValidator(_several)]


class Mistake(Settings):
    """A typical slip: an answer that is wrong and is what this gives is explained by `text`."""

    reference: References = ()
    expected: Any = None
    distribution: Annotated[tuple[Distribution, ...], BeforeValidator(_listed)] = ()
    cause: str = "function-wrong"
    text: Text

    @model_validator(mode="after")
    def _says(self) -> Self:
        if not (self.reference or self.distribution) and self.expected is None:
            raise ValueError("a mistake names what it gives: a reference, a value or a distribution")
        return self


class FunctionCase(Inputs, Tolerance):
    """One call and what is right: any of the references, a value, bounds, a distribution (any of several) or a band.

    `share` weighs it against the function's other cases; `text` says what is wrong when it fails.
    """

    title: Text | None = None
    share: float = Field(default=1.0, gt=0)
    text: Text | None = None
    cause: str = "function-wrong"
    reference: References = ()
    expected: Any = None
    within: Within | None = None
    distribution: Annotated[tuple[Distribution, ...], BeforeValidator(_listed)] = ()
    band: Band | None = None
    mistakes: tuple[Mistake, ...] = ()

    @property
    def expectations(self) -> int:
        """How many ways of being right it names."""
        given = (self.reference, self.expected is not None, self.within, self.distribution, self.band)
        return sum(map(bool, given))


class Function(Settings):
    """A function by its names, the prescribed one first; its own cases, or else those of the whole check.

    `reference` holds for each of its cases that says nothing else, `mistakes` for all; `seconds` are of processor time.
    """

    names: tuple[str, ...] = Field(min_length=1)
    share: float = Field(default=1.0, gt=0)
    reference: References = ()
    mistakes: tuple[Mistake, ...] = ()
    cases: tuple[FunctionCase, ...] = ()
    drive: Literal["call", "callback"] = "call"
    seconds: float = Field(default=5.0, gt=0)


class FunctionSettings(Settings):
    """One function (`names`, `cases`, …) or several (`functions`); each gives its share of the points.

    writes  the share of its points that a function loses for writing into its arguments
    """

    names: tuple[str, ...] = ()
    reference: References = ()
    mistakes: tuple[Mistake, ...] = ()
    drive: Literal["call", "callback"] = "call"
    seconds: float = Field(default=5.0, gt=0)
    functions: tuple[Function, ...] = ()
    cases: tuple[FunctionCase, ...] = ()
    writes: float = Field(default=0.1, ge=0, le=1)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.names) == bool(self.functions):
            raise ValueError("either names or functions must be given")
        for function in self.all_functions():
            if not function.cases:
                raise ValueError(f"{function.names[0]} has no cases")
            for case in function.cases:
                if case.expectations != 1:
                    raise ValueError(
                        f"{function.names[0]}: a case names {case.expectations} ways of being right, not one"
                    )
                if function.drive == "callback" and len(case.args) != 1:
                    raise ValueError(f"{function.names[0]}: a callback is driven with one list of losses")
        return self

    def all_functions(self) -> tuple[Function, ...]:
        """Every function with its cases complete."""
        one = {name: getattr(self, name) for name in ("names", "reference", "mistakes", "drive", "seconds")}
        functions = self.functions or (Function.model_construct(**one, share=1.0, cases=()),)
        return tuple(self._completed(function) for function in functions)

    def _completed(self, function: Function) -> Function:
        cases = tuple(_with_defaults(case, function) for case in function.cases or self.cases)
        return function.model_copy(update={"cases": cases})


def _with_defaults(case: FunctionCase, function: Function) -> FunctionCase:
    reference = case.reference if case.expectations else function.reference
    return case.model_copy(update={"reference": reference, "mistakes": (*case.mistakes, *function.mistakes)})
