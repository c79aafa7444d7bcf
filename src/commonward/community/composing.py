"""The composer between the form and the actions: what was sent, what stands in it now, what the page shows of it.

One value serves the page, the live check, fixes without script and errors, so that nothing typed is ever lost.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.community import access, asking, drafts, lessons, permitted, publishable, queries
from commonward.community.cards import ICONS, picture_of
from commonward.community.composition import LONGEST_ALT, MOST_PICTURES, Composition, Picture
from commonward.community.faces import own_face
from commonward.community.models import Draft, Post, Version
from commonward.community.objecting import objected_to
from commonward.community.originals import originals_for
from commonward.community.voices import voice_of
from commonward.kernel.actor import Person
from commonward.kernel.addresses import address_of
from commonward.kernel.errors import Unacceptable
from commonward.oversight import covering, crediting, crisis, mending, quarantine, screening, showing
from commonward.oversight.access import media_of
from commonward.oversight.lessons import rules_in
from commonward.oversight.models import Media
from commonward.oversight.screening import Checked
from commonward.people.models import Seat
from commonward.ui.composing import Composer, reasons_of, words_of
from commonward.ui.findings import Check
from commonward.ui.remedies import Entered
from commonward.ui.shapes import Audience, KeptPicture

_NAME: Final = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
MOST_REASONS: Final = 50
LONGEST_DAY: Final = 10
LONGEST_HANDLE: Final = 40
BACK: Final = "undo"
#: The button "publish" of the page on which the author is asked once more.
CONSIDERED: Final = "considered"


def composition_of(data: QueryDict, key: str) -> Composition:
    """What was sent, as the actions take it. Pictures marked to be taken out are left out."""
    dropped = set(data.getlist("drop"))
    media = [pk for pk in dict.fromkeys(data.getlist("media")) if pk.isascii() and pk.isdigit() and len(pk) < 20]
    return Composition(
        text=words_of(data),
        audience=data.get("audience", Post.Audience.PUBLIC.value),
        pictures=tuple(Picture(int(pk), data.get(f"alt-{pk}", "")) for pk in media if pk not in dropped),
        reasons=dict(list(reasons_of(data).items())[:MOST_REASONS]),
        draft_key=key,
        once=_once(data.get("once", "")),
        is_health=bool(data.get("is_health")),
        review_on=data.get("review_on", "").strip()[:LONGEST_DAY],
        colleague=data.get("colleague", "").strip().removeprefix("@")[:LONGEST_HANDLE],
        considered=data.get("publish") == CONSIDERED,
        help_said=crisis.said(data.get("help-close") or data.get("help", "")),
        told=rules_in(data.get("told", "")),
        draft=data.get("draft"),
    )


def composition_of_draft(draft: Draft) -> Composition:
    """What was kept."""
    pictures = tuple(
        Picture(int(item["id"]), str(item.get("alt", ""))) for item in draft.media if str(item.get("id", "")).isdigit()
    )
    return Composition(
        text=draft.text,
        audience=draft.audience,
        pictures=pictures,
        draft_key=draft.key,
        is_health=draft.is_health,
        review_on=draft.review_on,
        colleague=draft.colleague,
        help_said=draft.help_said,
        draft=drafts.state_of(draft),
    )


def composition_of_version(version: Version, key: str) -> Composition:
    """What stands in the post now, to be edited."""
    pictures = tuple(Picture(item.media_id, item.alt) for item in version.attachments.all())
    return Composition(
        text=version.text,
        audience=version.post.audience,
        pictures=pictures,
        draft_key=key,
        is_health=version.is_health,
        review_on=version.review_on.isoformat() if version.review_on is not None else "",
        help_said=version.screening.help_said,
    )


def compose(
    person: Person,
    seat: Seat,
    composition: Composition,
    *,
    parent: Post | None = None,
    post: Post | None = None,
    error: str = "",
    restored: bool = False,
    before: str = "",
) -> Composer:
    """The composer as the page shows it. `before` are the words before all was mended at once, to be brought back."""
    fixed = post or parent
    answering = parent is not None and post is None
    disputes = composition.draft_key.startswith("dispute:")
    place = composition.draft_key.replace(":", "-")
    return Composer(
        key=f"{person.seat}:{composition.draft_key}",
        id=f"composer-{place}",
        action=_action(parent, post, disputes=disputes),
        check_url=address_of("community:check"),
        draft_url=address_of("community:draft"),
        face=own_face(seat),
        text=composition.text,
        audience=composition.audience,
        audiences=() if fixed is not None else _audiences(person, seat),
        hidden=(
            ("key", composition.draft_key),
            ("once", str(composition.once or uuid4())),
            ("draft", composition.draft or ""),
            ("help", composition.help_said),
            *((("colleague", composition.colleague),) if composition.colleague else ()),
        ),
        colleague=composition.colleague,
        help_closed=bool(composition.help_said),
        pictures=_pictures(person, composition),
        max_pictures=MOST_PICTURES,
        limit=screening.LONGEST_TEXT,
        asks_health=parent is None,
        is_health=composition.is_health,
        review_on=composition.review_on,
        error=error,
        before=before,
        label=_("Change your words") if post else _label(disputes) if parent else _("Write a post"),
        text_label=_label(disputes) if parent else _("What would you like to say?"),
        placeholder=_placeholder(disputes) if parent else _("What would you like to say?"),
        start_sentence=_("We look for names, dates and places while you write. Nobody sees it before you publish."),
        draft_sentence=_("We kept these words for you.") if restored else "",
        publish_label=_("Dispute it") if disputes else _("Reply") if answering else _("Save") if post else _("Publish"),
        small=answering,
        cards_inside=answering,
        names_nobody=True,
    )


def check(
    person: Person,
    seat: Seat,
    composition: Composition,
    *,
    audience: str,
    parent: Post | None = None,
    post: Post | None = None,
) -> Checked:
    """Check what stands in the composer. Stores nothing. Offsets are those of the text as it was sent.

    `parent` is what it answers, `post` what it changes.
    Raises Unacceptable for more than a post can hold.
    """
    screening.require_fitting(composition.text)
    voice, thread = voice_of(person, seat, composition.text), queries.words_above(parent)
    marks = objected_to(person, composition.draft_key)
    originals = originals_for(person, composition.text, parent=parent, post=post)

    return screening.preview(
        voice,
        composition.text,
        context=screening.context_of(access.CONTEXTS.get(audience, "public_post")),
        thread=thread,
        alts=[picture.alt[:LONGEST_ALT] for picture in composition.pictures],
        marks=marks,
        originals=originals,
        permitted=permitted.found_for(person, composition.text, audience).permitted,
    )


def check_of(person: Person, composition: Composition, checked: Checked, entered: Entered) -> Check:
    """What the page shows of a check: what was found in the words, and that a picture alone has it read first."""
    shown = showing.check_of(composition.text, checked, composition.reasons, entered=entered)
    if not composition.pictures or not shown.can_publish or "hold" in {count.level for count in shown.tally}:
        return shown
    media = media_of(person, [picture.media for picture in composition.pictures]).values()
    if not publishable.is_read_first(person.role, media):
        return shown
    if any(count.level == "warn" for count in shown.tally):  # first something is to be changed, or a reason given
        return replace(shown, publish_label=_("Send for review"))
    sentence = _("You can send it. Because of a picture, a second person reads it before it goes out.")
    return replace(shown, publish_label=_("Send for review"), state_sentence=sentence, announcement=sentence)


def first_look(person: Person, seat: Seat, composition: Composition) -> Check | None:
    """What stands under a draft that a page brings back, so that it shows without script and without a wait.

    None where the words can not be checked: the page then opens as if nothing had been looked at yet.
    """
    try:
        checked = check(person, seat, composition, audience=composition.audience)
    except Unacceptable:
        return None
    shown = check_of(person, composition, checked, Entered())
    return lessons.beside(person, composition, checked, asking.beside(person, composition.draft_key, checked, shown))


def with_fix(composition: Composition, checked: Checked, token: str) -> Composition:
    """The composition with the fix that a button named, or with all first fixes ("all").

    An unknown token changes nothing.
    """
    return replace(composition, text=mending.mended(composition.text, checked, token))


def with_pictures(composition: Composition, brought: Sequence[tuple[Media, str]]) -> Composition:
    """The composition with pictures that were just brought, and their alternative texts."""
    added = tuple(Picture(media.pk, alt) for media, alt in brought)
    return replace(composition, pictures=(*composition.pictures, *added))


def _once(value: str) -> UUID | None:
    """The name of a form. One that is none is as good as no name."""
    return UUID(value) if _NAME.match(value) else None


def _label(disputes: bool) -> str:
    return _("Why you dispute it") if disputes else _("Your answer")


def _placeholder(disputes: bool) -> str:
    return _("What is not right, and what is the source?") if disputes else _("Add a kind word or a question")


def _action(parent: Post | None, post: Post | None, *, disputes: bool) -> str:
    if post is not None:
        return reverse("community:edit", args=[post.pk])
    if disputes and parent is not None:
        return reverse("community:dispute", args=[parent.pk])
    return reverse("community:reply", args=[parent.pk]) if parent is not None else address_of("community:write")


def _audiences(person: Person, seat: Seat) -> tuple[Audience, ...]:
    return tuple(
        Audience(value=value, label=str(label), icon=ICONS[value])
        for value, label in Post.Audience.choices
        if access.may_address(person, value) and (value != Post.Audience.PUBLIC or access.may_speak_in_public(seat))
    )


def _pictures(person: Person, composition: Composition) -> tuple[KeptPicture, ...]:
    media = media_of(person, [picture.media for picture in composition.pictures])
    return tuple(
        _picture(person, number, media[picture.media], picture.alt)
        for number, picture in enumerate(composition.pictures, start=1)
        if picture.media in media
    )


def _picture(person: Person, number: int, media: Media, alt: str) -> KeptPicture:
    card = picture_of(media, alt, largest=640)
    level, sentence = _what_was_found(media, read_first=publishable.is_read_first(person.role, [media]))
    return KeptPicture(
        id=str(media.pk),
        name=_("Picture %(number)d") % {"number": number},
        alt=alt[:LONGEST_ALT],
        preview_url=card.url if card is not None else "",
        level=level,
        sentence=sentence,
        is_looked_at=media.state == Media.State.QUARANTINED,
        can_decide=covering.may_be_decided(media),
        can_credit=media.state != Media.State.REFUSED or crediting.may_plead(media),
        credit=crediting.credit_line(media),
    )


def _what_was_found(media: Media, *, read_first: bool) -> tuple[str, str]:
    match media.state:
        case Media.State.REFUSED:
            return "block", quarantine.refusal_sentence(media.refusal)
        case Media.State.QUARANTINED:
            return "note", _("We look at it now. Your post goes out once it is clean.")
    told = [
        crediting.sentence(media) if media.resembles else "",
        covering.covered_sentence(media.covered) if media.covered else "",
        covering.noticed_sentence(media),
        covering.chosen_sentence(media) if read_first else "",
        quarantine.removed_sentence(media.removed) if media.removed else "",
    ]
    sentence = " ".join(one for one in told if one)
    return ("hold" if read_first else "note") if sentence else "", sentence
