"""`regrade`, `reproduce`, `forget` and `store` over what one grading kept."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from checks.build import ROOT, honest
from intake.build import code, notebook, save
from test_pipeline import SOURCE, frames

from autograder.commands import regrade as regrading
from autograder.commands import reproduce as reproducing
from autograder.sandbox.fake import FakeSandbox
from autograder.store import rejudging, rules

from .conftest import Invoke

OPTIONS = ("--assignment", "tl04", "--data", "embedded", "--budget", "smoke", "--lang", "en", "--jobs", "1")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course's folder of its own."""
    shutil.copytree(ROOT / "assignments" / "tl04", tmp_path / "assignments" / "tl04")
    monkeypatch.setenv("AUTOGRADER_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def graded(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> Path:
    """The results of two submissions and of a file that is none."""
    for name in ("ana", "eva"):
        save(home / "in" / f"{name}.ipynb", notebook(code(f"{SOURCE} # {name}")))
    save(home / "in" / "foto.ipynb", b"\x89PNG\r\n\x1a\n")
    assert invoke("grade", home / "in", "-o", home / "out", *OPTIONS).exit_code == 1
    sandbox.calls.clear()
    return home / "out"


def grades(folder: Path) -> dict[str, Any]:
    """Grades by submission."""
    document = json.loads((folder / "grades.json").read_text(encoding="utf-8"))
    return {item["submission"]: item for item in document["grades"]}


def demand(home: Path) -> None:
    """A rubric that asks for more trials than the honest run has, and gives other points to two lines."""
    path = home / "assignments" / "tl04" / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    assert "least = 10" in text, "the rubric of TL04 says it otherwise now"
    path.write_text(text.replace("least = 10", "least = 1000"), encoding="utf-8")


def test_the_same_rubric_changes_nothing(graded: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """No run, no change, and the new grades beside the old ones."""
    result = invoke("regrade", graded, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Batch 1 → 2: 0 of 3 grades change." in result.output
    assert sandbox.calls == []
    assert grades(graded.with_name("out-regrade-2")) == grades(graded)


def test_another_rubric_tells_who_changes_and_why(
    graded: Path, home: Path, sandbox: FakeSandbox, invoke: Invoke
) -> None:
    """Line by line; the old grades stay as they were, in the folder and in the store."""
    before = grades(graded)
    demand(home)
    result = invoke("regrade", graded, "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "What changed: the rubric." in result.output
    assert "2 of 3 grades change" in result.output
    assert grades(graded) == before
    after = grades(graded.with_name("out-regrade-2"))
    assert after["ana"]["score"] < before["ana"]["score"]
    assert after["foto"] == before["foto"]
    table = (graded.with_name("out-regrade-2") / "changes.csv").read_text(encoding="utf-8")
    assert table.count("ana,10,") >= 1
    again = invoke("regrade", "1", "--lang", "en")
    assert "2 of 3 grades change" in again.output
    onwards = invoke("regrade", "2", "--lang", "en")
    assert "0 of 3 grades change" in onwards.output


def test_forks_judge_alike(graded: Path, home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class so large that it is worth another process."""
    monkeypatch.setattr(rejudging, "_ALONE", 0)
    monkeypatch.setattr(rejudging, "_CHUNK", 1)
    demand(home)
    result = invoke("regrade", graded, "--lang", "en")
    assert "2 of 3 grades change" in result.output


def other_points(home: Path) -> None:
    """A quarter of a point of the rubric's first line goes to the second."""
    path = home / "assignments" / "tl04" / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    first, second = list(re.finditer(r"^points = (\S+)", text, re.MULTILINE))[:2]
    given = f"points = {float(first[1]) - 0.25}", f"points = {float(second[1]) + 0.25}"
    path.write_text(
        text[: first.start()] + given[0] + text[first.end() : second.start()] + given[1] + text[second.end() :],
        encoding="utf-8",
    )


def forgotten(statement: str) -> None:
    """Change what the store holds."""
    with closing(sqlite3.connect(store())) as raw, raw:
        raw.execute(statement)


def test_other_points_need_no_evidence(graded: Path, home: Path, invoke: Invoke) -> None:
    """Verdicts stand where nothing changed that they depend on: the same grades as judging everything anew."""
    other_points(home)
    forgotten("UPDATE gradings SET judged_by = NULL WHERE batch = 1")
    assert invoke("regrade", "1", "--lang", "en").exit_code == 0
    forgotten("UPDATE gradings SET judged_by = (SELECT max(judged_by) FROM gradings WHERE batch = 2) WHERE batch = 1")
    forgotten("UPDATE runs SET body = x'00'")
    result = invoke("regrade", "1", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "2 of 3 grades change" in result.output
    assert grades(graded.with_name("out-regrade-3")) == grades(graded.with_name("out-regrade-2"))


def test_what_verdicts_depend_on_makes_them_anew(
    graded: Path, home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program, another setting of a line: then the evidence must be there."""
    forgotten("UPDATE runs SET body = x'00'")
    assert invoke("regrade", "1", "--lang", "en").exit_code == 0
    with monkeypatch.context() as patch:
        patch.setattr(rules, "_program", lambda package: ("other",))
        assert "are not in the store" in invoke("regrade", "1", "--lang", "en").output
    demand(home)
    assert "are not in the store" in invoke("regrade", "1", "--lang", "en").output


def test_a_check_that_breaks_leaves_the_grade_as_it_was(
    graded: Path, home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told, with its traceback in a log, and the exit code says so."""
    demand(home)

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(rejudging, "_judged", broken)
    result = invoke("regrade", graded, "--lang", "en")
    assert (result.exit_code, "fails to judge them" in result.output) == (1, True)
    new = graded.with_name("out-regrade-2")
    assert "nobody foresaw this" in (new / "errors.log").read_text(encoding="utf-8")
    assert grades(new) == grades(graded)


def test_of_many_names_the_first_are_told(
    graded: Path, home: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And how many more there are, so that a class whose bands changed does not fill the screen."""
    monkeypatch.setattr(regrading, "_SHOWN", 1)
    demand(home)
    forgotten("UPDATE runs SET body = x'00'")
    result = invoke("regrade", graded, "--lang", "en")
    assert "grade again: ana … (+1)" in " ".join(result.output.split())


def test_nothing_to_judge_is_told(graded: Path, invoke: Invoke, tmp_path: Path) -> None:
    """A folder that the store does not know, and a number."""
    for what in (tmp_path / "elsewhere", "77"):
        result = invoke("regrade", what)
        assert (result.exit_code, "store status" in result.output) == (2, True)


# -- reproduce -----------------------------------------------------------------------------------------------------


@pytest.fixture
def same(sandbox: FakeSandbox, monkeypatch: pytest.MonkeyPatch) -> FakeSandbox:
    """The sandbox that the repetition opens."""
    monkeypatch.setattr(reproducing, "open_grading_sandbox", lambda data, level="auto": sandbox)
    return sandbox


def test_a_grade_is_made_again(graded: Path, home: Path, same: FakeSandbox, invoke: Invoke) -> None:
    """With the seeds, budget and rubric of that time, whatever the rubric says now."""
    demand(home)
    result = invoke("reproduce", graded, "ana", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Equal: predictions, histories and verdicts, bit by bit." in result.output
    assert [job["seed"] for _, job, _ in same.calls] == [101]


def test_what_differs_is_told(graded: Path, same: FakeSandbox, invoke: Invoke) -> None:
    """Which place of the record, and what becomes of the grade."""
    told = [frame for frame in frames(honest()) if frame["kind"] != "search"]
    same._script = lambda target, job, on_frame: [on_frame(frame) for frame in told] and None
    result = invoke("reproduce", graded, "ana", "--lang", "en")
    assert result.exit_code == 1, result.output
    assert "It is not equal." in result.output
    assert "searches.length: 2 → 0" in result.output


def test_other_data_are_no_repetition(graded: Path, same: FakeSandbox, invoke: Invoke) -> None:
    """Said before anything is run."""
    with closing(sqlite3.connect(store())) as raw:
        raw.execute("UPDATE batches SET setting = json_set(setting, '$.fingerprints.fashion_mnist', 'other')")
        raw.commit()
    result = invoke("reproduce", graded, "ana", "--lang", "en")
    assert (result.exit_code, "name them with --data" in result.output, same.calls) == (2, True, [])


def test_only_what_was_run_can_be_repeated(graded: Path, same: FakeSandbox, invoke: Invoke) -> None:
    """A rejected file, and nobody."""
    for name, told in (("foto", "never run"), ("nobody", "no submission")):
        result = invoke("reproduce", graded, name)
        assert (result.exit_code, told in result.output) == (2, True)


# -- forget, status, salvage ---------------------------------------------------------------------------------------


def store() -> Path:
    """The store that commands use here."""
    from autograder.commands.shelf import default_store

    return default_store()


def test_a_student_is_forgotten(graded: Path, invoke: Invoke) -> None:
    """Nothing of the work is left in any byte of the file, the others' is, and reports that are left are named."""
    with closing(sqlite3.connect(store())) as raw:
        body = raw.execute(
            "SELECT documents.body FROM gradings JOIN documents ON documents.key = submission WHERE name = 'ana'"
        ).fetchone()[0]
    assert body in store().read_bytes()
    result = invoke("forget", "ana", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "Deleted from the store: 1 gradings and 1 runs." in result.output
    assert not (graded / "ana").exists()
    assert body not in store().read_bytes()
    assert not store().with_name(f"{store().name}-wal").exists()
    with closing(sqlite3.connect(store())) as raw:
        assert {name for (name,) in raw.execute("SELECT name FROM gradings")} == {"eva", "foto"}
        assert raw.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    assert invoke("forget", "ana").exit_code == 2


def test_work_that_two_share_stays_with_the_other(home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """A run goes when nobody's grade rests on it."""
    for name in ("ana", "eva"):
        save(home / "in" / f"{name}.ipynb", notebook(code(SOURCE)))
    invoke("grade", home / "in", "-o", home / "out", *OPTIONS)
    assert "1 gradings and 0 runs" in invoke("forget", "ana", "--lang", "en").output
    assert invoke("regrade", home / "out", "--lang", "en").exit_code == 0
    assert "2 gradings and 1 runs" in invoke("forget", "eva", "--lang", "en").output


def test_everything_is_forgotten(graded: Path, invoke: Invoke) -> None:
    """All at once, or what is old enough; not both, and never by mistake."""
    assert invoke("forget").exit_code == 2
    assert invoke("forget", "ana", "--all").exit_code == 2
    assert invoke("forget", "--older-than", "1").exit_code == 2
    assert "3 gradings and 2 runs" in invoke("forget", "--all", "--lang", "en").output
    with closing(sqlite3.connect(store())) as raw:
        for table in ("runs", "gradings", "batches", "documents", "grading_runs"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_a_broken_store_is_salvaged(graded: Path, home: Path, sandbox: FakeSandbox, invoke: Invoke) -> None:
    """Cut short: told in one line, saved as far as it goes, and grading goes on from there."""
    whole = store().read_bytes()
    store().write_bytes(whole[: len(whole) - 3 * 4096])
    failed = invoke("grade", home / "in", "-o", home / "out", *OPTIONS)
    assert (failed.exit_code, "cut short" in failed.output, "store salvage" in failed.output) == (1, True, True)
    result = invoke("store", "salvage")
    assert result.exit_code == 0, result.output
    assert (store().parent / f"{store().name}.broken-1").stat().st_size == len(whole) - 3 * 4096
    assert invoke("grade", home / "in", "-o", home / "out", *OPTIONS).exit_code == 1
    assert len(sandbox.calls) <= 2
    assert invoke("store", "status").exit_code == 0


def test_gradings_are_listed(graded: Path, invoke: Invoke) -> None:
    """With their numbers, which other commands take."""
    result = invoke("store", "status")
    assert result.exit_code == 0
    assert "3 / 3" in result.output
    assert "finished" in result.output
