"""Whose threshold somebody stands on: pages to sign in and to sign up look like the organisation that sent them.

One comes by the organisation's own address (`?at=harbour-clinic`), or by an invitation, to which the page leads back.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import cached_property

from commonward.kernel.errors import NotFound
from commonward.people import access, queries
from commonward.people.models import Organisation

AT: Final = "at"
_LONGEST: Final = 500
_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,80}")


@dataclass
class Threshold:
    """The organisation by which somebody came to a page for visitors, if they did. Asked for when it is shown."""

    request: HttpRequest

    @cached_property
    def slug(self) -> str:
        """The short name that the address carries; empty where it carries none."""
        said = self.request.POST.get(AT) or self.request.GET.get(AT) or ""
        return said if _SLUG.fullmatch(said) else ""

    @cached_property
    def organisation(self) -> Organisation | None:
        """Whose it is. One query where an address or an invitation names one, none otherwise."""
        if self.slug:
            return queries.organisation_called(self.slug)
        token = self.invitation
        try:
            return access.get_invitation(token).organisation if token else None
        except NotFound:
            return None

    @cached_property
    def invitation(self) -> str:
        """The token of the invitation that the page leads back to; empty where it leads to none."""
        wanted = self.request.POST.get("next") or self.request.GET.get("next") or ""
        try:
            found = resolve(urlsplit(wanted[:_LONGEST]).path)
        except (Resolver404, ValueError):
            return ""
        return str(found.kwargs.get("token", "")) if found.view_name == "people:invitation" else ""

    @property
    def sign_ons(self) -> list[tuple[str, str]]:
        """The organisations by whose servers one can sign in; of one that sent somebody here its own alone."""
        there = queries.sign_ons_open()
        mine = [one for one in there if self.slug and one[0] == self.slug and self.organisation is not None]
        return mine or there

    @property
    def further(self) -> str:
        """What a link to the other page of the two goes on with."""
        return urlencode({AT: self.slug}) if self.slug and self.organisation is not None else ""


def address_of(organisation: Organisation) -> str:
    """Where an organisation sends its people."""
    return f"{settings.SITE_URL}{reverse('account_login')}?{urlencode({AT: organisation.slug})}"
