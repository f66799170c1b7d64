"""The guides can be followed: their commands exist, both languages agree, and a class goes from files to grades."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from intake.build import PYTHON, code, notebook, save
from test_pipeline import SOURCE

from autograder.cli import app
from autograder.sandbox.fake import FakeSandbox

from .conftest import Invoke

ROOT = Path(__file__).parents[2]
GUIDES = ("docs/instructors.md", "docs/instructores.md", "docs/students.md", "docs/estudiantes.md")
PAIRS = ((GUIDES[0], GUIDES[1]), (GUIDES[2], GUIDES[3]))
PROGRAMS = {"autograder", "pip", "python3.11", ".", "jupyter", "mkdir", "cp", "cd", "git", "sudo"}
every_guide = pytest.mark.parametrize("guide", GUIDES)


def text(guide: str) -> str:
    """A guide as it stands."""
    return (ROOT / guide).read_text(encoding="utf-8")


def typed(guide: str) -> list[list[str]]:
    """The words of every command in the blocks that readers type."""
    blocks = re.findall(r"```console\n(.*?)```", text(guide), flags=re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert all(line.startswith("$ ") for line in lines)
    return [shlex.split(line[2:]) for line in lines]


def mentioned(guide: str) -> Iterator[list[str]]:
    """The same for commands within sentences."""
    for span in re.findall(r"`(autograder [^`]+)`", text(guide)):
        yield shlex.split(span)


def command_of(words: list[str]) -> tuple[Any, list[str]]:
    """The command that `autograder …` names, and what is left for it."""
    command: Any = typer.main.get_command(app)
    rest = words[1:]
    while commands := getattr(command, "commands", None):
        assert rest, words
        assert rest[0] in commands, words
        command, rest = commands[rest[0]], rest[1:]
    return command, rest


@every_guide
def test_every_command_is_understood(guide: str) -> None:
    """Names, options and the number of arguments, as the command line itself parses them."""
    commands = [words for words in typed(guide) if words[0] == "autograder"]
    assert len(commands) >= 2
    for words in commands:
        command, rest = command_of(words)
        command.make_context(" ".join(words[:2]), list(rest))


@every_guide
def test_options_in_sentences_exist(guide: str) -> None:
    """A sentence may leave arguments out, and may not invent options."""
    for words in mentioned(guide):
        command, rest = command_of(words)
        known = {"--help", *(option for item in command.params for option in item.opts)}
        assert {word for word in rest if word.startswith("-")} <= known, words


@every_guide
def test_other_programs_get_files_that_exist(guide: str) -> None:
    """Requirements and folders of this project that a command names."""
    for words in typed(guide):
        assert words[0] in PROGRAMS, words
        named = [word for word in words if word.startswith(("assignments/", "requirements"))]
        assert all((ROOT / word).exists() for word in named), words


@every_guide
def test_links_lead_somewhere(guide: str) -> None:
    """To files of this project, from where the guide lies."""
    links = [link for link in re.findall(r"\]\(([^)#]+)", text(guide)) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / guide).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize(("english", "spanish"), PAIRS)
def test_both_languages_say_the_same(english: str, spanish: str) -> None:
    """The same commands, headings, rows of tables and paragraphs, one for one."""
    commands = [
        [[word.replace(".en.ipynb", ".ipynb") for word in words] for words in typed(guide)]
        for guide in (english, spanish)
    ]
    assert commands[0] == commands[1]
    for mark in (r"^## ", r"^\| ", r"^- ", r"^\d\. ", r"^```"):
        counts = [len(re.findall(mark, text(guide), flags=re.MULTILINE)) for guide in (english, spanish)]
        assert counts[0] == counts[1], mark


def test_a_class_is_graded_as_the_guide_says(
    tmp_path: Path, sandbox: FakeSandbox, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands for grading, reporting, judging anew and exporting, in their order, on generated data."""
    (tmp_path / "entregas").mkdir()
    metadata = {**PYTHON, "autograder": {"assignment": "tl04", "language": "es"}}
    save(tmp_path / "entregas" / "ana-garcia.ipynb", notebook(code(SOURCE), metadata=metadata))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUTOGRADER_HOME", str(ROOT))
    said = {words[1]: words[2:] for words in typed("docs/instructors.md") if words[0] == "autograder"}
    generated = ["embedded" if word == "keras" else word for word in said["grade"]]
    assert invoke("grade", *generated, "--budget", "smoke", "--no-store").exit_code == 0
    for name in ("report", "export"):
        result = invoke(name, *said[name])
        assert result.exit_code == 0, result.output
    written = {path.relative_to("notas").as_posix() for path in Path("notas").rglob("*") if path.is_file()}
    table = re.findall(r"^\| (`.*?`) \|", text("docs/instructors.md"), flags=re.MULTILINE)
    promised = {name for row in table for name in re.findall(r"`([^`]+)`", row) if "." in name}
    promised = {f"ana-garcia/{name}" if name == "feedback.txt" else name for name in promised}
    assert len(promised) >= 6
    assert promised <= written


def test_the_kit_holds_what_a_student_needs(tmp_path: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder with the notebook's assignment alone, the assignment is found from the notebook's place."""
    from autograder.settings import find_home

    kit = tmp_path / "kit" / "assignments" / "tl04"
    for words in typed("docs/instructors.md"):
        if words[0] == "mkdir":
            tmp_path.joinpath(words[-1]).mkdir(parents=True)
        if words[0] == "cp":
            for name in words[1:-1]:
                tmp_path.joinpath(words[-1], Path(name).name).write_bytes((ROOT / name).read_bytes())
    assert sorted(path.name for path in kit.iterdir()) == ["assignment.toml", "tl04.en.ipynb", "tl04.ipynb"]
    monkeypatch.delenv("AUTOGRADER_HOME", raising=False)
    monkeypatch.chdir(kit)
    assert find_home().assignments == tmp_path / "kit" / "assignments"
    result = invoke("check", "tl04.ipynb", "--budget", "none")
    assert result.exit_code == 2
    assert "tl04 has no budget 'none'" in result.output
