"""A notebook's JSON object to its cells, formats 1 to 4, tolerant where the official validator is not."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.intake.decode import unix_lines, whole_characters
from autograder.intake.limits import Limits
from autograder.intake.outputs import stored_text
from autograder.intake.prompts import has_prompts, strip_prompts
from autograder.intake.reasons import Unreadable
from autograder.intake.repairs import cells_text, repair
from autograder.model.submission import Cell, Repair

Kind = Literal["code", "markdown", "raw"]
_SOURCE_FIELDS = ("source", "input", "code", "text")
"""Where formats 4, 3 and 2, and 1 keep a cell's text."""
_PER_CELL = (
    "cell-unreadable",
    "cell-kind",
    "cell-fields",
    "source-lines",
    "crlf",
    "bad-unicode",
    "prompts",
    "outputs-cut",
)


@dataclass
class _Reading:
    """Cells read so far, and by repair code the indices of the cells that needed it."""

    limits: Limits
    mended: dict[str, list[int]] = field(default_factory=lambda: {code: [] for code in _PER_CELL})

    def mend(self, code: str, index: int) -> None:
        if index not in self.mended[code][-1:]:
            self.mended[code].append(index)

    def cell(self, index: int, raw: Any) -> Cell:
        if not isinstance(raw, dict):
            self.mend("cell-unreadable", index)
            return Cell(index=index, kind="raw", source="")
        kind = self._kind(index, raw)
        source = self._source(index, raw)
        if raw.get("cell_type") == "heading":
            source = _heading(raw.get("level"), source)
        if kind == "code" and has_prompts(source):
            self.mend("prompts", index)
            source = strip_prompts(source)
        output, cut = stored_text(raw.get("outputs"), self.limits.stored_output)
        if cut:
            self.mend("outputs-cut", index)
        return Cell(index=index, kind=kind, source=source, stored_output=output if kind == "code" else "")

    def _kind(self, index: int, raw: dict[str, Any]) -> Kind:
        kind = raw.get("cell_type")
        if kind == "code":
            return "code"
        if kind == "markdown":
            return "markdown"
        if kind == "raw":
            return "raw"
        if isinstance(kind, str):
            self.mend("cell-kind", index)
            return "markdown"
        self.mend("cell-fields", index)
        code = any(key in raw for key in ("outputs", "execution_count", "input", "prompt_number"))
        return "code" if code else "markdown"

    def _source(self, index: int, raw: dict[str, Any]) -> str:
        value = next((raw[key] for key in _SOURCE_FIELDS if key in raw), None)
        if isinstance(value, list):
            lines = [line for line in value if isinstance(line, str)]
            if len(lines) < len(value):
                self.mend("cell-fields", index)
            text = self._joined(index, lines)
        else:
            text = value if isinstance(value, str) else ""
            if not isinstance(value, str):
                self.mend("cell-fields", index)
        for code, change in (("crlf", unix_lines), ("bad-unicode", whole_characters)):
            changed = change(text)
            if changed != text:
                self.mend(code, index)
            text = changed
        return text

    def _joined(self, index: int, lines: list[str]) -> str:
        """Lines carry their own ends; where none does, some tool dropped them and joining would fuse statements."""
        if len(lines) > 1 and not any("\n" in line or "\r" in line for line in lines):
            self.mend("source-lines", index)
            return "\n".join(lines)
        return "".join(lines)

    def repairs(self) -> list[Repair]:
        return [repair(code, cells=cells_text(found)) for code, found in self.mended.items() if found]


def read_cells(notebook: dict[str, Any], limits: Limits) -> tuple[tuple[Cell, ...], list[Repair]]:
    """The cells in order and what was mended. Raises Unreadable where there is no list of cells, or too long a one."""
    raw = _raw_cells(notebook)
    if len(raw) > limits.cells:
        raise Unreadable("too-many-cells", count=len(raw), limit=limits.cells)
    reading = _Reading(limits)
    cells = tuple(reading.cell(index, item) for index, item in enumerate(raw))
    repairs = _format_repairs(notebook) + _id_repairs(raw) + reading.repairs()
    attached = sum(1 for item in raw if isinstance(item, dict) and item.get("attachments"))
    if attached:
        repairs.append(repair("attachments-dropped", count=attached))
    return cells, repairs


def _raw_cells(notebook: dict[str, Any]) -> list[Any]:
    cells = notebook.get("cells")
    sheets = notebook.get("worksheets")
    if not isinstance(cells, list) and isinstance(sheets, list):
        parts = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        cells = [cell for part in parts if isinstance(part, list) for cell in part]
    known = isinstance(cells, list) and ("nbformat" in notebook or _has_cell(cells))
    if not known or not isinstance(cells, list):
        raise Unreadable("not-a-notebook")
    return cells


def _has_cell(items: list[Any]) -> bool:
    return any(isinstance(item, dict) and "cell_type" in item for item in items)


def _heading(level: Any, source: str) -> str:
    hashes = "#" * (min(max(level, 1), 6) if isinstance(level, int) else 1)
    return f"{hashes} {' '.join(source.splitlines())}"


def _format_repairs(notebook: dict[str, Any]) -> list[Repair]:
    major, minor = notebook.get("nbformat"), notebook.get("nbformat_minor", 0)
    if not isinstance(major, int) or not isinstance(minor, int) or isinstance(major, bool):
        return [repair("format-missing")]
    version = f"{major}.{minor}"
    if major > 4:
        return [repair("format-newer", version=version)]
    return [repair("format-older", version=version)] if (major, minor) < (4, 5) else []


def _id_repairs(raw: list[Any]) -> list[Repair]:
    ids = [item["id"] for item in raw if isinstance(item, dict) and isinstance(item.get("id"), str)]
    repeated = sum(count - 1 for count in Counter(ids).values())
    repairs = [repair("cell-ids-missing", count=len(raw) - len(ids))] if len(ids) < len(raw) else []
    return repairs + ([repair("cell-ids-duplicate", count=repeated)] if repeated else [])
