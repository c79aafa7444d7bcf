"""What patients permit an organisation to show: asked of `consent` by the hash of the exact words, and nothing more."""

from typing import Final

from django.utils.translation import gettext as _

from commonward.community.models import Post, ShownUnder, Version
from commonward.consent import queries as consent
from commonward.consent.models import Audience, Grant
from commonward.consent.queries import Permitted
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict
from commonward.oversight.screening import Screened

_JOB: Final = System("consent")
_AUDIENCES: Final = {
    Post.Audience.PUBLIC.value: Audience.PUBLIC,
    Post.Audience.FOLLOWERS.value: Audience.FOLLOWERS,
    Post.Audience.ORGANISATION.value: Audience.COLLEAGUES,
}


def found_for(person: Person, words: str, audience: str) -> tuple[Permitted, ...]:
    """What patients permit of these words for these readers.

    Asked for everything that somebody of an organisation publishes, whatever the check finds in it: what was shown with
    a permission goes with it, also where nothing would have stood against the words.
    """
    if person.organisation is None or audience not in _AUDIENCES:
        return ()
    return consent.publications(person.organisation, consent.item_of(words), _AUDIENCES[audience])


def rest_on(post: Post, version: Version, screened: Screened) -> None:
    """Write which grants a version rests on, in the transaction that writes it.

    Raises Conflict when one was taken back meanwhile.
    """
    wanted = [one.grant for one in screened.permitted]
    if not wanted:
        return
    still = Grant.objects.in_force().select_for_update(of=("self",)).filter(pk__in=wanted)
    if len(list(still)) != len(wanted):
        raise Conflict(
            _("The patient's permission for this ended a moment ago. Your words are kept; they were not sent.")
        )
    ShownUnder.objects.bulk_create(ShownUnder(post=post, version=version, grant_id=pk) for pk in wanted)


def is_over(version: Version) -> bool:
    """Whether a version rests on a permission that is no longer given."""
    grants = ShownUnder.objects.visible_to(_JOB).filter(version=version).values_list("grant_id", flat=True)
    return any(not consent.is_still_permitted(pk) for pk in grants)


def resting_on(grant: Grant) -> list[Version]:
    """The versions that rest on a grant, or on one of exactly the same."""
    rows = ShownUnder.objects.visible_to(_JOB).filter(
        grant__seat_id=grant.seat_id,
        grant__organisation_id=grant.organisation_id,
        grant__item_hash=grant.item_hash,
        grant__audience=grant.audience,
    )
    return [one.version for one in rows.select_related("version__post__author", "version__screening").order_by("pk")]
