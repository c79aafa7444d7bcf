"""By what right a picture is shown: what its author says, what an organisation has a licence for, and what follows.

A picture that is nearly the same as one that was taken down, or that somebody else took back, does not come back: its
author reads so, and can ask once for a second person, who reads the post first. One that others published, or another
organisation has a licence for, is read first unless its author says whose it is (rules.md, attribution.image-licence).
"""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.kernel import clock, ledger, text, work
from commonward.kernel.actor import Person, Role
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import screening
from commonward.oversight.covering import INSPECT
from commonward.oversight.models import LibraryPicture, Licence, Media, Verdict
from commonward.oversight.resembling import ELSEWHERE, Standing
from commonward.oversight.screening import Voice

#: The code with which a picture is refused that is nearly the same as one that was taken down.
TURNED_BACK: Final = "known"
LONGEST_SOURCE: Final = 200
LONGEST_PLEA: Final = 500
_GONE: Final = frozenset({Standing.DOWN.value, Standing.WITHDRAWN.value})
_PASSES: Final = frozenset({Verdict.ALLOW, Verdict.NOTE})
#: Beside the source, where readers see it.
_SHORT: Final = {
    Licence.PERMISSION.value: gettext_lazy("with permission"),
    Licence.LICENSED.value: gettext_lazy("licensed"),
    Licence.OPEN.value: gettext_lazy("open licence"),
    Licence.FREE.value: gettext_lazy("public domain"),
}
_RESEMBLES: Final = {
    Standing.SHOWN.value: gettext_lazy("Somebody else published this picture here, or one nearly the same."),
    ELSEWHERE: gettext_lazy("An organisation keeps a licence for this picture, or for one nearly the same."),
}


def standing_of(media: Media) -> str:
    """What it is nearly the same as; "" for nothing that is known."""
    return str((media.resembles or {}).get("standing", ""))


def is_turned_back(media: Media) -> bool:
    """Whether it does not come back: like one that went, and nobody has asked for a second person."""
    standing = standing_of(media)
    in_library = LibraryPicture.objects.filter(media=media).exists() if standing in _GONE else False
    return standing in _GONE and not media.plea and not (in_library and standing == Standing.WITHDRAWN.value)


def is_doubtful(media: Media) -> bool:
    """Whether a second person reads a post first because of whose this picture may be."""
    standing = standing_of(media)
    if standing in {Standing.SHOWN.value, ELSEWHERE}:
        return not media.source or media.licence in {"", Licence.OWN.value}
    if standing == Standing.LIBRARY.value:
        return not (media.resembles or {}).get("may", False)
    return standing in _GONE


def fill(media: Media) -> None:
    """Credit a picture as the library of its owner's organisation says, where it is one of it that they may use."""
    if standing_of(media) != Standing.LIBRARY.value or media.resembles is None:
        return
    kept = LibraryPicture.objects.in_force().filter(media__mark=media.resembles["mark"]).first()
    allowed = kept is not None and (
        kept.for_whom == LibraryPicture.ForWhom.STAFF or media.owner.role == Role.ORGANISATION.value
    )
    media.resembles = media.resembles | {"may": allowed}
    if kept is not None and allowed:
        media.licence, media.source = kept.licence, kept.source


def sentence(media: Media) -> str:
    """What its author reads of whose it may be; "" for nothing."""
    standing = standing_of(media)
    if standing in _RESEMBLES:
        asks = _("Say whose it is and why you may show it; else a second person reads your post first.")
        return f"{_RESEMBLES[standing]} {asks}" if is_doubtful(media) else str(_RESEMBLES[standing])
    if standing == Standing.LIBRARY.value:
        if is_doubtful(media):
            return _(
                "It is in your organisation's library, but not for you to use now. A second person reads it first."
            )
        return _("It is in your organisation's library. We added where it is from.")
    if standing in _GONE and media.plea:
        return _("A second person reads a post with this picture first, as you asked.")
    return ""


def waits_for(media: Media) -> tuple[str, ...]:
    """Why whose it may be has a second person read a post with it first, in a few words, for a line of a list."""
    return (_("perhaps somebody else's picture"),) if is_doubtful(media) else ()


