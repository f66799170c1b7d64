"""Attacks through the only way out: the result pipe, and the streams that lead nowhere."""

import pytest

from autograder.sandbox.interface import Ended

from .target import MIB, Target

RAW = "import os, struct\ndef raw(data):\n    while data: data = data[os.write(3, data):]\n"


def test_flood_on_standard_streams_goes_nowhere(target: Target) -> None:
    """A hundred megabytes on stdout and stderr neither block the job nor reach the grader."""
    source = (
        "import os\nfor _ in range(800):\n    os.write(1, b'x' * 65536); os.write(2, b'x' * 65536)\nemit({'done': 1})"
    )
    result = target.run(source)
    assert result["done"] == 1
    assert result.outcome.bytes_received < 1000


def test_flood_of_frames_meets_the_output_limit(target: Target) -> None:
    """Valid frames without end are cut at the limit; those before it are kept."""
    result = target.run("while True: emit({'x': 'y' * 100_000})")
    assert result.ended is Ended.OUTPUT_LIMIT
    assert len(result.frames) == 4 * MIB // 100_012
    assert result.outcome.bytes_received < 8 * MIB


def test_flood_of_tiny_frames_meets_it_too(target: Target) -> None:
    """Frames of a few bytes cost the grader as much as larger ones, so they are charged as such."""
    result = target.run(RAW + "while True: raw((struct.pack('<I', 2) + b'{}') * 1000)")
    assert result.ended is Ended.OUTPUT_LIMIT
    assert len(result.frames) == 4 * MIB // 64


def test_flood_of_noise_ends(target: Target) -> None:
    """Bytes that are no frames announce a hostile length and end the job."""
    result = target.run(RAW + "emit({'before': 1})\nwhile True: raw(os.urandom(65536))")
    assert result.ended is Ended.OUTPUT_LIMIT
    assert result["before"] == 1


HOSTILE = {
    "not JSON": "b'{]'",
    "not UTF-8": """b'{"a": "\\xff"}'""",
    "not an object": "b'[1, 2]'",
    "deep nesting": """b'{"a":' + b'[' * 200_000 + b']' * 200_000 + b'}'""",
    "a huge integer": """b'{"a":' + b'9' * 100_000 + b'}'""",
    "empty": "b''",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_frame_is_dropped_and_the_rest_kept(target: Target, kind: str) -> None:
    """A frame that is no JSON object is dropped; those around it arrive."""
    attack = f"p = {HOSTILE[kind]}\nraw(struct.pack('<I', len(p)) + p)\n"
    result = target.run(RAW + "emit({'n': 1})\n" + attack + "emit({'n': 2})")
    assert [frame["n"] for frame in result.frames] == [1, 2]
    assert result.ended is Ended.FINISHED
    assert "1 unreadable" in result.outcome.detail


def test_truncated_last_frame_is_ignored(target: Target) -> None:
    """Half a frame before death is no evidence and no error."""
    result = target.run(RAW + "emit({'n': 1})\nraw(struct.pack('<I', 500) + b'{\"n\": ')\nos._exit(1)")
    assert result.frames == [{"n": 1}]
    assert result.ended is Ended.DIED


def test_closed_pipe_is_not_a_finish(target: Target) -> None:
    """A job that closes the pipe and sleeps is a job that runs too long."""
    result = target.run("import os, time\nemit({'n': 1})\nos.close(3)\ntime.sleep(60)", wall_seconds=0.5)
    assert result.ended is Ended.WALL_LIMIT
    assert result.frames == [{"n": 1}]


def test_forged_end_ends_the_job(target: Target) -> None:
    """After an end frame nothing more is believed, and the process has seconds to leave."""
    result = target.run("import time\nemit({'n': 1})\nemit({'kind': 'end'})\nemit({'n': 2})\ntime.sleep(60)")
    assert result.frames == [{"n": 1}]
    assert result.outcome.seconds < 5


NETWORK = """
import socket
reached = []
for family in (1, 2, 10, 16, 17, 38, 40):
    for kind in (1, 2, 3, 5):
        try:
            s = socket.socket(family, kind); s.settimeout(0.2)
            reached.append(f"socket {family} {kind}")
            for address in (("127.0.0.1", job["port"]), "\\0autograder-listener"):
                try: s.sendto(b"x", address); reached.append(f"sent {family} {kind}")
                except (OSError, TypeError): pass
                try: s.connect(address); reached.append(f"connected {family} {kind}")
                except (OSError, TypeError): pass
        except OSError: pass
try: reached.append(socket.gethostbyname("example.com"))
except OSError: pass
emit({"reached": reached})
"""


def test_network_is_out_of_reach(target: Target) -> None:
    """No family opens a socket, and listeners of this machine hear nothing."""
    import socket

    with (
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as local,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
    ):
        port = tcp.getsockname()[1]
        udp.bind(("127.0.0.1", port))
        local.bind("\0autograder-listener")
        result = target.run(NETWORK, job={"port": port})
        for listener in (tcp, local, udp):
            listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            tcp.accept()
        for listener in (local, udp):
            with pytest.raises(BlockingIOError):
                listener.recv(1)
    assert result["reached"] == []


def test_environment_of_the_grader_is_not_inherited(monkeypatch: pytest.MonkeyPatch, target: Target) -> None:
    """Secrets in the grader's environment do not reach a job."""
    result = target.run("import os; emit({'env': dict(os.environ)})")
    assert "PYTEST_CURRENT_TEST" not in result["env"]
    assert result["env"]["HOME"] == result["env"]["PWD"]
