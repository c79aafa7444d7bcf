"""Words that were not sent yet: kept for their author until sent or thrown away."""

import re
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonward.community.composition import Composition
from commonward.community.models import Draft, Post
from commonward.kernel import clock, text
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.prepared import Exact, planned
from commonward.oversight import crisis, ethics, objections

KEY: Final = re.compile(r"^(new|reply:\d{1,19}|edit:\d{1,19}|dispute:\d{1,19})$")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HANDLE: Final = re.compile(r"[a-z0-9_-]{1,40}", re.ASCII)
#: What a form may bring and a little more; a post is far shorter.
LONGEST: Final = 2_000_000
MOST_MEDIA: Final = 8
MOST_SHOWN: Final = 20


class KeptElsewhere(Conflict):
    """Another page of the same person keeps other words for this place."""


def keep_draft(person: Person, composition: Composition) -> Draft | None:
    """Keep these words for their place, or forget the draft when there are none.

    Raises KeptElsewhere when the page does not know what is kept now: somebody who writes in two tabs must not lose
    one text to the other. The second page keeps its own in the browser, and says so.
    """
    key = composition.draft_key
    if not KEY.match(key):
        raise Unacceptable("", field="key")
    with transaction.atomic():
        there = next(iter(_held_for(person, Exact(key))), None)
        if there is not None and not _known(there, composition):
            raise KeptElsewhere(_("Another page of yours keeps other words for this place."))
        if not composition.text.strip() and not composition.pictures:
            Draft.objects.visible_to(person).filter(key=key).delete()
            objections.forget(person, key)
            ethics.forget(person, key)
            return None
        return _write(person, composition)


def _write(person: Person, composition: Composition) -> Draft:
    known = composition.audience if composition.audience in Post.Audience.values else Post.Audience.PUBLIC.value
    draft, _made = Draft.objects.visible_to(person).update_or_create(
        seat_id=person.seat,
        key=composition.draft_key,
        defaults={
            "text": _storable(composition),
            "audience": known,
            "media": [{"id": str(picture.media), "alt": picture.alt} for picture in composition.pictures[:MOST_MEDIA]],
            "is_health": composition.is_health,
            "review_on": composition.review_on if _DAY.fullmatch(composition.review_on) else "",
            "help_said": crisis.said(composition.help_said),
            "colleague": composition.colleague if _HANDLE.fullmatch(composition.colleague) else "",
            "updated_at": clock.now(),
        },
    )
    return draft


def state_of(draft: Draft | None) -> str:
    """Names what is kept as it is now, so that a page can say what it knows; "" when nothing is kept."""
    return "" if draft is None else draft.updated_at.strftime("%Y%m%d%H%M%S%f")


def _known(draft: Draft, composition: Composition) -> bool:
    """Whether the page that sends this has seen the draft, or holds the same words."""
    return composition.draft in {None, state_of(draft)} or draft.text == _storable(composition)


def _storable(composition: Composition) -> str:
    return text.storable(composition.text)[:LONGEST]


def draft_for(person: Person, key: str) -> Draft | None:
    """The draft kept for this place, if any."""
    return next(iter(_kept_for(person, Exact(key))), None)


@planned
def _kept_for(person: Person, key: Exact) -> "QuerySet[Draft]":
    return Draft.objects.visible_to(person).filter(key=key)


@planned
def _held_for(person: Person, key: Exact) -> "QuerySet[Draft]":
    """The same, ours until the transaction ends."""
    return Draft.objects.visible_to(person).select_for_update().filter(key=key)


def drafts_of(person: Person) -> list[Draft]:
    """Everything kept for this seat, the newest first; as many as anybody will look at."""
    return _newest_of(person)


@planned
def _newest_of(person: Person) -> "QuerySet[Draft]":
    return Draft.objects.visible_to(person).order_by("-updated_at")[:MOST_SHOWN]


def drop_draft(person: Person, composition: Composition) -> None:
    """Forget the draft of these words: they went out. What another page keeps for the same place stays."""
    with transaction.atomic():
        there = next(iter(_held_for(person, Exact(composition.draft_key))), None)
        if there is not None and _known(there, composition):
            there.delete()
