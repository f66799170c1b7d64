"""A certificate for one batch's cluster, so that nobody else on the network can talk to it."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from distributed import Security
from platformdirs import user_cache_path

from autograder.errors import UsageError

_DAYS: Final = "30"


@contextmanager
def certificates(folder: Path | None = None) -> Iterator[Security]:
    """Make one with openssl and give what client, scheduler and workers need; the files are removed afterwards.

    folder: where all machines of the cluster find it; by default in the user's cache, which lies in the home directory.
    """
    place = folder or user_cache_path("keras-autograder")
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tls-", dir=place) as own:  # for its owner's eyes only
        key, certificate = f"{own}/key.pem", f"{own}/cert.pem"
        _make(key, certificate)
        files = {
            f"tls_{role}_{part}": path
            for role in ("client", "scheduler", "worker")
            for part, path in (("key", key), ("cert", certificate))
        }
        yield Security(require_encryption=True, tls_ca_file=certificate, **files)


def _make(key: str, certificate: str) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", _DAYS, "-subj", "/CN=autograder"]
    try:
        subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise UsageError("the program openssl is not installed: --slurm needs it to keep others out") from error
    except subprocess.CalledProcessError as error:
        raise UsageError(f"openssl could not make a certificate: {error.stderr.strip().splitlines()[-1:]}") from error
