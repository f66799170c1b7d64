"""What the grader is made of: the bill of materials, licences, the audit, and no network at import or run."""

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from tools import audit, sbom

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def bill() -> dict[str, Any]:
    """As it is in docs/."""
    read: dict[str, Any] = json.loads(sbom.SBOM.read_text(encoding="utf-8"))
    return read


def test_the_bill_is_what_is_pinned(bill: dict[str, Any]) -> None:
    """No package more or less, in the pinned version: `make sbom` after a change of pins."""
    told = {sbom.normal(item["name"]): item["version"] for item in bill["components"]}
    assert told == sbom.pins((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    assert len(told) > 100
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    refs = {item["bom-ref"] for item in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    assert {ref for item in bill["dependencies"] for ref in (item["ref"], *item["dependsOn"])} <= refs


def test_every_package_has_a_licence(bill: dict[str, Any]) -> None:
    """And the page lists them as the bill does."""
    assert [item["name"] for item in bill["components"] if not sbom.licence(item)] == []
    assert sbom.LICENCES.read_text(encoding="utf-8") == sbom.page(bill)


def test_what_is_not_pinned_is_left_out(bill: dict[str, Any]) -> None:
    """And a pin that is not installed is named."""
    wanted = {"keras": "3.15.1"}
    tools = {"components": [{"type": "application", "name": "cyclonedx-py", "version": "1"}]}
    whole = {**bill, "metadata": {**bill["metadata"], "tools": tools}}
    kept = sbom.pruned(whole, wanted)
    assert [item["name"] for item in kept["components"]] == ["keras"]
    assert all(ref.startswith(("keras==", "root")) for item in kept["dependencies"] for ref in item["dependsOn"])
    with pytest.raises(SystemExit, match="not installed as pinned: nothing-such"):
        sbom.pruned(whole, {"nothing-such": "1"})


def report(**package: Any) -> str:
    """What pip-audit writes."""
    return json.dumps({"dependencies": [{"name": "keras", "version": "3.15.1", "vulns": [], **package}]})


PARTLY = json.dumps(
    {"dependencies": [*json.loads(report())["dependencies"], {"name": "scipy", "skip_reason": "scipy: not found"}]}
)
FINDING = {"id": "PYSEC-1", "fix_versions": ["3.15.2"], "aliases": [], "description": ""}


@pytest.mark.parametrize(
    ("told", "said", "code", "words"),
    [
        (report(), "", 0, "1 packages audited, 0 findings"),
        (report(vulns=[FINDING]), "", 1, "::error::keras 3.15.1: PYSEC-1, fixed in 3.15.2"),
        (report(vulns=[{**FINDING, "fix_versions": []}]), "", 1, "fixed in nowhere yet"),
        (
            report(skip_reason="keras: not found"),
            "",
            0,
            "::warning::skipped, not audited: the data base knows none of 1",
        ),
        (PARTLY, "", 0, "::warning::not audited: scipy: not found"),
        (PARTLY, "", 0, "1 packages audited, 0 findings"),
        (None, "requests.exceptions.ConnectionError: no route", 0, "::warning::skipped, not audited"),
        (None, "ERROR: No matching distribution found for pip-audit", 0, "::warning::skipped, not audited"),
        (None, "Traceback\nKeyError: 'x'", 1, "the audit itself failed: KeyError: 'x'"),
        (None, "", 1, "the audit itself failed: it died without a word"),
    ],
)
def test_a_finding_is_told_from_a_data_base_out_of_reach(told: str | None, said: str, code: int, words: str) -> None:
    """Red, skipped with a word, or well; and an audit that breaks is not well."""
    answer = audit.judged(told, said)
    assert answer.code == code
    assert words in "\n".join(answer.lines)


def test_what_is_lived_with_has_a_reason() -> None:
    """An id alone is refused."""
    assert audit.accepted("# remark\nPYSEC-1 only in a server, which the grader has none of\n\n") == ["PYSEC-1"]
    with pytest.raises(SystemExit, match="PYSEC-2 has no reason"):
        audit.accepted("PYSEC-2\n")
    audit.accepted((ROOT / "tools" / "accepted.txt").read_text(encoding="utf-8"))


def test_ci_audits() -> None:
    """In a job of its own."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert any("tools/audit.py" in step.get("run", "") for step in jobs["audit"]["steps"])


OFFLINE = dedent(
    """
    import importlib, pathlib, sys

    NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request")

    def forbid(event, arguments):
        if event in NETWORK and not (event == "socket.connect" and isinstance(arguments[1], (str, bytes))):
            raise PermissionError(f"{event} {arguments}")

    sys.addaudithook(forbid)
    import socket
    try:
        socket.create_connection(("127.0.0.1", 9), 1)
        sys.exit("the hook holds nothing")
    except PermissionError:
        pass
    import autograder
    folder = pathlib.Path(autograder.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        if parts[1] not in ("worker", "__main__") and "migrations" not in parts:
            importlib.import_module(".".join(parts))
    from checks.build import honest
    from intake.build import code, notebook, save
    from test_pipeline import SOURCE, frames
    from typer.testing import CliRunner
    from autograder.cli import app
    from autograder.commands import bench
    from autograder.sandbox.fake import replay
    bench.open_grading_sandbox = lambda data, level="auto": replay(frames(honest()))
    given = save(pathlib.Path(sys.argv[1], "ana.ipynb"), notebook(code(SOURCE)))
    done = CliRunner().invoke(app, ["grade", str(given), "-o", sys.argv[1] + "/out", "-a", "tl04", "--data", "embedded",
                                    "--budget", "smoke", "--lang", "en"])
    print(done.output)
    sys.exit(done.exit_code)
    """
)


def test_nothing_asks_the_network_at_import_or_run(tmp_path: Path) -> None:
    """All modules are imported and a submission is graded and stored where every call for a network is an error."""
    environment = {"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT}", "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", OFFLINE, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 runs made" in done.stdout
