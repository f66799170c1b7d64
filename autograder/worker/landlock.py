"""Landlock: the job may read what it was given, write in its own directory, and reach nothing else.

Spoken to the kernel directly, because the network and scope rules are newer than any Python binding.
Source: Linux' Documentation/userspace-api/landlock.rst, ABI 1 to 7.
"""

import ctypes
import os
from collections.abc import Iterable

from autograder.worker.syscalls import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_FIRST_ABI_RIGHTS = (1 << 13) - 1
_MAKE_DEVICES = (1 << 6) | (1 << 11)
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1 << 0, 1 << 1

_READ = _EXECUTE | _READ_FILE | _READ_DIR
_ONLY_FOR_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

NETWORK_ABI = 4
SIGNALS_ABI = 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    try:
        return syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_CREATE_RULESET_VERSION))
    except OSError:
        return 0


def _file_rights(version: int) -> int:
    rights = _FIRST_ABI_RIGHTS
    rights |= _REFER if version >= 2 else 0
    rights |= _TRUNCATE if version >= 3 else 0
    rights |= _IOCTL_DEV if version >= 5 else 0
    return rights


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return  # what is not there needs no permission
    try:
        if not os.path.isdir(path):
            rights &= _ONLY_FOR_FILES
        rule = _PathBeneath(rights, fd)
        number = ctypes.c_int(_RULE_PATH_BENEATH)
        syscall(_ADD_RULE, ctypes.c_int(ruleset), number, ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(fd)


def restrict(readable: Iterable[str], writable: Iterable[str], devices: Iterable[str] = ("/dev/null",)) -> int:
    """Confine this process and its descendants for ever; return the ABI used, 0 where Landlock is missing.

    Requires no_new_privs. Beyond `readable` nothing can be opened, beyond `writable` nothing be changed;
    `devices` are files that may be written but not created. TCP is refused from ABI 4,
    signals to other processes than the job's own from ABI 6.
    """
    version = abi()
    if not version:
        return 0
    handled = _file_rights(version)
    attributes = _Ruleset(handled, _BIND_TCP | _CONNECT_TCP, _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS)
    size = 24 if version >= SIGNALS_ABI else 16 if version >= NETWORK_ABI else 8
    ruleset = syscall(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        for path in readable:
            _allow(ruleset, path, _READ)
        for path in writable:
            _allow(ruleset, path, handled & ~_MAKE_DEVICES & ~_IOCTL_DEV)
        for path in devices:
            _allow(ruleset, path, _READ_FILE | _WRITE_FILE)
        syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))
    finally:
        os.close(ruleset)
    return version
