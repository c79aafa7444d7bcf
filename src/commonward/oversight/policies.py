"""Which policy judges whom. The catalogue belongs to the guard; organisations add versions that tighten or loosen."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commonward.oversight.models import Policy

TOO_LONG: Final = _("This text is longer than we can check. Split it into parts; your words are kept.")


def pack_of(organisation: int | None) -> str | None:
    """The version of the policy that judges people of this organisation; None for the catalogue itself."""
    if organisation is None:
        return None
    policy = (
        Policy.objects.filter(organisation_id=organisation).select_related("organisation").order_by("-number").first()
    )
    return None if policy is None else version_of(policy)


def version_of(policy: Policy) -> str:
    """How a policy is cited: "2026.11+harbour.3"."""
    return f"{policy.base}+{policy.organisation.slug}.{policy.number}"
