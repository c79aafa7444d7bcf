"""The child process: reads one file from its input, decodes it within limits, and writes new pictures to its output.

Started only by `inspection`, through `launch`. It opens nothing itself: the file is its standard input, the answer
goes to its standard output, and before the first byte is read it has given up files, sockets and processes.
"""

import os

from commonward.guard.contract import MediaRefused
from commonward.guard.media import confine, metadata, picture, sniff
from commonward.guard.media.refusals import Code, refusal
from commonward.guard.media.wire import Answer, Order, Sheet, write

_INPUT, _OUTPUT = 0, 1
_CHUNK = 1 << 20


def main(text: str) -> None:
    """Do one order and end the process. Any other end than status 0 with an answer is a failure for the parent."""
    order = Order.read(text)
    confine.limit(order.limits)
    picture.prepare(order.limits)
    confine.seal()
    _send(write(_answer(order)))
    # Ends here and now: closing down properly wants system calls that were given up.
    os._exit(0)


def _answer(order: Order) -> Answer | Code:
    try:
        return examine(_received(order), order)
    except MediaRefused as refused:
        return Code(refused.code)
    except MemoryError:
        return Code.TOO_HEAVY


def examine(data: bytes, order: Order) -> Answer:
    """Look at one file and make the renditions that were ordered. Raises MediaRefused."""
    form, extras = sniff.whole(data)
    decoded = picture.decode(data, form, order.limits)
    traces = metadata.read(data, form, extras, decoded.found)
    return Answer(
        form=form,
        width=decoded.image.width,
        height=decoded.image.height,
        frames=decoded.frames,
        traces=traces,
        sheets=_sheets(decoded, order),
    )


def _sheets(decoded: picture.Picture, order: Order) -> tuple[Sheet, ...]:
    if not order.sides:
        return ()
    drawn = picture.is_drawn(decoded)
    sheets = []
    for side in order.sides_for(decoded.image.size):
        image = picture.smaller(decoded.image, side)
        form, data = picture.encode(image, drawn=drawn, limits=order.limits)
        if not picture.is_bare(data, form, image.size):
            raise RuntimeError("a new picture was not bare")
        sheets.append(Sheet(side, form, image.width, image.height, data))
    return tuple(sheets)


def _received(order: Order) -> bytes:
    parts, length = [], 0
    while part := os.read(_INPUT, _CHUNK):
        parts.append(part)
        length += len(part)
        if length > order.limits.bytes:
            raise refusal(Code.TOO_LARGE, order.limits)
    return b"".join(parts)


def _send(answer: bytes) -> None:
    view = memoryview(answer)
    while view:
        view = view[os.write(_OUTPUT, view) :]
