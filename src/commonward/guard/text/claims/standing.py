"""Which reference stands by which claim, what cannot be a reference, and what seems to be about something else.

A reference stands by the claim of its own sentence, by that of the sentence before, or by one that bears its mark:
"[1]" in the claim and at the beginning of a line of sources. A line that begins with "Source" stands by the whole
text. Whether the source says what the claim says nobody can know offline; where its title is given and shares no word
with the claim, that is asked.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from commonward.guard.text.claims.references import Form, Reference
from commonward.guard.text.speech.mending import sentence

Span = tuple[int, int]


class Flaw(NamedTuple):
    """A stretch of the original text that was meant as a reference, and what is wrong with it, as a sentence."""

    start: int
    end: int
    says: str


def stands(text: str, claim: Span, found: Sequence[Reference]) -> Reference | None:
    """The reference that stands by a claim, None where none does. `found`: those of the text that count."""
    if not found:
        return None
    start, end = sentence(text, *claim)
    near = [one for one in found if start <= one.start < end]
    if near:
        return near[-1]
    following = sentence(text, end, end + 1) if end < len(text) else (end, end)
    near = [one for one in found if end <= one.start < following[1]]
    if near:
        return near[0]
    marks = set(_MARK.findall(text[start : min(len(text), end + _MARK_BEHIND)]))
    for one in found:
        line = _line(text, one.start)
        listed = _LISTED.match(line)
        if _SOURCE.match(line) or (listed and (listed[1] or listed[2]) in {mark.strip("[]()") for mark in marks}):
            return one
    return None


def flaws(text: str, found: Sequence[Reference], today: date) -> Iterator[Flaw]:
    """What is written as a reference and cannot be one."""
    places = [(one.start, one.end) for one in found]
    for match in _DOI_SAID.finditer(text):
        name = match[1].rstrip(".,;)")
        if not _DOI_FORM.match(name) and name[:1].isdigit():
            yield Flaw(match.start(), match.start(1) + len(name), DOI_FORM)
    for match in _PMID_SAID.finditer(text):
        if len(match[1].lstrip("0")) > _LONGEST_PMID:
            yield Flaw(match.start(), match.end(), PMID_FORM)
    for start, end in places:
        year = _YEAR.search(text, start, end)
        if (
            year is not None
            and int(year[0]) > today.year
            and not text[start:end].lower().startswith(("http", "10.", "doi"))
        ):
            yield Flaw(start, end, YEAR_TO_COME)
    for match in _PAPER.finditer(text):
        if int(match[1]) > today.year and not any(start <= match.start() < end for start, end in places):
            yield Flaw(match.start(), match.end(), YEAR_TO_COME)


def is_about_something_else(text: str, claim: Span, reference: Reference) -> bool:
    """Whether the title that is given with a reference shares no word of content with the claim."""
    if reference.form in {Form.GUIDELINE, Form.BODY}:
        return False
    title = _title(text, reference)
    words = _content(title)
    if len(words) < _TITLE:
        return False
    start, end = sentence(text, *claim)
    return not words & _content(text[start:end].replace(title, " "))


def _title(text: str, reference: Reference) -> str:
    """The title beside a reference: in quotation marks before it, or the line of sources that it ends."""
    start, _ = sentence(text, reference.start, reference.start + 1)
    lead = text[max(start, reference.start - _LONGEST_TITLE) : reference.start]
    quoted = _QUOTED.findall(lead)
    if quoted:
        return str(quoted[-1])
    line = _line(text, reference.start)
    if not (_SOURCE.match(line) or _LISTED.match(line)):
        return ""
    written = line[: max(0, line.find(text[reference.start : reference.end]))]
    return max(re.split(r"(?<=\w{3})[.?:] ", written), key=lambda part: len(_content(part)), default="")


def _content(words: str) -> set[str]:
    """The stems of the words that say what a text is about."""
    return {word[:_STEM] for word in _WORD.findall(words.lower()) if word not in _EMPTY}


def _line(text: str, place: int) -> str:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return text[start : end if end >= 0 else len(text)]


DOI_FORM: Final = (
    "This is not a DOI. A DOI reads 10., four or more digits, a stroke and a name, such as 10.1136/bmj.n71."
)
PMID_FORM: Final = "This is not a PubMed number: it has more than eight digits."
YEAR_TO_COME: Final = "This year is still to come. Please look up the year of the source."
ABOUT_ELSE: Final = "The title of this source shares no word with the claim beside it. Is it the right one?"

_LONGEST_PMID: Final = 8
_LONGEST_TITLE: Final = 240
_MARK_BEHIND: Final = 8
_TITLE: Final = 3
_STEM: Final = 5
_MARK: Final = re.compile(r"\[\d{1,2}\]|\(\d{1,2}\)")
_LISTED: Final = re.compile(r"\s*(?:[\[(](\d{1,2})[\])]|(\d{1,2})[.)])\s")
_SOURCE: Final = re.compile(
    r"\s*(?:sources?|references?|refs?|fuentes?|referencias?|bibliograf[ií]a)\s*:", re.IGNORECASE
)
_DOI_SAID: Final = re.compile(r"(?:\bdoi\s*:?\s+|\bdoi:|https?://(?:dx\.)?doi\.org/)([^\s\"<>]+)", re.IGNORECASE)
_DOI_FORM: Final = re.compile(r"10\.\d{4,9}/\S*\w", re.ASCII)
_PMID_SAID: Final = re.compile(r"\bPMID:?\s*#?\s*(\d+)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?<![\d/.-])20\d\d(?![\d/-])")
_PAPER: Final = re.compile(r"\b(?:et al\.?,?|Lancet|BMJ|JAMA|NEJM|Cochrane(?: review)?)[ ,(]{1,3}(20\d\d)\b")
_QUOTED: Final = re.compile(r"[“\"]([^”\"\n]{12,200})[”\"]")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_EMPTY: Final = frozenset(
    {"with", "from", "that", "this", "these", "those", "have", "been", "were", "will", "than", "then", "into",
     "over", "under", "after", "about", "between", "among", "study", "trial", "review", "randomised", "randomized",
     "systematic", "effect", "effects", "analysis", "meta", "results", "source", "reference", "journal", "lancet",
     "people", "patients", "shows", "para", "como", "sobre", "entre", "estudio", "efecto", "fuente"}
)  # fmt: skip
