"""The composer of a conversation: what was sent, what the page shows of it. Nothing typed is ever lost.

One value serves the page, the live check, fixes without script and errors, as in the community.
"""

import re
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.care import access
from commonward.care.actions import drafts, messaging
from commonward.care.models import Message, MessageDraft, Relationship, Thread
from commonward.care.models.threads import Category, Urgency
from commonward.care.words import Words
from commonward.kernel.actor import Person
from commonward.kernel.errors import NotFound
from commonward.oversight import showing
from commonward.oversight.screening import Checked
from commonward.ui.composing import Composer, reasons_of, words_of
from commonward.ui.findings import Check
from commonward.ui.remedies import Entered

_NAME: Final = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
MOST_REASONS: Final = 50


def words_in(data: QueryDict) -> Words:
    """What was sent."""
    once = data.get("once", "")
    urgency = next((one for one in Urgency if one == data.get("urgency")), Urgency.ROUTINE)
    return Words(
        text=words_of(data),
        topic=data.get("topic", ""),
        category=next((one.value for one in Category if one == data.get("category")), ""),
        urgency=urgency,
        is_private=bool(data.get("is_private")),
        once=UUID(once) if _NAME.match(once) else None,
        reasons=dict(list(reasons_of(data).items())[:MOST_REASONS]),
        draft=data.get("draft"),
    )


def words_kept(draft: MessageDraft | None) -> Words:
    """What was kept as a draft, or nothing."""
    if draft is None:
        return Words("")
    return Words(draft.text, topic=draft.topic or "", draft=drafts.state_of(draft))


def place_of(person: Person, kind: str, pk: int) -> tuple[Relationship, Thread | None]:
    """Where the words of a composer go: into a thread, a new matter of a relationship, or a message of one's own."""
    if kind == "matter":
        return access.get_relationship(person, pk), None
    if kind not in {"thread", "change"}:
        raise NotFound(_("There is nothing here for you."))
    thread = access.get_thread(person, access.get_message(person, pk).thread_id if kind == "change" else pk)
    return thread.relationship, thread


def composer_for(
    person: Person,
    place: Relationship | Thread | Message,
    words: Words,
    *,
    name: str = "",
    error: str = "",
    restored: bool = False,
) -> Composer:
    """The composer of a thread, of a new matter, or of other words for a message. `name` is whom they are for."""
    kind, action = _address(place)
    key, address = key_of(place), [kind, place.pk]
    return Composer(
        key=f"{person.seat}:{key}",
        id=f"composer-{key.replace(':', '-')}",
        action=action,
        check_url=reverse("care:check", args=address),
        draft_url="" if isinstance(place, Message) else reverse("care:draft", args=address),
        text=words.text,
        hidden=(("key", key), ("once", str(words.once or uuid4())), ("draft", words.draft or "")),
        limit=messaging.LONGEST_TEXT,
        error=error,
        label=_("Write a message"),
        text_label=_("Write to %(name)s") % {"name": name} if name else _("Your message"),
        placeholder=_("Write to %(name)s") % {"name": name} if name else _("Your message"),
        start_sentence=_("Only the people of this conversation can read it. It goes into the record."),
        draft_sentence=_("We kept these words for you.") if restored else "",
        publish_label=_("Send"),
        small=True,
        cards_inside=True,
    )


def key_of(place: Relationship | Thread | Message) -> str:
    """What a composer calls its place, so that its words go nowhere else."""
    return f"{_address(place)[0]}:{place.pk}"


def check_of(words: Words, checked: Checked, *, from_team: bool) -> Check:
    """What was found, in the words of a conversation. Whoever is cared for can always send."""
    shown = showing.check_of(words.text, checked, words.reasons, entered=Entered())
    cards = tuple(replace(card, may_object=False, remedies=()) for card in shown.findings)
    held = any(count.level == "hold" for count in shown.tally)
    if not from_team:
        return replace(
            shown, findings=cards, can_publish=True, publish_label=_("Send"), state_sentence=_said_to_patient(shown)
        )
    label = _("Send to a second reader") if held and shown.can_publish else _("Send")
    return replace(shown, findings=cards, publish_label=label, state_sentence=_said_to_staff(shown))


def _said_to_patient(shown: Check) -> str:
    if shown.failed or not shown.findings:
        return _("You can send this.")
    return _("You can send this as it is. There is something good to know first.")


def _said_to_staff(shown: Check) -> str:
    levels = {count.level for count in shown.tally}
    if "block" in levels:
        return _("This needs a change before you can send it. Nobody has seen it yet.")
    if "hold" in levels:
        return _("A colleague with a licence reads this before the patient does.")
    if "warn" in levels:
        return _("Change it, or say why it stays. Then you can send it.")
    return _("Nothing stands in the way.") if not levels else _("You can send it. There is something to know first.")


def _address(place: Relationship | Thread | Message) -> tuple[str, str]:
    if isinstance(place, Message):
        return "change", reverse("care:change", args=[place.pk])
    if isinstance(place, Thread):
        return "thread", reverse("care:thread", args=[place.pk])
    return "matter", reverse("care:new_thread", args=[place.pk])
