"""The lexical tagger: word lists, shapes and context, in one pass over the words of a text."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from commonward.guard.contract import Kind
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.document import Document
from commonward.guard.text.lexicons import (
    FAMILY,
    FIRST_PERSON,
    GIVEN,
    GREETING,
    KIN,
    ORGANISATION,
    PATIENT,
    PERSON,
    PREPOSITION,
    PROFESSION,
    SECOND_PERSON,
    THIRD_PERSON,
    WORD,
    Lexicons,
    word_set,
)
from commonward.guard.text.tagger.bodies import care_bodies
from commonward.guard.text.tagger.eponyms import named_illnesses, stands_for_illness
from commonward.guard.text.tagger.names import names_in
from commonward.guard.text.tagger.places import places
from commonward.guard.text.tagger.runs import Run, runs
from commonward.guard.text.tagger.sighting import Sighting
from commonward.guard.text.tagger.small import names_in_small
from commonward.guard.text.tagger.workplaces import workplaces
from commonward.guard.text.words import LOWER, Wording, read_words

# A body's name includes the persons and towns in it ("St. Joseph's Hospital"), a place those in it.
_BODY_LEAD = 0.2
_PLACE_LEAD = 0.05


class LexicalTagger:
    """Finds names, places, bodies and occupations without a trained model. Holds nothing of any text."""

    def tag(self, document: Document, patterns: Sequence[Candidate] = ()) -> list[Candidate]:
        """All candidates of the document, sorted. It has no use for the patterns."""
        return tag_words(read_words(document))


def tag_words(wording: Wording) -> list[Candidate]:
    """As `LexicalTagger.tag`, of words already read."""
    sightings: list[Sighting] = []
    stretches = list(runs(wording))
    illnesses = named_illnesses(wording, stretches)
    for run in stretches:
        if not _only_opens_a_sentence(wording, run):
            sightings += _of_run(wording, run, illnesses)
    taken = {index for sighting in sightings for index in range(sighting.first, sighting.last)}
    for sighting in names_in_small(wording):
        if taken.isdisjoint(range(sighting.first, sighting.last)):
            sightings.append(sighting)
    sightings += _hashtags(wording)
    sightings += _occupations(wording, taken)
    return sorted(_candidate(wording, sighting) for sighting in sightings)


def _only_opens_a_sentence(wording: Wording, run: Run) -> bool:
    """Whether the run is one ordinary word with the capital of a sentence: half of all runs, and nothing in them."""
    word = wording.words[run.first]
    if run.last - run.first > 1 or not word.is_first or word.marks & ~_ORDINARY or not word.marks & WORD:
        return False
    return run.last == len(wording.words) or not wording.words[run.last].marks & ORGANISATION


def _of_run(wording: Wording, run: Run, illnesses: frozenset[str]) -> list[Sighting]:
    """The best reading of a run: persons, places and bodies that do not overlap."""
    rivals = [(sighting.confidence + _BODY_LEAD, sighting) for sighting in care_bodies(wording, run)]
    if not rivals:
        rivals = [(sighting.confidence + _BODY_LEAD + _BODY_LEAD, sighting) for sighting in workplaces(wording, run)]
    rivals += [(sighting.confidence + _PLACE_LEAD, sighting) for sighting in places(wording, run)]
    rivals += [
        (sighting.confidence, sighting)
        for sighting in names_in(wording, run)
        if not stands_for_illness(wording, sighting, illnesses)
    ]
    rivals.sort(key=lambda rival: (-rival[0], rival[1].first - rival[1].last))
    kept: list[Sighting] = []
    for _, sighting in rivals:
        if all(sighting.last <= other.first or other.last <= sighting.first for other in kept):
            kept.append(sighting)
    return kept


def _hashtags(wording: Wording) -> Iterator[Sighting]:
    """Names inside tags such as #PrayForGarrickVoss."""
    if b"#" not in wording.document.view:
        return
    for index, word in enumerate(wording.words):
        if not word.gap.endswith("#"):
            continue
        if (wished := _WISHED.match(word.text)) and _is_given(wished["name"], wording.lexicons):
            inside = (word.start + wished.start("name"), word.start + wished.end("name"))
            yield Sighting(index, index + 1, Kind.NAME, "phi.name", 0.75, inside=inside)
            continue
        if word.case == LOWER:
            continue
        parts = list(_CAMEL.finditer(word.text))
        for first, second in pairwise(parts):
            if _is_full_name(first.group().lower(), second.group().lower(), wording.lexicons):
                inside = (word.start + first.start(), word.start + second.end())
                yield Sighting(index, index + 1, Kind.NAME, "phi.name", 0.8, inside=inside)
                break


def _is_given(name: str, lists: Lexicons) -> bool:
    """Whether what is left of a tag is a given name and no other word."""
    marks = lists.marks.get(name.lower(), 0)
    return bool(marks & GIVEN) and not marks & WORD and len(name) > 2


def _is_full_name(given: str, family: str, lists: Lexicons) -> bool:
    """Whether two words of a tag are a person's: a given name that is no other word, and no ordinary word behind."""
    given_marks, family_marks = lists.marks.get(given, 0), lists.marks.get(family, 0)
    if not given_marks & GIVEN or given_marks & WORD or len(family) < 3:
        return False
    return bool(family_marks & FAMILY) or not family_marks


def _occupations(wording: Wording, taken: set[int]) -> Iterator[Sighting]:
    """Occupations that are said of somebody: "a barber from …", "works as a welder", "retired miner"."""
    if not wording.marks & PROFESSION:
        return
    for index, word in enumerate(wording.words):
        if word.marks & PROFESSION and index not in taken and index and word.gap in {" ", ", "}:
            before = wording.words[index - 1].lower
            if before in _OF_SOMEBODY or (word.gap == ", " and wording.gap_after(index).startswith(",")):
                yield Sighting(index, index + 1, Kind.PROFESSION, "", 0.7)


def _candidate(wording: Wording, sighting: Sighting) -> Candidate:
    words = wording.words
    start, end = sighting.inside or (words[sighting.first].start, words[sighting.last - 1].end)
    if (
        sighting.kind is Kind.NAME
        and words[sighting.last - 1].case == 3
        and wording.document.text[end : end + 1] == "."
    ):
        end += 1  # "Anna S."
    start, end = wording.document.original_span(start, end)
    return Candidate(start, end, sighting.kind, sighting.rule, sighting.confidence, "tagger", sighting.hint)


_CAMEL = re.compile(r"[A-Z][a-z]+")
# What people wish somebody in a tag, with capitals or without: "#PrayForTilly", "#getwellsoonjaxon", "#TeamNoah".
_WISHED = re.compile(
    r"(?:pray(?:ers|ing)?for|justicefor|team|rip|getwell(?:soon)?|staystrong|fight(?:for|on|like)?|hope(?:for)?|save"
    r"|help(?:for)?|love(?:for|you)?|find|bring(?:home)?|run(?:ning)?for|walk(?:ing)?for|welcomehome|miss(?:ing|you)?"
    r"|happybirthday|restinpeace|inmemoryof|stand(?:with|by)|fuerza|animo|todoscon|oracionpor)(?P<name>[A-Za-z]{3,})$",
    re.IGNORECASE,
)
_ORDINARY = WORD | FIRST_PERSON | SECOND_PERSON | THIRD_PERSON | PREPOSITION | PERSON | PATIENT | KIN | GREETING
_OF_SOMEBODY = word_set(
    """
    a an as retired former local our the village town only female male un una es
    """
)
