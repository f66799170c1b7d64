"""Pages of which a part, between two marks, is written by the program."""

from pathlib import Path

from autograder.errors import UsageError
from autograder.model.base import Frozen


class Marked(Frozen):
    """A page's marks; `page` and `part` are what complaints call it and what stands between them."""

    begin: str
    end: str
    page: str
    part: str

    def rewritten(self, text: str, new: str) -> str:
        """The page with the part between its marks written anew; raises UsageError where a mark is missing."""
        before, begin, rest = text.partition(self.begin)
        _, end, after = rest.partition(self.end)
        if not begin or not end:
            raise UsageError(
                f"{self.page} needs the lines {self.begin!r} and {self.end!r}, in this order, to hold {self.part}"
            )
        return f"{before}{self.begin}\n\n{new}\n\n{self.end}{after}"

    def refresh(self, path: Path, new: str) -> bool:
        """Bring a page up to date; True if it changed."""
        old = path.read_text(encoding="utf-8")
        text = self.rewritten(old, new)
        if text != old:
            path.write_text(text, encoding="utf-8")
        return text != old
