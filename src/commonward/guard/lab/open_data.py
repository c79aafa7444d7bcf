"""Open data for training: texts with marks, texts without identifiers, and both with other people put in.

Read from the folders given, those that are there; nothing of them is kept in this repository. What is for evaluation
only is refused. Of every source one text in eight (by its id) is held out, so that the model that ships can be scored
on texts that it has not seen.
"""

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

from commonward.guard.lab.generate import KINDS, world
from commonward.guard.lab.marked_text import MarkedText, Span, substituted
from commonward.guard.lab.noise import noisy
from commonward.guard.lab.values import Cast

HELD_OUT_EVERY = 8
EVALUATION_ONLY = frozenset({"phi_asq_dev", "phi_presidio_synth", "examples", "examples2"})
MARKED = {"phi_btc_dev": frozenset({"NAME", "LOCATION", "ORG"}), "phi_meddocan_es_dev": KINDS - {"PROFESSION"}}
LANGUAGE = {"phi_meddocan_es_dev": "es"}
WITHOUT = ("clean_medquad_dev", "clean_mtsdialog_dev", "distress_counselchat")
LICENCE = {
    "phi_btc_dev": "Broad Twitter Corpus, CC BY 4.0",
    "phi_meddocan_es_dev": "MEDDOCAN, CC BY 4.0",
    "clean_medquad_dev": "MedQuAD, CC BY 4.0",
    "clean_mtsdialog_dev": "MTS-Dialog, CC BY 4.0",
    "distress_counselchat": "Counsel Chat, MIT",
}
SOURCES = (*MARKED, *WITHOUT)


def read_source(folder: Path, *, held_out: bool) -> list[MarkedText]:
    """The texts of a source: those for training, or those held out.

    Raises ValueError for a source that is for evaluation only, or that nobody knows.
    """
    name = folder.name
    if name in EVALUATION_ONLY or name not in SOURCES:
        raise ValueError(f"{name} is not for training")
    records = map(json.loads, (folder / "data.jsonl").read_text(encoding="utf-8").splitlines())
    chosen = (record for record in records if (crc32(record["id"].encode()) % HELD_OUT_EVERY == 0) == held_out)
    texts = [_marked(record, name) for record in chosen]
    return texts if name in MARKED else list(filter(_without_people, texts))


def _marked(record: dict[str, object], name: str) -> MarkedText:
    spans = record.get("spans", [])
    assert isinstance(spans, list)
    found = [Span(span["start"], span["end"], span["label"]) for span in spans if span["label"] in KINDS]
    marked = MARKED.get(name, frozenset({"NAME", "PROFESSION"}))
    return MarkedText(str(record["text"]), tuple(sorted(found)), name, marked, LANGUAGE.get(name, "en"))


def _without_people(text: MarkedText) -> bool:
    """Whether a text that is said to hold no identifiers looks as if that were so: nobody has a title in it."""
    return not _TITLED.search(text.text)


_TITLED = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Doctor)\.? [A-Z]")


def with_other_people(texts: Iterable[MarkedText], rng: random.Random, *, chance: float = 0.75) -> Iterator[MarkedText]:
    """The texts with other names, places and bodies where theirs stood."""
    for text in texts:
        cast = Cast(world(), rng, text.language)
        changes = []
        for span in text.spans:
            slots = _SLOTS.get(span.kind.partition("|")[0])
            written = text.text[span.start : span.end]
            if slots is None or rng.random() > chance or not any(map(str.isalpha, written)):
                continue
            slot = rng.choice(slots[" " in written])
            value, _ = cast.value(slot)
            changes.append((span.start, span.end, _as_before(value, written), span.kind))
        if changes:
            yield noisy(substituted(text, changes), rng, strength=0.6)


def _as_before(value: str, written: str) -> str:
    """In the same case, and a tag when it was one."""
    if written.startswith("#"):
        value = "#" + value.replace(" ", "")
    if written.isupper():
        return value.upper()
    return value.lower() if written.islower() else value


# For one word and for several: a family name alone, a full name.
_SLOTS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "NAME": (("n.given", "m.family", "k.family", "k.given"), ("n.full", "k.full", "m.full")),
    "LOCATION": (("city", "country", "city2", "state"), ("city", "spot", "citystate", "address")),
    "ORG": (("org", "team", "company", "media"), ("hospital", "org", "company", "team", "school", "gov")),
}


def with_people(texts: Iterable[MarkedText], rng: random.Random) -> Iterator[MarkedText]:
    """Texts that held no identifiers, with people, places and bodies where the text speaks of some unnamed."""
    for text in texts:
        cast = Cast(world(), rng, "en")
        changes: list[tuple[int, int, str, str]] = []
        position = -1
        for match in _UNNAMED.finditer(text.text):
            name = match.lastgroup
            assert name is not None
            if match.start() <= position or rng.random() > 0.5:
                continue
            start, end = match.span(name)
            lead, slot, tail = rng.choice(_NAMED[name])
            value, kind = cast.value(slot)
            if lead:
                changes.append((start, start, lead, ""))
            changes.append((start, end, value, kind))
            if tail:
                changes.append((end, end, tail, ""))
            position = match.end()
        if changes:
            whole = substituted(text, changes)
            yield noisy(MarkedText(whole.text, whole.spans, f"{text.source}+people", text.marked | {"NAME"}, "en"), rng)


# Where texts speak of somebody or something without a name, by what may stand there instead.
_UNNAMED = re.compile(
    r"(?:^|(?<=[.!?] ))(?P<subject>He|She|The patient|This patient|My (?:mom|dad|husband|wife|sister|brother|ex))"
    r"(?= (?:is|was|has|had|said|says|told|reports|denies|does|did|feels|went|wants|states|complains)\b)"
    r"|\b(?:my|his|her) (?P<kin>husband|wife|boyfriend|girlfriend|sister|brother|son|daughter|friend|mother"
    r"|father|doctor|therapist|ex|cousin|roommate|boss)(?= (?!of\b|and\b)[a-z])"
    r"|(?P<care>the (?:hospital|clinic|emergency room|doctor's office|ER))\b(?!')"
    r"|(?P<place>this town|my (?:town|city|country)|the city|home)(?=[.,])"
    r"|(?:^|(?<=\n)|(?<=\. ))(?P<speech>Yes|No|Okay|Hi|Hello|Well|Thanks|Thank you)(?=[,.] )"
)
_NAMED: dict[str, Sequence[tuple[str, str, str]]] = {
    "subject": (
        ("", "n.given", ""),
        ("", "n.full", ""),
        ("Mr. ", "n.family", ""),
        ("Mrs. ", "m.family", ""),
        ("", "k.given", ""),
    ),
    "kin": (
        ("friend ", "k.given", ""),
        ("husband, ", "n.given", ","),
        ("sister ", "m.given", ""),
        ("doctor, Dr. ", "k.family", ","),
    ),
    "care": (("", "hospital", ""), ("", "clinic", ""), ("", "hospital2", "")),
    "place": (("", "city", ""), ("", "citystate", ""), ("", "country", ""), ("", "state", "")),
    "speech": (
        ("Hi ", "k.given", ""),
        ("Thanks ", "m.given", ""),
        ("Okay, Mr. ", "k.family", ""),
        ("Hello Dr. ", "m.family", ""),
    ),
}
