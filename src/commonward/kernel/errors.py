"""The tree of errors that people may see, with one translator (`kernel.middleware.ErrorTranslator`).

    Refusal                 something was asked that will not be done; the sentence says why
    ├── Unauthenticated     401  nobody acts: a token is missing, wrong, or was taken back
    ├── Denied              403  the person may not
    ├── NotFound            404  to this person it does not exist
    ├── NotAPage            405  what is here takes forms and shows nothing
    ├── Conflict            409  it changed meanwhile, or was already done
    ├── Unacceptable        422  the input needs a change; `field` names where it was made
    ├── TooMany             429  too often; `retry_after` in seconds
    └── Unavailable         503  something we need does not answer; nothing was lost

No message echoes input. A refusal may name ways on: where its person can go to get what they wanted after all.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """Where to go on from a refusal: the words on its button, and an address of this site or a number to call."""

    label: str
    url: str


class Refusal(Exception):
    """Something asked for that will not be done. `sentence` is for the person, `code` for programs."""

    status = 400
    code = "refused"
    ways: tuple[Way, ...] = ()

    def __init__(self, sentence: str = "") -> None:
        super().__init__(self.code)
        self.sentence = str(sentence)


class Unauthenticated(Refusal):
    """Nobody acts here: the token is missing, wrong, or was taken back. Pages lead to signing in instead."""

    status = 401
    code = "unauthenticated"


class Denied(Refusal):
    """The person may see that it exists and may not do this. `ways` lead on, the best one first."""

    status = 403
    code = "denied"

    def __init__(self, sentence: str = "", *, ways: tuple[Way, ...] = ()) -> None:
        super().__init__(sentence)
        self.ways = ways


class NotFound(Refusal):
    """To this person it does not exist."""

    status = 404
    code = "not-found"


class NotAPage(Refusal):
    """What is here takes forms and shows nothing."""

    status = 405
    code = "not-a-page"


class Conflict(Refusal):
    """It changed meanwhile, or was already done."""

    status = 409
    code = "conflict"


class Unacceptable(Refusal):
    """The input needs a change. `field` names the field that it was made in, "" for the whole."""

    status = 422
    code = "unacceptable"

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class TooMany(Refusal):
    """Too many tries. `retry_after` is in seconds."""

    status = 429
    code = "too-many"

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(Refusal):
    """Something we need does not answer. Nothing was lost; try again."""

    status = 503
    code = "unavailable"
