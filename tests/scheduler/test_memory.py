"""No more runs at once than memory allows."""

from pathlib import Path
from threading import Event, Thread

import pytest

from autograder.scheduler.memory import GROWING_SECONDS, SPARE_BYTES, MemoryGate, _group_bytes, available_bytes
from autograder.scheduler.needs import Needs

GIB = 2**30


class Machine:
    """Memory and a clock that a test sets."""

    def __init__(self, free: int) -> None:
        self.free = free
        self.now = 0.0

    def gate(self, need: int) -> MemoryGate:
        """A gate on this machine."""
        return MemoryGate(need, lambda: self.free, lambda: self.now)


def enters(gate: MemoryGate) -> bool:
    """Whether one more is let in at once; it stays inside."""
    let_in = Event()

    def stay() -> None:
        with gate.admitted():
            let_in.set()
            Event().wait()

    Thread(target=stay, daemon=True).start()
    return let_in.wait(0.4)


def test_runs_that_grow_are_counted_with_all_that_they_will_need() -> None:
    """What they have not taken yet is still free, and promised."""
    machine = Machine(3 * GIB + SPARE_BYTES)
    gate = machine.gate(GIB)
    assert [enters(gate) for _ in range(4)] == [True, True, True, False]


def test_runs_that_have_grown_are_seen_in_what_is_left() -> None:
    """They took less than was thought: there is room for another one."""
    machine = Machine(2 * GIB + SPARE_BYTES)
    gate = machine.gate(2 * GIB)
    assert enters(gate)
    machine.free = 2 * GIB + SPARE_BYTES
    assert not enters(gate)
    machine.now = GROWING_SECONDS + 1
    assert enters(gate)


def test_one_run_is_always_let_in() -> None:
    """Waiting would not make the machine larger."""
    machine = Machine(0)
    gate = machine.gate(GIB)
    assert enters(gate)
    assert not enters(gate)


def test_a_cancelled_run_does_not_wait() -> None:
    """It ends itself at once."""
    gate = Machine(0).gate(GIB)
    cancel = Event()
    cancel.set()
    with gate.admitted(), gate.admitted(cancel):
        pass


def test_needs_are_measured() -> None:
    """From the third run on, by what nine of ten did with; what was not measured does not count."""
    gate = Machine(GIB).gate(5 * GIB)
    for peak in (GIB, 0, GIB):
        gate.measured(peak)
    assert (gate.measured_bytes, gate.need_bytes) == (None, 5 * GIB)
    for peak in [GIB] * 18 + [4 * GIB]:
        gate.measured(peak)
    assert gate.need_bytes == GIB


def test_needs_are_kept_from_one_batch_to_the_next(tmp_path: Path) -> None:
    """And a broken file is as good as none."""
    needs = Needs(tmp_path / "new")
    default = needs.memory_bytes("tl04", "quick")
    needs.remember("tl04", "quick", None)
    assert needs.memory_bytes("tl04", "quick") == default
    needs.remember("tl04", "quick", 123)
    assert (needs.memory_bytes("tl04", "quick"), needs.memory_bytes("tl04", "full")) == (123, default)
    (tmp_path / "new" / "tl04-quick.json").write_text("{")
    assert needs.memory_bytes("tl04", "quick") == default


@pytest.mark.parametrize("version", [1, 2])
def test_a_batch_systems_limit_counts(tmp_path: Path, version: int) -> None:
    """The group's own, or that of a group above it; files in memory can be given back."""
    files = {
        1: ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        2: ("memory.max", "memory.current", "inactive_file"),
    }[version]
    root = tmp_path / "memory" if version == 1 else tmp_path
    for path, limit in (("job", "4000"), ("job/step", "max")):
        group = root / path
        group.mkdir(parents=True)
        (group / files[0]).write_text(limit)
        (group / files[1]).write_text("3000")
        (group / "memory.stat").write_text(f"anon 1\n{files[2]} 500\n")
    listing = tmp_path / "cgroup"
    listing.write_text("5:cpu,memory:/job/step\n" if version == 1 else "0::/job/step\n")
    assert list(_group_bytes(tmp_path, listing)) == [1500]


def test_this_machine_has_some() -> None:
    """A plausible figure."""
    assert 0 < available_bytes() < 2**50
