"""Deleting an account: closed at once, then emptied by a worker, context by context.

What goes and what stays follows rules.md 7 and docs/users/your-data.md. Identifiers stay where the record of acts names
them; words, names, addresses, numbers and pictures do not. Each context registers what it takes away. An eraser does
no harm when it runs twice, and answers how many things it has to leave for now, because somebody still reads them.
"""

from collections.abc import Callable
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from commonward.consent import actions as consent_actions
from commonward.consent.models import Grant
from commonward.kernel import clock, ledger, work
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Unacceptable
from commonward.kernel.events import on
from commonward.kernel.ref import Ref
from commonward.oversight import exporting, reviews
from commonward.oversight.models import (
    Correction,
    Erasure,
    EthicsQuery,
    Export,
    Hold,
    Lesson,
    Objection,
    Report,
    Review,
    Screening,
)
from commonward.people import actions as people_actions
from commonward.people import queries as people_queries
from commonward.people.applications import Application
from commonward.people.events import ChildAccountEnded
from commonward.people.models import (
    Account,
    Credential,
    Digest,
    Hush,
    Invitation,
    Notice,
    ParentalConsent,
    Seat,
    SignOnConnection,
)

ERASE: Final = "account.erase"
_JOB: Final = System("erasing")
Eraser = Callable[[int], int]
_erasers: list[Eraser] = []
#: What others keep about an account in tables of their own: addresses, devices, second factors, other sign-ons.
_SIGNING_IN: Final = frozenset({"account", "mfa", "usersessions", "socialaccount"})


def register(eraser: Eraser) -> None:
    """Say what a context takes away. Erasers run in the order in which they are registered."""
    if eraser not in _erasers:
        _erasers.append(eraser)


def close(person: Person, *, password: str, is_proven: bool = False) -> None:
    """Close one's account for good. The password is asked once more, so that nobody else can do it in one's name;
    `is_proven` says that somebody without one showed it in another way.

    Raises Unacceptable beside `password`, Conflict for the last administrator of a place.
    """
    account = Account.objects.get(pk=person.account)
    if is_proven and people_queries.way_in_of(account.pk) is not None:
        pass
    elif not account.has_usable_password():
        raise Unacceptable(_("This account has no password yet. Set one first, then come back."), field="password")
    elif not account.check_password(password):
        raise Unacceptable(_("That is not your password. Please try again."), field="password")
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=person.account)
        if not account.is_active:
            return
        _shut(person, account)


@on(ChildAccountEnded)
def close_child(event: ChildAccountEnded) -> None:
    """A child's account ends, since its parent took back that there is one: a copy for the parent, and it is closed."""
    account = Account.objects.select_for_update().get(pk=event.account)
    if not account.is_active:
        return
    if event.parent_seat is not None:
        parent = Seat.objects.visible_to(_JOB).get(pk=event.parent_seat)
        exporting.ask_for_parent(account.pk, parent.pk, parent.account_id)
    _shut(_JOB, account)


def _shut(actor: Person | System, account: Account) -> None:
    for grant in Grant.objects.visible_to(_JOB).filter(seat__account_id=account.pk, ended_at=None):
        consent_actions.withdraw(people_queries.person_of(grant.seat), grant)
    for seat in people_queries.open_seats(account.pk):
        people_actions.end_seat(actor, seat)
    _forget_address(account)
    Erasure.objects.create(account=account)
    ledger.record(actor, "account.closed", Ref("account", account.pk))
    work.enqueue(ERASE, account.pk)


def _forget_address(account: Account) -> None:
    Invitation.objects.visible_to(_JOB).filter(email__iexact=account.email).update(email="")
    account.email = f"{account.pk}@deleted.invalid"
    account.is_active, account.time_zone, account.language, account.country = False, "", "", ""
    account.set_unusable_password()
    account.save()
    people_actions.sign_out_everywhere(_JOB, account.pk)
    Digest.objects.visible_to(_JOB).filter(account=account).delete()
    SignOnConnection.objects.visible_to(_JOB).filter(account=account).delete()
    Hush.objects.visible_to(_JOB).filter(account=account).delete()
    for relation in Account._meta.related_objects:
        if relation.related_model._meta.app_label in _SIGNING_IN:
            relation.related_model._default_manager.filter(**{relation.field.name: account}).delete()


@work.carries(ERASE)
def erase(account_id: int) -> None:
    """Worker: take away what is left of a closed account. What somebody still reads waits for a later round."""
    erasure = Erasure.objects.visible_to(_JOB).filter(account_id=account_id, done_at=None).first()
    if erasure is None or held(account_id) or exporting.waits_for_parent(account_id):
        return
    left = sum(eraser(account_id) for eraser in _erasers) + _erase_here(account_id)
    if left:
        return  # the rounds come back to it
    with transaction.atomic():
        if Erasure.objects.visible_to(_JOB).filter(pk=erasure.pk, done_at=None).update(done_at=clock.now()):
            ledger.record(_JOB, "account.erased", Ref("account", account_id))


def finish() -> int:
    """Take up again what had to wait; how many accounts are done with. On the worker's rounds."""
    waiting = Erasure.objects.visible_to(_JOB).filter(done_at=None)
    accounts = list(waiting.values_list("account_id", flat=True))
    for account in accounts:
        erase(account)
    return len(accounts) - waiting.filter(account_id__in=accounts).count()


def held(account_id: int) -> bool:
    """Whether a legal hold keeps what belongs to a seat of this account."""
    return Hold.objects.visible_to(_JOB).filter(seat__account_id=account_id, ended_at=None).exists()


def _erase_here(account_id: int) -> int:
    """What people and oversight take away, after those above them."""
    seats = list(Seat.objects.filter(account_id=account_id).values_list("pk", flat=True))
    exporting.remove_files_of(account_id)
    with transaction.atomic():
        Export.objects.visible_to(_JOB).filter(account_id=account_id).delete()
        Correction.objects.visible_to(_JOB).filter(seat_id__in=seats).delete()
        EthicsQuery.objects.visible_to(_JOB).filter(seat_id__in=seats).delete()
        Lesson.objects.filter(seat_id__in=seats).delete()
        ParentalConsent.objects.visible_to(_JOB).filter(parent_id=account_id).update(called="")
        Notice.objects.visible_to(_JOB).filter(seat_id__in=seats).delete()
        Credential.objects.filter(seat_id__in=seats).delete()
        Application.objects.visible_to(_JOB).filter(seat_id__in=seats).delete()
        Objection.objects.visible_to(_JOB).filter(seat_id__in=seats).delete()
        Screening.objects.filter(seat_id__in=seats).update(reasons={}, tier="", help_said="")
        own = Review.objects.visible_to(_JOB).filter(author_id__in=seats)
        for review in own.filter(state__in=reviews.OPEN).only("subject_kind", "subject_id"):
            reviews.close_unread(_JOB, Ref(review.subject_kind, review.subject_id))
        own.update(plea="", words="")
        told = Report.objects.visible_to(_JOB).filter(reporter_id__in=seats)
        under_way = Q(state__in=[Report.State.RECEIVED, Report.State.READING])
        told.exclude(under_way).update(words="")
        # Somebody reads these because of what was told: the words go once that is decided.
        return told.filter(under_way).exclude(words="").count()
