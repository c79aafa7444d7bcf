"""Ready replies: written by those who lead a team, or by administrators for all teams of a place. Screened like words
that are sent: they name nobody and promise nothing, since nobody looks at the patient while they are written.
"""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.care import access, voices
from commonward.care.models import ReadyReply, ReadyVersion, Team
from commonward.kernel import clock, ids, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import screening, showing
from commonward.oversight.models import Verdict
from commonward.oversight.screening import Screened
from commonward.people.models import Seat

LONGEST_TITLE: Final = 80
LONGEST_TEXT: Final = 4000
#: Of one team, with those of all teams there.
MOST: Final = 100


def write(person: Person, seat: Seat, team: Team, *, title: str, words: str, for_all: bool = False) -> ReadyReply:
    """Keep new words ready for a team, or `for_all` teams of the place.

    Raises Denied, Unacceptable beside `title` or `words`, Conflict for more than can be kept.
    """
    require(access.may_write_ready(person, team, for_all=for_all))
    tidied, screened = _screened(person, seat, title, words)
    with transaction.atomic():
        kept = ReadyReply.objects.visible_to(person).filter(organisation_id=team.organisation_id, retired_at=None)
        if kept.count() >= MOST:
            raise Conflict(_("There are very many of these already. Please retire one first."))
        place = team.organisation
        reply = ReadyReply.objects.create(pk=ids.new(), organisation=place, team=None if for_all else team)
        _version(person, reply, 1, tidied, screened)
    return reply


def rewrite(person: Person, seat: Seat, reply: ReadyReply, *, title: str, words: str) -> ReadyReply:
    """Put other words in the place of those: the next version. What was sent with the earlier ones stays as it is."""
    require(access.may_change_ready(person, reply))
    tidied, screened = _screened(person, seat, title, words)
    with transaction.atomic():
        row = ReadyReply.objects.visible_to(person).select_for_update(of=("self",)).get(pk=reply.pk)
        if row.retired_at is not None:
            raise Conflict(_("This was retired meanwhile. Please write a new one."))
        _version(person, row, row.versions.count() + 1, tidied, screened)
    return row


def retire(person: Person, reply: ReadyReply) -> None:
    """Offer it no longer. Its versions stay. Twice does no harm."""
    require(access.may_change_ready(person, reply))
    with transaction.atomic():
        still = ReadyReply.objects.visible_to(person).filter(pk=reply.pk, retired_at=None)
        if still.update(retired_at=clock.now()):
            ledger.record(person, "ready.retired", Ref("ready_reply", reply.pk))


def offered(person: Person, team: Team) -> Sequence[ReadyVersion]:
    """What somebody who serves in a team may begin a message with, by title."""
    replies = ReadyReply.objects.visible_to(person).filter(organisation_id=team.organisation_id, retired_at=None)
    here = replies.filter(team=team) | replies.filter(team=None)
    found = []
    for one in here.select_related("live")[: 2 * MOST]:
        if one.live is not None:
            one.live.reply = one
            found.append(one.live)
    return sorted(found, key=lambda one: one.title.casefold())


def put_into(person: Person, team: Team, words: str, number: str) -> str:
    """The words with a ready reply below what stands there already. As they were for one that is not offered."""
    for one in offered(person, team):
        if str(one.pk) == number:
            return f"{words.rstrip()}\n\n{one.text}" if words.strip() else one.text
    return words


def _screened(person: Person, seat: Seat, title: str, words: str) -> tuple[str, Screened]:
    tidied, said = text.tidy_name(title), text.tidy(words)
    if text.is_blank(tidied) or len(tidied) > LONGEST_TITLE:
        raise Unacceptable(_("Please give it a short title, by which colleagues find it."), field="title")
    if text.is_blank(said):
        raise Unacceptable(_("Write the words that a message begins with."), field="words")
    if len(said) > LONGEST_TEXT:
        raise Unacceptable(_("This is longer than a ready reply can be. Your words are kept."), field="words")
    voice = voices.voice_of(person, seat)
    looked = (
        ("title", screening.screen(person, voice, tidied, context="care_conversation")),
        ("words", screening.screen(person, voice, said, context="care_conversation")),
    )
    for field, screened in looked:
        if screened.verdict == Verdict.UNAVAILABLE:
            raise Unacceptable(_("We could not check just now. Your words are kept; try again later."), field=field)
        if screened.verdict not in {Verdict.ALLOW, Verdict.NOTE}:
            rules = showing.catalogue().rules
            found = dict.fromkeys(rules[one.rule].title for one in screened.checked.findings if one.rule in rules)
            sentence = _("Many patients will read this, so it has to name nobody and promise nothing. Found: %(found)s")
            raise Unacceptable(sentence % {"found": "; ".join(found)}, field=field)
    return tidied, looked[1][1]


def _version(person: Person, reply: ReadyReply, number: int, title: str, screened: Screened) -> None:
    pk = ids.new()
    version = ReadyVersion.objects.create(
        pk=pk,
        reply=reply,
        number=number,
        author_id=person.seat,
        title=title,
        text=screened.text,
        screening=screening.keep(screened, Ref("ready_version", pk)),
    )
    reply.live = version
    reply.save(update_fields=["live"])
    ledger.record(person, "ready.written", Ref("ready_reply", reply.pk), detail={"version": number})
