"""Files that students handed in, read and repaired but never executed: paths in, submissions or rejections out."""

from autograder.intake.collect import collect
from autograder.intake.limits import LIMITS, Limits
from autograder.intake.reader import read

__all__ = ["LIMITS", "Limits", "collect", "read"]
