"""What many rows share, kept once and known by what it holds; and how anything is packed."""

import gzip
import zlib
from hashlib import sha256
from typing import Final, TypeVar

from pydantic import BaseModel
from pydantic_core import to_json
from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from autograder.errors import StoreUnavailable
from autograder.model.submission import Submission
from autograder.store.schema import documents

_LEVEL: Final = 5
Item = TypeVar("Item", bound=BaseModel)
_NAMELESS: Final = {"name": "", "path": "", "repairs": ()}


def packed(item: BaseModel) -> bytes:
    """A model as compressed JSON; equal models give equal bytes.

    NaN and infinity are constants: as text, which is how models write them, they would stay text where a field may
    hold anything.
    """
    return gzip.compress(to_json(item.model_dump(), inf_nan_mode="constants"), compresslevel=_LEVEL, mtime=0)


def unpacked(body: bytes) -> bytes:
    """The JSON again. Raises ValueError for bytes that are not whole."""
    try:
        return gzip.decompress(body)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from error


def document_key(item: BaseModel) -> str:
    """24 hexadecimal digits of what a document holds."""
    return sha256(f"{type(item).__name__}\0{item.model_dump_json()}".encode()).hexdigest()[:24]


def nameless(submission: Submission) -> Submission:
    """The work without who handed it in: equal work is one document, and names stand in one table only."""
    return submission.model_copy(update=_NAMELESS)


def put(connection: Connection, item: BaseModel) -> str:
    """Keep a document, once; returns its key."""
    key = document_key(item)
    known = connection.execute(select(documents.c.key).where(documents.c.key == key)).scalar()
    if known is None:
        connection.execute(insert(documents).values(key=key, body=packed(item)).on_conflict_do_nothing())
    return key


def get(connection: Connection, key: str, kind: type[Item]) -> Item:
    """A document as the model it was kept as."""
    body = connection.execute(select(documents.c.body).where(documents.c.key == key)).scalar()
    try:
        return kind.model_validate_json(unpacked(body or b""))
    except ValueError as error:
        raise StoreUnavailable(f"a {kind.__name__.lower()} in it cannot be read ({key}): grade again") from error