def note_for_reviewer(media: Media) -> str:
    """What a reviewer needs to know of whose it may be; "" for nothing."""
    notes = {
        Standing.DOWN.value: _("It is nearly the same as a picture that was taken down here."),
        Standing.WITHDRAWN.value: _("It is nearly the same as a picture that somebody else took back."),
        Standing.SHOWN.value: _("Somebody else published this picture here, or one nearly the same."),
        ELSEWHERE: _("Another organisation keeps a licence for this picture, or for one nearly the same."),
        Standing.LIBRARY.value: _("It is in the library of the author's organisation, but not for them to use now."),
    }
    said = [notes[standing_of(media)]] if is_doubtful(media) else []
    if media.licence:
        said.append(_("Its author says: %(licence)s.") % {"licence": media.get_licence_display()})
    if media.plea:
        said.append(_("Why it should be shown: %(plea)s") % {"plea": media.plea})
    return " ".join(said)


def credit_line(media: Media) -> str:
    """Whose picture it is, for readers; "" for the author's own and where nothing was said."""
    if not media.source or media.licence not in _SHORT:
        return ""
    return f"{media.source} · {_SHORT[media.licence]}"


def say(person: Person, voice: Voice, media: Media, licence: str, source: str) -> None:
    """Say by what right it is shown. Readers see the source, so the guard reads it. Raises Unacceptable by field."""
    source = text.tidy(source).strip()
    if licence not in Licence.values and licence:
        raise Unacceptable(_("Choose one of these, please."), field="licence")
    if licence in _SHORT and not source:
        raise Unacceptable(
            _("Say who made it and where it is from, such as “Jan Berg, hospital archive”."), field="source"
        )
    if len(source) > LONGEST_SOURCE:
        raise Unacceptable(_("Please keep it under %(most)d characters.") % {"most": LONGEST_SOURCE}, field="source")
    if source:
        source = screened(person, voice, source, field="source")
    with transaction.atomic():
        kept = Media.objects.select_for_update().get(pk=media.pk, owner_id=person.seat)
        kept.licence, kept.source = licence, source
        kept.save(update_fields=["licence", "source"])
        detail = {"licence": licence} if licence else {}  # the ledger takes no empty words
        ledger.record(person, "media.credited", Ref("media", media.pk), detail=detail)


def plead(person: Person, media: Media, plea: str) -> None:
    """Ask that a second person looks at a picture that was turned back. Once; Raises Unacceptable, Conflict."""
    plea = text.tidy(plea).strip()
    if not plea:
        raise Unacceptable(_("Say why this picture may be shown. A line is enough."), field="plea")
    if len(plea) > LONGEST_PLEA:
        raise Unacceptable(_("Please keep it under %(most)d characters.") % {"most": LONGEST_PLEA}, field="plea")
    with transaction.atomic():
        kept = Media.objects.select_for_update().get(pk=media.pk, owner_id=person.seat)
        if not may_plead(kept):
            raise Conflict(_("The time to ask is over, or you asked already. Add the picture again to begin anew."))
        kept.plea, kept.state, kept.refusal = plea, Media.State.QUARANTINED, ""
        kept.save(update_fields=["plea", "state", "refusal"])
        ledger.record(person, "media.pleaded", Ref("media", media.pk))
        work.enqueue(INSPECT, media.pk)


def may_plead(media: Media) -> bool:
    """Whether its author can ask for a second person now: for a day, while the picture is still kept."""
    return (
        media.state == Media.State.REFUSED
        and media.refusal == TURNED_BACK
        and media.open_until is not None
        and media.open_until > clock.now()
    )


def screened(person: Person, voice: Voice, words: str, *, field: str) -> str:
    """A short text for others to read, looked at by the guard. Raises Unacceptable beside its field."""
    seen = screening.screen(person, voice, words, context="public_post")
    if seen.verdict not in _PASSES:
        rules = ", ".join(sorted({finding.rule for finding in seen.checked.findings}))
        told = _("Others read this. Please say it without what gives a person away, or promises (%(rules)s).")
        raise Unacceptable(told % {"rules": rules}, field=field)
    return seen.text
