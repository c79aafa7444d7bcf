"""Whoever has a right to a page finds it by following links from home: nothing has to be typed or remembered."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from contracts.scene import Town
from contracts.test_doors import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("doors")]

#: Pages that a link in a mail, a button or a machine leads to, with the reason.
BY_OTHER_WAYS = {
    "account_confirm_email": "a link in a mail",
    "account_reset_password_from_key": "a link in a mail",
    "account_reset_password_from_key_done": "follows a new password",
    "account_reset_password_done": "follows the request for a new password",
    "account_email_verification_sent": "follows signing up",
    "account_inactive": "follows signing in to a closed account",
    "account_logout": "a button",
    "account_reauthenticate": "comes before what needs it",
    "account_set_password": "for accounts that have none",
    "account_change_password": "forwarded to from settings",
    "mfa_list_webauthn": "follows renaming a passkey or taking one away",
    "mfa_reauthenticate": "comes before what needs it",
    "mfa_reauthenticate_webauthn": "comes before what needs it",
    "people:second_step": "comes before a seat that takes one",
    "people:child_ask": "follows signing up as a child, where children may have accounts",
    "people:child_wish": "a link in a mail",
    "people:sign_on": "a button where an organisation turned it on",
    "people:sign_on_back": "an organisation's server sends people there",
    "people:sign_on_over": "an organisation's server calls it",
    "people:sign_on_new": "follows coming back from there",
    "people:sign_on_connect": "follows coming back from there",
    "people:sign_on_again": "comes before what needs it",
    "people:invitation": "a link in a mail",
    "people:end_digest": "a link in a mail",
    "demo": "in demo mode only",
    "healthz": "for machines",
    "ui:push_worker": "for the browser, when a device takes pushes",
    "arrivals": "for the script of an open page",
    "arrivals_stream": "for the script of an open page",
    "readyz": "for machines",
    "metrics": "for machines",
    "smart_configuration": "for machines",
    "connect:asked": "an application sends people there",
    "ui:components": "for designers; docs/design-system.md names it",
    "community:welcome": "home shows it to whoever is signed out",
    "community:people_at": "an organisation that a search found",
    "community:place_feed": "stands on community:people_at",
    "oversight:logo": "an image within a page",
    "ui:colour": "a style sheet of a page",
    "community:picture": "an image within a page",
    "care:file_page": "an image within a page",
    "community:before": "an image within a page",
    "community:credit": "a button beside a picture in the composer; the words are kept on the way",
    "community:covers": "a button beside a picture in the composer; the words are kept on the way",
}


def test_every_page_is_found_by_following_links(town: Town) -> None:
    found = _followed(town.out)
    for who in (
        town.out,
        town.lena.client,
        town.nadia.client,
        town.mo.client,
        town.ada.client,
        town.olu.client,
        town.quiet.client,
        town.ivo.client,
        town.hana.client,
        town.pia.client,
        town.bo.client,
    ):
        found |= _followed(who)
    missing = sorted(_pages() - found - BY_OTHER_WAYS.keys())
    assert not missing, f"No link leads to {missing}."


def _pages() -> set[str]:
    """Every address that answers somebody with a page, as the door matrix has it."""
    rows = (row.split("|") for row in TABLE.strip().splitlines())
    return {name.strip() for name, _what, method, *gets in rows if method.strip() == "GET" and "200" in " ".join(gets)}


def _followed(who: Client, *, most: int = 150) -> set[str]:
    """The names of all addresses that links lead to, from home, one page of each name and kind."""
    waiting = ["/"]
    seen: set[str] = set()
    names: set[str] = set()
    looked: dict[str, int] = {}
    while waiting and len(seen) < most:
        path = waiting.pop(0)
        try:
            name = resolve(path.split("?")[0]).view_name
        except Resolver404:
            continue
        if path in seen or looked.get(name, 0) >= 3:
            continue
        looked[name] = looked.get(name, 0) + 1
        seen.add(path)
        answer = who.get(path, follow=True)
        if answer.status_code != 200:
            continue
        names |= {name, resolve(answer.request["PATH_INFO"]).view_name}
        if answer.streaming:
            continue  # a file to keep holds no links
        html = answer.content.decode(errors="replace")
        waiting += [unescape(link).split("#")[0] or "/" for link in re.findall(r'<a[^>]*\shref="(/[^"]*)"', html)]
    return names
