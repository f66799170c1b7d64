"""Fingerprints of the pools cut from the official data, to tell them from look-alikes.

Recorded from prepared files whose rows are byte for byte the official ones, but for Reuters: its file was rebuilt from
Reuters-21578, the rows that Keras downloads come in another order, and the fingerprint of theirs is not known.
"""

from collections.abc import Mapping
from types import MappingProxyType

EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "mnist": "357df06ef83d760040d9f88fe1750270885840ff153977fb10289a5713b785e3",
        "fashion_mnist": "fca9a95723a003b7121fc49b765c79b87838a28abc368c877f7eda1661b894bd",
        "imdb": "297ab14b966d1e664c3897a96832cf5403e3320cfe01521c0dc3500f6d7f3d6e",
        "reuters": "208e73485ca404677156f4aa473ffb788af5d23c4b53ca7693a67c679a83b4aa",
    }
)

UNVERIFIABLE = frozenset({"reuters"})
"""Data sets of which more than one honest version exists: another fingerprint is reported, not refused."""
