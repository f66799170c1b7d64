"""Every error the grader raises on purpose.

AutograderError              one line for a person: what, where, what to do
├── UsageError               the command was called wrongly                  (exit code 2)
├── SubmissionUnreadable     a submission that cannot be read                (status "rejected")
├── AssignmentInvalid        assignment.toml or a master has a mistake       (exit code 2)
├── CourseInvalid            autograder.toml has a mistake                   (exit code 2)
├── DataUnavailable          data missing, broken or not those expected      (exit code 2)
├── ClusterLost              the cluster is gone; what was graded is kept    (ends the command)
├── BandsUnavailable         no calibration for this data, budget, versions  (accuracy undetermined)
└── MachineFailure           the grader's machine failed, never the student  (verdict "undetermined")
    ├── SandboxUnavailable   this isolation level does not work here
    └── StoreUnavailable     runs and grades cannot be kept or read      (ends the command)
"""


class AutograderError(Exception):
    """An expected failure whose text is one clear line for the person at the keyboard, whatever it quotes."""

    def __str__(self) -> str:
        """The text, with line ends, terminal codes and invisible characters as Python writes them."""
        text = super().__str__()
        return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class UsageError(AutograderError):
    """The command was called with something it cannot use."""


class SubmissionUnreadable(AutograderError):
    """A submitted file is not a notebook that could be read or repaired."""


class AssignmentInvalid(AutograderError):
    """An assignment's definition contradicts itself or the registry of checks."""


class CourseInvalid(AutograderError):
    """A course's own settings contradict themselves or cannot be read."""


class DataUnavailable(AutograderError):
    """A data source cannot deliver what was asked; the text names the command that helps."""


class BandsUnavailable(AutograderError):
    """No reference band was calibrated for these data, this budget and these versions."""


class ClusterLost(AutograderError):
    """The scheduler that a batch runs on is gone: no fault of any run, so none is counted as failed."""


class MachineFailure(AutograderError):
    """The machine, not the student, prevented a result."""


class SandboxUnavailable(MachineFailure):
    """An isolation level cannot be established on this machine."""


class StoreUnavailable(MachineFailure):
    """The store is locked, full, broken or of another version; the text says which and what helps."""
