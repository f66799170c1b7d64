"""A grader that asks the store before it runs anything, and a batch whose grades are kept as they come."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.judging import Scored
from autograder.model.assignment import Assignment, Budget
from autograder.model.evidence import Evidence
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded, Grader, whole
from autograder.store import batches
from autograder.store.batches import Batch, Setting
from autograder.store.database import Database
from autograder.store.desk import Desk
from autograder.store.documents import document_key, nameless
from autograder.store.key import Circumstances, code_digest


@dataclass(frozen=True)
class StoringGrader(Grader):
    """A grader that never runs what was run: by itself earlier, by another thread, or by another grader meanwhile.

    What is judged is always judged anew. May be used from many threads.
    """

    desk: Desk = field(kw_only=True)
    here: Circumstances = field(kw_only=True)

    def _evidence(self, submission: Submission, assignment: Assignment, budget: Budget, seed: int) -> Evidence:
        key = self.here.key(submission, assignment, budget, seed)

        def make() -> tuple[Scored, bool]:
            evidence = super(StoringGrader, self)._evidence(submission, assignment, budget, seed)
            worth = evidence.ending.kind != "machine-failed" and not self.cancel.is_set()
            return self.scored(evidence), worth

        return self.desk.run(key, document_key(nameless(submission)), make, self.cancel).evidence

    def keys(self, submission: Submission, graded: Graded) -> list[tuple[str, bool]]:
        """Under which keys a grade's runs are kept, in their order, and which of them is the whole one."""
        seeds = [run.environment.seed for run in graded.evidence]
        keys = [(self.here.key(submission, self.assignment, self.budget, seed), False) for seed in seeds]
        if graded.whole is not None:
            keys.append((self.here.key(submission, *whole(self.assignment, self.budget), self.seeds[0]), True))
        return keys


def storing(grader: Grader, desk: Desk, versions: dict[str, str]) -> StoringGrader:
    """The grader with a store. versions: of the packages that decide about accuracies."""
    parts = {name: getattr(grader, name) for name in Grader.__dataclass_fields__}
    here = Circumstances(grader.data.fingerprints, grader.sandbox.isolation.level, versions, code_digest())
    return StoringGrader(**parts, desk=desk, here=here)


class Recorded:
    """A batch under way in a store.

    `again`: how many of its submissions were graded before an interruption; `changed`: names of those whose content
    is not what the last grading into the same directory had.
    """

    def __init__(
        self,
        database: Database,
        grader: Grader,
        versions: dict[str, str],
        directory: Path,
        data: str,
        items: Sequence[Submission | Rejected],
    ) -> None:
        self._database = database
        with ExitStack() as stack:
            self.desk = stack.enter_context(Desk(database))
            self._begin(grader, versions, directory, data, items)
            self._stack = stack.pop_all()

    def _begin(
        self,
        grader: Grader,
        versions: dict[str, str],
        directory: Path,
        data: str,
        items: Sequence[Submission | Rejected],
    ) -> None:
        self.grader = storing(grader, self.desk, versions)
        self._items = {item.name: item for item in items}
        setting = Setting(
            data=data,
            source=grader.data.source,
            fingerprints=grader.data.fingerprints,
            budget=grader.budget,
            seeds=grader.seeds,
            versions=versions,
            isolation=grader.sandbox.isolation.level,
            code=self.grader.here.code,
        )
        with self._database.writing() as connection:
            self.batch: Batch = batches.begin(connection, directory.resolve(), grader.judge, setting, items)
            before = batches.previous(connection, self.batch)
            rows = batches.entries(connection, self.batch.id)
            earlier = {row.name: row.submission for row in batches.entries(connection, before.id)} if before else {}
        self.again = sum(row.status is not None for row in rows)
        self.changed = [row.name for row in rows if earlier.get(row.name, row.submission) != row.submission]

    def note(self, graded: Graded) -> None:
        """Keep a grade; nothing is lost after this returns."""
        item = self._items[graded.grade.submission]
        keys = self.grader.keys(item, graded) if isinstance(item, Submission) else []
        with self._database.writing() as connection:
            batches.note(connection, self.batch.id, graded.grade, keys)

    def finish(self, results: Sequence[Graded]) -> None:
        """Everything is graded; what handing in late costs, which is known only now, is kept with it."""
        with self._database.writing() as connection:
            for graded in results:
                item = self._items[graded.grade.submission]
                if graded.grade.late is not None and isinstance(item, Submission):
                    batches.note(connection, self.batch.id, graded.grade, self.grader.keys(item, graded))
            batches.finish(connection, self.batch.id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
