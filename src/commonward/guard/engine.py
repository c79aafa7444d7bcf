"""The guard itself: one object that holds the models and answers checks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from commonward.guard import alternative, segments
from commonward.guard.contract import (
    CONTEXTS,
    Entity,
    GuardError,
    InputTooLarge,
    Media,
    Report,
    Submission,
    Tier,
)
from commonward.guard.media.inspection import Inspection
from commonward.guard.media.things import Box
from commonward.guard.policy import catalogue
from commonward.guard.policy.catalogue import Policy
from commonward.guard.policy.decide import Case, decide
from commonward.guard.policy.pack import PolicyError, read_pack
from commonward.guard.reading import (
    MediaReader,
    Reader,
    Reading,
    live_media_reader,
    live_reader,
    release_reader,
)
from commonward.guard.seen import Part, boxes_of, parts
from commonward.guard.segments import Picture
from commonward.guard.text import copies
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.copies import Reference
from commonward.guard.written import judge as read_in_picture

#: Whose texts nobody compares: a story told twice is theirs to tell.
_OWN_WORDS = frozenset({"patient", "family"})
LONGEST_TEXT = 1_048_576  # bytes as UTF-8


def _today() -> date:
    return datetime.now(tz=UTC).date()


class Guard:
    """Loads everything once, verified by hash; `check` may be called from many threads. The tier "release" hears what
    is said a second time (`text/speech/second.py`), for some six milliseconds a post.

    `packs` are the policy files of organisations; a submission chooses one by its version. `reference`: texts of
    others, for near-copies (see `text/copies.py`). The readers and the calendar can be replaced in tests. Raises
    GuardUnavailable when something that it needs is missing or altered, and PolicyError (a GuardError) when a pack
    cannot be used.
    """

    def __init__(
        self,
        tier: Tier = "live",
        *,
        packs: Sequence[Path] = (),
        reader: Reader | None = None,
        media_reader: MediaReader | None = None,
        today: Callable[[], date] = _today,
        reference: Reference | None = None,
    ) -> None:
        self.tier = tier
        self.packs = tuple(packs)
        self._base = catalogue.load()
        policies = (self._base, *(read_pack(path, self._base) for path in packs))
        self._policies = {policy.version: policy for policy in policies}
        self._reader = reader or (release_reader() if tier == "release" else live_reader())
        self._media_reader = live_media_reader() if media_reader is None else media_reader
        self._today = today
        self._reference = reference

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies that a submission may name: the default one first, then the packs as given."""
        return tuple(self._policies.values())

    def check(
        self,
        submission: Submission,
        *,
        everything: bool = False,
        under: Policy | None = None,
        reference: Reference | None = None,
    ) -> Report:
        """Check one submission. `everything` also reports findings that are allowed here.

        `under` judges by a policy at hand (`policy.pack.amended`) in place of the one that the submission names.
        `reference` are texts of others for this check alone, beside those that the guard has.

        Raises InputTooLarge for more than 1 MB of text, PolicyError for a policy the guard was not given, MediaRefused
        for a file that will not be read, GuardUnavailable when it cannot answer.
        """
        _refuse_what_is_too_large(submission)
        policy = self._policy_of(submission) if under is None else under
        parts = segments.split(submission.text)
        reading = self._reader.examine(replace(submission, text=parts.prose) if parts.pictures else submission)
        judged = submission if reading.author == submission.author else replace(submission, author=reading.author)
        entities, breaches = list(reading.entities), list(reading.breaches)
        pictures = (*parts.pictures, *segments.attached(submission.media))
        for picture, seen in self._see(pictures, judged):
            breaches += alternative.judge(picture, seen)
            entities += [_moved(entity, picture) for entity in seen.entities if picture.media is None]
        breaches += self._listen(judged, reading)
        for known in (self._reference, reference):
            if known is not None and reading.author not in _OWN_WORDS:
                breaches += copies.breaches(submission.text, known)
        found, broken = self._inspect(judged)
        ruling = decide(
            [*breaches, *broken], Case(submission, reading.author, self._today()), policy, everything=everything
        )
        return Report(
            entities=(*map(_entity, sorted(entities)), *found),
            findings=ruling.findings,
            decision=ruling.decision,
            effects=ruling.effects,
            policy=ruling.policy,
            text=submission.text,
            unsupported=reading.document.unsupported if reading.document is not None else "",
        )

    def check_many(self, submissions: Iterable[Submission]) -> list[Report]:
        """Check several; the answers are those of `check`, in order."""
        return [self.check(submission) for submission in submissions]

    def entities(self, text: str, *, language: str | None = None, media: Sequence[Media] = ()) -> tuple[Entity, ...]:
        """What is in a text and in files, whoever it belongs to, without a judgement. Raises what `check` raises."""
        submission = Submission(text=text, media=media)
        _refuse_what_is_too_large(submission)
        found, _ = self._inspect(submission)
        return (*map(_entity, self._reader.entities(text, language)), *found)

    def entities_of_many(self, texts: Sequence[str], *, language: str | None = None) -> list[tuple[Entity, ...]]:
        """The answers of `entities` for each text, in order, in about two thirds of the time. Raises as it does."""
        for text in texts:
            _refuse_what_is_too_large(Submission(text=text))
        return [tuple(map(_entity, found)) for found in self._reader.entities_of_many(texts, language)]

    def covers(self, seen: Inspection, submission: Submission) -> tuple[Box, ...]:
        """The boxes that are covered before anybody else sees the picture of a submission; see `parts`."""
        return boxes_of(self.parts(seen, submission))

    def parts(self, seen: Inspection, submission: Submission) -> tuple[Part, ...]:
        """What is covered in the picture of a submission, its one media, of which this was seen: faces that were not
        declared as shown, codes, and words that identify somebody; in a scan every line.
        """
        things = seen.things or ()
        return (
            *parts(things, submission.media[0]),
            *read_in_picture(things, self._reader, submission, 0, scan=seen.is_scan).parts,
        )

    def _policy_of(self, submission: Submission) -> Policy:
        if submission.context not in CONTEXTS:
            raise PolicyError(f"The context of a text is one of {', '.join(CONTEXTS)}.")
        if submission.policy is None:
            return self._base
        try:
            return self._policies[submission.policy]
        except KeyError:
            raise PolicyError("The guard was not given a policy of this version.") from None

    def _see(self, pictures: Sequence[Picture], submission: Submission) -> Iterable[tuple[Picture, alternative.Seen]]:
        """What the text rules find in the alternative texts, read as one text."""
        if not pictures:
            return ()
        gallery = alternative.hang(pictures)
        if not gallery.text.strip():
            return ((picture, alternative.Seen((), ())) for picture in pictures)
        reading = self._reader.examine(replace(submission, text=gallery.text, media=(), thread=()))
        return zip(pictures, alternative.share_out(gallery, reading.entities, reading.breaches), strict=True)

    def _listen(self, submission: Submission, reading: Reading) -> list[Breach]:
        """What is said in the text and in the alternative texts, heard as one."""
        whole = segments.joined(submission.text, submission.media)
        read = reading.document if whole.text == reading.text else None
        said = submission if whole.text == submission.text else replace(submission, text=whole.text)
        return [whole.placed(breach) for breach in self._reader.listen(said, read)]

    def _inspect(self, submission: Submission) -> tuple[list[Entity], list[Breach]]:
        entities: list[Entity] = []
        breaches: list[Breach] = []
        for index, media in enumerate(submission.media):
            seen = self._media_reader.examine(media, index)
            written = read_in_picture(seen.things, self._reader, submission, index, scan=seen.is_scan)
            entities += [*seen.entities, *written.entities(index)]
            breaches += [*seen.breaches, *written.breaches]
        return entities, breaches


