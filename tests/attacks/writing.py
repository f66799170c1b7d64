"""Writing where it would change a result, the grader, or a later run."""

# ruff: noqa: E501  a table with programs in it

from .attack import Attack

ATTACKS = (
    Attack(
        "write-given-data",
        "changes the data that the next student is graded on",
        "read-only mounts; Landlock",
        """
given = str(files['given'])
does('overwrite', lambda: open(given, 'w')); does('append', lambda: open(given, 'a'))
does('truncate', os.truncate, given, 0); does('rename', os.rename, given, given + '.x')
does('remove', os.remove, given); does('link', os.link, given, 'hard')
does('create beside', lambda: open(given + '.new', 'w'))
""",
    ),
    Attack(
        "write-package",
        "changes the grader's code, or leaves byte code that a later run imports",
        "read-only mounts; Landlock",
        """
import autograder
home = os.path.dirname(autograder.__file__)
for path in (home, home + '/worker', home + '/worker/__pycache__', home + '/__pycache__'):
    does(path, lambda: open(path + '/intruder.py', 'w')); does(path + '/', os.mkdir, path + '/intruder')
for path in (home + '/__init__.py', home + '/worker/run.py'):
    does(path, lambda: open(path, 'a')); does('remove ' + path, os.remove, path)
""",
    ),
    Attack(
        "write-libraries",
        "plants a sitecustomize, a .pth file or a changed library for later runs",
        "read-only mounts; Landlock",
        """
import sysconfig
for folder in {sysconfig.get_path('purelib'), sysconfig.get_path('stdlib'), sys.prefix, sys.base_prefix}:
    for name in ('sitecustomize.py', 'usercustomize.py', 'intruder.pth'): does(name, lambda: open(f'{folder}/{name}', 'w'))
does('os.py', lambda: open(os.__file__, 'a'))
""",
    ),
    Attack(
        "write-results",
        "writes its own grade where results are kept",
        "mount namespace; Landlock",
        """
for path in job['secrets']:
    if os.path.isabs(path):
        does('write ' + path, lambda: open(path, 'a')); does('remove ' + path, os.remove, path)
        does('beside ' + path, lambda: open(os.path.dirname(path) + '/grades.json', 'w'))
""",
    ),
    Attack(
        "write-system",
        "writes in any folder of the machine",
        "read-only mounts; Landlock",
        """
for place in ('/', '/usr', '/usr/lib', '/etc', '/data', '/dev', '/proc', '/sys', '/root', '/home', '/var/tmp', '/run',
              '/opt', '/mnt', sys.prefix, sys.base_prefix):
    does(place, lambda: open(os.path.join(place, 'intruder'), 'w'))
    does(place + '/', os.mkdir, os.path.join(place, 'intruder-folder'))
""",
    ),
    Attack(
        "write-kernel-settings",
        "changes settings of the kernel, or its own place in the queue for memory",
        "no capability; Landlock",
        """
for path, text in (('/proc/sys/kernel/core_pattern', '|/bin/sh'), ('/proc/self/oom_score_adj', '-1000'),
                   ('/proc/self/autogroup', '19'), ('/proc/sysrq-trigger', 'b'), ('/proc/self/coredump_filter', '1'),
                   ('/sys/kernel/mm/ksm/run', '1'), ('/proc/self/timerslack_ns', '1')):
    does(path, lambda: open(path, 'w').write(text))
""",
    ),
    Attack(
        "write-devices",
        "makes or opens a device: a disk, a terminal",
        "own /dev; seccomp; no capability",
        """
does('block', os.mknod, 'device', 0o660 | 0o060000, os.makedev(8, 0))
does('character', os.mknod, 'device2', 0o660 | 0o020000, os.makedev(1, 1))
for path in ('/dev/sda', '/dev/vda', '/dev/tty', '/dev/fuse', '/dev/kvm', '/dev/net/tun', '/dev/loop0', '/dev/dri/card0'):
    does(path, os.open, path, os.O_RDWR)
""",
    ),
    Attack(
        "write-attributes",
        "changes mode, owner or times of files that are not its own",
        "no ownership; seccomp where the user is shared",
        """
given = str(files['given'])
for act in (lambda: os.chmod(given, 0), lambda: os.utime(given, (1, 1)), lambda: os.setxattr(given, 'user.x', b'x'),
            lambda: os.chown(given, os.getuid(), -1)):
    try: act()
    except OSError: pass
""",
    ),
    Attack(
        "write-for-later",
        "leaves files, settings or caches for the next run",
        "own folders, removed with the job",
        """
for path in ('left', '/tmp/left', '/dev/shm/left', os.environ['HOME'] + '/.keras', os.environ['TMPDIR'] + '/left'):
    try: open(path, 'w').write('x')
    except OSError: pass
""",
    ),
    Attack(
        "write-through-link",
        "has the clean-up follow a link and remove what it points at",
        "a file system of its own; rm does not follow links",
        """
for number, path in enumerate(job['secrets']):
    os.symlink(path, f'link{number}'); os.symlink(os.path.dirname(path), f'folder{number}')
""",
    ),
    Attack(
        "write-zygote",
        "changes the zygote's memory, and so all later runs",
        "process namespace; ptrace rules; seccomp",
        """
for pid in {1, os.getppid(), *job['pids']} - {os.getpid(), 0}:
    does(f'mem of {pid}', lambda: open(f'/proc/{pid}/mem', 'r+b'))
    vector = struct.pack('QQ', id(won), 16)
    call(f'process_vm_writev {pid}', 311, pid, vector, 1, vector, 1, 0)
    call(f'process_madvise {pid}', 440, pid, vector, 1, 4, 0)
""",
    ),
)
