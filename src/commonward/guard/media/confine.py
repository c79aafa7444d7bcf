"""What the child may not do. Two steps: `limit` before anything else, `seal` just before the first byte is read.

The parent of children (`nursery`) is sealed as well (`seal_parent`): it may split off processes and hear of their
end, and nothing else that a child may not. Filters add up: a child of it has both, and can lift neither.

After `seal` the kernel gives this process no new file, socket, program or process, whatever a decoder is talked into:
by resource limits everywhere, and on Linux x86-64 also by a filter of system calls that lets through only what
computing needs. Where that filter is not to be had (other processors, a kernel without it) the limits stand alone.

Maintainers: the filter answers "not permitted" rather than killing, so that a C library that tries something new gets
an error and the picture is refused. If pictures of one kind begin to be refused after an upgrade, look here first.

Sources: setrlimit(2), seccomp(2), prctl(2), Linux arch/x86/entry/syscalls/syscall_64.tbl.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Mapping
from functools import cache

from commonward.guard.media.limits import Limits

_NICENESS = 10
_CPU_GRACE = 2  # seconds: the signal that tells "too heavy" from "killed" comes at the soft limit only
_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
_AUDIT_ARCH_X86_64 = 0xC000003E
_ALLOW, _NOT_PERMITTED = 0x7FFF0000, 0x00050001  # the second: errno EPERM
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06

# Reading and writing what is open, memory, time, signals to oneself, ending. Nothing that opens, connects or starts.
_COMPUTING = {
    "read": 0,
    "write": 1,
    "close": 3,
    "fstat": 5,
    "lseek": 8,
    "mmap": 9,
    "mprotect": 10,
    "munmap": 11,
    "brk": 12,
    "rt_sigaction": 13,
    "rt_sigprocmask": 14,
    "rt_sigreturn": 15,
    "sched_yield": 24,
    "mremap": 25,
    "madvise": 28,
    "getpid": 39,
    "exit": 60,
    "getrusage": 98,
    "sigaltstack": 131,
    "gettid": 186,
    "futex": 202,
    "sched_getaffinity": 204,
    "clock_gettime": 228,
    "exit_group": 231,
    "getrandom": 318,
}


# Starting a process and hearing of its end, a pipe to hear it by, and lowering limits further.
_RAISING = {
    "poll": 7,
    "dup2": 33,
    "clone": 56,
    "fork": 57,
    "wait4": 61,
    "kill": 62,
    "getrlimit": 97,
    "getppid": 110,
    "prctl": 157,
    "setrlimit": 160,
    "set_robust_list": 273,
    "pipe2": 293,
    "prlimit64": 302,
    "rseq": 334,
}


def give_way() -> None:
    """Let everything else on the machine go first."""
    os.nice(_NICENESS)


def limit(limits: Limits) -> None:
    """Set memory, processor time and core dumps. Right before anything of a file is looked at."""
    _lower(resource.RLIMIT_AS, limits.memory)
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds, grace=_CPU_GRACE)
    _lower(resource.RLIMIT_CORE, 0)


def seal() -> bool:
    """Give up files, sockets and processes for good. What is open stays open; all imports must be done.

    Whether system calls are filtered as well; where they are not, the limits stand alone.
    """
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_NOFILE, 0)
    _lower(resource.RLIMIT_NPROC, 0)
    return _filter_calls(_COMPUTING)


def seal_parent() -> bool:
    """Give up for good what a parent of children needs not: files, the network, programs. Whether it worked; where it
    did not there must be no such parent.
    """
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    return _filter_calls(_COMPUTING | _RAISING)


def can_filter() -> bool:
    """Whether this is a system for which there is a filter of system calls; its kernel may still lack it."""
    return sys.platform == "linux" and platform.machine() == "x86_64" and sys.maxsize > 2**32


def end_with_parent(parent: int) -> None:
    """Have the system end this process when its parent ends, and end now where that is gone already."""
    _libc().prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    if os.getppid() != parent:
        os._exit(1)


def _lower(which: int, value: int, *, grace: int = 0) -> None:
    """Lower a limit for good. A harder one that is already there stands; one that the system lacks is left out."""
    _, hard = resource.getrlimit(which)
    most = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
    try:
        resource.setrlimit(which, (min(value, most), most))
    except ValueError:
        # macOS knows the name of RLIMIT_AS but refuses to set it.
        if sys.platform == "linux":
            raise


def _filter_calls(calls: Mapping[str, int]) -> bool:
    """Have the kernel refuse every system call that is not listed, and what it refuses already. Whether it does."""
    if not can_filter():
        return False
    program = _program(sorted(calls.values()))
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: number of instructions, padding, address.
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    arguments = [ctypes.c_ulong(value) for value in (1, 0, 0, 0)]
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, *arguments) != 0:
        return False
    made: int = _libc().prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.c_char_p(header))
    return made == 0


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _program(calls: list[int]) -> bytes:
    """Berkeley packet filter instructions: right processor? then allow the listed calls, refuse all others."""
    allow_after = len(calls) + 1
    steps = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_IF_EQUAL, 0, allow_after, _AUDIT_ARCH_X86_64),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
        *((_JUMP_IF_EQUAL, len(calls) - index, 0, number) for index, number in enumerate(calls)),
        (_RETURN, 0, 0, _NOT_PERMITTED),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
