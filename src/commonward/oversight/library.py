"""Pictures that an organisation may use: brought by its communication staff, with licence, source, for whom and until
when. Whoever works there sees them; a picture like one of them that they post is credited by itself (`crediting`).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import ALLOW, Permission, deny, require
from commonward.kernel.actor import Actor, Person, Role, System
from commonward.kernel.errors import NotFound
from commonward.kernel.ref import Ref
from commonward.oversight import crediting, quarantine, screening
from commonward.oversight.models import LibraryPicture, PictureMark
from commonward.oversight.models.credit import KEEPERS
from commonward.people.models import Organisation

_KEPT: Final = timedelta(days=30)
_AT_ONCE: Final = 200
_JOB: Final = System("retention")
_NOT_STAFF: Final = frozenset({Role.PATIENT, Role.CAREGIVER})


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said of a picture in a library. All but the last of them is shown to whoever works there."""

    title: str
    licence: str
    source: str
    for_whom: str
    ends_on: date | None = None


def may_see(actor: Actor, organisation: Organisation) -> Permission:
    """Seeing what may be used: everybody who works there."""
    if isinstance(actor, Person) and actor.organisation == organisation.pk and actor.role not in _NOT_STAFF:
        return ALLOW
    return deny(_("The library is for those who work here."))


def may_keep(actor: Actor, organisation: Organisation) -> Permission:
    """Adding pictures and changing what is said of them."""
    if isinstance(actor, Person) and actor.organisation == organisation.pk and actor.role in KEEPERS:
        return ALLOW
    return deny(_("Communication staff, administrators and privacy officers of this organisation keep its library."))


def get(actor: Actor, organisation: Organisation, pk: int) -> LibraryPicture:
    """The one way a view obtains a picture of a library. To strangers it does not exist."""
    found = LibraryPicture.objects.visible_to(actor).select_related("media").filter(organisation=organisation, pk=pk)
    kept = found.first()
    if kept is None:
        raise NotFound(_("There is no such picture in the library."))
    return kept


def add(person: Person, organisation: Organisation, terms: Terms, upload: "UploadedFile[bytes]") -> LibraryPicture:
    """Take a picture in; it is looked at like every picture. Raises Unacceptable by field, Unavailable."""
    require(may_keep(person, organisation))
    terms = _screened(person, organisation, terms)
    media = quarantine.bring(person, upload)
    with transaction.atomic():
        kept = LibraryPicture.objects.create(
            organisation=organisation,
            media=media,
            added_by_id=person.seat,
            title=terms.title,
            licence=terms.licence,
            source=terms.source,
            for_whom=terms.for_whom,
            ends_on=terms.ends_on,
        )
        ledger.record(person, "library.added", Ref("library_picture", kept.pk), detail={"licence": terms.licence})
    return kept


def change(person: Person, organisation: Organisation, kept: LibraryPicture, terms: Terms) -> LibraryPicture:
    """Say anew by what licence it may be used. Raises Unacceptable by field."""
    require(may_keep(person, organisation))
    terms = _screened(person, organisation, terms)
    with transaction.atomic():
        kept = LibraryPicture.objects.select_for_update().get(pk=kept.pk)
        kept.title, kept.licence, kept.source = terms.title, terms.licence, terms.source
        kept.for_whom, kept.ends_on = terms.for_whom, terms.ends_on
        kept.save(update_fields=["title", "licence", "source", "for_whom", "ends_on"])
        ledger.record(person, "library.changed", Ref("library_picture", kept.pk), detail={"licence": terms.licence})
    return kept


def take_out(person: Person, organisation: Organisation, kept: LibraryPicture) -> None:
    """It may not be used any more. Posts with it stay; the picture is removed with the day's rounds."""
    require(may_keep(person, organisation))
    with transaction.atomic():
        LibraryPicture.objects.filter(pk=kept.pk, taken_out_at=None).update(taken_out_at=clock.now())
        PictureMark.objects.filter(media_id=kept.media_id, standing=PictureMark.Standing.LIBRARY.value).delete()
        ledger.record(person, "library.taken_out", Ref("library_picture", kept.pk))


def remove_taken_out() -> int:
    """Take away what was taken out thirty days ago, unless a post shows it; how many."""
    past = LibraryPicture.objects.visible_to(_JOB).filter(taken_out_at__lt=clock.now() - _KEPT).order_by("pk")
    gone = list(past.values_list("pk", "media_id")[:_AT_ONCE])
    alone = quarantine.shown_nowhere([media for _pk, media in gone])
    quarantine.remove_files(alone)
    with transaction.atomic():
        past.filter(pk__in=[pk for pk, _media in gone]).delete()
        quarantine.remove_rows(alone)
    return len(gone)


def _screened(person: Person, organisation: Organisation, terms: Terms) -> Terms:
    voice = screening.Voice(
        author="organisation",
        names=(organisation.name,),
        country=organisation.country,
        jurisdiction=organisation.jurisdiction,
        policy=organisation.policy_in_force,
        curated_until=organisation.curated_until,
    )
    return Terms(
        crediting.screened(person, voice, terms.title, field="title"),
        terms.licence,
        crediting.screened(person, voice, terms.source, field="source"),
        terms.for_whom,
        terms.ends_on,
    )
