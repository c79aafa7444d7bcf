"""What a text does with its words, as broken rules: the network's word, beside lists where words alone can tell.

The lists find candidates (filthy words, terms that put the illness first, red flags of an emergency); the network reads
the whole and says how surely each is meant so. What no list can hold, the network finds by itself.
"""

import re
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from commonward.guard.contract import Submission
from commonward.guard.text.candidate import Breach
from commonward.guard.text.document import Document
from commonward.guard.text.speech import mending, pictured, profanity, readability, red_flags, terms
from commonward.guard.text.speech.hearing import HELPED, Hearing
from commonward.guard.text.speech.reading import Setting
from commonward.guard.text.speech.stretches import span_of, stretches
from commonward.guard.text.tagger import trained
from commonward.guard.text.words import Wording, read_words

Floats = NDArray[np.float32]

#: How sure the network must be, as a part of what it needs alone, that a candidate of a list is meant so.
_LISTED: Final = 0.25
#: The same for words of an emergency where somebody may ask for help: a number shown too often harms nobody, and what
#: is said to a care team or to one person is not for the network to doubt.
_ASKED, _ASKED_OF_ONE = 0.02, 0.0
#: The part of its least share that is enough for a red flag told to a care team or to one person: a message that is
#: read too early costs minutes, one that is read too late may cost a life.
TOLD_TO_ONE: Final = 0.8
RED_FLAG: Final = "triage.red-flag"
#: What is known, over, or a figure of speech.
_NO_WORSE: Final = re.compile(
    r"\b(?:as (?:always|usual|ever)|no worse|(?:gone|fine|better|over) now|como siempre|ya (?:no|se me paso)"
    r"|hearts? (?:sank|sinks|leap(?:s|t|ed)|broke|skipped))\b",
    re.IGNORECASE,
)
_MILD: Final = 0.9
_LISTED_SURE: Final = 0.8
#: Confidence at a rule's least share. What is barely one is a note; where help is all that follows, it follows at once.
_NOTED, _ACTS, _SUREST = 0.36, 0.5, 0.98
_STOPPING: Final = "claims.stop-treatment"
_GO_ON: Final = re.compile(
    r"^\W*(?:please\W+|so\W+|and\W+|por favor\W+)?(?:never|do not|don['’]t|you must not|nunca|no)\W+(?:\w+\W+){0,2}?"
    r"(?:stop|quit|skip|leave|drop|halve|change|miss|throw|dej\w+|suspend\w+|abandon\w+|cambi\w+)\b",
    re.IGNORECASE,
)
_OPEN_BODY: Final = "conduct.surgical-photo"
_COURTING: Final = "boundary.romantic"
#: To stay with somebody in need is care, as long as nothing else in the words is a wish of one's own.
_STANDS_BY: Final = re.compile(
    r"\b(?:stay|staying|wait|am|are|['’](?:m|re)|be|keep|right)\s+(?:right\s+)?(?:here\s+)?with\s+you\b"
    r"|\b(?:me quedo|estoy|estamos|nos quedamos|sigo)\s+(?:aqu[ií]\s+)?(?:contigo|con (?:usted|vosotros|ustedes))\b",
    re.IGNORECASE,
)
_WISHES: Final = re.compile(
    r"\b(?:want|wish|would|['’]d|love|loving|kiss|hug|beautiful|gorgeous|date|dating|dinner|drinks?|tonight|nights?|alone"
    r"|weekend|heart|miss|dream|together|forever|always|quiero|quisiera|gustar\w*|amor|beso|noche|sol[oa]s|siempre)\b",
    re.IGNORECASE,
)
LAYPEOPLE: Final = ("patient", "family")
OF_ONE: Final = ("care_conversation", "direct_message")


