"""What a zip's `run_autograder` runs on Gradescope: Otter, and after it a valid `results.json` for sure.

    python -m autograder.otter.harness [/autograder]

Otter ends without results for a file it cannot read, for two notebooks, or for none. Then our grader reads what was
handed in by itself, and says what is wrong with it.
"""

import json
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.model.base import Language, Text
from autograder.otter.options import PLUGIN, Options, read_options
from autograder.otter.report import REPORT, merged, take_report
from autograder.otter.sitting import Sitting
from autograder.otter.submitted import read_folder
from autograder.report.write import write_json

_NOT_SET_UP = Text(
    es="El corrector no está bien instalado: no es cosa tuya y no has perdido nada. Avisa a tu profesor.",
    en="The grader is not set up right: it is not your doing and nothing is lost. Please tell your instructor.",
)


def run(folder: Path) -> None:
    """Grade the submission in Otter's `folder` and write `results/results.json`."""
    (folder / REPORT).unlink(missing_ok=True)
    _mend_metadata(folder)
    otters = _run_otter(folder)
    try:
        ours = take_report(folder) or _by_ourselves(folder)
    except AutograderError as error:
        ours = _not_set_up(error, _language(folder))
    questions = frozenset(path.stem for path in (folder / "submission" / "tests").glob("*.py"))
    write_json(folder / "results" / "results.json", merged(ours, otters, questions))


def _run_otter(folder: Path) -> dict[str, Any] | None:
    """Otter's results, None where it ended without any."""
    from otter.run.run_autograder import main  # noqa: PLC0415  takes a second, and may be what is broken

    try:
        main(str(folder))
        document: dict[str, Any] = json.loads((folder / "results" / "results.json").read_text(encoding="utf-8"))
    except Exception:  # noqa: BLE001  the boundary that makes a result of whatever stops Otter
        traceback.print_exc()
        return None
    return document


def _by_ourselves(folder: Path) -> dict[str, Any]:
    options = _options(folder)
    with Sitting(options, folder, _metadata(folder)) as sitting:
        submission = read_folder(folder / "submission")
        return sitting.document(sitting.grade(submission), submission)


def _options(folder: Path) -> Options:
    config = json.loads((folder / "source" / "otter_config.json").read_text(encoding="utf-8"))
    lines: list[Mapping[str, Any]] = [line for line in config.get("plugins", []) if isinstance(line, dict)]
    return read_options(next((line[PLUGIN] for line in lines if PLUGIN in line), None))


def _mend_metadata(folder: Path) -> None:
    """Otter does not start without metadata, nor with what is no JSON."""
    path = folder / "submission_metadata.json"
    try:
        json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"submission_metadata.json cannot be read and is left out: {error}\n")
        path.write_text("{}", encoding="utf-8")


def _metadata(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "submission_metadata.json").read_text(encoding="utf-8"))
    return found


def _language(folder: Path) -> Language:
    try:
        return _options(folder).language
    except AutograderError:
        return "es"


def _not_set_up(error: AutograderError, language: Language) -> dict[str, Any]:
    """No points for anybody to lose: students read whom to ask, instructors what is wrong."""
    told = {"name": "autograder", "output": str(error), "visibility": "hidden"}
    return {
        "output": _NOT_SET_UP.to(language),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [{**told, "score": 0.0, "max_score": 0.0}],
    }


if __name__ == "__main__":
    run(Path(sys.argv[1] if len(sys.argv) > 1 else "/autograder").resolve())
