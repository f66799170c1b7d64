"""The two scripts that Gradescope runs: one when it builds the image, one for every submission."""

from string import Template
from typing import Final

from otter.generate import MINIFORGE_VERSION

_SETUP: Final = Template("""\
#!/usr/bin/env bash
# Runs once, when the image is built.
set -euo pipefail
source=/autograder/source
python=python3.11
export DEBIAN_FRONTEND=noninteractive

final() { "$$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info.releaselevel != "final")' 2>/dev/null; }

apt-get update || echo "no package lists: going on with what is here"
# For full isolation. Without them the grader works at a weaker level and says what that lacks.
apt-get install -y --no-install-recommends bubblewrap libseccomp2 || echo "no bubblewrap or libseccomp2"
final $$python || apt-get install -y --no-install-recommends python3.11 python3.11-venv || true
if ! final $$python; then
    # Where the distribution has no final Python 3.11: the one that Otter's own images use.
    apt-get install -y --no-install-recommends ca-certificates wget
    release=https://github.com/conda-forge/miniforge/releases/download/$miniforge
    wget -nv -O /tmp/miniforge.sh "$$release/Miniforge3-Linux-$$(uname -m).sh"
    bash /tmp/miniforge.sh -b -p /opt/miniforge
    /opt/miniforge/bin/mamba create -y -p /opt/python3.11 -c conda-forge python=3.11
    python=/opt/python3.11/bin/python3.11
fi

$$python -m venv /opt/autograder
pip="/opt/autograder/bin/python -m pip --disable-pip-version-check install --no-cache-dir"
$$pip $options --require-hashes -r "$$source/requirements.txt"
$$pip --no-index --no-deps "$$source"/wheels/$wheel

# Jobs run under a user of their own. What the grader knows is root's alone.
package=$$(/opt/autograder/bin/python -c 'import autograder, os; print(os.path.dirname(autograder.__file__))')
for part in $graders; do chmod -R go-rwx "$$package/$$part"; done
chmod -R go-rwx "$$source"
""")
_RUN: Final = """\
#!/usr/bin/env bash
# Runs for every submission.
set -u
# Nothing but this submission is here, and what the grader knows is root's alone: a user of its own holds a job, where
# the kernel offers nothing better.
export AUTOGRADER_CONTAINER=1
chmod go-rwx /autograder/source /autograder/submission /autograder/results
/opt/autograder/bin/python -P -m autograder.otter.harness /autograder
# Only where the platform killed the grader: nobody loses points, and a person will look.
[ -s /autograder/results/results.json ] || cp /autograder/source/killed.json /autograder/results/results.json
"""


def setup_script(wheel: str, graders: tuple[str, ...], *, offline: bool) -> str:
    """`setup.sh`: Python 3.11, pinned packages, our wheel. `offline`: the zip brings the packages, none is fetched.

    graders: the parts of our package that jobs must not read, where nothing can be put over them.
    """
    options = '--no-index --find-links "$source/wheels"' if offline else ""
    script = _SETUP.substitute(miniforge=MINIFORGE_VERSION, options=options, wheel=wheel, graders=" ".join(graders))
    return script.replace("$pip  --", "$pip --")


def run_script() -> str:
    """`run_autograder`."""
    return _RUN
