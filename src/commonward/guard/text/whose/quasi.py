"""Small facts that single people out when they come together: quasi-identifiers, each with how much it tells.

How much is told in bits: about the binary logarithm of how many times smaller the crowd becomes. They are rough
orders of magnitude (half of all people are women: 1 bit; one in some thousands lives in a given small town or has a
given rare trade: 12), stand here so that they can be argued with, and say nothing exact.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from commonward.guard.contract import Kind
from commonward.guard.text.cues import Cue
from commonward.guard.text.scene import Scene

#: Told together of one person, so much means that people nearby will know who it is: one in a quarter of a million.
ENOUGH: Final = 18.0


@dataclass(frozen=True, slots=True)
class Quasi:
    """A small fact about a person: its kind, its span in the normalised text, and how many bits it tells."""

    kind: str
    start: int
    end: int
    bits: float


def small_facts(scene: Scene) -> Iterator[Quasi]:
    """All quasi-identifiers of a text, in no order."""
    document = scene.wording.document
    for entity in scene.entities:
        start, end = document.text_span(entity.start, entity.end)
        if entity.kind is Kind.LOCATION and entity.rule == "phi.geo" and not _NO_HOME.search(scene.quote(entity)):
            yield Quasi("place", start, end, 12.0)
        elif entity.kind is Kind.AGE and not _DECADE.search(scene.quote(entity)):
            yield Quasi("age", start, end, 6.0)
        elif entity.kind is Kind.PROFESSION:
            yield Quasi("work", start, end, _bits_of_work(scene.quote(entity)))
    text = document.view.decode("ascii")
    for kind, pattern, bits in _OTHERS:
        for match in pattern.finditer(document, text):
            yield Quasi(kind, match.start(), match.end(), bits)


def _bits_of_work(work: str) -> float:
    return 14.0 if RARE_WORK.fullmatch(work) else 7.0


_DECADE = re.compile(r"(?:ties|0s)$", re.IGNORECASE)
#: Inside a house of care, or on the net: nobody lives there.
_NO_HOME = re.compile(
    r"\b(?:wiki\w*|unsplash|pexels|pixabay|flickr|getty|shutterstock|youtube|tiktok|instagram|facebook|twitter|reddit"
    r"|linkedin|google|pubmed|medscape|uptodate|radiopaedia|orphanet|room|rm|bed|bay|ward|floor|cubicle|icu|resus|unit|habitaci[oó]n|cama|planta)\b",
    re.IGNORECASE,
)
#: Trades of which a town has one or none.
RARE_WORK: Final = re.compile(
    r"(?:lighthouse[ -]keeper|lock[ -]?keeper|harbou?r ?master|bell[ -]?ringer|bell[ -]?founder|blacksmith|farrier"
    r"|cooper"
    r"|wheelwright|thatcher|falconer|gamekeeper|beekeeper|shepherd|town crier|mayor(?:ess)?|sheriff|coroner|vicar"
    r"|organist"
    r"|cathedral organist|astronaut|jockey|trapeze artist|acrobat|clown|strongman|lion tamer|circus \w{1,20}"
    r"|harp[ -]?maker"
    r"|violin[ -]?maker|luthier|clock ?maker|glass ?blower|sculptor|opera singer|ballet dancer|weather ?(?:man|woman"
    r"|girl"
    r"|presenter)|news ?reader|anchor(?:man|woman)?|tv presenter|radio (?:host|presenter)|influencer|archer|bobsledder"
    r"|olympian|olympic \w{1,20}|champion|goalkeeper|goalie|ferryman|ferry captain|lifeboat captain|pilot boat \w{1,12}"
    r"|headmaster|headmistress|head teacher|fire chief|police chief|postmistress|postmaster|undertaker|ventriloquist"
    r"|taxidermist|puppeteer|campanero|farero|herrero|alcalde(?:sa)?|concejal|torero|panadero del pueblo|smokejumper)",
    re.IGNORECASE,
)
#: Illnesses of which a region has a handful.
RARE_ILLNESS: Final = Cue(
    r"\b(?:leprosy|rabies|anthrax|plague|brucellosis|tularemia|ebola|kuru|creutzfeldt[- ]jakob(?: disease)?"
    r"|stiff[- ]person"
    r"(?: syndrome)?|progeria|fibrodysplasia \w{1,20}|ehlers[- ]danlos|moyamoya|myasthenia(?: gravis)?|porphyria"
    r"|wilson(?:'s)?"
    r" disease|pompe(?: disease)?|gaucher(?: disease)?|fabry(?: disease)?|huntington(?:'s)?(?: disease)?|als\b"
    r"|motor neurone"
    r" disease|locked-in syndrome|narcolepsy|acromegaly|tetanus|diphtheria|botulism|conjoined|albinism|dwarfism"
    r"|xeroderma"
    r"|fatal familial insomnia|situs inversus|ondine'?s curse|erythropoietic|epidermolysis bullosa)\b",
)
_PEOPLE = Cue(
    r"\b(?:sikh|somali|samoan|hmong|roma(?:ni)?|traveller|sami|inuit|navajo|cherokee|maori|tongan|eritrean|bhutanese"
    r"|tibetan"
    r"|mongolian|chechen|yazidi|kurdish|amish|mennonite|hasidic|jehovah's witness|mormon|druze|basque|faroese|icelandic"
    r"|ukrainian|syrian|afghan|rohingya|gitan[oa])\b",
)
_SEX = Cue(r"\b(?:man|woman|lady|gentleman|boy|girl|male|female|his|her|he|she|varon|mujer)\b")
_OTHERS = (("illness", RARE_ILLNESS, 11.0), ("people", _PEOPLE, 7.0), ("sex", _SEX, 1.0))
