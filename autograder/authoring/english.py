"""The English side of a Spanish notebook: cell texts from metadata, comments and strings from a table."""

import ast
import copy
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping

from nbformat import NotebookNode

from autograder.authoring.percent import KEY
from autograder.errors import AssignmentInvalid

_STRING = re.compile(r"^(?P<prefix>[A-Za-z]*)(?P<quote>\"\"\"|'''|\"|')(?P<text>.*)(?P=quote)$", re.DOTALL)
_CODE_SPAN = re.compile(r"`[^`\n]+`|\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:[.,]\d+|[ \u00a0\u202f]\d{3}(?!\d))*")


def in_english(notebook: NotebookNode, translations: Mapping[str, str]) -> NotebookNode:
    """A copy of `notebook` in English.

    Raises AssignmentInvalid for the first markdown cell, comment or sentence in a string that has no English.
    """
    english = copy.deepcopy(notebook)
    for cell in english.cells:
        if cell.cell_type == "markdown":
            text = cell.metadata.get(KEY, {}).get("en")
            if text is None:
                raise AssignmentInvalid(f"markdown cell without English: {cell.source.splitlines()[0]!r}")
            cell.source = text
        elif cell.cell_type == "code":
            cell.source = code_in_english(cell.source, translations)
    return english


def code_in_english(source: str, translations: Mapping[str, str]) -> str:
    """`source` with its comments and strings translated; everything that runs stays as it is."""
    lines = source.splitlines(keepends=True)
    for token, text in reversed(list(_prose(source))):
        if text not in translations:
            if _needs_english(token, text):
                raise AssignmentInvalid(f"no English for {text!r}: add it to the master's translations")
            continue
        (row, start), (last, end) = token.start, token.end
        line = lines[row - 1][:start] + token.string.replace(text, translations[text]) + lines[last - 1][end:]
        lines[row - 1 : last] = [line]
    return "".join(lines)


def disagreements(notebook: NotebookNode) -> tuple[str, ...]:
    """Markdown cells whose two languages do not carry the same numbers, formulas and code: one line for each."""
    return tuple(
        f"{cell.id}: {sorted(map(str, difference))}"
        for cell in notebook.cells
        if cell.cell_type == "markdown" and (english := cell.metadata.get(KEY, {}).get("en")) is not None
        if (difference := set((_facts(cell.source) - _facts(english)) + (_facts(english) - _facts(cell.source))))
    )


def _prose(source: str) -> Iterator[tuple[tokenize.TokenInfo, str]]:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError) as error:
        raise AssignmentInvalid(f"a code cell of the master cannot be read as Python: {error}") from error
    for token in tokens:
        if token.type == tokenize.COMMENT:
            yield token, token.string.lstrip("#").strip()
        elif token.type == tokenize.STRING and (match := _STRING.match(token.string)):
            yield token, match["text"]


def _needs_english(token: tokenize.TokenInfo, text: str) -> bool:
    """A comment with words, or a string that reads like prose: a space between letters, or an accent."""
    if token.type == tokenize.COMMENT:
        return bool(re.search(r"[^\W\d_]{2}", text))
    return not text.isascii() or bool(re.search(r"[^\W\d_]{2} [^\W\d_]", _literal_parts(token.string)))


def _literal_parts(token: str) -> str:
    """The text of a string without what an f-string computes."""
    tree = ast.parse(token, mode="eval").body
    parts = tree.values if isinstance(tree, ast.JoinedStr) else [tree]
    return " ".join(str(part.value) for part in parts if isinstance(part, ast.Constant))


def _facts(text: str) -> Counter[str]:
    """Code spans, formulas and numbers; `89,08` and `89.08`, `60 000` and `60,000` are the same number."""
    spans = _CODE_SPAN.findall(text)
    numbers = [re.sub(r"\D", "", number) for number in _NUMBER.findall(_CODE_SPAN.sub(" ", text))]
    return Counter([*spans, *numbers])
