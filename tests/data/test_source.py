"""Choosing a source by its name."""

from pathlib import Path

import pytest

from autograder.data.embedded import EmbeddedData
from autograder.data.keras_files import KerasFiles
from autograder.data.prepared import PreparedFiles
from autograder.data.source import default_cache, open_source


@pytest.mark.parametrize(
    ("spec", "kind", "name"),
    [("embedded", EmbeddedData, "embedded"), ("keras", KerasFiles, "keras"), ("some/dir", PreparedFiles, "prepared")],
)
def test_spec_names_the_source(spec: str, kind: type, name: str) -> None:
    """Two words have a meaning, anything else is a directory; a source's name holds no path."""
    source = open_source(spec)
    assert isinstance(source, kind)
    assert source.name == name


def test_cache_is_the_caller_s_or_the_user_s(tmp_path: Path) -> None:
    """Keras' prepared files go where the caller says, or to the user's cache directory."""
    own, default = open_source("keras", tmp_path), open_source("keras")
    assert isinstance(own, KerasFiles)
    assert isinstance(default, KerasFiles)
    assert own.cached.directory == tmp_path
    assert default.cached.directory == default_cache()


def test_home_is_expanded() -> None:
    """A directory may begin with a tilde."""
    source = open_source("~/data")
    assert isinstance(source, PreparedFiles)
    assert source.directory == Path.home() / "data"
