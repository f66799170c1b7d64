"""What all checks' settings share: strict about names, so that a slip in a rubric is an error and not a silence."""

from pydantic import JsonValue

from autograder.checks.roles import as_number, close
from autograder.model.base import Frozen


class Settings(Frozen):
    """Base of a check's settings."""


class Bound(Frozen):
    """A condition on one value: in a range, one of several, or a multiple of another role's value."""

    low: float | None = None
    high: float | None = None
    among: tuple[JsonValue, ...] = ()
    times: float | None = None
    of: str | None = None
    """With `times`: the role that this value must be a multiple of, such as `ReduceLROnPlateau.patience`."""

    def holds(self, value: JsonValue, other: JsonValue = None) -> bool:
        """Whether a value meets the condition; relative error 1e-4, as rates are float32."""
        if self.among:
            return any(close(value, item) for item in self.among)
        figure = as_number(value)
        if figure is None:
            return False
        if self.times is not None:
            factor = as_number(other)
            return factor is not None and close(figure, self.times * factor)
        slack = 1e-9 + 1e-4 * abs(figure)
        return (self.low is None or figure >= self.low - slack) and (self.high is None or figure <= self.high + slack)

    def words(self) -> tuple[str, str]:
        """The condition in Spanish and English."""
        if self.among:
            return " o ".join(map(str, self.among)), " or ".join(map(str, self.among))
        if self.times is not None:
            return f"{self.times:g} veces {self.of}", f"{self.times:g} times {self.of}"
        if self.low is None:
            return f"como mucho {self.high:g}".replace(".", ","), f"at most {self.high:g}"
        if self.high is None:
            return f"al menos {self.low:g}".replace(".", ","), f"at least {self.low:g}"
        if self.low == self.high:
            return f"{self.low:g}".replace(".", ","), f"{self.low:g}"
        return f"entre {self.low:g} y {self.high:g}".replace(".", ","), f"between {self.low:g} and {self.high:g}"
