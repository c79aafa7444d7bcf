"""Texts from which the speech network learns: written by us, or made of what we wrote. None is of a real person.

`speech_texts/posts` and `whole_posts`: whole texts, one a line, marked as `lab/posts.py` says.
`speech_texts/phrases`: short stretches by which a rule is broken, and near misses (lines with "- "), under a heading
with the rule, who would write so and where:

    # boundary.friend-request PSTF dm,care
    add me on Facebook
    - follow our clinic's page

A phrase becomes several texts: some of its words are replaced by others of their kind (another medicine, network,
relative), it gets a subject where it needs one, and sentences of posts that break no rule stand around it.
"""

import html
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Final

from commonward.guard.contract import Author, Context
from commonward.guard.lab import posts, speech_groups
from commonward.guard.lab.posts import AUTHOR_OF, CONTEXT_OF
from commonward.guard.text import document

Mark = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class SpeechText:
    """A text with its marks (start, end, rule). `unknown`: rules that nobody looked for in it."""

    name: str
    text: str = field(repr=False)
    author: Author
    context: Context
    language: str
    marks: tuple[Mark, ...]
    unknown: frozenset[str] = frozenset()
    source: int = -1  # the number of the phrase that it is made of


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch that breaks a rule, or a near miss."""

    number: int
    rule: str
    authors: tuple[Author, ...]
    contexts: tuple[Context, ...]
    text: str = field(repr=False)
    is_near_miss: bool
    file: str


def written() -> Iterator[SpeechText]:
    """The whole texts, marked by hand as they were written."""
    for name, lines in _files("posts"):
        for number, line in enumerate(lines, 1):
            post = posts.read_post(f"{name}-{number:03}", line)
            yield SpeechText(post.name, post.text, post.author, post.context, post.language, post.marks)
    for post in posts.whole_posts():
        marks = tuple(mark for mark in post.marks if "." in mark[2] and not mark[2].startswith(_NOT_HEARD))
        yield SpeechText(post.name, post.text, post.author, post.context, post.language, marks)


def phrases() -> Iterator[Phrase]:
    """All phrases and near misses."""
    number = 0
    for name, lines in _files("phrases"):
        head: tuple[str, tuple[Author, ...], tuple[Context, ...]] | None = None
        for line in lines:
            if line.startswith("# "):
                _, rule, authors, contexts = line.split()
                head = (
                    rule,
                    tuple(AUTHOR_OF[one] for one in authors),
                    tuple(CONTEXT_OF[one] for one in contexts.split(",")),
                )
                continue
            if head is None:
                raise ValueError(f"{name} begins without a heading.")
            is_near_miss = line.startswith("- ")
            yield Phrase(number, *head, line.removeprefix("- "), is_near_miss, name)
            number += 1


def made(chosen: Sequence[Phrase], times: int, seed: int) -> Iterator[SpeechText]:
    """So many texts of each phrase."""
    rng = random.Random(seed)
    around = _sentences()
    for phrase in chosen:
        for turn in range(times):
            if text := _made(phrase, turn, around, rng):
                yield text


def groups(count: int, seed: int) -> Iterator[SpeechText]:
    """Short texts about groups of people. Of other rules than discrimination nobody knows there."""
    unknown = frozenset(ABUSE) - {speech_groups.RULE}
    for number, one in enumerate(speech_groups.texts(count, seed)):
        marks = ((0, len(one.text), speech_groups.RULE),) if one.is_hate else ()
        author: Author = "professional" if number % 3 else "patient"
        yield SpeechText(f"group-{number}", one.text, author, "public_post", "en", marks, unknown)


def quiet(count: int, seed: int) -> Iterator[SpeechText]:
    """Posts that were written for the identifiers: they break few of the other rules, and some may be broken unseen."""
    whole = {text.text for text in written()}
    every = [post for post in posts.posts(held_out=False) if post.text not in whole]
    random.Random(seed).shuffle(every)
    for post in every[:count]:
        yield SpeechText(post.name, post.text, post.author, post.context, post.language, (), UNSEEN_IN_POSTS)


def alone(count: int, seed: int) -> Iterator[SpeechText]:
    """Single sentences of the posts that `quiet` gives: short texts are mostly harmless, and must be known as such."""
    rng = random.Random(seed)
    for post in quiet(count, seed):
        for number, sentence in enumerate(re.split(r"(?<=[.!?])\s+|\n", post.text)):
            if len(sentence.split()) >= _SHORTEST and rng.random() < _ALONE:
                name = f"{post.name}-{number}"
                text = sentence.strip()
                yield SpeechText(name, text, post.author, post.context, post.language, (), post.unknown)


def mended(count: int, seed: int) -> Iterator[SpeechText]:
    """Sentences of the posts that `quiet` gives as the guard mends them, "one of our patients" in place of a name: what
    it offers must raise nothing itself.
    """
    rng = random.Random(seed)
    every = [post for post in posts.posts(held_out=False) if post.language == "en"]
    rng.shuffle(every)
    for post in every[:count]:
        text, is_changed = post.text, False
        for start, end, mark in sorted(post.marks, reverse=True):
            if mark in _INSTEAD:
                before = _TITLE.sub("", text[:start])
                words = rng.choice(_INSTEAD[mark])
                first = words[0].upper() + words[1:] if not before or before[-1] in "\n.!?" else words
                text, is_changed = before + first + text[end:], True
        if is_changed:
            for number, sentence in enumerate(re.split(r"(?<=[.!?])\s+|\n", text)):
                if len(sentence.split()) >= _SHORTEST and rng.random() < _ALONE:
                    name = f"{post.name}-{number}"
                    yield SpeechText(name, sentence.strip(), post.author, post.context, "en", (), UNSEEN_IN_POSTS)


def open_texts(folder: Path) -> Iterator[SpeechText]:
    """Texts of open data sets that break few rules: every other one is for learning, the rest is for measuring.

    Articles of NIH sites (MedQuAD, CC BY 4.0), questions to counsellors (Counsel Chat, MIT), and tweets that a crowd
    called clean (Davidson and others 2017, MIT).
    """
    for name, (author, context, unknown) in _OPEN.items():
        lines = (folder / name / "data.jsonl").read_text(encoding="utf-8").splitlines()
        for line in lines[::2]:
            record = json.loads(line)
            if record["label"] in _NOT_CLEAN:
                continue
            text = html.unescape(str(record["text"]))[:_LONGEST_OPEN]
            yield SpeechText(str(record["id"]), text, author, context, "en", (), unknown)


def _made(phrase: Phrase, turn: int, around: dict[str, list[str]], rng: random.Random) -> SpeechText | None:
    words = _swapped(phrase.text, rng) if turn else phrase.text
    language = "es" if _is_spanish(phrase.text) else "en"
    before, behind = ("", "") if phrase.is_near_miss else _frame(phrase, words, language, rng)
    if not before and rng.random() < _CAPITAL:
        words = words[0].upper() + words[1:]
    end = "" if words.endswith(_ENDS) else rng.choice(_PLAIN_ENDINGS if phrase.is_near_miss else _ENDINGS)
    count = rng.choice((0, 0, 0, 1, 1, 2))
    lead, tail = ("".join(_some(around[language], rng.randint(0, count), rng)) for _ in range(2))
    gap = rng.choice((" ", " ", "\n"))
    head = f"{lead}{gap}{before}" if lead else before
    text = f"{head}{words}{behind}{end}" + (f"{gap}{tail}" if tail else "")
    start, last = len(head), len(head) + len(words)
    way = rng.random()
    other = text.lower() if way < _SMALL else text.upper() if way < _SHOUTED else text
    if len(other) != len(text):
        return None
    marks = () if phrase.is_near_miss else ((start, last, phrase.rule),)
    author, context = rng.choice(phrase.authors), rng.choice(phrase.contexts)
    name = f"phrase-{phrase.number}-{turn}"
    return SpeechText(name, other, author, context, language, marks, source=phrase.number)


def _frame(phrase: Phrase, words: str, language: str, rng: random.Random) -> tuple[str, str]:
    """What a phrase needs before and behind it to be a sentence: a person of whom a fact is told, a use of a term."""
    if phrase.rule == "stigma.language":
        before, _, behind = rng.choice(_USES[language]).partition("{}")
        return before, behind
    if phrase.rule == "sensitive.minor":
        return "", rng.choice(_OF_CHILDREN[language])
    if phrase.rule.startswith("sensitive.") and not words.lower().startswith(_HAS_SUBJECT):
        return rng.choice(_SUBJECTS[language]) + " ", ""
    return "", ""


def _some(sentences: Sequence[str], count: int, rng: random.Random) -> str:
    return " ".join(rng.choice(sentences) for _ in range(count))


def _sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"en": [], "es": []}
    for post in posts.posts(held_out=False):
        if not any("." in rule for _start, _end, rule in post.marks):
            for sentence in re.split(r"(?<=[.!?])\s+|\n", post.text):
                if _SHORTEST <= len(sentence.split()) <= _LONGEST:
                    found[post.language].append(sentence)
    return found


def _swapped(text: str, rng: random.Random) -> str:
    def other(match: "re.Match[str]") -> str:
        word = match[0]
        if rng.random() > _SWAPS:
            return word
        chosen = rng.choice(_KINDS[_KIND_OF[word.lower()]])
        return chosen.capitalize() if word.istitle() else chosen

    return _KNOWN.sub(other, text)


def _is_spanish(text: str) -> bool:
    return document.guess_language(text) == "es" or bool(_SPANISH.search(text.lower()))


def _files(folder: str) -> Iterator[tuple[str, list[str]]]:
    place = resources.files("commonward.guard.lab").joinpath("speech_texts", folder)
    for file in sorted(place.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            yield file.name.removesuffix(".txt"), list(filter(None, file.read_text(encoding="utf-8").splitlines()))


#: Identifiers are not for this network; what only state knows is not guessed from words.
_NOT_HEARD: Final = (
    *("phi.", "access.", "ads.", "identity.persona-mix", "consent.scope", "consent.expired"),
    *("relationship.expired", "relationship.not-recorded"),
)
_NOT_CLEAN: Final = frozenset({"hate", "offensive"})
_LONGEST_OPEN: Final = 900
ABUSE: Final = (
    *("conduct.profanity", "conduct.intoxication", "conduct.sexual", "conduct.disparage-patient"),
    *("conduct.disparage-colleague", "conduct.discrimination", "bullying.harass", "bullying.dox"),
)
UNSEEN_IN_POSTS: Final = frozenset(
    {
        *("sensitive.hiv", "sensitive.sud", "sensitive.mental-health", "sensitive.reproductive", "sensitive.genetic"),
        *("sensitive.abuse", "sensitive.minor", "consent.no-publication", "consent.revoked", "consent.marketing"),
        *("relationship.none", "relationship.no-consent", "channel.unsecured", "channel.wrong-recipient"),
        *("channel.excess", "conduct.disparage-patient", "conduct.disparage-colleague", "conduct.profanity"),
        *("conduct.intoxication", "conduct.device-photo", "boundary.search-patient", "advice.individual"),
        *("claims.no-reference", "stigma.language", "org.confidential", "identity.no-disclosure"),
    }
)
_CLAIMS: Final = frozenset(
    {
        *("claims.no-reference", "claims.incomplete", "claims.outdated", "stigma.language", "promo.no-risk-info"),
        *("promo.off-label", "advice.individual"),
    }
)
_OF_DISTRESS: Final = frozenset(
    {
        *("crisis.suicide-risk", "crisis.self-harm", "crisis.concern-other", "triage.red-flag", "triage.urgent"),
        *("sensitive.abuse", "sensitive.mental-health", "sensitive.minor", "sensitive.sud", "sensitive.reproductive"),
        *("stigma.language", "conduct.discrimination"),
    }
)
_OPEN: Final[dict[str, tuple[Author, Context, frozenset[str]]]] = {
    "clean_medquad_dev": ("organisation", "public_post", _CLAIMS),
    "distress_counselchat": ("patient", "closed_group", _OF_DISTRESS),
    "abuse_davidson": ("patient", "public_post", UNSEEN_IN_POSTS - frozenset(ABUSE)),
}
_ALONE: Final = 0.8
_TITLE: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sister|Nurse)\.? $")
_INSTEAD: Final[dict[str, tuple[str, ...]]] = {
    "phi.name": ("one of our patients", "a patient", "our patient", "my neighbour", "somebody", "one of my patients"),
    "phi.date": ("recently", "a while ago", "this year", "some time ago"),
    "phi.geo": ("our town", "a town nearby"),
}
_CAPITAL: Final = 0.5
_SMALL, _SHOUTED = 0.12, 0.15
_SWAPS: Final = 0.5
_SHORTEST, _LONGEST = 3, 18
_ENDS: Final = ("]", "?", "!", ".")
_ENDINGS: Final = (".", ".", ".", "!", "", "...", " 😂", " 🙏", ", just saying.", " lol")
_PLAIN_ENDINGS: Final = (".", ".", ".", "!", "", "...", " 🙏")
_HAS_SUBJECT: Final = (
    "her ",
    "his ",
    "the ",
    "he ",
    "she ",
    "he's ",
    "she's ",
    "he'd ",
    "su ",
    "lo ",
    "la ",
    "le ",
    "our ",
    "i ",
    "confirmed ",
)
_SPANISH: Final = re.compile(r"[áéíóúñ¿¡]|\b(?:el|los|las|mi|una|que|con|sin|por|tengo|eres|paciente|su|lo|tu)\b")
_SUBJECTS: Final = {
    "en": (
        *("my neighbour", "The man in bed 3", "our postman", "The teacher at number 9", "a colleague's husband", "she"),
        *("The lady from the bakery", "my patient", "The new priest", "her sister", "The mayor's son", "Bed 11", "he"),
        *("the girl at the till", "my cousin", "The goalkeeper", "one of my regulars, a plumber,", "our landlord"),
        *("the guy who fixes our lifts", "The famous singer", "the bus driver", "The librarian", "that actress"),
    ),
    "es": (
        *("mi vecina", "El de la cama 3", "el panadero", "La profesora de mi hijo", "una paciente mía", "El cura"),
        *("su hermana", "el concejal"),
    ),
}
_USES: Final = {
    "en": (
        *("We see a lot of {} on nights", "{} always come back", "A talk about {} and their families"),
        *("how do you deal with {}?", "Our service for {} opens in May", "Why {} never keep appointments"),
        *("He is {}", "she said she is {} now", "The ward is full of {} again", "Help for {} in our town"),
        "another one of those {}",
    ),
    "es": ("Charla sobre {} en el barrio", "Ayuda para {} los lunes", "la sala está llena de {}"),
}
_OF_CHILDREN: Final = {
    "en": (" is back home", " broke both arms", " is so brave", ", leukaemia", " from the news, in our unit"),
    "es": (" ya está en casa", " que vimos ayer", ", qué valiente"),
}
_KINDS: Final = tuple(
    tuple(kind.split("|"))
    for kind in (
        "statins|insulin|metformin|warfarin|lithium|methotrexate|levothyroxine|sertraline|prednisone|ramipril|amlodipine"
        "|bisoprolol|omeprazole|atorvastatin|quetiapine|lamotrigine|tamoxifen|semaglutide|clopidogrel|salbutamol",
        "facebook|instagram|snapchat|tiktok|linkedin|twitter|whatsapp|telegram|messenger|discord|threads|strava",
        "oxycodone|xanax|adderall|ritalin|tramadol|codeine|morphine|fentanyl|valium|lorazepam|clonazepam|ketamine"
        "|methadone|vyvanse|pregabalin|zopiclone|diazepam",
        "cancer|diabetes|arthritis|asthma|eczema|psoriasis|migraine|depression|autism|dementia|epilepsy|lupus"
        "|hypertension|infertility|insomnia|tinnitus|acne|endometriosis|osteoporosis|gout|fibromyalgia|vertigo",
        "wine|beer|whisky|vodka|gin|tequila|prosecco|champagne|rum|cider|lager",
        "surgeon|nurse|pharmacist|manager|consultant|registrar|midwife|receptionist|physio|paramedic|director"
        "|supervisor|radiologist|matron|resident|clerk",
        "idiot|moron|fool|clown|liar|fraud|snake|coward|bully|loser|imbecile|hack|parasite|disgrace|joke",
        "results|report|scan|letter|biopsy|lab values|blood test|x-ray|mri|smear|diagnosis|prescription",
        "mum|dad|brother|sister|son|daughter|husband|wife|friend|neighbour|cousin|aunt|flatmate|boyfriend|girlfriend",
        "gun|rifle|pistol|shotgun|machete|knife|sword|revolver|crossbow",
        "turmeric|garlic|honey|ginger|cinnamon|oregano oil|celery juice|apple vinegar|coconut oil|green tea|black seed"
        "|fish oil|magnesium|ginseng|aloe|beetroot",
        "hospital|clinic|practice|surgery|pharmacy|ward|department|health centre|trust",
        "gmail|hotmail|yahoo|outlook|icloud",
        "stupid|lazy|useless|incompetent|ignorant|pathetic|worthless|arrogant|clueless|spineless",
    )
)
_KIND_OF: Final = {word: number for number, kind in enumerate(_KINDS) for word in kind}
_KNOWN: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, _KIND_OF), key=len, reverse=True))})\b", re.IGNORECASE
)
