"""Health information in the demo: what professionals make of it, and what organisations decide about rules."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Final

from commonward.community.actions import appraising, publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition
from commonward.community.models import Post
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.oversight import curating, packs
from commonward.people.models import Organisation, Seat


@dataclass(frozen=True, slots=True)
class Informed:
    """Health information, and what professionals made of it: who marked it, who disputes it and why, who was asked.

    `review_in` is in how many days its author looks at it again; 0 names no day. `then` is the author's answer.
    """

    key: str
    by: str
    hours: float
    text: str = field(repr=False)
    review_in: int = 0
    marked: tuple[str, ...] = ()
    disputed: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    then: str = field(default="", repr=False)
    asked: str = ""


INFORMED: Final = (
    Informed(
        "steps-after-surgery",
        "nadia",
        7.0,
        "Getting up early after heart surgery: short walks from the first days on, with somebody beside you. Most "
        "programmes begin in hospital. Source: World Health Organization, https://www.who.int/news-room/fact-sheets",
        review_in=200,
        marked=("ifeoma", "marisol"),
    ),
    Informed(
        "salt",
        "tomasz",
        26.0,
        "Less salt, lower blood pressure: a cohort study followed people for years. I put the numbers on our kitchen "
        "wall. #cooking",
        disputed=(
            (
                "priya",
                "A cohort tells that two things go together, and not which one makes the other. Which paper is it? "
                "Please add it, so that we can read it.",
            ),
        ),
        then="Fair point. I will look for the paper and add it, or say that I can not find it.",
        asked="ifeoma",
    ),
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What an organisation decides otherwise than the catalogue: rule, column, what follows, why."""

    at: str
    by: str
    hours: float
    rule: str
    column: str
    decision: str
    why: str


DECIDED: Final = (
    Decided(
        "harbour",
        "jonas",
        400,
        "access.alt-text",
        "P",
        "hold",
        "Half of our members can not see well: a picture without words waits for a colleague.",
    ),
    Decided(
        "larkmoor",
        "ada",
        310,
        "claims.no-reference",
        "P",
        "hold",
        "Our name stands under it: a claim without a source is read by a colleague first.",
    ),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A red flag that a clinician answered for, or refused, for their organisation."""

    by: str
    at: str
    hours: float
    entry: str
    wording: str = ""


ANSWERED: Final = (
    Answered("ifeoma", "larkmoor", 220, "chest-pain", "Chest pain can be a heart attack. Call 911 now; do not drive."),
    Answered("priya", "larkmoor", 200, "stroke"),
    Answered("nadia", "harbour", 180, "chest-pain"),
)


@dataclass(frozen=True, slots=True)
class Hands:
    """What the builder lends: its calendar, and its people and things by their names."""

    plan: Callable[[float, Callable[[], None]], None]
    person: Callable[[str], Person]
    seat: Callable[[str], Seat]
    organisation: Callable[[str], Organisation]
    publish: Callable[[str, Composition, Post.State, Post | None], Post]
    post: Callable[[str], Post]
    remember: Callable[[str, Post], None]


def plan(hands: Hands) -> None:
    """Put all of it on the calendar."""
    for decided in DECIDED:
        hands.plan(decided.hours, partial(_decide_otherwise, hands, decided))
    for answered in ANSWERED:
        hands.plan(answered.hours, partial(_answer_for, hands, answered))
    for informed in INFORMED:
        _plan_appraisal(hands, informed)


def _decide_otherwise(hands: Hands, decided: Decided) -> None:
    person, organisation = hands.person(decided.by), hands.organisation(decided.at)
    organisation.refresh_from_db()
    packs.change_by_name(person, organisation, (decided.rule, decided.column, decided.decision), why=decided.why)
    packs.try_out(person, organisation)
    packs.activate(person, organisation, seen=packs.mark_of(packs.draft_of(person)))


def _answer_for(hands: Hands, answered: Answered) -> None:
    organisation = hands.organisation(answered.at)
    curating.approve(hands.person(answered.by), organisation, answered.entry, wording=answered.wording)


def _plan_appraisal(hands: Hands, informed: Informed) -> None:
    step = informed.hours / 8
    hands.plan(informed.hours, partial(_inform, hands, informed))
    for place, handle in enumerate(informed.marked, start=1):
        hands.plan(informed.hours - place * step, partial(_mark, hands, handle, informed.key))
    for place, (handle, why) in enumerate(informed.disputed, start=1):
        hands.plan(informed.hours - place * step, partial(_dispute, hands, informed, handle, why))
    if informed.asked:
        hands.plan(informed.hours - 4 * step, partial(_ask, hands, informed))


def _inform(hands: Hands, informed: Informed) -> None:
    day = clock.now().date() + timedelta(days=informed.review_in)
    composition = Composition(
        considered=True, text=informed.text, is_health=True, review_on=day.isoformat() if informed.review_in else ""
    )
    hands.remember(informed.key, hands.publish(informed.by, composition, Post.State.LIVE, None))


def _mark(hands: Hands, handle: str, key: str) -> None:
    post = hands.post(key)
    assert post.live_id is not None  # marked after it went out
    appraising.mark_reviewed(hands.person(handle), post, version=post.live_id)


def _dispute(hands: Hands, informed: Informed, handle: str, why: str) -> None:
    parent = hands.post(informed.key)
    outcome = publishing.publish_post(
        hands.person(handle), hands.seat(handle), Composition(considered=True, text=why), parent=parent, disputing=True
    )
    assert isinstance(outcome, Done)  # the demo's words have to be ones that can be taken
    if informed.then:
        hands.publish(informed.by, Composition(considered=True, text=informed.then), Post.State.LIVE, outcome.post)


def _ask(hands: Hands, informed: Informed) -> None:
    appraising.ask_review(hands.person(informed.by), hands.post(informed.key), informed.asked)
