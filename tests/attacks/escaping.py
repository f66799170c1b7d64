"""Leaving the sandbox: network, processes, namespaces, privileges."""

# ruff: noqa: E501  a table with programs in it

import os

from .attack import Attack, Seen, nothing_won
from .target import processes_named

KEYS = ("CapInh", "CapPrm", "CapEff", "CapAmb")


def without_privileges(seen: Seen) -> bool:
    """Whether a job has no capability, cannot get one and is filtered."""
    status = seen["status"]
    bare = all(int(status[key], 16) == 0 for key in KEYS) and status["NoNewPrivs"] == "1"
    return nothing_won(seen) and bare and status["Seccomp"] == "2"


def socket_attack(identifier: str, harm: str, families: tuple[int, ...]) -> Attack:
    """Return an attack that opens sockets of these families and sends to all that listens on this machine."""
    return Attack(
        identifier,
        harm,
        "seccomp; network namespace; Landlock for TCP",
        f"""
for family in {families}:
    for kind in (1, 2, 3, 5):
        try: made = socket.socket(family, kind)
        except OSError: continue
        made.settimeout(0.2)
        for address in (('127.0.0.1', job['port']), ('::1', job['port']), '\\0' + job['abstract'], job['listening']):
            does(f'send {{family}} {{kind}} {{address}}', made.sendto, b'x', address) if kind == 2 else \\
            does(f'connect {{family}} {{kind}} {{address}}', made.connect, address)
        if family in (2, 10): does(f'bind {{family}} {{kind}}', made.bind, ('', 0)) if kind == 1 else None
        if family not in (1, 2, 10): won.append(f'socket {{family}} {{kind}}')
""",
    )


def by_number(identifier: str, harm: str, *calls: str, mechanism: str = "seccomp; no capability") -> Attack:
    """Return an attack by raw system calls of x86-64, each given as the arguments of `call`."""
    lines = "\n".join(f"call({text})" for text in calls)
    return Attack(identifier, harm, mechanism, lines if os.uname().machine == "x86_64" else "")


THIRTY_TWO_BITS = """
code = bytes.fromhex('53b8{number}cd805bc3')  # push rbx; mov eax, number; int 0x80; pop rbx; ret
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
if os.fork() == 0:
    entry = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    os._exit(7 if entry() >= 0 else 0)
if os.waitstatus_to_exitcode(os.wait()[1]) == 7: won.append('int 0x80')
"""

