"""References in a text, found by their form: DOI, PubMed number, named guideline with its year, page of a health body.

Form only here: nothing is looked up and nothing is sent anywhere, so a number that nobody gave out looks like one that
somebody did. What counts as a source is the list of rules.md 2.8; other links are found and said not to be on it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final

from commonward.guard.text.claims import lists

#: More than this many references in one post are found and not told one by one.
MOST: Final = 40


class Form(StrEnum):
    """What kind of reference it is, the surest first."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"
    GUIDELINE = "guideline"
    BODY = "body"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Body:
    """A body whose pages count, from `bodies.toml`."""

    name: str
    names: tuple[str, ...]
    domains: tuple[str, ...]
    country: str
    kind: str


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference: where it stands, how it is shown, where it leads."""

    form: Form
    start: int
    end: int
    label: str = field(repr=False)
    url: str = field(default="", repr=False)
    body: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a source by rules.md 2.8. A link to anywhere else alone is none."""
        return self.form is not Form.LINK


_DOI = re.compile(
    r"(?:\bdoi:?\s*|https?://(?:dx\.)?doi\.org/|(?<![\w./]))(10\.\d{4,9}/[^\s\"<>\[\]{}|\\^`]+)", re.IGNORECASE
)
_PMID = re.compile(r"\bPMID:?\s*#?\s*(0*[1-9]\d{0,7})\b(?![/.]\d)", re.IGNORECASE)
_PMCID = re.compile(r"\b(?:PMCID:?\s*)?PMC\s?(0*[1-9]\d{0,7})\b(?!\d)", re.IGNORECASE)
_PMC_PATH = re.compile(r"/(?:pmc/)?articles/PMC(\d{1,8})/?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://([^/?#]*)([^?#]*)", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"\[\]{}|\\^`]+", re.IGNORECASE)
_DOI_PATH = re.compile(r"/(10\.\d{4,9}/[^?#]+?)(?:/(?:full|abstract|pdf|fulltext))?/?$", re.IGNORECASE)
_PUBMED_PATH = re.compile(r"^/(?:pubmed/)?(\d{1,8})/?$")
_PUBMED_HOSTS = frozenset({"pubmed.ncbi.nlm.nih.gov", "www.pubmed.gov", "pubmed.gov", "www.ncbi.nlm.nih.gov"})
_CENTRAL_HOSTS = frozenset({"pmc.ncbi.nlm.nih.gov", "www.ncbi.nlm.nih.gov", "europepmc.org"})
_HINT = re.compile(r"https?:|doi|10\.\d|PM(?:ID|C)|(?:19|20)\d\d", re.IGNORECASE)
_TRAILING = ".,;:!?'\"*_)>]”’"
_YEAR = re.compile(r"(?<![\d/-])(?:19[5-9]\d|20[0-9]\d)(?![\d/-])")
_NICE_CODE = re.compile(r"\b(?:NG|CG|TA|QS|PH|DG|MTG|IPG|HST)\s?\d{1,4}\b")
_GUIDE_WORD = re.compile(
    r"\b(?:guidelines?|guidance|standards of care|consensus statement|recommendation statement|clinical practice guide"
    r"|gu[ií]as?|recomendaciones|leitlinien?)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b[A-Z][A-Z/]{2,}[A-Z]?\b")
_SENTENCE = re.compile(r"[^\n.!?]+(?:\.(?=\S)[^\n.!?]*)*")
#: Capitals that name no issuing body.
_NO_BODY = frozenset(
    {"DOI", "PMID", "COVID", "HIV", "AIDS", "COPD", "ADHD", "PTSD", "RSV", "HPV", "ICU", "NSAID", "FAQ"}
)


@lru_cache(maxsize=1)
def bodies() -> tuple[Body, ...]:
    """The listed health bodies. Raises ValueError for a list that does not hold together."""
    data = lists.bodies()
    found = tuple(
        Body(one["name"], tuple(one["names"]), tuple(one["domains"]), one["country"], one["kind"])
        for one in data["body"]
    )
    domains = [domain for one in found for domain in one.domains]
    if len(domains) != len(set(domains)) or any(domain != domain.lower() or "/" in domain for domain in domains):
        raise ValueError("bodies.toml: every domain stands once, in small letters, without a path.")
    return found


def body_of(host: str) -> Body | None:
    """The listed body that a host belongs to: its domain, or one below it."""
    labels = host.lower().rstrip(".").split(".")
    tails = {".".join(labels[start:]) for start in range(len(labels))}
    return next((one for one in bodies() if tails & set(one.domains)), None)


