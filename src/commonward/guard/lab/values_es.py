"""Spanish values for training texts: people with the family names of both parents, towns by country, bodies and firms.

The lists are in `frames/world_es.txt`. An entry that people say with an article ("el Clínico") comes with the article
before a middle dot, since the article is no part of the name.
"""

import random
import re
from collections.abc import Callable, Sequence
from typing import Protocol

ARTICLE_END = "·"


class Namer(Protocol):
    """Who draws names and entries of lists."""

    rng: random.Random

    def given(self) -> str: ...

    def family(self) -> str: ...

    def pick(self, *names: str) -> str: ...


def given(draw: Namer) -> str:
    """A given name as Spanish speakers have it, now and then of two."""
    return draw.pick("given_es", "given_es", "given_es", "given_pair_es")


def both_families(draw: Namer, family: str) -> str:
    """The family names of both parents, the first given, or the one of a husband after the own one."""
    if " " in family and family[0].isupper():
        return family
    return f"{family}{draw.rng.choice((' ', ' ', ' ', ' ', ' ', '-', ' y ', ' de '))}{draw.pick('family_es')}"


def town(draw: Namer) -> str:
    """A town: known, or a village made up of the words that villages are called by."""
    if draw.rng.random() < 0.72:
        return draw.pick("town_es")
    lead, word = draw.pick("village_lead"), draw.pick("village_word", "family_es")
    place = f"{lead} {word}" if draw.rng.random() < 0.6 else word
    return f"{place} {draw.pick('village_tail')}" if draw.rng.random() < 0.4 else place


def lead(draw: Namer) -> str:
    """What bodies are called after: a saint, a person, a town, a word."""
    rng = draw.rng
    saint = rng.choice(("San", "Santa", "Sta.", "Nuestra Señora de", "Ntra. Sra. del"))
    ways: Sequence[Callable[[], str]] = (
        lambda: f"{saint} {draw.pick('given_es')}",
        lambda: f"{draw.pick('given_es')} {draw.pick('family_es')}",
        lambda: draw.pick("family_es"),
        lambda: town(draw),
        lambda: draw.pick("firm_word_es"),
        lambda: draw.pick("street_body_es"),
        lambda: draw.pick("hosp_es_body"),
    )
    return rng.choice(ways)()


def street(draw: Namer) -> str:
    """A street with the number of the house, as one country or another writes it."""
    rng = draw.rng
    body = draw.pick("street_body_es") if rng.random() < 0.6 else f"{draw.pick('given_es')} {draw.pick('family_es')}"
    number, other = rng.randint(1, 480), rng.randint(1, 99)
    return rng.choice(
        (
            f"{draw.pick('street_lead_es')} {body} {number}",
            f"{draw.pick('street_lead_es')} {body}, {number}",
            f"{draw.pick('street_lead_es')} {body} nº {other}, {rng.randint(1, 9)}º {rng.choice('ABCD')}",
            f"{draw.pick('street_lead_es')} {body} s/n",
            f"{draw.pick('street_lead_es')} {body} #{number}",
            f"{draw.pick('street_lead_es')} {body} {number} int. {rng.randint(1, 20)}, Col. {lead(draw)}",
            f"Calle {other} # {rng.randint(1, 90)}-{rng.randint(1, 90)}",
            f"Cra. {other} No. {rng.randint(1, 90)} - {rng.randint(1, 90)}",
            f"{body} {number}",
            f"{draw.pick('street_lead_es')} {body} {number}, depto {rng.randint(1, 12)}{rng.choice('ABCD')}",
            f"Mz. {rng.choice('ABCDEF')} Lt. {other}, {draw.pick('barrio_lead')} {draw.pick('family_es')}",
            f"{draw.pick('road').split(' ', 1)[-1]} km {number}",
        )
    )


def _known_or(draw: Namer, share: float, known: str, made: Callable[[], str]) -> str:
    return draw.pick(known) if draw.rng.random() < share else made()


def _headed(draw: Namer, heads: str) -> str:
    """ "Residencia Los Olivos": a word for the kind of house and what it is called after."""
    return f"{draw.pick(heads)} {lead(draw)}"


