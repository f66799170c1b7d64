"""Using up what others need: processor, memory, disk, processes, the grader's own attention."""

# ruff: noqa: E501  a table with programs in it

from autograder.sandbox.interface import Ended

from .attack import MIB, Attack, Seen, ended, nothing_won
from .target import processes_named

SHORT = {"wall_seconds": 0.5}
HOG = "keep = []\nwhile True: keep.append({0}); time.sleep(0.004)"
DEATHS = {
    "exit": ("os._exit(0)", "status 0"),
    "crash": ("ctypes.string_at(0)", "signal 11"),
    "abort": ("os.abort()", "signal"),
    "sys-exit": ("sys.exit(0)", "SystemExit"),
}


def memory_ended(seen: Seen) -> bool:
    """Whether the job was ended not far above its limit of 300 MiB."""
    return seen.outcome.ended is Ended.MEMORY_LIMIT and seen.outcome.peak_resident_bytes < 900 * MIB


def disk_held(seen: Seen) -> bool:
    """Whether no more than the job's 16 MiB and a little were ever written."""
    written = seen.get("written")
    return written is not None and written <= 20 * MIB


def died(words: str) -> object:
    """Return the proof that a death is seen as one, and keeps what was sent before."""
    return lambda seen: seen.outcome.ended is Ended.DIED and seen["before"] == 1 and words in seen.outcome.detail


def memory(identifier: str, harm: str, source: str) -> Attack:
    """Return an attack that takes memory for ever."""
    return Attack(identifier, harm, "resident memory is watched 20 times a second", source, memory_ended)


FLOOD = """
written = 0
try:
    for number in range(200):
        with open(f'{where}/flood{number}', 'wb') as file: written += file.write(b'x' * (1 << 20)); file.flush()
except OSError: pass
emit({'written': written})
"""

