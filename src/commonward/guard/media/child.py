"""The child process: reads one file from its input, decodes it within limits, and writes new pictures to its output.

Started only for `inspection`: as a process of its own, through `launch`, or by `nursery`, which has loaded what it
needs. It opens nothing itself: the file is its standard input, the answer goes to its standard output, and before the
first byte is read it has given up files, sockets and processes.
"""

import os
from collections.abc import Callable

from PIL import Image

from commonward.guard.contract import GuardUnavailable, MediaRefused
from commonward.guard.media import confine, cover, metadata, picture, sniff
from commonward.guard.media.alike import Likeness
from commonward.guard.media.limits import Limits
from commonward.guard.media.refusals import Code, refusal
from commonward.guard.media.things import Thing
from commonward.guard.media.wire import Answer, Order, Sheet, cannot_look, write

_INPUT, _OUTPUT = 0, 1
_CHUNK = 1 << 20

Look = Callable[[Image.Image], tuple[tuple[Thing, ...], Likeness | None]]
Decode = Callable[[bytes, sniff.Format, Limits], picture.Picture]


def main(text: str) -> None:
    """Do one order and end the process. Any other end than status 0 with an answer is a failure for the parent."""
    order = Order.read(text)
    confine.give_way()
    confine.limit(order.limits)
    picture.prepare(order.limits)
    read = medical() if order.medical else picture.decode
    try:
        look = eyes() if order.looks else None
    except GuardUnavailable:
        answer = cannot_look()
    else:
        confine.seal()
        answer = write(_answer(order, read, look))
    send(answer)
    # Ends here and now: closing down properly wants system calls that were given up.
    os._exit(0)


def do(text: str, look: Look, read: Decode) -> None:
    """Do one order in a process that was made for it, with what its parent loaded: `look` at pictures, and `read`
    medical ones. Does nothing where the process cannot be sealed whole.
    """
    order = Order.read(text)
    confine.limit(order.limits)
    picture.prepare(order.limits)
    if confine.seal():
        send(write(_answer(order, read if order.medical else picture.decode, look if order.looks else None)))


def eyes() -> Look:
    """What looks at contents, loaded. Imported here: a child that only makes files starts in a third of the time."""
    from commonward.guard.media.sight import Sight  # noqa: PLC0415  see above

    return Sight().look


def medical() -> Decode:
    """What decodes medical images, loaded. Imported here, as `eyes`."""
    from commonward.guard.media import dicom  # noqa: PLC0415  see above

    dicom.prepare()
    return dicom.decode


def _answer(order: Order, read: Decode, look: Look | None) -> Answer | Code:
    try:
        return examine(received(order.limits), order, read, look)
    except MediaRefused as refused:
        return Code(refused.code)
    except MemoryError:
        return Code.TOO_HEAVY


def examine(data: bytes, order: Order, read: Decode, look: Look | None = None) -> Answer:
    """Look at one file and make the renditions that were ordered. Raises MediaRefused."""
    form, extras = sniff.whole(data)
    decoded = read(data, form, order.limits)
    traces = metadata.read(data, form, extras, decoded.found)
    things, likeness = look(decoded.image) if look is not None else ((), None)
    return Answer(
        form=form,
        width=decoded.image.width,
        height=decoded.image.height,
        frames=decoded.frames,
        traces=traces,
        sheets=_sheets(decoded, order),
        things=things,
        likeness=likeness,
    )


def _sheets(decoded: picture.Picture, order: Order) -> tuple[Sheet, ...]:
    if not order.sides:
        return ()
    drawn = picture.is_drawn(decoded)
    shown = cover.covered(decoded.image, order.cover)
    sheets = []
    for side in order.sides_for(shown.size):
        image = picture.smaller(shown, side)
        form, data = picture.encode(image, drawn=drawn, limits=order.limits)
        if not picture.is_bare(data, form, image.size):
            raise RuntimeError("a new picture was not bare")
        sheets.append(Sheet(side, form, image.width, image.height, data))
    return tuple(sheets)


def received(limits: Limits) -> bytes:
    """The whole file from the input. Raises MediaRefused for one that is too large."""
    parts, length = [], 0
    while part := os.read(_INPUT, _CHUNK):
        parts.append(part)
        length += len(part)
        if length > limits.bytes:
            raise refusal(Code.TOO_LARGE, limits)
    return b"".join(parts)


def send(answer: bytes) -> None:
    """Give the parent its answer."""
    view = memoryview(answer)
    while view:
        view = view[os.write(_OUTPUT, view) :]
