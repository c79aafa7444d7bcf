"""Asking a patient to permit something of a kind that names what exactly it is about (rules.md section 4).

What is asked, answered and taken back is in `consent`. Here it is only looked at whether the words are this patient's:
they are shown to somebody, as a message is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from commonward.care import access, voices
from commonward.care.models import Relationship
from commonward.consent import asking
from commonward.consent.asking import Patient
from commonward.consent.models import Question
from commonward.consent.terms import Named
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable
from commonward.oversight import screening
from commonward.oversight.models import Verdict
from commonward.people.models import Seat

#: What a question about these is made of, and no fault in it.
_EXPECTED: Final = ("consent.", "channel.", "promo.", "sensitive.", "conduct.device-photo", "conduct.surgical-photo")
#: Fields that name a person or place outside, which is why they are asked for: no patient's name there.
_OUTSIDE: Final = frozenset({"recipient", "led_by", "study", "product", "campaign", "device", "payment"})
_STOPPING: Final = frozenset({Verdict.HOLD.value, Verdict.BLOCK.value})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a professional asks the patient for, until when, and whether of nobody else."""

    named: Named
    until: datetime
    is_private: bool = False


def ask(person: Person, seat: Seat, relationship: Relationship, wish: Wish) -> Question:
    """Ask the patient. Raises Denied for whoever does not care for them, Unacceptable beside a field, Conflict."""
    require(access.may_ask_to_show(person, relationship))
    _require_fitting(person, seat, relationship, wish.named)
    patient = Patient(relationship.chart.seat_id, relationship.team.organisation)
    return asking.ask(person, patient, wish.named, until=wish.until, is_private=wish.is_private)


def _require_fitting(person: Person, seat: Seat, relationship: Relationship, named: Named) -> None:
    """Another patient's data, and what nobody may be told in care, is not asked of anybody."""
    voice = voices.voice_of(person, seat, relationship.chart, relationship.team_id)
    for name, said in named.values:
        if name in {"email", "sms"}:
            continue
        checked = screening.preview(voice, said, context="care_conversation")
        if checked.verdict == Verdict.UNAVAILABLE:
            raise Unacceptable(_("We could not check just now. Your words are kept; try again later."), field=name)
        expected = (*_EXPECTED, "phi.") if name in _OUTSIDE else _EXPECTED
        if any(str(one.decision) in _STOPPING and not one.rule.startswith(expected) for one in checked.findings):
            raise Unacceptable(
                _("This may be about somebody else, or is not for these words. Please say it otherwise."), field=name
            )