def may_hold_one(text: str) -> bool:
    """Whether a text may hold anything that is meant as a reference: quick, and never wrong where it says no."""
    return _HINT.search(text) is not None


def find(text: str) -> tuple[Reference, ...]:
    """The references of a text, in its order, each place once."""
    taken: list[Reference] = []
    for one in (*_dois(text), *_pmids(text), *_links(text), *_pmcids(text), *_guidelines(text)):
        if len(taken) >= MOST:
            break
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
    return tuple(sorted(taken, key=lambda one: one.start))


def _dois(text: str) -> Iterator[Reference]:
    for match in _DOI.finditer(text):
        name = _trimmed(match.group(1))
        if name.endswith("/"):
            continue
        end = match.start(1) + len(name)
        yield Reference(Form.DOI, match.start(), end, f"doi:{name}", f"https://doi.org/{name}")


def _pmids(text: str) -> Iterator[Reference]:
    for match in _PMID.finditer(text):
        yield _pubmed(match.group(1), match.start(), match.end())


def _pmcids(text: str) -> Iterator[Reference]:
    for match in _PMCID.finditer(text):
        yield _central(match.group(1), match.start(), match.end())


def _central(number: str, start: int, end: int) -> Reference:
    plain = number.lstrip("0")
    return Reference(Form.PMCID, start, end, f"PMC{plain}", f"https://pmc.ncbi.nlm.nih.gov/articles/PMC{plain}/")


def _pubmed(number: str, start: int, end: int) -> Reference:
    plain = number.lstrip("0")
    return Reference(Form.PMID, start, end, f"PMID {plain}", f"https://pubmed.ncbi.nlm.nih.gov/{plain}/")


def _links(text: str) -> Iterator[Reference]:
    for match in _URL.finditer(text):
        url = _trimmed(match.group(0))
        end = match.start() + len(url)
        parts = _ADDRESS.match(url)
        if parts is not None:
            host = "" if "@" in parts.group(1) else parts.group(1).partition(":")[0].lower()
            yield _link(url, host, parts.group(2), (match.start(), end))


def _link(url: str, host: str, path: str, place: tuple[int, int]) -> Reference:
    """What an address is. One that names somebody before its host is nobody's page: "https://who.int@elsewhere"."""
    number = _PUBMED_PATH.match(path) if host in _PUBMED_HOSTS else None
    if number is not None and int(number.group(1)):
        return _pubmed(number.group(1), *place)
    central = _PMC_PATH.search(path) if host in _CENTRAL_HOSTS else None
    if central is not None and int(central.group(1)):
        return _central(central.group(1), *place)
    if host and (doi := _DOI_PATH.search(path)):
        return Reference(Form.DOI, *place, f"doi:{doi.group(1)}", url)
    body = body_of(host) if host else None
    form = Form.BODY if body is not None else Form.LINK
    return Reference(form, *place, host or url, url, body.name if body is not None else "")


def _guidelines(text: str) -> Iterator[Reference]:
    """A sentence that names who issued a guideline, and its year."""
    if _YEAR.search(text) is None:
        return
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group(0)
        year = _YEAR.search(_URL.sub(lambda found: " " * len(found.group(0)), words))
        says_so = _GUIDE_WORD.search(words) or _NICE_CODE.search(words)
        issuer = _issuer(words) if year is not None and says_so is not None else ""
        if year is None or says_so is None or not issuer:
            continue
        places = (year.span(), says_so.span(), _span(words, issuer))
        start, end = min(place[0] for place in places), max(place[1] for place in places)
        end += words[start:end].count("(") > words[start:end].count(")") and words[end : end + 1] == ")"
        label = " ".join(words[start:end].split())
        yield Reference(Form.GUIDELINE, sentence.start() + start, sentence.start() + end, label, "", issuer)


def _issuer(sentence: str) -> str:
    if sentence.isupper():
        return ""  # where everything is in capitals, they name nothing
    for body in bodies():
        for name in body.names:
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", sentence):
                return name
    capitals = (word for word in _ACRONYM.findall(sentence) if word not in _NO_BODY and not _NICE_CODE.match(word))
    return next(capitals, "")


def _span(sentence: str, issuer: str) -> tuple[int, int]:
    start = sentence.find(issuer)
    return start, start + len(issuer)


def _trimmed(address: str) -> str:
    """An address without the marks that end the sentence around it. A bracket that it opened itself stays."""
    while address and address[-1] in _TRAILING:
        if address[-1] == ")" and address.count("(") >= address.count(")"):
            break
        address = address[:-1]
    return address
