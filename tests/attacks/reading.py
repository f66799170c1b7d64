"""Reading what no student may see."""

# ruff: noqa: E501  a table with programs in it

from .attack import Attack, nothing_won

PATHS = "for path in job['{}']: attempt(path, read, path)"
OTHERS = """
for pid in {1, os.getppid(), *job['pids']} - {os.getpid(), 0}:
"""

ATTACKS = (
    Attack(
        "read-labels",
        "reads the labels of the holdout or another student's work, in a file that anyone on the machine may read",
        "mount namespace; Landlock",
        PATHS.format("secrets"),
    ),
    Attack(
        "read-course",
        "reads rubrics, solutions, bands or tests in the course's folder",
        "mount namespace; Landlock",
        PATHS.format("course"),
    ),
    Attack(
        "read-references",
        "reads the reference implementations and checks inside the installed package",
        "the package's own parts are covered; Landlock",
        PATHS.format("package"),
    ),
    Attack(
        "read-system",
        "reads accounts, logs, keys or settings of the machine",
        "mount namespace; Landlock",
        PATHS.format("system"),
    ),
    Attack(
        "read-neighbours",
        "finds other files beside the data it was given",
        "each file is shown alone; Landlock",
        """
given = files['given']
try: near = [item.name for item in given.parent.iterdir()]
except OSError: near = []
won += [name for name in near if name != given.name]
emit({'text': given.read_text()})
""",
        lambda seen: nothing_won(seen) and seen["text"] == "given",
    ),
    Attack(
        "read-by-link",
        "opens a secret through a symbolic or hard link of its own",
        "mount namespace; Landlock",
        """
for number, path in enumerate(job['secrets']):
    os.symlink(path, f'link{number}'); attempt(path, read, f'link{number}')
    does('hard ' + path, os.link, path, f'hard{number}')
""",
    ),
    Attack(
        "read-by-proc-root",
        "walks to the machine's files over /proc/*/root, /proc/*/cwd and /proc/*/fd",
        "own /proc; ptrace rules; Landlock",
        OTHERS
        + """
    for name in ('root', 'cwd', 'exe', *(f'fd/{n}' for n in range(20))):
        attempt(f'{name} of {pid}', os.readlink, f'/proc/{pid}/{name}')
        does(f'open {name} of {pid}', os.open, f'/proc/{pid}/{name}', os.O_RDONLY)
    for path in job['secrets']: attempt(path, read, f'/proc/{pid}/root{path}')
for path in job['secrets']: attempt(path, read, f'/proc/self/root{path}')
""",
    ),
    Attack(
        "read-by-handle",
        "opens a file by its kernel handle, past all paths",
        "seccomp; no capability",
        """
buffer = ctypes.create_string_buffer(struct.pack('Ii', 128, 0) + bytes(128)); number = ctypes.c_int()
for path in (*job['secrets'], '/'):
    call('name_to_handle_at ' + path, 303, -100, path.encode(), buffer, ctypes.byref(number), 0)
call('open_by_handle_at', 304, -100, buffer, 0)
""",
    ),
    Attack(
        "read-environment",
        "reads secrets in the grader's environment",
        "a list of variables of its own",
        """
import hashlib
won += [name for name, value in os.environ.items() if hashlib.sha256(value.encode()).hexdigest() == job['digest'] or 'SECRET' in name]
"""
        + OTHERS
        + "    attempt(f'environment of {pid}', read, f'/proc/{pid}/environ')",
    ),
    Attack(
        "read-memory",
        "reads the memory of the zygote, the supervisor or the grader, which holds labels",
        "process namespace; ptrace rules; seccomp",
        OTHERS
        + """
    for name in ('mem', 'maps', 'pagemap', 'auxv'): attempt(f'{name} of {pid}', read, f'/proc/{pid}/{name}')
    if libc.ptrace(16, pid, 0, 0) == 0: won.append(f'ptrace {pid}')
    local = ctypes.create_string_buffer(64)
    vector = struct.pack('QQ', ctypes.addressof(local), 64)
    call(f'process_vm_readv {pid}', 310, pid, vector, 1, vector, 1, 0)
""",
    ),
    Attack(
        "read-own-memory",
        "finds in its own memory, a copy of the zygote's, what the grader knows",
        "labels, bands and rubrics never enter the zygote",
        """
import hashlib, re
word = re.compile(rb'[0-9a-f]{32}')
for line in open('/proc/self/maps'):
    where, rights, *_ = line.split()
    low, high = (int(part, 16) for part in where.split('-'))
    if rights.startswith('r') and high - low < 1 << 26 and '[v' not in line:
        with open('/proc/self/mem', 'rb', 0) as memory:
            try: memory.seek(low); held = memory.read(high - low)
            except (OSError, ValueError, OverflowError): continue
        if any(hashlib.sha256(found).hexdigest() == job['digest'] for found in word.findall(held)): won.append(where)
""",
    ),
    Attack(
        "read-descriptors",
        "uses a descriptor that was left open: a file, a socket of the zygote",
        "all descriptors are closed but /dev/null and the result pipe",
        """
held = {}
for fd in range(1024):
    try: held[fd] = stat.filemode(os.fstat(fd).st_mode)[0]
    except OSError: pass
won += [f'{fd}: {kind}' for fd, kind in held.items() if (fd, kind) not in {(0, 'c'), (1, 'c'), (2, 'c'), (3, 'p')}]
does('read the pipe', os.read, 3, 1)
""",
    ),
    Attack(
        "read-processes",
        "lists the machine's processes with their command lines",
        "process namespace; hidepid",
        """
for name in os.listdir('/proc'):
    if name.isdecimal() and int(name) not in (os.getpid(), os.getppid(), 1):
        attempt(name, read, f'/proc/{name}/cmdline')
""",
    ),
    Attack(
        "read-kernel",
        "reads the kernel's log, symbols or configuration",
        "own /dev; seccomp; Landlock",
        """
for path in ('/dev/kmsg', '/dev/mem', '/proc/kcore', '/proc/kmsg', '/sys/kernel/debug', '/boot'): attempt(path, read, path)
call('syslog', 103, 3, ctypes.create_string_buffer(64), 64)
""",
    ),
    Attack(
        "read-leftovers",
        "finds what an earlier job or another user left in temporary folders or shared memory",
        "own folders, made for each job",
        """
import autograder
shown = [os.path.realpath(autograder.__file__), sys.prefix, sys.base_prefix]  # the way to them can be seen
for folder in ('/tmp', '/var/tmp', '/dev/shm', '/run', '/content', os.getcwd(), os.environ['TMPDIR'], os.environ['HOME']):
    try: found = set(os.listdir(folder))
    except OSError: continue
    for name in found - {'content', 'tmp', 'shm', 'home', 'scratch', 'opt', 'usr'}:
        path = os.path.join(folder, name)
        if not any(place.startswith(path + '/') for place in shown): won.append(path)
""",
    ),
)
