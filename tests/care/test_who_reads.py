"""Who read a conversation: the patient sees it, the place of care answers for it, and nobody else learns of it."""

import pytest

from cast import Member, member
from cast.caring import Talk, begun, in_care, permits
from commonward.care.models import Team
from commonward.kernel.models import Entry
from commonward.oversight import accounting
from commonward.people.models import Organisation, Role

pytestmark = pytest.mark.django_db

CARE = {
    "chart",
    "relationship",
    "thread",
    "message",
    "turn",
    "alert",
    "proxy",
    "emergency",
    "care_entry",
    "grant",
    "care_file",
    "showing",
}


def test_a_patient_sees_who_read_their_conversation(talk: Talk, pat: Member, nadia: Member, sam: Member) -> None:
    assert "Nadia Okafor" not in pat.client.get("/your-data/read/").content.decode()
    assert nadia.client.get(f"/care/threads/{talk.thread.pk}/").status_code == 200
    page = pat.client.get("/your-data/read/").content.decode()
    assert "Nadia Okafor" in page
    assert "read a conversation of yours in care" in page
    assert "Nadia Okafor" not in sam.client.get("/your-data/read/").content.decode()


def test_only_the_place_of_care_answers_for_it(
    larkmoor: Organisation, harbour: Organisation, heart: Team, nadia: Member, olu: Member
) -> None:
    """Somebody who sits as a member of one organisation is in the care of another."""
    pia = member("Pia Soler", Role.PATIENT, at=larkmoor)
    officer = member("Noor Haddad", Role.PRIVACY_OFFICER, at=larkmoor)
    pia.posts("A quiet walk does wonders after a long night.")
    relationship = in_care(pia, nadia, heart)
    permits(pia, harbour)
    thread = begun(pia, relationship, "I feel light in the head when I stand up.").thread
    assert nadia.client.get(f"/care/threads/{thread.pk}/").status_code == 200

    of_care = Entry.objects.filter(subject_kind__in=CARE)
    kinds = set(of_care.values_list("subject_kind", flat=True))
    assert kinds >= {"relationship", "thread", "message", "grant"}
    theirs = accounting.entries_for(officer.person)
    assert theirs.filter(subject_kind="post", seat=pia.seat.pk).exists()
    assert not theirs.filter(subject_kind__in=CARE).exists()
    here = set(accounting.entries_for(olu.person).values_list("pk", flat=True))
    assert here >= set(of_care.values_list("pk", flat=True))
