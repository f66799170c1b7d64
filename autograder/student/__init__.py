"""What a student's notebook uses to check itself: `grader = Grader("tl04")`, then `grader.check("a")`.

Light enough to be imported by a notebook that is being graded: there `check` says nothing and costs nothing.
"""

from autograder.student.grader import Grader

__all__ = ["Grader"]
