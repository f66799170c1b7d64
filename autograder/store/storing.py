"""A grader that asks the store before it runs anything, and a batch whose grades are kept as they come."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from autograder.judging import Scored
from autograder.model.assignment import Assignment, Budget
from autograder.model.evidence import Evidence
from autograder.model.grade import Verdict
from autograder.model.submission import Rejected, Submission
from autograder.pipeline import Graded, Grader, whole
from autograder.store import batches, rules, verdicts
from autograder.store.batches import Batch, Entry, Setting
from autograder.store.database import Database
from autograder.store.desk import Desk
from autograder.store.documents import document_key, nameless
from autograder.store.key import Circumstances, code_digest
from autograder.store.runs import known


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


@dataclass(frozen=True)
class Recorded:
    """A batch under way in a store.

    `again`: how many of its submissions were graded before an interruption; `changed`: names of those whose content
    is not what the last grading into the same directory had.
    """

    database: Database
    grader: StoringGrader
    batch: Batch
    items: Mapping[str, Submission | Rejected]
    again: int
    changed: tuple[str, ...]

    @property
    def desk(self) -> Desk:
        """Where its runs are begun."""
        return self.grader.desk

    @cached_property
    def _judged_by(self) -> str:
        return rules.verdicts_digest(self.grader.judge)

    @cached_property
    def _lines(self) -> dict[str, str]:
        return verdicts.slow_lines(self.grader.assignment)

    def note(self, graded: Graded) -> None:
        """Keep a grade; nothing is lost after this returns."""
        item = self.items[graded.grade.submission]
        if not isinstance(item, Submission):
            with self.database.writing() as connection:
                batches.note(connection, self.batch.id, Entry(graded.grade))
            return
        keys = self.grader.keys(item, graded)
        reached = self._reached(item, graded, keys[0][0])
        with self.database.writing() as connection:
            batches.note(connection, self.batch.id, self._entry(graded, keys))
            if known(connection, [keys[0][0]]):
                verdicts.keep(connection, keys[0][0], self._lines, reached)

    def _entry(self, graded: Graded, keys: Sequence[tuple[str, bool]]) -> Entry:
        stands = not graded.trouble and graded.evidence[0].ending.kind != "machine-failed"
        return Entry(graded.grade, keys, self._judged_by if stands else None)

    def _reached(self, item: Submission, graded: Graded, run: str) -> dict[str, Verdict]:
        """What judging this again would take long for and the store does not know yet."""
        with self.database.reading() as connection:
            missing = self._lines.keys() - verdicts.recall(connection, run, self._lines).keys()
        if not missing or graded.evidence[0].ending.kind == "machine-failed" or graded.trouble:
            return {}
        return verdicts.reach(self.grader.judge.case(item, [Scored(evidence=graded.evidence[0])]), missing)

    def finish(self, results: Sequence[Graded]) -> None:
        """Everything is graded; what handing in late costs, which is known only now, is kept with it."""
        with self.database.writing() as connection:
            for graded in results:
                item = self.items[graded.grade.submission]
                if graded.grade.late is not None and isinstance(item, Submission):
                    entry = self._entry(graded, self.grader.keys(item, graded))
                    batches.note(connection, self.batch.id, entry)
            batches.finish(connection, self.batch.id)


@contextmanager
def recorded(
    database: Database,
    grader: Grader,
    versions: dict[str, str],
    directory: Path,
    data: str,
    items: Sequence[Submission | Rejected],
) -> Iterator[Recorded]:
    """The batch in which these are graded: begun, or the one that was interrupted gone on with."""
    with Desk(database) as desk:
        keeping = storing(grader, desk, versions)
        setting = Setting(
            data=data,
            source=grader.data.source,
            fingerprints=grader.data.fingerprints,
            budget=grader.budget,
            seeds=grader.seeds,
            versions=versions,
            isolation=grader.sandbox.isolation.level,
            code=keeping.here.code,
        )
        with database.writing() as connection:
            batch = batches.begin(connection, directory.resolve(), grader.judge, setting, items)
            before = batches.previous(connection, batch)
            rows = batches.entries(connection, batch.id)
            earlier = {row.name: row.submission for row in batches.entries(connection, before.id)} if before else {}
        yield Recorded(
            database,
            keeping,
            batch,
            {item.name: item for item in items},
            again=sum(row.status is not None for row in rows),
            changed=tuple(row.name for row in rows if earlier.get(row.name, row.submission) != row.submission),
        )
