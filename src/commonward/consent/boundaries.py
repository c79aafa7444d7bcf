"""Whether one person cares for the other as a professional (S19). For layers that must know this, and nothing of care.

Care registers the reader in the `ready` of its app. The answer is yes or no about two accounts: no names, no place, no
content. Whoever asks must not tell it to somebody who knows one of the two by a chosen name only.
"""

from collections.abc import Callable

#: Given the account of somebody who works in care and of a patient: whether the one cares for the other now.
Reader = Callable[[int, int], bool]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Say how it is known. Registering the same reader twice does no harm."""
    if reader not in _readers:
        _readers.append(reader)


def stands_between(one: int, other: int) -> bool:
    """Whether either of these accounts cares for the other."""
    return one != other and any(reader(one, other) or reader(other, one) for reader in _readers)