def judge(document: Document, submission: Submission, network: Hearing) -> list[Breach]:
    """The rules that the words of this text break, sorted by place. The submission's author is known or inferred."""
    wording = read_words(document)
    setting = Setting(submission.author, submission.context, document.language)
    found = [*readability.find(document, submission)]
    if wording.words:
        heard = _Heard(wording, setting, network, network.shares(wording, setting))
        found += [*heard.alone(), *heard.profane(), *heard.terms(), *heard.red_flags()]
    return sorted(
        (mending.with_fix(document, breach) for breach in found), key=lambda one: (one.start, one.end, one.rule)
    )


def urgent(document: Document) -> list[Breach]:
    """Red flags by their list alone, for a guard whose models are missing."""
    return [
        Breach(one.rule, *document.original_span(one.start, one.end), _LISTED_SURE, entry=one.flag)
        for one in red_flags.find(document)
    ]


class _Heard:
    """A text with the network's shares of its words."""

    def __init__(self, wording: Wording, setting: Setting, network: Hearing, shares: Floats) -> None:
        self._wording = wording
        self._network = network
        self._shares = shares
        self._setting = setting

    def alone(self) -> Iterator[Breach]:
        """What the network finds by itself."""
        known = trained.load().network.words
        for one in stretches(self._shares, self._least()):
            if not any(word.lower in known for word in self._wording.words[one.first : one.last]):
                continue  # letters without a word say nothing
            start, end = span_of(self._wording, one.first, one.last)
            rule = self._network.rules[one.rule]
            said = self._wording.document.original[start:end]
            if rule == _STOPPING and _GO_ON.search(said):
                continue  # "never stop insulin on your own" says the opposite
            if rule == _COURTING and _STANDS_BY.search(said) and not _WISHES.search(said):
                continue
            if rule == RED_FLAG and self._is_of_one() and _NO_WORSE.search(said):
                continue
            if rule == _OPEN_BODY and pictured.shows_no_open_body(self._wording.document.original, start, end):
                continue
            lowest = _ACTS if rule.startswith(HELPED) else _NOTED
            yield Breach(rule, start, end, round(lowest + (_SUREST - lowest) * one.beyond, 3))

    def _least(self) -> Floats:
        """From which share on each rule is found here."""
        least = self._network.least
        if self._is_of_one() and RED_FLAG in self._network.rules:
            least = least.copy()
            least[self._network.rules.index(RED_FLAG)] *= TOLD_TO_ONE
        return least

    def _is_of_one(self) -> bool:
        """Whether a patient or relative writes to a care team or to one person."""
        return self._setting.author in LAYPEOPLE and self._setting.context in OF_ONE

    def profane(self) -> Iterator[Breach]:
        """Filthy words of the list; of the milder ones those that are meant so."""
        for word in profanity.find(self._wording.document):
            if not word.is_mild or self._is_meant("conduct.profanity", word.start, word.end, _MILD):
                yield self._listed("conduct.profanity", word.start, word.end)

    def terms(self) -> Iterator[Breach]:
        """Terms that put the illness first."""
        for term in terms.find(self._wording.document):
            if self._is_meant("stigma.language", term.start, term.end, _LISTED):
                yield self._listed("stigma.language", term.start, term.end)

    def red_flags(self) -> Iterator[Breach]:
        """Words of an emergency."""
        part = _LISTED
        if self._setting.author in LAYPEOPLE:
            part = _ASKED_OF_ONE if self._is_of_one() else _ASKED
        for flag in red_flags.find(self._wording.document):
            if self._is_meant(flag.rule, flag.start, flag.end, part):
                yield self._listed(flag.rule, flag.start, flag.end)._replace(entry=flag.flag)

    def _listed(self, rule: str, start: int, end: int) -> Breach:
        return Breach(rule, *self._wording.document.original_span(start, end), _LISTED_SURE)

    def _is_meant(self, rule: str, start: int, end: int, part: float) -> bool:
        """Whether the network gives the stretch this part of what it needs alone."""
        if rule not in self._network.rules:
            return True
        column = self._network.rules.index(rule)
        first = self._wording.at(start)
        last = max(first + 1, self._wording.at(end - 1) + 1)
        share = float(self._shares[first:last, column].max(initial=0.0))
        return share >= part * float(self._network.least[column])
