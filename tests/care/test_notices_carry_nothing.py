"""No notice can carry a word of anybody: it is made of a kind and numbers, and its sentences have no room for more."""

import re

import pytest
from django.core import mail
from django.db import models
from django.urls import reverse

from cast import Member
from cast.caring import begun, in_care, permits
from commonward.care.actions import relating
from commonward.care.models import Chart, Team
from commonward.kernel import work
from commonward.kernel.ref import Ref
from commonward.people import notices
from commonward.people.models import Notice, Organisation
from contracts.marker import MARKER

pytestmark = pytest.mark.django_db
FLAG = f"I have crushing chest pain, {MARKER}, down my left arm."


def test_a_row_has_room_for_codes_and_numbers_only() -> None:
    for field in Notice._meta.concrete_fields:
        if field.name in {"kind", "subject_kind"}:
            assert isinstance(field, models.CharField)
        else:
            assert isinstance(
                field, models.ForeignKey | models.BigIntegerField | models.IntegerField | models.DateTimeField
            )


def test_sentences_have_room_for_a_chosen_name_and_a_number_only() -> None:
    for kind, found in notices.KINDS.items():
        for sentence in (found.once, found.often):
            assert set(re.findall(r"%\((\w+)\)", sentence)) <= {"name", "count"}, kind
            assert sentence % {"name": "", "count": 2}


def test_care_names_nobody() -> None:
    care = [found for kind, found in notices.KINDS.items() if kind.startswith("care.")]
    assert len(care) > 10
    assert not [found for found in care if "%(name)s" in found.once + found.often]


@pytest.mark.parametrize("kind", sorted(notices.KINDS))
def test_nothing_can_be_smuggled_through_any_of_them(kind: str, pat: Member) -> None:
    with pytest.raises(KeyError) as refused:
        notices.notify(pat.seat.pk, f"{kind} {MARKER}", Ref("thread", 81))
    assert MARKER not in str(refused.value)
    for subject in (Ref(MARKER, 81), Ref(f"thread {MARKER}", 81), Ref("thread", MARKER), Ref("thread", True)):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="by kind and number") as wrong:
            notices.notify(pat.seat.pk, kind, subject)
        assert MARKER not in str(wrong.value)
    assert not Notice.objects.filter(seat=pat.seat, kind=kind).exists()


def test_whatever_is_written_in_care_no_notice_and_no_letter_shows_it(
    heart: Team, pat: Member, nadia: Member, priya: Member, harbour: Organisation
) -> None:
    relationship = in_care(pat, nadia, heart, name=f"Pat {MARKER}")
    permits(pat, harbour)
    talk = begun(pat, relationship, FLAG, topic=f"About {MARKER}")
    talk.sent(nadia, f"Call 911 at once, and tell them of {MARKER}.")
    talk.sent(nadia, f"You should stop the warfarin today, {MARKER}.")
    talk.sent(pat, f"Thank you, {MARKER}.")
    relating.give_notice(nadia.person, relationship, handover=f"To Dr. {MARKER}.")
    relating.end(pat.person, relationship)
    work.drain()
    assert MARKER in Chart.objects.get().name
    told = Notice.objects.filter(kind__startswith="care.")
    assert {"care.message", "care.ending"} <= set(told.values_list("kind", flat=True))
    assert MARKER not in str(list(Notice.objects.values()))
    for who in (pat, nadia, priya):
        assert Notice.objects.filter(seat=who.seat).exists()
        page = who.client.get(reverse("people:notices")).content.decode()
        assert "care" in page or "message" in page
        assert MARKER not in page
    assert not [letter for letter in mail.outbox if MARKER in letter.subject + str(letter.body)]
