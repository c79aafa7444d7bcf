"""How keeping ends when it does not end well: each a sentence for the person who runs the machine."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: What a disk says that takes no more: full, a file larger than is allowed, a share used up.
_NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})


class NotDone(Exception):
    """It was begun and did not come to its end; what was there before is as it was. The message says why."""


class Unusable(Exception):
    """A file that is not a whole backup of ours. The message says what is wrong with it; nothing was touched."""


@contextmanager
def room_in(folder: Path, kept: str) -> Iterator[None]:
    """Turn a disk that takes no more into a sentence. `kept` says what is unharmed."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise NotDone(f"There is not enough room in {folder}. {kept}") from None
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise NotDone(f"{folder} cannot be written by this account. {kept}") from None
        name = errno.errorcode.get(error.errno or 0, type(error).__name__)
        raise NotDone(f"{folder} could not be read or written ({name}): look at the disk. {kept}") from None
