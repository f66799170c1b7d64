"""Grading without names: who is who stands in one file, which its owner keeps."""

import hmac
import json
import os
import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Self

from autograder.errors import UsageError
from autograder.model.base import Text
from autograder.model.submission import Rejected, Submission

_CHARACTERS: Final = 12
_KEY_BYTES: Final = 32


@dataclass(frozen=True)
class KeyFile:
    """A secret key and the names met so far. Equal names have equal pseudonyms under one key, in every assignment."""

    path: Path
    key: bytes = field(repr=False)
    students: dict[str, str] = field(default_factory=dict, repr=False)
    """Names by pseudonym."""

    @classmethod
    def read(cls, path: Path) -> Self:
        """The file's content. Raises UsageError for a file that is missing or something else."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            key = bytes.fromhex(found["key"])
            students = dict(found["students"])
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}; it is the file that --anonymous made") from error
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path} is no key file: choose another name and --anonymous makes one") from error
        if len(key) < _KEY_BYTES:
            raise UsageError(f"{path}: its key is too short: choose another name and --anonymous makes one")
        return cls(path, key, students)

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file, made with a new key where there is none."""
        if path.exists():
            return cls.read(path)
        made = cls(path, secrets.token_bytes(_KEY_BYTES))
        made.write()
        return made

    def pseudonym(self, name: str) -> str:
        """The student's id: HMAC-SHA256 of the name under the key, its first 60 bits in base 32."""
        digest = hmac.new(self.key, unicodedata.normalize("NFC", name).encode(), sha256).digest()
        return f"anon-{b32encode(digest).decode()[:_CHARACTERS].lower()}"

    def hide(self, items: Sequence[Submission | Rejected]) -> tuple[list[Submission | Rejected], Self]:
        """The submissions under their pseudonyms, and the key file that knows them all."""
        hidden = [_hidden(item, self.pseudonym(item.name)) for item in items]
        met = {new.name: old.name for new, old in zip(hidden, items, strict=True)}
        return hidden, replace(self, students={**self.students, **met})

    def without(self, name: str) -> Self:
        """The key file without one student."""
        gone = self.pseudonym(name)
        return replace(self, students={key: value for key, value in self.students.items() if key != gone})

    def write(self) -> None:
        """Replace the file at once; only its owner may read it."""
        content: dict[str, Any] = {"key": self.key.hex(), "students": dict(sorted(self.students.items()))}
        half = self.path.with_name(f"{self.path.name}.part")
        try:
            with os.fdopen(os.open(half, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
                json.dump(content, file, ensure_ascii=False, indent=2)
                file.write("\n")
                file.flush()
                os.fsync(file.fileno())
            half.replace(self.path)
        except OSError as error:
            raise UsageError(f"cannot write {self.path}: {error.strerror}") from error


def _hidden(item: Submission | Rejected, pseudonym: str) -> Submission | Rejected:
    """Without name, path, and what messages tell of them."""
    if isinstance(item, Rejected):
        return Rejected(name=pseudonym, path=pseudonym, reason=_said(item.reason, item.name, pseudonym))
    repairs = tuple(
        repair.model_copy(update={"message": _said(repair.message, item.name, pseudonym)}) for repair in item.repairs
    )
    return item.model_copy(update={"name": pseudonym, "path": pseudonym, "repairs": repairs})


def _said(text: Text, name: str, pseudonym: str) -> Text:
    return Text(es=text.es.replace(name, pseudonym), en=text.en.replace(name, pseudonym))
