"""Whether the pinned packages have known vulnerabilities: `python tools/audit.py`, in a throw-away environment.

pip-audit asks a data base over the network. Three answers are told apart: nothing known (0), a finding (1), and a data
base that cannot be reached, which is no finding: it is said, and the exit code is 0. What stands in accepted.txt, an id
and the reason for which it is lived with, is left out.
"""

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
TOOL: Final = "pip-audit==2.10.1"
_UNREACHABLE: Final = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "Connection refused",
    "Failed to resolve",
    "Max retries exceeded",
    "Network is unreachable",
    "Temporary failure in name resolution",
    "No matching distribution found",  # pip without network
)


class Answer(NamedTuple):
    """The exit code and what is said."""

    code: int
    lines: tuple[str, ...]


def accepted(text: str) -> list[str]:
    """Ids in accepted.txt: the first word of each line that is no remark; each must have its reason."""
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
    bare = [words[0] for words in lines if len(words) < 2]
    if bare:
        raise SystemExit(f"tools/accepted.txt: {bare[0]} has no reason")
    return [words[0] for words in lines]


def judged(report: str | None, said: str) -> Answer:
    """The answer to a report (JSON, None where there is none) and to what was said on standard error."""
    if report is None:
        reason = next((word for word in _UNREACHABLE if word in said), None)
        last = (said.strip().splitlines() or ["it died without a word"])[-1]
        if reason is None:
            return Answer(1, (f"the audit itself failed: {last}",))
        return Answer(0, (f"::warning::skipped, not audited: the data base cannot be reached ({reason})",))
    packages: list[dict[str, Any]] = json.loads(report)["dependencies"]
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        # pip-audit calls this "no known vulnerabilities".
        return Answer(0, (f"::warning::skipped, not audited: the data base knows none of {len(packages)} packages",))
    found = [_line(package, item) for package in audited for item in package.get("vulns", ())]
    unknown = [f"::warning::not audited: {item['skip_reason']}" for item in packages if "skip_reason" in item]
    return Answer(1 if found else 0, (*found, *unknown, f"{len(audited)} packages audited, {len(found)} findings"))


def _line(package: dict[str, Any], item: dict[str, Any]) -> str:
    fixed = ", ".join(item.get("fix_versions", ())) or "nowhere yet"
    return f"::error::{package['name']} {package['version']}: {item['id']}, fixed in {fixed}"


def audit(requirements: Path) -> Answer:
    """Audit pins with hashes."""
    with tempfile.TemporaryDirectory(prefix="autograder-audit-") as place:
        venv.create(place, with_pip=True)
        python, report = str(Path(place, "bin", "python")), Path(place, "report.json")
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return judged(None, done.stderr)
        command = [python, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
        command += ["--requirement", str(requirements), "--format", "json", "--output", str(report)]
        for name in accepted((ROOT / "tools" / "accepted.txt").read_text(encoding="utf-8")):
            command += ["--ignore-vuln", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return judged(report.read_text(encoding="utf-8") if report.is_file() else None, done.stderr)


def main() -> int:
    """Audit requirements.txt, or the file that is named."""
    answer = audit(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "requirements.txt")
    print("\n".join(answer.lines))
    return answer.code


if __name__ == "__main__":
    sys.exit(main())
