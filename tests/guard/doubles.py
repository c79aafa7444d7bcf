"""Stand-ins for the guard's readers: they find exactly the words they are told to, so policy can be tested alone."""

from collections.abc import Iterator, Mapping

from commonward.guard.contract import Author, Edit, Fix, GuardUnavailable, Kind, Media, Submission
from commonward.guard.reading import MediaReading, Reading
from commonward.guard.text.candidate import Breach, Candidate


class WordReader:
    """Finds words: each breaks the rule it is given with, in every text in which it stands."""

    def __init__(
        self,
        rules: Mapping[str, str],
        *,
        confidence: float = 0.95,
        own: bool | None = None,
        writes: Author = "professional",
    ) -> None:
        self.rules = rules
        self.confidence = confidence
        self.own = own
        self.writes = writes
        self.read: list[Submission] = []

    def entities(self, text: str, language: str | None) -> list[Candidate]:
        return sorted(
            Candidate(start, start + len(word), Kind.NAME, rule, self.confidence)
            for word, rule, start in self._places(text)
        )

    def examine(self, submission: Submission) -> Reading:
        self.read.append(submission)
        author = self.writes if submission.author == "unknown" else submission.author
        breaches = tuple(
            Breach(
                rule,
                start,
                start + len(word),
                self.confidence,
                fixes=(Fix("Leave it out", (Edit(start, start + len(word), "…"),)),),
                own=self.own,
            )
            for word, rule, start in self._places(submission.text)
        )
        return Reading(author, tuple(self.entities(submission.text, None)), breaches)

    def listen(self, submission: Submission, read: object = None) -> list[Breach]:
        return []

    def _places(self, text: str) -> Iterator[tuple[str, str, int]]:
        for word, rule in self.rules.items():
            start = text.find(word)
            while start >= 0:
                yield word, rule, start
                start = text.find(word, start + 1)


class NoFiles:
    """Sees nothing in any file."""

    def examine(self, media: Media, index: int) -> MediaReading:
        return MediaReading()


class FallenReader(NoFiles):
    """Cannot answer."""

    def entities(self, text: str, language: str | None) -> list[Candidate]:
        raise GuardUnavailable("The word lists are not there.")

    def examine(self, submission: object, index: int = 0) -> MediaReading:
        raise GuardUnavailable("The word lists are not there.")
