"""Health information in the demo: what professionals make of it, and what organisations decide about rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from commonward.community.actions import appraising, publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition
from commonward.community.models import Post
from commonward.config.demo import matters
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.oversight import curating, packs
from commonward.people.models import Organisation, Seat


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
    for decided in matters.DECIDED:
        hands.plan(decided.hours, partial(_decide_otherwise, hands, decided))
    for answered in matters.ANSWERED:
        hands.plan(answered.hours, partial(_answer_for, hands, answered))
    for informed in matters.INFORMED:
        _plan_appraisal(hands, informed)


def _decide_otherwise(hands: Hands, decided: matters.Decided) -> None:
    person, organisation = hands.person(decided.by), hands.organisation(decided.at)
    organisation.refresh_from_db()
    packs.change_by_name(person, organisation, (decided.rule, decided.column, decided.decision), why=decided.why)
    packs.try_out(person, organisation)
    packs.activate(person, organisation)


def _answer_for(hands: Hands, answered: matters.Answered) -> None:
    organisation = hands.organisation(answered.at)
    curating.approve(hands.person(answered.by), organisation, answered.entry, wording=answered.wording)


def _plan_appraisal(hands: Hands, informed: matters.Informed) -> None:
    step = informed.hours / 8
    hands.plan(informed.hours, partial(_inform, hands, informed))
    for place, handle in enumerate(informed.marked, start=1):
        hands.plan(informed.hours - place * step, partial(_mark, hands, handle, informed.key))
    for place, (handle, why) in enumerate(informed.disputed, start=1):
        hands.plan(informed.hours - place * step, partial(_dispute, hands, informed, handle, why))
    if informed.asked:
        hands.plan(informed.hours - 4 * step, partial(_ask, hands, informed))


def _inform(hands: Hands, informed: matters.Informed) -> None:
    day = clock.now().date() + timedelta(days=informed.review_in)
    composition = Composition(
        considered=True, text=informed.text, is_health=True, review_on=day.isoformat() if informed.review_in else ""
    )
    hands.remember(informed.key, hands.publish(informed.by, composition, Post.State.LIVE, None))


def _mark(hands: Hands, handle: str, key: str) -> None:
    post = hands.post(key)
    assert post.live_id is not None  # marked after it went out
    appraising.mark_reviewed(hands.person(handle), post, version=post.live_id)


def _dispute(hands: Hands, informed: matters.Informed, handle: str, why: str) -> None:
    parent = hands.post(informed.key)
    outcome = publishing.publish_post(
        hands.person(handle), hands.seat(handle), Composition(considered=True, text=why), parent=parent, disputing=True
    )
    assert isinstance(outcome, Done)  # the demo's words have to be ones that can be taken
    if informed.then:
        hands.publish(informed.by, Composition(considered=True, text=informed.then), Post.State.LIVE, outcome.post)


def _ask(hands: Hands, informed: matters.Informed) -> None:
    appraising.ask_review(hands.person(informed.by), hands.post(informed.key), informed.asked)
