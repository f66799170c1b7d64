"""Client and workers must be alike: the same evidence for the same job, and messages that both understand."""

import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from autograder.errors import UsageError
from autograder.store.key import code_digest

_PACKAGES: Final = (
    *("keras-autograder", "tensorflow", "keras", "keras-tuner", "scikeras", "scikit-learn", "numpy"),
    *("distributed", "dask", "pydantic"),
)
_SHOWN: Final = 3


@cache
def versions() -> dict[str, str]:
    """What decides about a run and about talking to one another, of this process."""
    found = {name: _version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), **found, "autograder's code": code_digest()}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def differences(client: Mapping[str, str], worker: Mapping[str, str]) -> list[str]:
    """What differs, in words; empty where they are alike."""
    names = [name for name in (*client, *worker) if client.get(name) != worker.get(name)]
    return [f"{name} {client.get(name, '?')} here, {worker.get(name, '?')} there" for name in dict.fromkeys(names)]


def check_alike(client: Mapping[str, str], workers: Mapping[str, Mapping[str, str]]) -> None:
    """UsageError, one for all workers, where one differs from the client."""
    unlike = {address: differences(client, found) for address, found in workers.items()}
    unlike = {address: found for address, found in unlike.items() if found}
    if not unlike:
        return
    address, found = next(iter(unlike.items()))
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise UsageError(
        f"{len(unlike)} of {len(workers)} workers do not fit this machine; {address}: "
        f"{'; '.join(found[:_SHOWN])}{more}. Install the same version and the same requirements on both"
    )
