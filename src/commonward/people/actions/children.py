"""Children's accounts: a child asks, a parent answers, and takes it back; at 13 it ends by itself."""

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonward.kernel import clock, ledger, upkeep
from commonward.kernel.access import require
from commonward.kernel.actor import VISITOR, Actor, Person, Role, System
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.events import emit, on
from commonward.kernel.ref import Ref
from commonward.people import access, ages, mail, notices, parental, queries
from commonward.people.actions.organisations import shaped_address
from commonward.people.actions.seats import seat_person
from commonward.people.ages import Band
from commonward.people.events import BandChanged, ChildAccountEnded
from commonward.people.models import Account, ChildWish, ParentalConsent

WISH_DAYS: Final = 7
#: So long after a parent's account was closed does the child's stay, so that nobody is surprised.
NOTICE: Final = timedelta(days=14)
#: How many mails a day one address gets because of children who ask, whoever they are.
MOST_WISHES: Final = 3
_JOB: Final = System("children")
_TAKEN: Final = gettext_noop("This address has an account already. A child's needs one of its own.")
_Ending = ParentalConsent.Ending


@dataclass(frozen=True, slots=True)
class Yes:
    """What a parent gives beside their consent: what they call the account, and how their child signs in."""

    called: str = field(repr=False)
    email: str = field(repr=False)
    password: str = field(repr=False)
    wording: int


def ask_parent(*, parent_email: str, band_ends_on: date) -> None:
    """Write to a parent that their child would like an account. It tells nobody whether the address is known here.

    Raises Unacceptable beside `parent_email`, Conflict where children have no accounts, Unavailable when no mail goes
    out, in which case nothing is kept.
    """
    access.require_children()
    email = shaped_address(parent_email)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        since = clock.after(seconds=-86_400)
        if ChildWish.objects.filter(parent_email=email, asked_at__gt=since).count() >= MOST_WISHES:
            return  # the page says the same: whoever sends many mails learns nothing
        wish = ChildWish.objects.create(
            parent_email=email,
            band_ends_on=band_ends_on,
            token_hash=access.hash_of(token),
            expires_at=clock.after(seconds=WISH_DAYS * 86_400),
        )
        ledger.record(VISITOR, "child.asked", Ref("child_wish", wish.pk))
        mail.send(_letter(email, token))


def permit_child(person: Person, token: str, yes: Yes) -> Account:
    """Open the account of a child, as a parent permits it. The link is used up with that.

    Raises NotFound for a link that does not work any more, Denied for whoever may not answer it, Conflict when the
    words changed since they were shown, Unacceptable beside `called`, `email` or `password1`.
    """
    offered = access.get_child_wish(token)
    require(access.may_answer_for_child(person, offered))
    if yes.wording != parental.newest():
        raise Conflict(_("The words changed meanwhile. Please read them again and choose then."))
    email = shaped_address(yes.email)
    called = " ".join(yes.called.split())
    if not 1 <= len(called) <= 40:
        raise Unacceptable(_("A word by which you know whose it is, at most 40 letters."), field="called")
    if queries.has_account(email):
        raise Unacceptable(_(_TAKEN), field="email")
    try:
        validate_password(yes.password)
    except ValidationError as error:
        raise Unacceptable(" ".join(error.messages), field="password1") from None
    try:
        with transaction.atomic():
            child = _open(person, offered, email, yes.password)
            consent = ParentalConsent.objects.create(
                child=child, parent_id=person.account, called=called, wording=yes.wording
            )
            told: ledger.Detail = {"kind": "account", "wording": yes.wording}
            ledger.record(person, "child.permitted", Ref("parental_consent", consent.pk), detail=told)
            notices.notify(person.seat, "child.opened", Ref("child", consent.pk))
    except IntegrityError:
        raise Unacceptable(_(_TAKEN), field="email") from None
    return child


def refuse_child(person: Person, token: str) -> None:
    """Say no: everything that was kept of the wish goes."""
    wish = access.get_child_wish(token)
    require(access.may_answer_for_child(person, wish))
    with transaction.atomic():
        ledger.record(person, "child.refused", Ref("child_wish", wish.pk))
        wish.delete()


