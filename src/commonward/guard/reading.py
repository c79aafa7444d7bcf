"""From a text to entities and broken rules: the detectors in their order.

`live_reader()` puts the real ones together; a test may hand the guard another `Reader`. A reader is made once and used
by many threads: none of its parts keeps anything about a text.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from commonward.guard.contract import Author, Entity, Media, Submission
from commonward.guard.media.inspection import inspect
from commonward.guard.media.things import Thing
from commonward.guard.seen import judge
from commonward.guard.text import consistency, document, lexicons, people, scan, subject, threads
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.claims import judging as claims
from commonward.guard.text.merge import merge
from commonward.guard.text.speech import attention, listening, network, second
from commonward.guard.text.speech.hearing import Hearing
from commonward.guard.text.tagger import Tagger, trained
from commonward.guard.text.whose import sense


@dataclass(frozen=True, slots=True)
class Reading:
    """What the text rules have to say: who seems to write, what is there, what is broken. Offsets of the text.

    `document` is the text as it was read, for who reads on.
    """

    author: Author
    entities: tuple[Candidate, ...]
    breaches: tuple[Breach, ...]
    document: "document.Document | None" = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str | None:
        """The text that was read, when it is still there."""
        return self.document.original if self.document is not None else None


class Reader(Protocol):
    """Reads texts."""

    def entities(self, text: str, language: str | None) -> list[Candidate]:
        """Everything of a kind in the text, whoever it belongs to; sorted, not overlapping."""

    def entities_of_many(self, texts: Sequence[str], language: str | None) -> list[list[Candidate]]:
        """As `entities` of each text."""

    def examine(self, submission: Submission) -> Reading:
        """The entities and the rules that they break for this submission. Only its text is read, not its media."""

    def listen(self, submission: Submission, read: "document.Document | None" = None) -> list[Breach]:
        """The rules that are broken by what is said, whoever it names; pictures stand in the text as their words.
        `read`: this text, when `examine` has read it already. The author is known or inferred.
        """


@dataclass(frozen=True, slots=True)
class MediaReading:
    """What is in a file: entities and broken rules, both with the index of the file; and what was seen, with the words
    that can be read, for the text rules.
    """

    entities: tuple[Entity, ...] = field(default=())
    breaches: tuple[Breach, ...] = field(default=())
    things: tuple[Thing, ...] = field(default=(), repr=False)
    is_scan: bool = False


class MediaReader(Protocol):
    """Reads files. Raises MediaRefused for one that will not be read, GuardUnavailable when it could not answer."""

    def examine(self, media: Media, index: int) -> MediaReading:
        """What is in the file, with this index in the submission."""


_LOAD = 64  # texts read together
#: Threads that read at once; more would only wait for each other, and OpenBLAS, which multiplies for numpy, spoils its
#: own memory when more than the 64 that it was built for are inside of it.
_AT_ONCE = threading.BoundedSemaphore(32)


class _Live:
    """The detectors in their order: those of the live tier, or with the second hearing. Word lists and models are
    verified when it is made.
    """

    def __init__(self, *, twice: bool) -> None:
        lexicons.load()
        scan.lanes()
        self._tagger: Tagger = trained.load()
        sense.load()
        small, taught = network.load(), attention.load(attention.TAUGHT)
        self._hearing: Hearing = second.Second.of(small, taught, second.ASKED)
        if twice:
            self._hearing = second.Second.of(second.Second.of(small, taught), attention.load(attention.LARGE))
        claims.load()

    def entities(self, text: str, language: str | None) -> list[Candidate]:
        """Everything of a kind in the text, whoever it belongs to; sorted, not overlapping."""
        with _AT_ONCE:
            return self._entities(document.read(text, language))

    def entities_of_many(self, texts: Sequence[str], language: str | None) -> list[list[Candidate]]:
        """As `entities` of each text. The texts are read in loads, so that a great many need no great memory."""
        found: list[list[Candidate]] = []
        for start in range(0, len(texts), _LOAD):
            read = [document.read(text, language) for text in texts[start : start + _LOAD]]
            with _AT_ONCE:
                patterns = [scan.scan(one) for one in read]
                tagged = self._tagger.tag_many(list(zip(read, patterns, strict=True)))
                found += [
                    merge(consistency.extend(one, [*some, *more]))
                    for one, some, more in zip(read, patterns, tagged, strict=True)
                ]
        return found

    def examine(self, submission: Submission) -> Reading:
        """The entities and the rules that they break."""
        with _AT_ONCE:
            return self._examined(submission)

    def _examined(self, submission: Submission) -> Reading:
        read = document.read(submission.text, submission.language)
        entities = self._judged(read)
        author = people.infer_author(read, submission)
        known = submission if author == submission.author else replace(submission, author=author)
        breaches = self._breaches(read, entities, known)
        lead = threads.lead(submission.thread)
        if lead:
            breaches = threads.joined(breaches, self._with_thread(known, lead, read.unsupported))
        return Reading(author, tuple(entities), tuple(breaches), read)

    def listen(self, submission: Submission, read: document.Document | None = None) -> list[Breach]:
        """The rules that are broken by what is said."""
        with _AT_ONCE:
            return self._listened(submission, read)

    def _listened(self, submission: Submission, read: document.Document | None) -> list[Breach]:
        read = read or document.read(submission.text, submission.language)
        if read.unsupported:
            return listening.urgent(read)
        breaches = self._heard(read, submission)
        lead = threads.lead(submission.thread)
        if lead:
            whole = document.read(lead + submission.text, submission.language)
            breaches = threads.joined(breaches, threads.of_text(self._heard(whole, submission), len(lead)))
        return breaches

    def _heard(self, read: document.Document, submission: Submission) -> list[Breach]:
        return claims.judge(read, submission, listening.judge(read, submission, self._hearing))

    def _with_thread(self, submission: Submission, lead: str, unsupported: str) -> list[Breach]:
        """What the text breaks when it is read with the parts before it, in whatever language these are."""
        whole = document.read(lead + submission.text, submission.language)
        whole.unsupported = unsupported
        return threads.of_text(self._breaches(whole, self._judged(whole), submission), len(lead))

    def _breaches(self, read: document.Document, entities: list[Candidate], submission: Submission) -> list[Breach]:
        hearing = None if read.unsupported else self._hearing
        return subject.judge(read, [entity for entity in entities if entity.is_likely], submission, hearing)

    def _judged(self, read: document.Document) -> list[Candidate]:
        """What is judged: everything that is there; by patterns alone where the models never saw the language."""
        return merge(consistency.extend(read, scan.scan(read))) if read.unsupported else self._entities(read)

    def _entities(self, read: document.Document) -> list[Candidate]:
        patterns = scan.scan(read)
        return merge(consistency.extend(read, [*patterns, *self._tagger.tag(read, patterns)]))


class _Pictures:
    """Pictures, looked at in a limited child process."""

    def examine(self, media: Media, index: int) -> MediaReading:
        seen = inspect(media.path, looks=True)
        things = seen.things or ()
        return MediaReading(
            seen.entities(index), (*seen.breaches(index), *judge(things, media, index)), things, seen.is_scan
        )


def live_reader() -> Reader:
    """The reader of texts that the guard uses. Raises GuardUnavailable when a list or a model is missing or altered."""
    return _Live(twice=False)


def release_reader() -> Reader:
    """The reader of texts with the second hearing: for what others are about to see. Raises as `live_reader` does."""
    return _Live(twice=True)


def live_media_reader() -> MediaReader:
    """The reader of files that the guard uses."""
    return _Pictures()