ATTACKS = (
    Attack("time-loop", "never ends", "the grader's own clock", "emit({'before': 1})\nwhile True: pass",
           lambda seen: seen.outcome.ended is Ended.WALL_LIMIT and seen["before"] == 1 and seen.outcome.seconds < 3, SHORT),
    Attack("time-sleep", "sleeps for ever", "the grader's own clock", "time.sleep(1000)", ended(Ended.WALL_LIMIT), SHORT),
    Attack("time-stopped", "stops itself so that its clock stands still", "the grader's own clock",
           "os.kill(os.getpid(), signal.SIGSTOP); time.sleep(60)", ended(Ended.WALL_LIMIT), SHORT),
    Attack("time-deaf", "ignores every signal", "SIGKILL by pidfd", """
for number in signal.valid_signals():
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: time.sleep(10)
""", ended(Ended.WALL_LIMIT), SHORT),
    Attack("time-in-c", "stays in one call of C code that no exception interrupts", "the grader's own clock",
           "import re\nre.match(r'(a+)+$', 'a' * 64 + 'b')", ended(Ended.WALL_LIMIT), SHORT),
    Attack("cpu-spin", "uses the processor without end", "processor time of all processes is watched",
           "while True: pass", ended(Ended.CPU_LIMIT), {"cpu_seconds": 1, "wall_seconds": 40.0}),
    Attack("cpu-shared-out", "shares its work among processes to get more processor time",
           "processor time of all processes is watched", """
for _ in range(3):
    if os.fork() == 0: break
while True: pass
""", lambda seen: seen.outcome.ended is Ended.CPU_LIMIT and seen.outcome.cpu_seconds < 3, {"cpu_seconds": 1, "wall_seconds": 40.0}),
    Attack("fork-bomb", "starts processes without end", "limit of processes", """
name = f"atk-{job['port']}"; libc.prctl(15, name.encode(), 0, 0, 0); emit({'name': name})
for _ in range(200):
    try: os.fork()
    except OSError as error: emit({'refused': error.errno})
while True:
    try: os.fork()
    except OSError: pass
""", lambda seen: seen.outcome.ended in (Ended.WALL_LIMIT, Ended.OUTPUT_LIMIT) and seen["refused"] == 11
           and processes_named(seen["name"]) == [], {"wall_seconds": 1.0}),
    Attack("thread-bomb", "starts threads without end", "limit of processes and threads", """
started = 0
try:
    for _ in range(1000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); started += 1
except RuntimeError: pass
emit({'started': started})
""", lambda seen: nothing_won(seen) and 10 <= seen["started"] <= 40),
    memory("memory-private", "takes all memory", HOG.format("bytearray(8 << 20)")),
    memory("memory-shared", "takes all memory as shared pages", """
keep = []
while True: m = mmap.mmap(-1, 8 << 20); m[:] = b'x' * len(m); keep.append(m); time.sleep(0.004)
"""),
    memory("memory-many", "takes all memory in many processes", """
for _ in range(5):
    if os.fork() == 0: break
""" + HOG.format("bytearray(8 << 20)")),
    Attack("memory-address-space", "asks for a terabyte at once", "limit of address space", "attempt('had', bytearray, 1 << 40)"),
    Attack("memory-uncounted", "takes memory that no limit counts: memory files, System V segments, queues, locked pages",
           "seccomp; limits of zero", """
does('memfd', os.memfd_create, 'x')
call('memfd_secret', 447, 0); call('shmget', 29, 0, 1 << 24, 0o1600); call('msgget', 68, 0, 0o1600)
call('semget', 64, 0, 10, 0o1600); call('mq_open', 240, b'x', 0o102, 0o600, 0)
if libc.mlockall(3) == 0: won.append('mlockall')
"""),
    memory("memory-page-tables", "has the kernel keep tables for zero pages without end, which no process is charged for", """
for _ in range(30):
    if os.fork() == 0: break
m = mmap.mmap(-1, 6 << 30, mmap.MAP_PRIVATE)
libc.madvise(ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(m))), ctypes.c_size_t(len(m)), 15)
view = memoryview(m)
for at in range(0, len(m), 1 << 21): view[at]
time.sleep(30)
"""),
    memory("memory-in-sockets", "fills pairs of sockets, whose buffers are nobody's memory, and a machine with them", """
kept = []
for _ in range(3):
    if os.fork() == 0: break
while True:
    try: pair = socket.socketpair()
    except OSError: time.sleep(1); continue
    kept.append(pair)
    for end in pair:
        end.setblocking(False); end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
        try:
            for _ in range(64): end.send(bytes(65536))
        except OSError: pass
"""),
    Attack("memory-in-pipes", "fills pipes and socket pairs, which belong to nobody", "limit of open files", """
held = 0
try:
    while True:
        for end in (os.pipe()[1], os.dup(socket.socketpair()[0].detach())):
            os.set_blocking(end, False)
            try:
                while True: held += os.write(end, b'x' * 65536)
            except BlockingIOError: pass
except OSError: pass
emit({'held': held})
""", lambda seen: nothing_won(seen) and seen["held"] < 64 * MIB),
    Attack("disk-flood", "fills the disk of the machine", "one sized file system for all that a job writes",
           "where = '.'" + FLOOD, disk_held),
    Attack("disk-flood-tmp", "fills the temporary folder", "one sized file system for all that a job writes",
           "where = '/tmp'" + FLOOD, disk_held),
    Attack("disk-flood-shm", "fills shared memory", "one sized file system for all that a job writes",
           "where = '/dev/shm'" + FLOOD, disk_held),
    Attack("disk-sparse", "makes one enormous file", "limit of a file's size", """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
does('sparse', lambda: open('big', 'wb').truncate(1 << 30))
"""),
    Attack("disk-inodes", "makes files without end", "limit of inodes; else files are counted", """
made = 0
try:
    for number in range(90_000): os.close(os.open(f'{number}', os.O_CREAT | os.O_WRONLY)); made += 1
except OSError: pass
emit({'made': made})
""", lambda seen: (seen.get("made") or 0) < 70_000),
    Attack("disk-nested", "nests folders so deep that cleaning up fails", "rm, not recursion in Python", """
for _ in range(1500): os.mkdir('d'); os.chdir('d')
""", ended(Ended.FINISHED, Ended.DISK_LIMIT)),
    Attack("descriptors", "opens files without end", "limit of open files", """
count = 0
try:
    while True: os.dup(0); count += 1
except OSError: pass
emit({'count': count})
""", lambda seen: nothing_won(seen) and seen["count"] < 64),
    Attack("output-standard", "floods standard output and error", "they lead to /dev/null", """
for _ in range(800): os.write(1, b'x' * 65536); os.write(2, b'x' * 65536)
""", lambda seen: nothing_won(seen) and seen.outcome.bytes_received < 1000),
    Attack("output-frames", "floods the grader with results", "limit of results",
           "while True: emit({'x': 'y' * 100_000})",
           lambda seen: seen.outcome.ended is Ended.OUTPUT_LIMIT and seen.outcome.bytes_received < 8 * MIB),
    Attack("output-tiny-frames", "floods the grader with millions of tiny results", "each is charged 64 bytes",
           "while True: raw((struct.pack('<I', 2) + b'{}') * 1000)",
           lambda seen: seen.outcome.ended is Ended.OUTPUT_LIMIT and len(seen.frames) <= 4 * MIB // 64),
    Attack("output-noise", "sends noise instead of results", "a frame's length is bounded",
           "emit({'before': 1})\nwhile True: raw(os.urandom(65536))",
           lambda seen: seen.outcome.ended is Ended.OUTPUT_LIMIT and seen["before"] == 1),
    Attack("output-closed", "closes the result pipe and sleeps, to look finished", "only an end frame is an end",
           "os.close(3); time.sleep(60)", ended(Ended.WALL_LIMIT), SHORT),
    Attack("output-half", "announces a frame that never comes", "the grader's own clock",
           "raw(struct.pack('<I', 1 << 20) + b'{'); time.sleep(60)", ended(Ended.WALL_LIMIT), SHORT),
    *(Attack(f"death-{name}", f"ends its own process ({act}) to pass for finished or for a machine's failure",
             "the supervisor reads the wait status", f"emit({{'before': 1}})\n{act}", died(words))
      for name, (act, words) in DEATHS.items()),
)  # fmt: skip
