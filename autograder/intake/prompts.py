"""Code pasted from a console session or a manual, with its `>>>` prompts and perhaps its results."""

import re

from autograder.intake.language import parses

_PROMPT = re.compile(r"^[ \t]*(>>>|\.\.\.)( |$)")


def has_prompts(source: str) -> bool:
    """Whether the code begins with a prompt; one further down may stand in a docstring and is left alone."""
    first = next((line for line in source.splitlines() if line.strip()), "")
    return first.lstrip().startswith(">>>") and _PROMPT.match(first) is not None


def strip_prompts(source: str) -> str:
    """The code without its prompts, on the same lines.

    Lines without a prompt may be code that was added below or results that were pasted along. They stay if Python
    understands the whole; otherwise they become comments, as results are not code.
    """
    lines = source.split("\n")
    indent = len(lines[0]) - len(lines[0].lstrip())
    bare = [line[indent + 4 :] if _PROMPT.match(line) else line for line in lines]
    code = "\n".join(bare)
    if parses(code):
        return code
    quiet = "\n".join(
        text if _PROMPT.match(line) or not line.strip() else f"# {line}" for line, text in zip(lines, bare, strict=True)
    )
    return quiet if parses(quiet) else code
