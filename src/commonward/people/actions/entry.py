"""Coming in and going out: what the place asks, second factors that are taken away, sessions that are ended."""

import re
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.errors import Conflict, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import access, push_browsers, pushing, queries
from commonward.people.arrivals import account_changed
from commonward.people.entry import Device, EntryRules
from commonward.people.models import Account, Organisation

MOST_DOMAINS: Final = 100
#: Names of hosts (RFC 1123), with a dot.
DOMAIN: Final = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def set_entry_rules(person: Person, rules: EntryRules, *, seen: str) -> None:
    """Decide who may open an account and who shows a second factor. `seen` is the state that was decided upon.

    Raises Denied without the right, Conflict when another administrator decided meanwhile, Unacceptable beside
    `domains`.
    """
    require(access.may_set_entry(person))
    names = sorted({name for name in rules.domains.lower().replace(",", " ").replace("@", " ").split() if name})
    if any(not DOMAIN.fullmatch(name) for name in names) or len(names) > MOST_DOMAINS:
        raise Unacceptable(_("One a line, each like hospital.example, and at most 100."), field="domains")
    if rules.sign_up == EntryRules.SignUp.DOMAINS and not names:
        raise Unacceptable(_("Name at least one, or nobody could open an account."), field="domains")
    with transaction.atomic():
        held = EntryRules.objects.select_for_update().first()
        if (held.changed_at.isoformat() if held is not None else "") != seen:
            raise Conflict(_("Another administrator changed this a moment ago. Look at it again, then decide."))
        EntryRules.objects.update_or_create(
            pk=1,
            defaults={
                "sign_up": rules.sign_up,
                "domains": "\n".join(names),
                "asks_factor": rules.asks_factor,
                "lets_children": rules.lets_children,
                "changed_at": clock.now(),
            },
        )
        told: ledger.Detail = {
            "sign_up": str(rules.sign_up),
            "domains": len(names),
            "factor": rules.asks_factor,
            "children": rules.lets_children,
        }
        ledger.record(person, "entry.changed", Ref("entry", 1), detail=told)


def ask_factor_of(person: Person, organisation: Organisation, *, asks: bool) -> None:
    """Decide whether the offices of an organisation take a second factor, where the place does not ask for one."""
    require(access.may_manage_members(person, organisation))
    with transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(asks_factor=asks)
        ledger.record(person, "entry.changed", Ref("organisation", organisation.pk), detail={"factor": asks})


def take_factors(system: System, account: Account) -> None:
    """Take every second factor from an account, and end its sessions: for whoever lost them all.

    Whoever runs the machine has made sure that it is they. Each factor that goes is on record by itself.
    """
    with transaction.atomic():
        for factor in Authenticator.objects.filter(user_id=account.pk):
            factor.delete()
        sign_out_everywhere(system, account.pk)


def end_device(person: Person, pk: int) -> None:
    """End one's session on one device. Doing it twice does no harm; a device of somebody else does not exist."""
    with transaction.atomic():
        device = Device.objects.visible_to(person).filter(pk=pk).first()
        if device is None:
            return
        push_browsers.signed_out_from_afar(person, device.session_key)
        Session.objects.filter(session_key=device.session_key).delete()
        device.delete()
        account_changed(person.account)
        ledger.record(person, "device.signed_out", Ref("device", pk))


def sign_out_everywhere(actor: Actor, account_id: int) -> None:
    """End every session of an account, at once and wherever it is."""
    with transaction.atomic():
        Account.objects.filter(pk=account_id).update(session_epoch=F("session_epoch") + 1)
        devices = queries.devices_of(account_id)
        Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
        pushing.end_all(account_id)
        account_changed(account_id)
        ledger.record(actor, "account.signed_out_everywhere", Ref("account", account_id))
