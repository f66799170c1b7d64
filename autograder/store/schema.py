"""The tables of a store, as the newest revision in `migrations/` leaves them.

Names of students stand in `gradings` alone: documents and runs are known by what they hold. Columns named `body` are
gzip of JSON; times are ISO 8601 in UTC and only for people to read, nothing is decided by them.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()

documents = Table(
    "documents",
    metadata,
    Column("key", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""Submissions without their names, rubrics, calibrations, handed-out notebooks: what many batches share."""

runs = Table(
    "runs",
    metadata,
    Column("key", String, primary_key=True),
    Column("submission", String, nullable=False, index=True),
    Column("assignment", String, nullable=False),
    Column("budget", String, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("ending", String, nullable=False),
    Column("created", String, nullable=False),
    Column("accuracies", JSON, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("answers", LargeBinary),
)
"""Evidence by `autograder.store.key`. `submission` is the document for which it was run first.

`answers` holds what functions answered, often most of it; where it is null, `body` is all there is.
"""

verdicts = Table(
    "verdicts",
    metadata,
    Column("run", String, ForeignKey("runs.key", ondelete="CASCADE"), primary_key=True),
    Column("line", String, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""What judging that takes long came to, by run and `autograder.store.verdicts`' digest of the line."""

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("identity", String, nullable=False, index=True),
    Column("parent", Integer, ForeignKey("batches.id", ondelete="SET NULL")),
    Column("directory", String, nullable=False, index=True),
    Column("assignment", String, nullable=False),
    Column("setting", JSON, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("created", String, nullable=False),
    Column("finished", String),
    sqlite_autoincrement=True,
)
"""One grading of a list of submissions. `parent`: the batch that this one judged anew."""

gradings = Table(
    "gradings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", Integer, ForeignKey("batches.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("name", String, nullable=False, index=True),
    Column("path", String, nullable=False),
    Column("submission", String, index=True),
    Column("status", String),
    Column("score", Float),
    Column("body", LargeBinary),
    Column("created", String),
    Column("judged_by", String),
    UniqueConstraint("batch", "name"),
)
"""One submission of a batch, waiting (`status` is null) or graded. `submission` is null for what nobody could read.

`judged_by` is `autograder.store.rules.verdicts_digest`, null where the verdicts are not to be taken for granted.
"""

grading_runs = Table(
    "grading_runs",
    metadata,
    Column("grading", Integer, ForeignKey("gradings.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("run", String, ForeignKey("runs.key"), nullable=False, index=True),
    Column("whole", Boolean, nullable=False),
)
"""What a grade rests on, in the order of the seeds. `whole`: the run that got all it asks for, to excuse errors."""

owners = Table(
    "owners",
    metadata,
    Column("id", String, primary_key=True),
    Column("place", String, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", String, nullable=False),
    Column("beats", Integer, nullable=False),
)
"""Graders at work. `place` is where `pid` means something; `beats` grows as long as the grader lives."""

claims = Table(
    "claims",
    metadata,
    Column("run", String, primary_key=True),
    Column("owner", String, ForeignKey("owners.id", ondelete="CASCADE"), nullable=False),
)
"""Runs under way, and whose."""

Index("gradings_by_batch", gradings.c.batch, gradings.c.place)
