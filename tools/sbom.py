"""The bill of materials and the list of licences: `python tools/sbom.py` writes docs/sbom.json and docs/licences.md.

cyclonedx-bom, in a throw-away environment, reads the metadata of what is installed for the Python that runs this; of
that, what requirements.txt pins is kept. So the same pins give the same files, whatever else is installed.
"""

import json
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
REQUIREMENTS: Final = ROOT / "requirements.txt"
SBOM: Final = ROOT / "docs" / "sbom.json"
LICENCES: Final = ROOT / "docs" / "licences.md"
TOOL: Final = "cyclonedx-bom==7.5.0"
_HEAD: Final = """# Licences

What `requirements.txt` pins, as each package declares its licence; `make sbom` writes this page and
[sbom.json](sbom.json) anew. The grader itself is under the MIT licence.

| package | version | licence |
| --- | --- | --- |
"""
_KEPT: Final = ("type", "bom-ref", "name", "version", "description", "licenses", "purl")
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_LONGEST: Final = 60


def pins(requirements: str) -> dict[str, str]:
    """Pinned versions by normalised name."""
    return {normal(name): version for name, version in _PIN.findall(requirements)}


def normal(name: str) -> str:
    """A package's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pruned(bom: Mapping[str, Any], wanted: Mapping[str, str]) -> dict[str, Any]:
    """The bill with what is pinned and nothing else; SystemExit where a pin is not installed as it is pinned."""
    kept = [item for item in bom["components"] if wanted.get(normal(item["name"])) == item["version"]]
    missing = sorted(set(wanted) - {normal(item["name"]) for item in kept})
    if missing:
        raise SystemExit(f"not installed as pinned: {', '.join(missing)}: pip install -r requirements.txt")
    for item in kept:
        if not licence(item):
            item["licenses"] = [{"license": {"name": _told(item["name"]), "acknowledgement": "declared"}}]
    root = bom["metadata"]["component"]
    refs = {root["bom-ref"], *(item["bom-ref"] for item in kept)}
    tools = [{key: tool[key] for key in ("type", "name", "version") if key in tool} for tool in _tools(bom)]
    return {
        **{key: bom[key] for key in ("$schema", "bomFormat", "specVersion", "version")},
        "metadata": {"component": root, "tools": {"components": tools}},
        "components": sorted(
            ({key: item[key] for key in _KEPT if key in item} for item in kept), key=lambda item: normal(item["name"])
        ),
        "dependencies": [
            {"ref": item["ref"], "dependsOn": [ref for ref in item.get("dependsOn", ()) if ref in refs]}
            for item in bom["dependencies"]
            if item["ref"] in refs
        ],
    }


def _tools(bom: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        tool for tool in bom["metadata"]["tools"]["components"] if tool["name"] in ("cyclonedx-py", "cyclonedx-bom")
    ]


def licence(component: Mapping[str, Any]) -> str:
    """What a component declares, in a few words: SPDX where it says it so, else its own name; empty for nothing."""
    said = dict.fromkeys(filter(None, map(_short, _declared(component))))
    return ", ".join(said)


def _declared(component: Mapping[str, Any]) -> Iterator[str]:
    for item in component.get("licenses", ()):
        told = item.get("license", {})
        yield item.get("expression") or told.get("id") or told.get("name") or ""


def _told(name: str) -> str:
    """Where a package declares no licence by SPDX or classifier: its own words, else what its licence file says."""
    found = distribution(name)
    if words := _short(found.metadata.get("License") or ""):
        return words
    for file in found.files or ():
        if "licen" in file.name.lower() and "Apache License, Version 2.0" in file.read_text():
            return "Apache-2.0"
    raise SystemExit(f"{name} says nowhere what its licence is: look it up, or do without it")


def _short(text: str) -> str:
    """The first line: some packages declare the whole text of their licence."""
    first = text.strip().splitlines()[0].strip() if text.strip() else ""
    return first.removeprefix("License :: ").removeprefix("OSI Approved :: ")[:_LONGEST].replace("|", "/")


def page(bom: Mapping[str, Any]) -> str:
    """The list of licences."""
    rows = [f"| {item['name']} | {item['version']} | {licence(item)} |" for item in bom["components"]]
    return _HEAD + "\n".join(rows) + "\n"


def collected(python: str) -> dict[str, Any]:
    """What is installed for a Python, as cyclonedx-bom reads it."""
    with tempfile.TemporaryDirectory(prefix="autograder-sbom-") as place:
        venv.create(place, with_pip=True)
        own, out = str(Path(place, "bin", "python")), Path(place, "sbom.json")
        _run([own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TOOL])
        command = [own, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON"]
        _run([*command, "--pyproject", str(ROOT / "pyproject.toml"), "--output-file", str(out), python])
        found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return found


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"{command[2]} failed")


def write(bom: Mapping[str, Any]) -> None:
    """Both files."""
    kept = pruned(bom, pins(REQUIREMENTS.read_text(encoding="utf-8")))
    SBOM.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    LICENCES.write_text(page(kept), encoding="utf-8")


if __name__ == "__main__":
    # A bill that was made elsewhere, as an argument, is pruned instead.
    write(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")) if len(sys.argv) > 1 else collected(sys.executable))
