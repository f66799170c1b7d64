"""Scores on the platform's own scale: 9.5 of 10 is 95 where the platform counts to 100."""

from autograder.model.base import Frozen


class Scale(Frozen):
    """From our maximum to the platform's."""

    ours: float
    theirs: float

    def of(self, score: float) -> float:
        """The score on the platform's scale."""
        return score if self.same or not self.ours else score * self.theirs / self.ours

    @property
    def same(self) -> bool:
        """Whether both count to the same."""
        return abs(self.ours - self.theirs) < 1e-9

    @property
    def note(self) -> tuple[str, ...]:
        """What to tell the person at the keyboard."""
        return () if self.same else (f"the platform counts to {self.theirs:g}: scores of {self.ours:g} are scaled",)
