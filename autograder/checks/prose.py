"""The student's own words: text cells, or failing those what the code prints and the comments beside it."""

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator

from autograder.model.submission import Cell

_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_SCAFFOLD = re.compile(r"#\s*(TODO|BEGIN|END)\b")
_MOST = 50_000
"""Characters of a text that are read, its last ones: twenty pages."""
_LEAST_SPOKEN = 8
"""Words of a printed string or comment below which it is a label."""


def own_text(written: Iterable[Cell], after: int) -> str:
    """What the student wrote in cells later than `after`; the code's own words only where there is no text cell."""
    cells = [cell for cell in written if cell.index > after]
    texts = [cell.source for cell in cells if cell.kind == "markdown" and words(cell.source)]
    if not texts:
        texts = [said for cell in cells if cell.kind == "code" for said in _spoken(cell.source)]
    return "\n".join(texts)[-_MOST:]


def words(text: str) -> int:
    """How many words a text has; figures and signs are none."""
    return len(_WORD.findall(text))


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, and the lines of its lists and tables."""
    return tuple(part.strip() for part in _SENTENCE.split(text) if part.strip())


def _spoken(source: str) -> Iterator[str]:
    yield from (said for said in (*_printed(source), *_comments(source)) if words(said) >= _LEAST_SPOKEN)


def _printed(source: str) -> Iterator[str]:
    """Strings that are printed, assigned or stand alone; what an f-string computes is left out."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last for what is nested too deep
        return
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value for part in node.values if isinstance(part, ast.Constant))
            yield " … ".join(part for part in parts if isinstance(part, str))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def _comments(source: str) -> Iterator[str]:
    """Comments on lines that follow each other as one text."""
    block: list[str] = []
    last = -1
    for line, comment in _tokens(source):
        if line != last + 1 and block:
            yield " ".join(block)
            block = []
        last = line
        block.append(comment)
    yield " ".join(block)


def _tokens(source: str) -> Iterator[tuple[int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and not _SCAFFOLD.match(token.string):
                yield token.start[0], token.string.lstrip("# ")
    except (tokenize.TokenError, SyntaxError):
        return
