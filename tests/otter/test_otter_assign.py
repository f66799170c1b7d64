"""The plugin's line in a master, and in a zip."""

import json
import zipfile
from pathlib import Path

import nbformat
import pytest
import yaml
from nbformat import NotebookNode

from autograder.errors import AssignmentInvalid
from autograder.otter.assign import with_options, with_plugin
from autograder.otter.options import PLUGIN, Options

OPTIONS = Options(assignment="tl04", data="embedded", budget="quick")


def master(*plugins: object) -> NotebookNode:
    """A master with these plugins."""
    config = yaml.safe_dump({"name": "tl04", "plugins": list(plugins)}) if plugins else "name: tl04"
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell(f"# ASSIGNMENT CONFIG\n{config}")])


def plugins(notebook: NotebookNode) -> list[object]:
    """What Otter would read."""
    found: list[object] = yaml.safe_load(notebook.cells[0].source)["plugins"]
    return found


def test_the_line_is_added_and_others_stay() -> None:
    """What stands on it already is the instructor's and is kept."""
    own = {"assignment": "tl04", "data": "embedded", "budget": "quick"}
    assert plugins(with_plugin(master(), OPTIONS)) == [{PLUGIN: own}]
    assert plugins(with_plugin(master("other.Plugin", PLUGIN), OPTIONS)) == ["other.Plugin", {PLUGIN: own}]
    said = {PLUGIN: {"budget": "standard", "language": "en"}}
    assert plugins(with_plugin(master(said), OPTIONS)) == [{PLUGIN: {**own, "budget": "standard", "language": "en"}}]


def test_a_master_of_another_kind_is_refused() -> None:
    """One line that says what is missing."""
    with pytest.raises(AssignmentInvalid, match="ASSIGNMENT CONFIG"):
        with_plugin(nbformat.v4.new_notebook(), OPTIONS)


def test_a_zip_with_other_options_is_the_same_zip(tmp_path: Path) -> None:
    """Nothing but the options is changed."""
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"plugins": [{PLUGIN: {"budget": "quick", "seconds": 600}}]}))
        archive.writestr("tests/a.py", "x = 1")
    other = with_options(tmp_path / "one.zip", tmp_path / "other.zip", budget="smoke")
    with zipfile.ZipFile(other) as archive:
        assert json.loads(archive.read("otter_config.json")) == {
            "plugins": [{PLUGIN: {"budget": "smoke", "seconds": 600}}]
        }
        assert archive.read("tests/a.py") == b"x = 1"