def _hospital(draw: Namer) -> str:
    def made() -> str:
        where = f" de {town(draw)}" if draw.rng.random() < 0.3 else ""
        return f"{_headed(draw, 'hosp_lead_more_es')}{where}"

    return _known_or(draw, 0.35, "hosp_known_es", made)


def _company(draw: Namer) -> str:
    rng = draw.rng

    def made() -> str:
        name = rng.choice((lead(draw), draw.pick("family_es"), draw.pick("firm_word_es")))
        headed = f"{draw.pick('company_lead_es')} {name}" if rng.random() < 0.7 else name
        return f"{headed} {draw.pick('company_tail_es')}" if rng.random() < 0.4 or headed == name else headed

    return _known_or(draw, 0.5, "company_known_es", made)


def _team(draw: Namer) -> str:
    def made() -> str:
        if draw.rng.random() < 0.6:
            return f"{draw.pick('team_lead_es')} {town(draw)}"
        return f"{town(draw)} {draw.pick('team_tail_es')}"

    return _known_or(draw, 0.6, "team_known_es", made)


_MAKERS: dict[str, Callable[[Namer], str]] = {
    "hospital": _hospital,
    "clinic": lambda draw: _headed(draw, "clinic_lead_es"),
    "facility": lambda draw: _headed(draw, "facility_lead_es"),
    "school": lambda draw: _known_or(draw, 0.3, "school_known_es", lambda: _headed(draw, "school_lead_es")),
    "church": lambda draw: f"{draw.pick('church_lead_es')} {draw.pick('given_es')}",
    "company": _company,
    "gov": lambda draw: draw.pick("gov_es"),
    "org": lambda draw: _known_or(draw, 0.5, "charity_es", lambda: _headed(draw, "org_lead_es")),
    "media": lambda draw: _known_or(draw, 0.8, "media_es", lambda: f"{draw.pick('media_lead_es')} {town(draw)}"),
    "team": _team,
    "band": lambda draw: _known_or(
        draw, 0.5, "band_known_es", lambda: f"{draw.pick('band_lead_es')} {draw.pick('band_word_es')}"
    ),
    "star": lambda draw: _known_or(draw, 0.85, "star_es", lambda: f"{draw.given()} {draw.family()}"),
    "channel": lambda draw: _known_or(draw, 0.2, "channel", lambda: f"{draw.pick('channel_lead_es')} {draw.given()}"),
    "barrio": lambda draw: _known_or(draw, 0.7, "barrio", lambda: f"{draw.pick('barrio_lead')} {lead(draw)}"),
    "road": lambda draw: draw.pick("road"),
    "spot": lambda draw: _known_or(draw, 0.4, "spot_es", lambda: _headed(draw, "spot_lead_es")),
    "street": street,
    "address": lambda draw: draw.rng.choice(
        (
            street(draw),
            f"{street(draw)}, {town(draw)}",
            f"{street(draw)}, {draw.rng.randint(10000, 52999)} {town(draw)}",
        )
    ),
    "state_es": lambda draw: draw.pick("state_es", "state_more_es"),
    "country": lambda draw: draw.pick("country_es", "country_more_es"),
    "job": lambda draw: draw.pick("job_more_es"),
    "event": lambda draw: draw.pick("event_es"),
    "product": lambda draw: draw.pick("product_es"),
    "title": lambda draw: draw.pick("title_es"),
}
# Kinds of the slots that only Spanish texts have.
KINDS_OF_SLOTS = {
    "band": "ORG",
    "barrio": "LOCATION",
    "road": "LOCATION",
    "event": "",
    "product": "",
    "title": "",
}


def made(slot: str, draw: Namer) -> str:
    """A value for a slot, "" for one that Spanish has no ways of its own for."""
    maker = _MAKERS.get(slot)
    return _ARTICLE.sub(rf"\1{ARTICLE_END}", maker(draw)) if maker else ""


_ARTICLE = re.compile(r"^(el|la|los|las) (?=\S)")