def self_check() -> list[str]:
    """What keeps the guard of this installation from answering, as sentences for an operator; empty when it is well."""
    try:
        guard = Guard()
        report = guard.check(Submission(text=_PROBE, author="professional"))
    except GuardError as error:
        return [str(error)]
    found = {finding.rule for finding in report.findings}
    return [f"The guard no longer finds what {rule} is about." for rule in _PROBED if rule not in found]


_PROBE = "Called from 212-555-0142, chart MRN: 00482913."
_PROBED = ("phi.phone", "phi.mrn")


def _refuse_what_is_too_large(submission: Submission) -> None:
    texts = (submission.text, *submission.thread, *(media.alt or "" for media in submission.media))
    if sum(map(len, texts)) * 4 <= LONGEST_TEXT:
        return
    if sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) > LONGEST_TEXT:
        raise InputTooLarge("The text is longer than 1 MB. Please send it in parts.")


def _moved(entity: Candidate, picture: Picture) -> Candidate:
    return entity._replace(start=entity.start + picture.alt_start, end=entity.end + picture.alt_start)


def _entity(candidate: Candidate) -> Entity:
    return Entity(
        kind=candidate.kind,
        start=candidate.start,
        end=candidate.end,
        confidence=round(candidate.confidence, 3),
        rule=candidate.rule,
    )