def take_back_child(person: Person, pk: int) -> None:
    """Take a consent back: the child's account is closed at once and then emptied; the parent gets a copy before.

    Twice does no harm. Raises NotFound for a consent of somebody else.
    """
    consent = access.get_own_consent(person, pk)
    with transaction.atomic():
        if _end(person, consent, _Ending.WITHDRAWN):
            emit(ChildAccountEnded(consent.child_id, parent_seat=person.seat))


@on(BandChanged)
def let_go(event: BandChanged) -> None:
    """The child is 13: the parent's hold ends, and they hear of it."""
    if event.band == Band.CHILD:
        return
    for consent in _in_force().filter(child_id=event.account):
        _end(_JOB, consent, _Ending.GROWN)
        _tell(consent.parent_id, "child.grown", consent)


@upkeep.sweeps_for_good
def look_after() -> int:
    """What nobody has to press a button for: old wishes go, closed parents are noticed; how many. On every round."""
    gone, _kinds = ChildWish.objects.filter(expires_at__lte=clock.now()).delete()
    left = _in_force().filter(closes_on=None, child__is_active=True)
    left = left.filter(parent__is_active=False)
    done = sum(_give_notice(consent) for consent in left)
    back = _in_force().filter(parent__is_active=True).exclude(closes_on=None)
    done += back.update(closes_on=None)
    for consent in _in_force().filter(closes_on__lte=ages.today(), parent__is_active=False, child__is_active=True):
        with transaction.atomic():
            if _end(_JOB, consent, _Ending.LEFT):
                emit(ChildAccountEnded(consent.child_id, parent_seat=None))
                done += 1
    for consent in _in_force().filter(child__is_active=False):
        with transaction.atomic():
            done += _end(_JOB, consent, _Ending.CLOSED)
    return gone + done


def _open(person: Person, offered: ChildWish, email: str, password: str) -> Account:
    wish = ChildWish.objects.select_for_update().filter(pk=offered.pk).first()
    if wish is None:
        raise NotFound
    band, ends_on = ages.band_now(Band.CHILD, wish.band_ends_on), wish.band_ends_on
    if band != Band.CHILD:
        raise Conflict(_("The child is 13 by now, and can open an account alone."))
    for never_used in queries.never_used(email):
        ledger.record(VISITOR, "account.given_up", Ref("account", never_used.pk))
        never_used.delete()
    child = Account.objects.create_user(email, password, age_band=Band.CHILD, band_ends_on=ends_on)
    EmailAddress.objects.create(user=child, email=child.email, verified=False, primary=True)
    ledger.record(person, "account.opened", Ref("account", child.pk), detail={"by": "parent"})
    seat = seat_person(child, Role.PATIENT)
    ledger.record(person, "seat.granted", Ref("seat", seat.pk), detail={"role": seat.role})
    wish.delete()
    return child


def _give_notice(consent: ParentalConsent) -> int:
    with transaction.atomic():
        closes_on = ages.today() + NOTICE
        if not _in_force().filter(pk=consent.pk, closes_on=None).update(closes_on=closes_on):
            return 0
        ledger.record(_JOB, "child.notice_given", Ref("parental_consent", consent.pk))
        _tell(consent.child_id, "child.closing", consent)
    return 1


def _end(actor: Actor, consent: ParentalConsent, how: str) -> int:
    done = _in_force().filter(pk=consent.pk).update(ended_at=clock.now(), ending=how)
    if done:
        told: ledger.Detail = {"ending": str(how)}
        ledger.record(actor, "child.ended", Ref("parental_consent", consent.pk), detail=told)
    return done


def _tell(account_id: int, kind: str, consent: ParentalConsent) -> None:
    seat = queries.open_seats(account_id).first()
    if seat is not None:
        notices.notify(seat.pk, kind, Ref("child", consent.pk))


def _in_force() -> parental.ParentalConsentQuerySet:
    return ParentalConsent.objects.visible_to(_JOB).in_force()


def _letter(email: str, token: str) -> EmailMessage:
    link = settings.SITE_URL + reverse("people:child_wish", args=[token])
    subject = _("Somebody who says they are your child asks you something")
    return mail.compose("people/mail/child.txt", email, subject=subject, context={"link": link, "days": WISH_DAYS})
