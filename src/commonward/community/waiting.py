"""What waits for somebody: words that came back, reviews in hand, licences to verify, answers half written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.community.models import Draft, Post, Version
from commonward.kernel.actor import Person, Role
from commonward.kernel.addresses import address_of
from commonward.kernel.prepared import planned
from commonward.oversight import access as oversight_access
from commonward.oversight import desk
from commonward.oversight.models import Review
from commonward.people import access as people_access
from commonward.people import verifying
from commonward.people.models import Credential
from commonward.ui.shapes import Due

MOST: Final = 5
Row = tuple[str, int, datetime]


def due_for(person: Person, drafts: Sequence[Draft] = ()) -> tuple[Due, ...]:
    """What this person may want to do next, the oldest first; drafts last. One query, two for those who review."""
    rows = _rows(person)
    lines = [*_own_words(rows), *_reviews(rows), *_doors(person, rows)]
    if oversight_access.may_review(person):
        lines += desk.longest_waiting(person, MOST - 2)
    lines += [_draft(kept) for kept in drafts]
    return tuple(lines[:MOST])


def _rows(person: Person) -> list[Row]:
    """Kind, identifier and since when, of all that waits, the oldest first."""
    return sorted(_waiting(person), key=lambda row: row[2])


@planned
def _waiting(person: Person) -> "QuerySet[Any, Row]":
    """One question over several tables."""
    newer = Version.objects.filter(post=OuterRef("post"), number__gt=OuterRef("number"))
    second_look = Review.objects.filter(kind=Review.Kind.APPEAL, subject_kind="version", subject_id=OuterRef("pk"))
    came_back = Version.objects.filter(
        ~Exists(newer),
        ~Exists(second_look),
        post__author_id=person.profile,
        state__in=[Version.State.RETURNED, Version.State.REFUSED],
    ).exclude(post__state=Post.State.WITHDRAWN)
    # Rows of several models in one answer; no one type says that.
    parts: list[QuerySet[Any, Any]] = [
        came_back.annotate(what=_is("words")).values_list("what", "post_id", "created_at")
    ]
    if oversight_access.may_review(person):
        mine = Review.objects.filter(reviewer_id=person.seat, state=Review.State.CLAIMED)
        parts.append(mine.annotate(what=_is("review")).values_list("what", "pk", "claimed_at"))
    if people_access.may_verify(person):
        unseen = verifying.to_verify(people_access.credentials_visible_to(person), person).order_by()
        parts.append(unseen.annotate(what=_is("licence")).values_list("what", "pk", "stated_at"))
    if person.role == Role.PROFESSIONAL:
        stated = Credential.objects.filter(seat_id=person.seat)
        parts.append(stated.annotate(what=_is("stated")).values_list("what", "pk", "stated_at"))
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _is(kind: str) -> Value:
    return Value(kind, output_field=CharField())


def _own_words(rows: list[Row]) -> list[Due]:
    return [
        Due(
            reverse("community:post", args=[pk]),
            _("Your words came back"),
            _("See why, change them, or ask for a second look"),
            "undo",
        )
        for kind, pk, _since in rows
        if kind == "words"
    ]


def _reviews(rows: list[Row]) -> list[Due]:
    return [
        Due(
            reverse("oversight:review", args=[pk]),
            _("Decide what you took"),
            _("Its author waits for your words"),
            words=desk.short_since(since),
            left=desk.ring_of(since),
            whole=100,
        )
        for kind, pk, since in rows
        if kind == "review"
    ]


def _doors(person: Person, rows: list[Row]) -> list[Due]:
    """Licences: others' to verify, and one's own to state."""
    lines = []
    number = sum(1 for kind, _pk, _since in rows if kind == "licence")
    if number:
        title = _("Verify a licence") if number == 1 else _("Verify %(number)d licences") % {"number": number}
        url = address_of("people:credentials_to_verify")
        lines.append(Due(url, title, _("Compare the number with the register"), "seal-open"))
    if person.role == Role.PROFESSIONAL and not any(kind == "stated" for kind, _pk, _since in rows):
        url = address_of("people:credentials")
        lines.append(Due(url, _("State your licence"), _("Then your badge can be verified"), "seal-open"))
    return lines


def _draft(kept: Draft) -> Due:
    kind, _colon, number = kept.key.partition(":")
    if kind == "new":
        return Due(address_of("community:write"), _("Finish what you began"), _("A draft is kept for you"), "pen")
    place = f"community:{kind}"
    titles = {"reply": _("Finish your answer"), "edit": _("Finish your change"), "dispute": _("Finish your dispute")}
    title = titles[kind]
    return Due(reverse(place, args=[number]), title, _("A draft is kept for you"), "pen")
