"""The parent of children: a process that loads decoders and networks once and makes a fresh child for each picture.

Loading takes longer than most pictures, and a child that is split off has all of it at once. For the child nothing else
differs: it is limited and sealed after it was made, before the first byte is read, and ends with its picture, so that
nothing goes from one picture to the next. The parent itself sees no picture and no order: for each picture it was given
two pipes of its own when it was started, one from which the child will read and one to which it will write, and it
hands them on unread. It has no secrets, opens nothing, and is sealed as well before the first child is made
(`confine.seal_parent`); where that does not work there is no nursery, and each picture has a process of its own,
started anew.

Children of one parent are alike in how their memory is laid out. So the parent ends as soon as one of its children ends
badly, and after as many as it has pipes for (`nurseries`): whoever tries to guess that order gets one try.

ONNX Runtime survives the split because its networks run without threads of their own: a thread stays behind. That there
is none is looked at before the first child is made.

Started only by `nurseries`, through `launch`. Its order are the numbers of the pipes. On its input it is asked for one
child with one byte; on its output it says that it is ready, and then of each child how it ended, its processor time in
microseconds, and the most memory that it held, in kilobytes.
"""

import gc
import json
import os
import select
import signal
from collections.abc import Sequence
from typing import Final

from commonward.guard.contract import GuardUnavailable
from commonward.guard.media import child, confine, picture
from commonward.guard.media.limits import DEFAULT
from commonward.guard.media.wire import GIVEN, IDLE, LENGTH, READY

_ASKED, _TOLD = 0, 1
_FAILED: Final = 1

Pipes = tuple[int, int]


def main(order: str) -> None:
    """Load, seal, and serve until nobody asks any more."""
    pipes = [(given, answer) for given, answer in json.loads(order)]
    confine.give_way()
    picture.prepare(DEFAULT)
    read = child.medical()
    try:
        look = child.eyes()
    except GuardUnavailable:
        os._exit(_FAILED)  # a child of its own will say so
    gc.collect()
    gc.freeze()
    if len(os.listdir("/proc/self/task")) != 1 or not confine.seal_parent():
        os._exit(_FAILED)
    os.write(_TOLD, READY)
    _serve(pipes, look, read)
    os._exit(0)


def _serve(pipes: Sequence[Pipes], look: child.Look, read: child.Decode) -> None:
    asked = select.poll()
    asked.register(_ASKED, select.POLLIN | select.POLLHUP)
    for number in range(len(pipes)):
        if not asked.poll(IDLE * 1000) or os.read(_ASKED, len(GIVEN)) != GIVEN:
            return
        ended, told = _raised(pipes[number:], look, read)
        try:
            os.write(_TOLD, told)
        except OSError:
            return
        if ended != 0:
            return


def _raised(pipes: Sequence[Pipes], look: child.Look, read: child.Decode) -> tuple[int, bytes]:
    """Make one child for the first of these pipes, wait for its end, and say how it was. It is ended where nobody waits
    for it any more.
    """
    leash, held = os.pipe()
    parent = os.getpid()
    made = os.fork()
    if made == 0:
        try:
            confine.end_with_parent(parent)
            _take(pipes, leash)
            child.do(_order(), look, read)
            os._exit(0)
        finally:
            os._exit(_FAILED)
    for one in (*pipes[0], held):
        os.close(one)
    # The child alone holds the other end of the leash, so that its end is heard of.
    watched = select.poll()
    watched.register(leash, select.POLLIN | select.POLLHUP)
    watched.register(_ASKED, select.POLLIN | select.POLLHUP)
    watched.poll()
    os.kill(made, signal.SIGKILL)  # no effect on one that has ended
    _, status, used = os.wait4(made, 0)
    os.close(leash)
    ended = os.waitstatus_to_exitcode(status)
    spent = round((used.ru_utime + used.ru_stime) * 1_000_000)
    return ended, b"%d %d %d" % (ended, spent, used.ru_maxrss)


def _take(pipes: Sequence[Pipes], leash: int) -> None:
    """In the child: its pipes become its input and its output, in the place of the parent's; no other stays open."""
    given, answer = pipes[0]
    os.dup2(given, 0)
    os.dup2(answer, 1)
    for one in (leash, *(one for both in pipes for one in both)):
        os.close(one)


def _order() -> str:
    """The order, which stands before the file."""
    return _first(int(_first(LENGTH))).decode()


def _first(length: int) -> bytes:
    parts = b""
    while len(parts) < length:
        part = os.read(0, length - len(parts))
        if not part:
            os._exit(_FAILED)
        parts += part
    return parts
