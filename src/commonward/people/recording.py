"""Puts what happens to accounts on record: listens to allauth's signals, writes to the ledger.

Imported in the `ready` of this app. A sign-in that cannot be recorded fails: the session of a failed request is not
kept.
"""

import time

from allauth.account import signals
from allauth.core import context
from allauth.mfa import app_settings as factor_settings
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commonward.kernel import ledger
from commonward.kernel.actor import VISITOR, Actor, Person
from commonward.kernel.errors import Denied
from commonward.kernel.ref import Ref
from commonward.people import devices, push_browsers, queries
from commonward.people.actions.signing_off import is_over
from commonward.people.arrivals import account_changed
from commonward.people.middleware import SEAT_KEY
from commonward.people.models import Account
from commonward.people.signon import sessions


@receiver(signals.user_signed_up)
def signed_up(request: HttpRequest, user: Account, **kwargs: object) -> None:
    """Somebody opened an account; nobody has confirmed the address yet."""
    _record(VISITOR, "account.signed_up", user)


@receiver(signals.email_confirmed)
def confirmed(request: HttpRequest, email_address: object, **kwargs: object) -> None:
    """Somebody who can read the address's mail confirmed it."""
    account = getattr(email_address, "user", None)
    if isinstance(account, Account):
        _record(_acting(request, account), "account.confirmed", account)


@receiver(signals.user_logged_in)
def signed_in(request: HttpRequest, user: Account, **kwargs: object) -> None:
    """Somebody signed in, in their first seat."""
    told = kwargs.get("sign_on")
    if isinstance(told, dict):
        if is_over(user.pk, told):
            request.session.flush()
            raise Denied(_("Your organisation's server ended this way in meanwhile. Begin once more."))
        sessions.begin(request, told)
    kind, within = "sign_on" if told else "", sessions.place_of(request.session)
    _record(queries.actor_of(user.pk, within=within), "account.signed_in", user, kind=kind)
    if "_session_expiry" not in request.session:
        request.session.set_expiry(0)  # by passkey nobody was asked whether to stay signed in
    devices.note(request, user.pk)
    push_browsers.signed_in(request, user.pk)


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: Account | None, **kwargs: object) -> None:
    """Somebody signed out."""
    if user is not None:
        actor = _acting(request, user)
        _record(actor, "account.signed_out", user)
        if isinstance(actor, Person):
            push_browsers.signed_out(request, actor)
        devices.forget(request.session.session_key)
        # Django ends the session after this. Open pages that look at once would find it still standing.
        request.session.delete()
        transaction.on_commit(lambda: account_changed(user.pk))


@receiver(signals.password_changed)
@receiver(signals.password_set)
def password_changed(request: HttpRequest, user: Account, **kwargs: object) -> None:
    """Somebody signed in chose a new password."""
    _record(_acting(request, user), "account.password_changed", user)
    queries.devices_of(user.pk).delete()  # every other session is over
    account_changed(user.pk)
    devices.note(request, user.pk)


@receiver(signals.password_reset)
def password_reset(request: HttpRequest, user: Account, **kwargs: object) -> None:
    """Somebody chose a new password by the link in a mail."""
    _record(VISITOR, "account.password_reset", user)


@receiver(signals.email_changed)
def email_changed(request: HttpRequest, user: Account, from_email_address: object = None, **kwargs: object) -> None:
    """Another address leads to the account now. The first one that is confirmed changes nothing."""
    if from_email_address is not None:
        _record(_acting(request, user), "account.email_changed", user)


@receiver(pre_save, sender=Authenticator)
def use_up_first_code(instance: Authenticator, **kwargs: object) -> None:
    """The code that showed that an app has the key is used up with that."""
    if instance._state.adding and instance.type == Authenticator.Type.TOTP:
        instance.data.setdefault("last_counter", int(time.time()) // factor_settings.TOTP_PERIOD)


@receiver(post_save, sender=Authenticator)
def factor_added(instance: Authenticator, created: bool, **kwargs: object) -> None:
    """A second factor or a set of recovery codes came. In the transaction that writes it, which allauth's are not."""
    if created:
        _record(_at_hand(instance.user), "factor.added", instance.user, kind=instance.type)


@receiver(post_delete, sender=Authenticator)
def factor_removed(instance: Authenticator, **kwargs: object) -> None:
    """A second factor went, or recovery codes gave way to new ones."""
    _record(_at_hand(instance.user), "factor.removed", instance.user, kind=instance.type)


@receiver(factor_signals.authenticator_used)
def factor_used(request: HttpRequest, user: Account, authenticator: Authenticator, **kwargs: object) -> None:
    """A second factor was shown: to sign in, or once more before something that matters."""
    _record(_acting(request, user), "factor.shown", user, kind=authenticator.type)


@receiver(factor_signals.authentication_failed)
def factor_failed(request: HttpRequest, user: Account, authenticator: Authenticator, **kwargs: object) -> None:
    """A code that did not fit."""
    with transaction.atomic():
        ledger.record(
            VISITOR, "account.sign_in_failed", Ref("account", user.pk), outcome="refused", reason=authenticator.type
        )


def _at_hand(account: Account) -> Actor:
    """Who acts in the request at hand, a visitor where there is none."""
    return _acting(context.request, account) if context.request is not None else VISITOR


def _acting(request: HttpRequest, account: Account) -> Actor:
    """The person in the seat they act in; a visitor for links that work without signing in."""
    actor = getattr(request, "actor", VISITOR)
    if isinstance(actor, Person) and actor.account == account.pk:
        return actor
    if request.user.is_authenticated and request.user.pk == account.pk:
        return queries.actor_of(account.pk, request.session.get(SEAT_KEY), sessions.place_of(request.session))
    return VISITOR


def _record(actor: Actor, action: str, account: Account, *, kind: str = "") -> None:
    with transaction.atomic():
        ledger.record(actor, action, Ref("account", account.pk), detail={"kind": kind} if kind else None)
