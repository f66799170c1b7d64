"""The zygote with TensorFlow in it, and its refusal to fork with threads."""

import hashlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox.choose import open_sandbox
from autograder.sandbox.forked import ForkedSandbox
from autograder.sandbox.interface import Ended, Limits
from autograder.worker import zygote
from autograder.worker.confine import Profile
from autograder.worker.warm import thread_count

TRAIN = """
import hashlib, os
import keras, numpy
keras.utils.set_random_seed(7)
x = numpy.random.rand(200, 20).astype("float32"); y = numpy.random.randint(0, 3, 200)
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(16, activation="relu"), keras.layers.Dense(3)])
model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
loss = model.fit(x, y, epochs=2, batch_size=50, verbose=0).history["loss"]
model.save("model.keras")
again = keras.models.load_model("model.keras")
weights = b"".join(array.tobytes() for array in again.get_weights())
emit({"loss": loss, "weights": hashlib.sha256(weights).hexdigest(), "threads": len(os.listdir("/proc/self/task"))})
"""


@pytest.fixture(scope="module")
def warm() -> Iterator[ForkedSandbox]:
    """Open a sandbox with TensorFlow imported."""
    try:
        sandbox = open_sandbox()
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    with sandbox:
        yield sandbox


@pytest.mark.keras
def test_a_warm_zygote_trains_twice_with_equal_weights(warm: ForkedSandbox) -> None:
    """Two forks with one seed train to the same bits under the default limits, in seconds."""
    frames: list[dict[str, Any]] = []
    for _ in range(2):
        outcome = warm.run("autograder.worker.script:execute", {"source": TRAIN}, Limits(), frames.append)
        assert outcome.ended is Ended.FINISHED, outcome.detail
    assert frames[0] == frames[1]
    assert len(frames[0]["weights"]) == hashlib.sha256().digest_size * 2
    assert frames[0]["threads"] > 1


def test_a_zygote_with_threads_refuses_to_fork() -> None:
    """A fork of several threads could hang for ever: the job is refused with the reason, and the zygote gives up."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    control, its_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    pipe = os.pipe()
    try:
        request = json.dumps({"target": "m:f", "limits": {}}).encode()
        socket.send_fds(ours, [request], [pipe[1], its_control.fileno(), pipe[0]])
        zygote.serve(theirs, Profile("restricted", None, may_mount=False, readable=(), files={}, kept=()))
        news = json.loads(control.recv(65536))
        threads = thread_count()
    finally:
        stop.set()
        other.join()
        for end in (ours, theirs, control, its_control):
            end.close()
        for fd in pipe:
            os.close(fd)
    assert news["event"] == "refused"
    assert f"{threads} threads" in news["detail"]
