"""The two scripts of the zip: Bash reads them, and they install what is pinned and nothing else."""

import subprocess

import pytest

from autograder.otter.scripts import run_script, setup_script

WHEEL = "keras_autograder-0.1.0-py3-none-any.whl"


@pytest.mark.parametrize("offline", [True, False])
def test_bash_understands_the_scripts(offline: bool) -> None:
    """Both of them, with and without packages in the zip."""
    for text in (setup_script(WHEEL, ("checks",), offline=offline), run_script()):
        done = subprocess.run(["bash", "-n"], input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_packages_come_from_the_zip_where_it_has_them() -> None:
    """Hashes are required in any case; the network is asked only where the zip has no packages."""
    alone, fetching = (_install(setup_script(WHEEL, ("checks",), offline=offline)) for offline in (True, False))
    assert alone == '$pip --no-index --find-links "$source/wheels" --require-hashes -r "$source/requirements.txt"'
    assert fetching == '$pip --require-hashes -r "$source/requirements.txt"'


def test_what_the_grader_knows_is_closed_to_jobs() -> None:
    """By the rights of the files, for machines where nothing can be put over them."""
    script = setup_script(WHEEL, ("bands", "checks"), offline=False)
    assert 'for part in bands checks; do chmod -R go-rwx "$package/$part"; done' in script
    assert 'chmod -R go-rwx "$source"' in script


def _install(script: str) -> str:
    return next(line for line in script.splitlines() if "requirements.txt" in line)
