"""Sending in care: under a relationship and a consent, filed in the record, once, and to the right people."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from cast import Member
from cast.caring import Talk, begun, in_care, seat_of, team_of
from commonward.care.actions import messaging, relating, reviewing
from commonward.care.actions.filing import Done
from commonward.care.actions.messaging import Stopped
from commonward.care.models import Message, RecordEntry, Relationship, Team, Thread
from commonward.care.words import Words
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel.errors import Conflict, Denied, NotFound, Unacceptable, Unavailable
from commonward.kernel.models import Entry
from commonward.people import actions as people_actions
from commonward.people.models import Credential, Notice, Organisation

pytestmark = pytest.mark.django_db

OTHERS_CHART = "My patient Odalys Ferriman takes warfarin too and she fell on March 3rd."
DOUBTFUL = "You should stop the warfarin today."
RECORD_NUMBER = "Your record number is MRN 00482913."


def test_a_message_is_filed_with_everything_that_the_record_asks(talk: Talk, pat: Member, grant: Grant) -> None:
    entry = RecordEntry.objects.get(message=talk.first)
    relationship = talk.relationship
    assert entry.text == "I feel light in the head when I stand up."
    assert (entry.author_id, entry.role, entry.patient_id) == (pat.seat.pk, "patient", pat.seat.pk)
    assert entry.author_name == "Pat Lindqvist"
    assert (entry.relationship_id, entry.relationship_step) == (relationship.pk, 3)
    assert (entry.grant_id, entry.wording, entry.channel) == (grant.pk, 1, "page")
    assert (entry.number, entry.state, entry.urgency) == (1, "filed", "routine")
    assert entry.verdict == entry.screening.verdict == "allow"
    assert talk.first.sent_at == talk.first.delivered_at <= entry.filed_at
    told = Entry.objects.get(action="message.delivered")
    assert (told.subject_id, told.detail["entry"], told.detail["grant"]) == (talk.first.pk, entry.pk, grant.pk)


def test_the_other_side_reads_it_and_answers(talk: Talk, pat: Member, nadia: Member) -> None:
    page = nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert "I feel light in the head" in page
    assert "Pat Lindqvist" in page
    talk.sent(nadia, "Thank you for telling me. Sit down when the room turns.")
    page = pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert "Sit down when the room turns." in page
    assert "Read by Nadia Okafor" in page
    talk.thread.refresh_from_db()
    talk.first.refresh_from_db()
    assert talk.thread.waits_since is None
    assert talk.first.answered_at is not None
    assert Notice.objects.get(seat=pat.seat, kind="care.message").subject_id == talk.thread.pk


def test_the_same_form_twice_is_one_message(talk: Talk, nadia: Member) -> None:
    words = Words("Come in on Monday.", once=uuid4())
    first = messaging.send(nadia.person, seat_of(nadia), talk.thread, words)
    second = messaging.send(nadia.person, seat_of(nadia), talk.thread, words)
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert first.message.pk == second.message.pk
    assert Message.objects.filter(thread=talk.thread).count() == 2


def test_a_patient_is_always_heard_and_findings_become_flags(talk: Talk, pat: Member, nadia: Member) -> None:
    done = talk.sent(pat, "Call me at 207-555-0142. My cousin says stop the warfarin.")
    assert done.entry.state == "filed"
    assert done.entry.screening.findings
    page = nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert 'class="flags"' in page
    assert 'class="flags"' not in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_staff_are_stopped_in_the_wrong_chart(talk: Talk, nadia: Member) -> None:
    outcome = talk.says(nadia, OTHERS_CHART)
    assert isinstance(outcome, Stopped)
    assert "phi.third-party" in {finding.rule for finding in outcome.checked.findings}
    assert Message.objects.count() == 1


def test_a_warning_asks_for_a_reason_which_is_kept_locked(talk: Talk, nadia: Member) -> None:
    outcome = talk.says(nadia, RECORD_NUMBER)
    assert isinstance(outcome, Stopped)
    done = talk.sent(nadia, RECORD_NUMBER, reasons={"phi.mrn-1": "She asked for it."})
    assert "She asked for it." in (done.entry.reasons or "")
    assert done.entry.screening.reasons == {}


def test_doubtful_words_of_staff_wait_for_a_second_reader(
    talk: Talk, nadia: Member, priya: Member, pat: Member
) -> None:
    done = talk.sent(nadia, DOUBTFUL)
    assert (done.entry.state, done.message.delivered_at) == ("held", None)
    assert "warfarin" not in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert "warfarin" not in priya.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    with pytest.raises(NotFound):
        reviewing.release(nadia.person, done.entry)
    reviewing.release(priya.person, done.entry)
    assert "warfarin" in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert Notice.objects.filter(seat=nadia.seat, kind="care.released").exists()
    with pytest.raises(Conflict):
        reviewing.release(priya.person, done.entry)


def test_a_second_reader_sends_it_back_and_the_author_says_it_otherwise(
    talk: Talk, nadia: Member, priya: Member, pat: Member
) -> None:
    done = talk.sent(nadia, DOUBTFUL)
    with pytest.raises(Unacceptable):
        reviewing.send_back(priya.person, done.entry, words=" ")
    reviewing.send_back(priya.person, done.entry, words="The physician decides that.")
    page = nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert "The physician decides that." in page
    words = Words("The physician calls you about the warfarin today.")
    again = messaging.edit(nadia.person, seat_of(nadia), done.message, words)
    assert isinstance(again, Done)
    assert (again.entry.number, again.entry.state) == (2, "filed")
    assert "The physician calls you" in pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_other_words_are_a_new_version_and_the_record_keeps_both(talk: Talk, pat: Member, nadia: Member) -> None:
    changed = messaging.edit(pat.person, seat_of(pat), talk.first, Words("I feel light when I stand up fast."))
    assert isinstance(changed, Done)
    assert list(RecordEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    page = nadia.client.get(f"/care/messages/{talk.first.pk}/versions/").content.decode()
    assert "light in the head" in page
    assert "stand up fast" in page
    with pytest.raises(Denied):
        messaging.edit(nadia.person, seat_of(nadia), talk.first, Words("Not hers."))


def test_taking_consent_back_stops_what_waits_and_what_comes(
    talk: Talk, pat: Member, nadia: Member, priya: Member, grant: Grant
) -> None:
    done = talk.sent(nadia, DOUBTFUL)
    consents.withdraw(pat.person, grant)
    done.entry.refresh_from_db()
    assert done.entry.state == "stopped"
    assert Notice.objects.filter(seat=nadia.seat, kind="care.stopped").exists()
    for who in (nadia, priya, pat):
        with pytest.raises(Denied) as refused:
            talk.says(who, "Good morning.")
        assert "permit" in refused.value.sentence
    with pytest.raises(Conflict):
        reviewing.release(priya.person, done.entry)
    assert Message.objects.exclude(delivered_at=None).count() == 1


def test_without_a_relationship_nobody_writes(
    heart: Team, pat: Member, sam: Member, nadia: Member, grant: Grant
) -> None:
    relationship = relating.ask(pat.person, heart, name="Pat Lindqvist", born="1961-04-30")
    with pytest.raises(Denied) as refused:
        begun(pat, relationship, "May I ask something?")
    assert "has not taken this into care yet" in refused.value.sentence
    with pytest.raises(Denied):
        begun(nadia, relationship, "Good morning.")


def test_an_ended_relationship_is_closed_to_the_team_and_open_to_read_for_the_patient(
    talk: Talk, pat: Member, nadia: Member
) -> None:
    relating.end(pat.person, talk.relationship)
    answer = nadia.client.get(f"/care/threads/{talk.thread.pk}/")
    assert answer.status_code == 403
    assert "This relationship has ended" in answer.content.decode()
    page = pat.client.get(f"/care/threads/{talk.thread.pk}/")
    assert page.status_code == 200
    assert "light in the head" in page.content.decode()
    assert "Nobody can write here now" in page.content.decode()


def test_a_licence_that_ran_out_closes_care_and_says_why(talk: Talk, nadia: Member) -> None:
    Credential.objects.filter(seat=nadia.seat).update(expires_on="2020-01-01")
    answer = nadia.client.get(f"/care/threads/{talk.thread.pk}/")
    assert answer.status_code == 403
    assert "Your licence is not verified" in answer.content.decode()
    with pytest.raises(Denied):
        talk.says(nadia, "Good morning.")


def test_to_strangers_nothing_exists(talk: Talk, sam: Member, remy: Member, mo: Member, olu: Member) -> None:
    for who in (sam, remy, mo, olu):
        for path in (
            f"threads/{talk.thread.pk}/",
            f"relationships/{talk.relationship.pk}/",
            f"messages/{talk.first.pk}/versions/",
        ):
            assert who.client.get(f"/care/{path}").status_code == 404, (who, path)
        with pytest.raises(Denied):
            talk.says(who, "Hello.")


def test_the_record_is_neither_changed_nor_removed(talk: Talk) -> None:
    for change in ({"state": "held"}, {"wording": 7}, {"author_id": talk.relationship.verified_by_id}):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            RecordEntry.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(live=None, delivered_at=None)
        RecordEntry.objects.all()._raw_delete(RecordEntry.objects.db)


def test_a_filing_that_fails_is_said_and_loses_nothing(talk: Talk, nadia: Member) -> None:
    with connection.cursor() as cursor:
        refuse = "BEGIN SELECT RAISE(ABORT, 'full'); END"
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE TRIGGER full_disk BEFORE INSERT ON care_recordentry {refuse}")
        else:
            cursor.execute(
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'full'; END $$"
            )
            cursor.execute(
                "CREATE TRIGGER full_disk BEFORE INSERT ON care_recordentry FOR EACH ROW EXECUTE FUNCTION full_disk()"
            )
    with pytest.raises(Unavailable) as failed:
        talk.says(nadia, "Come in on Monday.")
    assert "could not be filed" in failed.value.sentence
    assert Message.objects.count() == 1
    assert Entry.objects.get(action="message.failed").outcome == "failed"
    form = {"text": "Come in on Monday.", "publish": "1", "key": f"thread:{talk.thread.pk}", "once": str(uuid4())}
    answer = nadia.client.post(f"/care/threads/{talk.thread.pk}/", form)
    assert answer.status_code == 503
    assert "Come in on Monday." in answer.content.decode()
    assert "Come in on Monday." in nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_nothing_clinical_lies_open_in_the_database(talk: Talk, nadia: Member, relationship: Relationship) -> None:
    talk.sent(nadia, "Take the warfarin in the evening, Pat Lindqvist.")
    nadia.client.post(f"/care/draft/thread/{talk.thread.pk}/", {"text": "The warfarin again"})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(("care_", "oversight_", "kernel_", "consent_")):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                said = " ".join(
                    bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row
                )
                for word in ("warfarin", "Lindqvist", "tablet", "light in the head", "1961-04-30"):
                    assert word not in said, (table, word)


def test_a_draft_survives_and_goes_when_it_is_sent(talk: Talk, nadia: Member) -> None:
    key = f"thread:{talk.thread.pk}"
    kept = nadia.client.post(f"/care/draft/thread/{talk.thread.pk}/", {"text": "Half a sent"})
    assert kept.status_code == 204
    page = nadia.browser().get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert "Half a sent" in page
    other = nadia.client.post(
        f"/care/draft/thread/{talk.thread.pk}/", {"text": "From the phone", "draft": "never-seen"}
    )
    assert other.status_code == 409
    form = {"key": key, "text": "A whole sentence.", "publish": "1", "once": str(uuid4()), "draft": kept["Draft"]}
    assert nadia.client.post(f"/care/threads/{talk.thread.pk}/", form).status_code == 302
    assert "Half a sent" not in nadia.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()


def test_two_relationships_of_one_place_are_two(
    talk: Talk, pat: Member, nadia: Member, ada: Member, harbour: Organisation
) -> None:
    done = talk.sent(nadia, DOUBTFUL)
    lungs = team_of(ada, harbour, nadia, name="Lung team")
    relating.end(pat.person, in_care(pat, nadia, lungs))
    done.entry.refresh_from_db()
    assert done.entry.state == "held"
    assert Thread.objects.permitted().filter(pk=talk.thread.pk).exists()


def test_with_the_patient_s_seat_their_care_here_ends(talk: Talk, pat: Member, nadia: Member) -> None:
    done = talk.sent(nadia, DOUBTFUL)
    people_actions.end_seat(pat.person, pat.seat)
    done.entry.refresh_from_db()
    talk.relationship.refresh_from_db()
    assert (done.entry.state, talk.relationship.state, talk.relationship.ending) == ("stopped", "ended", "patient")
    assert Notice.objects.filter(seat=nadia.seat, kind="care.ended").exists()
    with pytest.raises(Denied):
        talk.says(nadia, "Good morning.")


def test_help_that_stands_with_a_message_says_that_the_team_has_it(talk: Talk, pat: Member) -> None:
    talk.sent(pat, "Since lunch there is a pressure on my chest, and my left arm feels heavy.")
    page = pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
    assert "This may be an emergency" in page
    assert "Your care team has this message" in page
    assert "Nothing was sent to anybody" not in page.split('class="talk__foot"')[0]
