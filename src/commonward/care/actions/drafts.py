"""Words not sent yet: kept for their author until sent or thrown away. Two devices do not overwrite each other."""

from contextlib import suppress
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care.duty import JOB
from commonward.care.models import MessageDraft, Relationship, Thread
from commonward.care.words import Words
from commonward.kernel import clock, text
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, NotFound

LONGEST: Final = 40_000


class KeptElsewhere(Conflict):
    """Another page of the same person keeps other words for this place."""


def keep(person: Person, relationship: Relationship, thread: Thread | None, words: Words) -> MessageDraft | None:
    """Keep these words for their place, or forget the draft when there are none.

    Raises KeptElsewhere when the page does not know what is kept now; its own words stay where they are.
    """
    with transaction.atomic():
        there = _place(person, relationship, thread)
        said = text.storable(words.text)[:LONGEST]
        topic = text.storable(words.topic)[:LONGEST] or None
        if there is not None and words.draft not in {None, state_of(there)} and there.text != said:
            raise KeptElsewhere(_("Another page of yours keeps other words for this place."))
        if text.is_blank(said) and topic is None:
            if there is not None:
                there.delete()
            return None
        if there is None:
            there = MessageDraft(seat_id=person.seat, relationship=relationship, thread=thread)
        there.text, there.topic, there.updated_at = said, topic, clock.now()
        there.save()
    return there


def keep_behind(person: Person, thread: int, words: Words) -> None:
    """Keep words for a thread that was closed to their author while they wrote: who had a part in it, and no stranger.

    What is kept there already stays as it is.
    """
    there = Thread.objects.visible_to(JOB).select_related("relationship").filter(pk=thread).first()
    if there is None or text.is_blank(words.text):
        return
    with suppress(KeptElsewhere):
        keep(person, there.relationship, there, words)


def get(person: Person, pk: int) -> MessageDraft:
    """The one way a view obtains what somebody kept. To others it does not exist."""
    found = MessageDraft.objects.visible_to(person).select_related("relationship__team", "thread").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    return found


def throw_away(draft: MessageDraft) -> None:
    """Forget what its author obtained."""
    draft.delete()


def of(person: Person, relationship: Relationship, thread: Thread | None) -> MessageDraft | None:
    """What is kept for this place."""
    kept = MessageDraft.objects.visible_to(person).filter(relationship=relationship, thread=thread)
    return kept.first()


def state_of(draft: MessageDraft | None) -> str:
    """Names what is kept as it is now, so that a page can say what it knows; "" when nothing is kept."""
    return "" if draft is None else draft.updated_at.strftime("%Y%m%d%H%M%S%f")


def drop(person: Person, thread: Thread, known: str | None) -> None:
    """Forget the draft of words that were just sent. What another page keeps for the same place stays."""
    if known == "":
        return  # nothing was kept that it knows of
    own = MessageDraft.objects.visible_to(person)
    for draft in own.filter(thread=thread) | own.filter(thread=None, relationship_id=thread.relationship_id):
        if known in {None, state_of(draft)}:
            draft.delete()


def _place(person: Person, relationship: Relationship, thread: Thread | None) -> MessageDraft | None:
    kept = MessageDraft.objects.visible_to(person).select_for_update(of=("self",))
    return kept.filter(relationship=relationship, thread=thread).first()
