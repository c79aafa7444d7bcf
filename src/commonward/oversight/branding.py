"""How an organisation is shown to others: a name that was screened, and a logo that came through quarantine.

A logo is a picture like every other: looked at in quarantine, made anew, with what must not be seen covered. Its words
for those who do not see it are the organisation's name. Until a new one is clean the one before is shown.
"""

from typing import Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commonward.kernel import text, work
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.events import on
from commonward.oversight import house, quarantine, stored
from commonward.oversight.events import MediaInspected
from commonward.oversight.models import Media
from commonward.people import access, actions
from commonward.people.actions.branding import LONGEST_NAME, SHORTEST_NAME
from commonward.people.models import Organisation

_JOB: Final = System("branding")
FORGET: Final = "logo.forget"
#: The longer side of the rendition that is shown, where there is one so small.
_SIDE: Final = 640


def rename(person: Person, organisation: Organisation, said: str) -> None:
    """Screen a name and show it from now on. Raises Denied, and Unacceptable beside `name`."""
    require(access.may_brand(person, organisation))
    name = " ".join(text.tidy(said).split())
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise Unacceptable(_("Give it a name of 2 to 120 characters."), field="name")
    try:
        house.screened(person, organisation, name, longest=LONGEST_NAME)
    except Unacceptable as refusal:
        raise Unacceptable(refusal.sentence, field="name") from None
    actions.rename_organisation(person, organisation, name)


def bring_logo(person: Person, organisation: Organisation, upload: "UploadedFile[bytes]") -> None:
    """Take a picture into quarantine, to be the logo once it is clean. Raises Denied, Unacceptable beside `logo`."""
    require(access.may_brand(person, organisation))
    try:
        media = quarantine.bring(person, upload)
    except Unacceptable as refusal:
        raise Unacceptable(refusal.sentence, field="logo") from None
    with transaction.atomic():
        before = organisation.logo_next
        actions.offer_logo(person, organisation, media.pk)
        _forget_later(before)


def take_logo_away(person: Person, organisation: Organisation) -> None:
    """Show none, and delete it. Raises Denied."""
    require(access.may_brand(person, organisation))
    with transaction.atomic():
        gone = (organisation.logo, organisation.logo_next)
        actions.offer_logo(person, organisation, None)
        _forget_later(*gone)


def offered(organisation: Organisation) -> Media | None:
    """The picture that waits to be the logo, or was refused."""
    return Media.objects.filter(pk=organisation.logo_next).first() if organisation.logo_next is not None else None


def shown(slug: str, media_id: int) -> tuple[Media, str]:
    """The logo of an organisation and the name of the rendition to show. It is for everybody. Raises NotFound."""
    if not Organisation.objects.filter(slug=slug, logo=media_id).exists():
        raise NotFound(_("This picture is not here."))
    media = Media.objects.filter(pk=media_id, state=Media.State.CLEAN).first()
    if media is None or not media.renditions:
        raise NotFound(_("This picture is not here."))
    ordered = sorted(media.renditions, key=lambda one: max(one["width"], one["height"]))
    fitting = [one for one in ordered if max(one["width"], one["height"]) <= _SIDE]
    return media, str((fitting[-1] if fitting else ordered[0])["name"])


@on(MediaInspected)
def settle(event: MediaInspected) -> None:
    """A picture that was offered is clean: it takes the place of the one before."""
    organisation = Organisation.objects.filter(logo_next=event.media).first()
    if organisation is None or not Media.objects.filter(pk=event.media, state=Media.State.CLEAN).exists():
        return
    before = organisation.logo
    actions.show_logo(_JOB, organisation, event.media)
    _forget_later(before)


@work.carries(FORGET)
def forget(media_id: int) -> None:
    """Worker: delete a picture that is no logo any more."""
    if Organisation.objects.filter(Q(logo=media_id) | Q(logo_next=media_id)).exists():
        return
    try:
        quarantine.remove_files([media_id])
    except stored.Unreachable:
        raise work.OutOfOrder from None
    quarantine.remove_rows([media_id])


def _forget_later(*media: int | None) -> None:
    for one in media:
        if one is not None:
            work.enqueue(FORGET, one)
