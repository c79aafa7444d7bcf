"""What finds names, places, bodies and occupations, which no pattern can know.

Anything with `tag` will do: the lexical tagger works from word lists and context, the trained one from a network too.
Every tagger hands over candidates, each with a confidence; what they mean is decided elsewhere.
"""

from collections.abc import Sequence
from typing import Protocol

from commonward.guard.text.candidate import Candidate
from commonward.guard.text.document import Document


class Tagger(Protocol):
    """Finds candidates of the kinds NAME, LOCATION, ORG and PROFESSION in offsets of the original text."""

    def tag(self, document: Document, patterns: Sequence[Candidate] = ()) -> list[Candidate]:
        """All candidates, sorted; they may overlap. `patterns` is what the patterns found in the same text."""
        ...

    def tag_many(self, texts: Sequence[tuple[Document, Sequence[Candidate]]]) -> list[list[Candidate]]:
        """As `tag` of each document with its patterns; several at once may cost less."""
        ...
