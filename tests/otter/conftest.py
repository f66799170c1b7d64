"""The sandbox that a file's tests share."""

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("otter_both_ways", "otter_commands", "otter_kept")

from otter_kept import Kept, keeping  # noqa: E402  only what is imported now is told what failed in it


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """The process that the file's commands are forks of."""
    with keeping(tmp_path_factory.mktemp("kept")) as process:
        yield process
