"""What patients permit an organisation to show: asked of `consent` by the hash of the exact words, and nothing more."""

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonward.community.models import Post, ShownUnder, Version
from commonward.consent import queries as consent
from commonward.consent.models import Audience, Grant
from commonward.consent.queries import Permitted
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict
from commonward.kernel.prepared import planned
from commonward.oversight.screening import Screened

_JOB: Final = System("consent")
_AUDIENCES: Final = {
    Post.Audience.PUBLIC.value: Audience.PUBLIC,
    Post.Audience.FOLLOWERS.value: Audience.FOLLOWERS,
    Post.Audience.ORGANISATION.value: Audience.COLLEAGUES,
}


_ONLY: Final = {
    Audience.FOLLOWERS: gettext_noop(
        "A patient permitted exactly these words to your followers only. Choose followers as its readers, or ask the "
        "patient anew."
    ),
    Audience.COLLEAGUES: gettext_noop(
        "A patient permitted exactly these words to your colleagues only. Choose colleagues as its readers, or ask the "
        "patient anew."
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What patients permit of some words, and the sentence that stands against showing them all the same, or ""."""

    permitted: tuple[Permitted, ...] = ()
    refusal: str = ""


def found_for(person: Person, words: str, audience: str) -> Found:
    """What patients permit of these words for these readers.

    Asked for everything that somebody of an organisation publishes, whatever the check finds in it: what was shown with
    a permission goes with it, also where nothing would have stood against the words.
    """
    if person.organisation is None or audience not in _AUDIENCES:
        return Found()
    standing = consent.standing_of(person.organisation, words, _AUDIENCES[audience])
    if standing.is_over:
        return Found(refusal=_("A patient permitted exactly these words, and that has ended. Ask the patient anew."))
    if standing.wider_than is not None:
        return Found(refusal=_(_ONLY[standing.wider_than]))
    return Found(standing.permitted)


def rest_on(post: Post, version: Version, screened: Screened) -> None:
    """Write which grants a version rests on, in the transaction that writes it.

    Raises Conflict when one was taken back meanwhile.
    """
    wanted = [one.grant for one in screened.permitted]
    wanted += {grant for one in screened.permitted for grant, _product in one.advertised}
    if not wanted:
        return
    still = Grant.objects.in_force().select_for_update(of=("self",)).filter(pk__in=wanted)
    if len(list(still)) != len(wanted):
        raise Conflict(
            _("The patient's permission for this ended a moment ago. Your words are kept; they were not sent.")
        )
    ShownUnder.objects.bulk_create(ShownUnder(post=post, version=version, grant_id=pk) for pk in wanted)


def is_over(version: Version) -> bool:
    """Whether a version rests on a permission that is no longer given for its readers."""
    readers = _AUDIENCES[version.post.audience]
    return any(not consent.is_still_permitted(pk, readers) for pk in _grants_under(version.pk))


@planned
def _grants_under(version: int) -> "QuerySet[ShownUnder, int]":
    return ShownUnder.objects.visible_to(_JOB).filter(version_id=version).values_list("grant_id", flat=True)


def without(grant: Grant) -> list[Version]:
    """The versions that go with a grant that was taken back.

    Those for its own readers, whatever else was permitted; those for fewer, unless they are permitted by themselves.
    Where the product was named that it let be advertised, unless that is permitted anew.
    """
    rows = ShownUnder.objects.visible_to(_JOB).filter(
        grant__seat_id=grant.seat_id, grant__organisation_id=grant.organisation_id, grant__item_hash=grant.item_hash
    )
    versions = {
        one.version_id: one.version for one in rows.select_related("version__post__author", "version__screening")
    }
    return [
        version
        for _pk, version in sorted(versions.items())
        if _AUDIENCES[version.post.audience] == grant.audience or is_over(version)
    ]
