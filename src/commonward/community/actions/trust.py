"""Choosing somebody whom one may turn to, agreeing to it, and letting them know. No words go along, and no reason.

Nothing here happens by itself: who chooses asks, who is chosen agrees, and only the chooser lets somebody know.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.community import access
from commonward.community.models import ChosenPerson, Profile
from commonward.kernel import clock, ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict
from commonward.kernel.ref import Ref
from commonward.people import notices

#: How long it is known that somebody was asked for.
KEPT: Final = timedelta(days=30)
#: Pressed again within this time, the button tells nobody twice.
AT_ONCE: Final = timedelta(minutes=10)


def choose(person: Person, profile: Profile) -> ChosenPerson:
    """Ask somebody whether one may turn to them. Whoever was chosen before no longer is."""
    require(access.may_choose(person, profile))
    assert person.profile is not None  # whoever may choose has a face
    with transaction.atomic():
        mine = ChosenPerson.objects.visible_to(person).filter(chooser_id=person.profile)
        if mine.filter(chosen=profile).exists():
            raise Conflict(_("You asked them already."))
        mine.delete()
        made = ChosenPerson.objects.create(chooser_id=person.profile, chosen=profile)
        ledger.record(person, "person.chosen", Ref("profile", profile.pk))
        notices.notify(profile.seat_id, "trust.asked", Ref("chosen", made.pk), about=person.profile)
    return made


def agree(person: Person, tie: ChosenPerson) -> None:
    """Say that they may turn to one. Doing it twice does no harm."""
    with transaction.atomic():
        asked = ChosenPerson.objects.visible_to(person).filter(pk=tie.pk, chosen_id=person.profile, agreed_at=None)
        if asked.update(agreed_at=clock.now()):
            ledger.record(person, "person.agreed", Ref("profile", tie.chooser_id))
            notices.notify(tie.chooser.seat_id, "trust.agreed", Ref("chosen", tie.pk), about=person.profile)


def end(person: Person, tie: ChosenPerson) -> None:
    """Either of the two ends it. The other is not told."""
    other = tie.chosen_id if tie.chooser_id == person.profile else tie.chooser_id
    with transaction.atomic():
        gone, _rows = ChosenPerson.objects.visible_to(person).filter(pk=tie.pk).delete()
        if gone:
            ledger.record(person, "person.released", Ref("profile", other))


def let_know(person: Person) -> ChosenPerson:
    """Tell the chosen person that one would like to hear from them: nothing else, and nobody else.

    Raises Conflict when nobody agreed to it.
    """
    with transaction.atomic():
        mine = ChosenPerson.objects.visible_to(person).select_for_update().filter(chooser_id=person.profile)
        tie = mine.exclude(agreed_at=None).first()
        if tie is None or not Profile.objects.visible_to(person).filter(pk=tie.chosen_id).exists():
            raise Conflict(_("Nobody has agreed to be asked yet. You can ask a moderator, or call a number."))
        now = clock.now()
        if tie.called_at is not None and tie.seen_at is None and now - tie.called_at < AT_ONCE:
            return tie
        tie.called_at, tie.seen_at = now, None
        tie.save(update_fields=["called_at", "seen_at"])
        ledger.record(person, "help.asked", Ref("profile", tie.chosen_id))
        notices.notify(tie.chosen.seat_id, "help.asked", Ref("chosen", tie.pk), about=person.profile)
    return tie


def has_seen(person: Person, tie: ChosenPerson) -> None:
    """Say that one knows, so that the other does not wait unheard."""
    with transaction.atomic():
        open_one = ChosenPerson.objects.visible_to(person).filter(
            pk=tie.pk, chosen_id=person.profile, called_at__isnull=False, seen_at=None
        )
        if open_one.update(seen_at=clock.now()):
            ledger.record(person, "help.seen", Ref("profile", tie.chooser_id))
            notices.notify(tie.chooser.seat_id, "help.seen", Ref("chosen", tie.pk), about=person.profile)


def forget_calls() -> int:
    """After thirty days nobody's row says that they asked for somebody."""
    past = ChosenPerson.objects.visible_to(System("upkeep")).filter(called_at__lt=clock.now() - KEPT)
    return past.update(called_at=None, seen_at=None)
