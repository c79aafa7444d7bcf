"""Coming in and going out: second factors that are taken away, sessions that are ended."""

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from commonward.kernel import ledger
from commonward.kernel.actor import Actor, Person, System
from commonward.kernel.ref import Ref
from commonward.people import queries
from commonward.people.entry import Device
from commonward.people.models import Account


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
        Session.objects.filter(session_key=device.session_key).delete()
        device.delete()
        ledger.record(person, "device.signed_out", Ref("device", pk))


def sign_out_everywhere(actor: Actor, account_id: int) -> None:
    """End every session of an account, at once and wherever it is."""
    with transaction.atomic():
        Account.objects.filter(pk=account_id).update(session_epoch=F("session_epoch") + 1)
        devices = queries.devices_of(account_id)
        Session.objects.filter(session_key__in=devices.values("session_key")).delete()
        devices.delete()
        ledger.record(actor, "account.signed_out_everywhere", Ref("account", account_id))