ATTACKS = (
    socket_attack("net-internet", "sends the data away or downloads a trained model over IPv4 or IPv6", (2, 10)),
    socket_attack("net-local", "talks to a service of this machine over a local socket", (1,)),
    socket_attack(
        "net-exotic",
        "reaches the kernel or a host by netlink, packets, vsock, Bluetooth, crypto or TIPC",
        (3, 4, 5, 9, 15, 16, 17, 21, 29, 30, 31, 38, 40, 44),
    ),
    Attack(
        "net-names",
        "carries data away in the names it asks a name server for",
        "seccomp; network namespace",
        "attempt('resolved', socket.gethostbyname, 'example.com'); attempt('address', socket.getaddrinfo, 'example.com', 80)",
    ),
    Attack(
        "process-kill",
        "kills or stops the grader, the zygote or another student's job",
        "process namespace; Landlock's scope or seccomp",
        """
for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM):
    for pid in (-1, os.getppid(), *job['pids'], *range(1, 400)):
        if pid not in (0, os.getpid()):
            try: os.kill(pid, number)
            except OSError: pass
for pid in job['pids']:
    does(f'pidfd {pid}', lambda: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL))
""",
    ),
    Attack(
        "process-steer",
        "throttles the grader: limits, priority, processors",
        "process namespace; another user or seccomp",
        """
for pid in job['pids']:
    does(f'limit {pid}', resource.prlimit, pid, resource.RLIMIT_NOFILE, (3, 3))
    does(f'affinity {pid}', os.sched_setaffinity, pid, {0})
    does(f'priority {pid}', os.setpriority, os.PRIO_PROCESS, pid, 19)
    call(f'io priority {pid}', 251, 1, pid, 3 << 13)
for who in ('PRIO_USER', 'PRIO_PGRP'):
    try: os.setpriority(getattr(os, who), 0, 19); won.append(who)
    except OSError: pass
""",
    ),
    Attack(
        "process-daemon",
        "leaves a process behind that goes on after the run",
        "process namespace or subreaper",
        """
name = f"atd-{job['port']}"; libc.prctl(15, name.encode(), 0, 0, 0); emit({'name': name})
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
        emit({'daemon': 1})
        while True: time.sleep(1)
    os._exit(0)
time.sleep(0.2)
""",
        lambda seen: nothing_won(seen) and seen["daemon"] == 1 and processes_named(seen["name"]) == [],
    ),
    Attack(
        "process-descriptor",
        "takes a descriptor out of another process",
        "process namespace; seccomp",
        """
for pid in {1, os.getppid(), *job['pids']} - {os.getpid(), 0}:
    try: handle = os.pidfd_open(pid)
    except OSError: continue
    for fd in range(8): call(f'{fd} of {pid}', 438, handle, fd, 0)
""",
    ),
    Attack(
        "privileges",
        "has or gains root, a capability, or an unfiltered process",
        "capabilities dropped; no_new_privs; seccomp",
        """
status = dict(line.split(':', 1) for line in open('/proc/self/status').read().splitlines())
emit({'status': {key: value.split()[0] for key, value in status.items() if value.split()}})
does('setuid', os.setuid, 0); does('setgid', os.setgid, 0); does('groups', os.setgroups, [0]); does('root', os.chroot, '/')
if 0 in (os.getuid(), os.geteuid(), os.getgid()): won.append('root')
""",
        without_privileges,
    ),
    Attack(
        "set-user-id-programs",
        "becomes root by a program that is set to run as root",
        "no_new_privs; nosuid",
        """
import glob, subprocess
marked = []
for path in glob.glob('/usr/bin/*') + glob.glob('/usr/sbin/*'):
    try: marked += [path] if os.stat(path).st_mode & 0o4000 else []
    except OSError: pass
emit({'marked': len(marked)})
tries = [['/usr/bin/unshare', '-Ur', 'id'], ['/usr/bin/bwrap', '--dev-bind', '/', '/', 'id'],
         ['/usr/bin/mount', '-t', 'tmpfs', 'x', '/tmp'], ['/usr/bin/newgrp', 'root'], ['/usr/bin/chsh', '-s', '/bin/sh']]
for argv in tries:
    try: done = subprocess.run(argv, capture_output=True, timeout=1, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired): continue
    if done.returncode == 0 and b'uid=0' in done.stdout or argv[0].endswith('mount') and done.returncode == 0: won.append(argv[0])
""",
    ),
    Attack(
        "limits-raised",
        "raises its own limits",
        "hard limits; no capability",
        """
for name in ('CPU', 'AS', 'DATA', 'FSIZE', 'NPROC', 'NOFILE', 'CORE', 'MEMLOCK', 'MSGQUEUE'):
    kind = getattr(resource, 'RLIMIT_' + name, None)
    if kind is not None:
        hard = resource.getrlimit(kind)[1]
        does(name, resource.setrlimit, kind, (hard + 1, hard + 1))
""",
    ),
    Attack(
        "excuse-by-stepping-back",
        "gives way to others so that the grader takes its loop for a busy machine",
        "seccomp; sleeping does not count as waiting",
        """
does('nice', lambda: os.nice(19) or True); does('priority', os.setpriority, os.PRIO_PROCESS, 0, 19)
does('scheduler', os.sched_setscheduler, 0, os.SCHED_IDLE, os.sched_param(0))
call('sched_setattr', 314, 0, struct.pack('IIQiIQQQ', 48, 5, 0, 0, 0, 0, 0, 0), 0)
time.sleep(0.7)
""",
        lambda seen: nothing_won(seen) and seen.outcome.waiting_seconds < 0.5,
    ),
    Attack(
        "excuse-by-own-threads",
        "has a hundred threads wait for one another so that the grader takes its sleep for a busy machine",
        "a job waited no longer than others had the processor",
        """
import hashlib
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
def burst():
    while True:
        time.sleep(0.25 - time.time() % 0.25)
        for _ in range(4): hashlib.sha256(bytes(60000)).digest()  # without the interpreter's lock
for _ in range(30): threading.Thread(target=burst, daemon=True).start()
time.sleep(1.5)
""",
        lambda seen: (
            nothing_won(seen) and seen.outcome.waiting_seconds <= (os.cpu_count() or 1) * (seen.outcome.seconds + 0.5)
        ),
    ),
    Attack(
        "terminal-input",
        "types into the grader's terminal",
        "own session; /dev/null; seccomp",
        """
import fcntl
for fd in range(4):
    for request in (0x5412, 0x541C): does(f'{fd} {request}', fcntl.ioctl, fd, request, b'x')
does('tty', os.open, '/dev/tty', os.O_RDWR)
""",
    ),
    Attack(
        "door-of-32-bits",
        "makes system calls by the door of 32-bit programs, which a filter may not watch",
        "seccomp kills calls of another architecture",
        THIRTY_TWO_BITS.format(number="36010000") if os.uname().machine == "x86_64" else "",
    ),
    Attack(
        "door-of-x32",
        "makes system calls by their x32 numbers",
        "seccomp kills calls of another architecture",
        """
for number, *given in ((272, 0x10000000), (41, 2, 1, 0)):
    if os.fork() == 0: os._exit(7 if libc.syscall(0x40000000 + number, *given) >= 0 else 0)
    if os.waitstatus_to_exitcode(os.wait()[1]) == 7: won.append(number)
""",
    ),
    by_number(
        "namespace-user",
        "makes a user namespace and is root in it",
        "'unshare', 272, 0x10000000",
        "'clone', 56, 0x10000011, 0, 0, 0, 0",
        "'clone3', 435, 0, 0",
        mechanism="seccomp",
    ),
    by_number(
        "namespace-others",
        "makes or enters mount, network, process or time namespaces",
        *(f"'unshare {flag:x}', 272, {flag}" for flag in (0x20000, 0x40000000, 0x20000000, 0x8000000, 0x80)),
        "'setns', 308, 3, 0",
    ),
    by_number(
        "mounts",
        "mounts over what it is shown, or takes it away",
        "'mount', 165, b'x', b'/tmp', b'tmpfs', 0, 0",
        "'bind', 165, b'/', b'/tmp', 0, 4096, 0",
        "'umount', 166, b'/proc', 2",
        "'pivot', 155, b'/tmp', b'/tmp'",
        "'open_tree', 428, -100, b'/', 1",
        "'fsopen', 430, b'tmpfs', 0",
        "'mount_setattr', 442, -100, b'/', 0, 0, 0",
        "'move_mount', 429, -100, b'/tmp', -100, b'/', 0",
    ),
    by_number(
        "io-uring",
        "has the kernel do by io_uring what a filter refuses",
        "'setup', 425, 1, bytes(120)",
        "'enter', 426, 3, 1, 0, 0, 0, 0",
        "'register', 427, 3, 0, 0, 0",
    ),
    by_number(
        "kernel-programs",
        "loads a program or a module into the kernel",
        "'bpf', 321, 0, bytes(128), 128",
        "'init_module', 175, 0, 0, b''",
        "'finit_module', 313, 3, b'', 0",
        "'kexec_load', 246, 0, 0, 0, 0",
    ),
    by_number(
        "kernel-surface",
        "uses calls with a history of holes",
        "'userfaultfd', 323, 0",
        "'perf', 298, bytes(128), 0, -1, -1, 0",
        "'add_key', 248, b'user', b'x', b'x', 1, -3",
        "'keyctl', 250, 0, -3, 1",
        "'vmsplice', 278, 3, 0, 0, 0",
        "'personality', 135, 0x40000",
        "'modify_ldt', 154, 0, 0, 0",
        "'fanotify_init', 300, 0, 0",
        "'kcmp', 312, 1, 1, 0, 0, 0",
    ),
    by_number(
        "machine",
        "restarts the machine, sets its clock or its name",
        "'reboot', 169, 0xfee1dead, 672274793, 0, 0",
        "'settimeofday', 164, bytes(16), 0",
        "'sethostname', 170, b'x', 1",
        "'swapoff', 168, b'/swap'",
        "'clock_settime', 227, 0, bytes(16)",
        "'iopl', 172, 3",
    ),
)
