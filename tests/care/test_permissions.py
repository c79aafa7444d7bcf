"""What a patient is asked to permit beside messages: asked, read whole, given in part or not, narrowed, taken back."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cast import Member, member
from commonward.care.actions import proxies, relating
from commonward.care.models import Relationship
from commonward.consent import asking, kinds
from commonward.consent.kinds import Kind
from commonward.consent.models import Grant, Question, Terms
from commonward.consent.queries import known_to, ways_of
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Conflict, Denied
from commonward.kernel.models import Entry
from commonward.people.models import Notice, Organisation

pytestmark = pytest.mark.django_db

#: What is filled in for each kind, and which parts are asked for.
FILLED: dict[Kind, dict[str, object]] = {
    Kind.CHANNEL: {"email": "pat@example.org", "sms": "+1 207 555 0142"},
    Kind.IMAGE: {
        "what": "The wound on the left foot.",
        "device": "The camera of the ward.",
        "parts": ["care", "teaching", "public"],
    },
    Kind.MARKETING: {
        "product": "Softstep shoes",
        "campaign": "Spring leaflet",
        "what": "That you walk again.",
        "payment": "The maker pays the clinic 500 dollars.",
        "recipient": "Readers of the leaflet.",
    },
    Kind.HIV: {"recipient": "Bayview Dental", "what": "The last two results.", "purpose": "A tooth is taken out."},
    Kind.PART2: {
        "recipient": "Bayview Dental",
        "what": "The list of medicines.",
        "purpose": "A tooth is taken out.",
        "parts": ["treatment", "payment"],
    },
    Kind.RESEARCH: {
        "study": "Walking after surgery",
        "led_by": "Dr. Hana Sato",
        "what": "Year of birth, days in hospital.",
        "purpose": "How soon people walk.",
    },
}


@pytest.fixture
def elsa(db: None) -> Member:
    """Pat's daughter."""
    return member("Elsa Lindqvist", Role.CAREGIVER)


def day(days: int = 60) -> str:
    return (timezone.localtime(clock.now()) + timedelta(days=days)).date().isoformat()


def asked(nadia: Member, relationship: Relationship, kind: Kind, **more: object) -> Question:
    """The nurse fills in the form and sends it."""
    form = {"kind": kind.value, "until": day(), **FILLED[kind], **more}
    answer = nadia.client.post(f"/care/relationships/{relationship.pk}/permissions/", form)
    assert answer.status_code == 302, answer.content.decode()
    return Question.objects.order_by("-pk")[0]


def path(question: Question) -> str:
    return f"/you/consent/questions/{question.pk}/"


def says_yes(who: Member, question: Question, *parts: str) -> Grant | None:
    who.client.post(path(question), {"do": "give", "wording": "1", "parts": parts})
    return Grant.objects.in_force().filter(terms_id=question.terms_id).first()


def lets_decide(pat: Member, relationship: Relationship) -> None:
    proxies.name(pat.person, relationship, "@elsa-lindqvist", proof="", scopes=frozenset({"consent"}), until="")


@pytest.mark.parametrize("kind", kinds.ASKED)
def test_each_kind_is_asked_read_whole_and_permitted(
    kind: Kind, relationship: Relationship, nadia: Member, pat: Member
) -> None:
    question = asked(nadia, relationship, kind)
    assert path(question) in pat.client.get("/you/consent/").content.decode()
    page = pat.client.get(path(question)).content.decode()
    for said in FILLED[kind].values():
        assert not isinstance(said, str) or said in page
    assert kinds.wording(kind, 1) in page
    assert "checked" not in page, "nothing is chosen beforehand"
    parts = question.terms.named.parts
    grant = says_yes(pat, question, *parts)
    assert grant is not None
    assert (grant.kind, grant.parts.split(), grant.given_by_id) == (kind.value, list(parts), None)
    stands = known_to(nadia.person, pat.seat.pk, relationship.team.organisation_id)
    assert [one.grant for one in stands] == [grant.pk]
    team = nadia.client.get(f"/care/relationships/{relationship.pk}/").content.decode()
    receipt = pat.client.get(f"/you/consent/{grant.pk}/receipt").content.decode()
    for said in FILLED[kind].values():
        if isinstance(said, str):
            assert said in team
            assert said in receipt
    assert (kind in kinds.RELEASES) == ("goes with what is given away" in receipt)
    file = json.loads(pat.client.get(f"/you/consent/{grant.pk}/receipt.json").content)
    assert all(said in file["about"] for said in FILLED[kind].values() if isinstance(said, str))
    acts = list(
        Entry.objects.filter(action__startswith="consent.").order_by("sequence").values_list("action", flat=True)
    )
    assert [act for act in acts if act != "consent.read"] == ["consent.asked", "consent.given"]
    assert Notice.objects.filter(seat=nadia.seat, kind="care.permit_given").exists()


@pytest.mark.parametrize("kind", kinds.ASKED)
def test_it_is_taken_back_in_one_step_and_counts_no_more(
    kind: Kind, relationship: Relationship, nadia: Member, pat: Member
) -> None:
    grant = says_yes(pat, question := asked(nadia, relationship, kind), *question.terms.named.parts)
    assert grant is not None
    assert pat.client.post(f"/you/consent/{grant.pk}/withdraw").status_code == 302
    assert not known_to(nadia.person, pat.seat.pk, relationship.team.organisation_id)
    team = nadia.client.get(f"/care/relationships/{relationship.pk}/").content.decode()
    assert not any(isinstance(said, str) and said in team for said in FILLED[kind].values())
    assert "no longer permitted" in nadia.client.get(path(question)).content.decode()


def test_a_no_is_a_no_without_a_reason(relationship: Relationship, nadia: Member, pat: Member) -> None:
    question = asked(nadia, relationship, Kind.MARKETING)
    assert "changes nothing about care" in pat.client.get(path(question)).content.decode()
    pat.client.post(path(question), {"do": "refuse"})
    assert not Grant.objects.filter(kind="marketing").exists()
    assert Notice.objects.filter(seat=nadia.seat, kind="care.permit_refused").exists()
    assert path(question) in pat.client.get("/you/consent/").content.decode(), "it can be read again"
    assert says_yes(pat, question) is None


def test_at_least_one_part_is_chosen_by_the_patient(relationship: Relationship, nadia: Member, pat: Member) -> None:
    question = asked(nadia, relationship, Kind.IMAGE)
    answer = pat.client.post(path(question), {"do": "give", "wording": "1"})
    assert answer.status_code == 422
    assert "choose at least one" in answer.content.decode()
    grant = says_yes(pat, question, "care")
    assert grant is not None
    assert grant.parts == "care"


def test_parts_are_taken_back_one_by_one(
    relationship: Relationship, harbour: Organisation, nadia: Member, pat: Member
) -> None:
    grant = says_yes(pat, asked(nadia, relationship, Kind.CHANNEL), "email", "sms")
    assert grant is not None
    assert ways_of(pat.seat.pk, harbour.pk).ways == ("email", "sms")
    page = pat.client.get("/you/consent/").content.decode()
    assert f"/you/consent/{grant.pk}/narrow" in page
    pat.client.post(f"/you/consent/{grant.pk}/narrow", {"part": "sms"})
    left = ways_of(pat.seat.pk, harbour.pk)
    assert (left.ways, left.addresses) == (("email",), ("pat@example.org",))
    grant.refresh_from_db()
    assert grant.ending == "narrowed"
    newer = Grant.objects.in_force().get(kind="channel")
    assert (newer.parts, newer.terms_id, newer.until) == ("email", grant.terms_id, grant.until)
    pat.client.post(f"/you/consent/{grant.pk}/narrow", {"part": "email"})
    assert ways_of(pat.seat.pk, harbour.pk).ways == ("email",), "what ended changes nothing any more"
    pat.client.post(f"/you/consent/{newer.pk}/narrow", {"part": "email"})
    assert not ways_of(pat.seat.pk, harbour.pk).ways
    newer.refresh_from_db()
    assert newer.ending == "withdrawn"
    told = Entry.objects.filter(subject_kind="grant").order_by("sequence").values_list("action", flat=True)
    assert list(told) == ["consent.given", "consent.narrowed", "consent.withdrawn"]


@pytest.mark.parametrize("before", [True, False])
def test_who_asked_says_that_it_was_entered_in_error(
    before: bool, relationship: Relationship, nadia: Member, pat: Member, sam: Member
) -> None:
    question = asked(nadia, relationship, Kind.RESEARCH)
    grant = None if before else says_yes(pat, question)
    assert nadia.client.post(path(question), {"do": "mistaken", "why": " "}).status_code == 422
    assert pat.client.post(path(question), {"do": "mistaken", "why": "I say so"}).status_code == 403
    nadia.client.post(path(question), {"do": "mistaken", "why": "It was meant for another study."})
    assert not Grant.objects.in_force().filter(kind="research").exists()
    assert "meant for another study" in pat.client.get(path(question)).content.decode()
    assert says_yes(pat, question) is None
    if grant is not None:
        grant.refresh_from_db()
        assert grant.ending == "mistaken"
        receipt = pat.client.get(f"/you/consent/{grant.pk}/receipt").content.decode()
        assert "meant for another study" in receipt
    assert Notice.objects.filter(seat=pat.seat, kind="care.permit_mistaken").exists()
    assert "another study" not in pat.client.get("/you/notices").content.decode()


def test_asked_anew_the_earlier_question_is_overtaken_and_the_earlier_yes_superseded(
    relationship: Relationship, nadia: Member, pat: Member
) -> None:
    first = asked(nadia, relationship, Kind.IMAGE, parts=["care"])
    second = asked(nadia, relationship, Kind.IMAGE, parts=["care", "teaching"])
    assert says_yes(pat, first, "care") is None
    first.refresh_from_db()
    assert first.state == "overtaken"
    grant = says_yes(pat, second, "care")
    third = asked(nadia, relationship, Kind.IMAGE)
    newest = says_yes(pat, third, "teaching")
    assert grant is not None
    assert newest is not None
    grant.refresh_from_db()
    assert grant.ending == "superseded"
    other = asked(nadia, relationship, Kind.IMAGE, what="Another wound.")
    assert says_yes(pat, other, "care") is not None
    newest.refresh_from_db()
    assert newest.ended_at is None, "another picture is another permission"


def test_it_runs_out_on_the_day(relationship: Relationship, nadia: Member, pat: Member) -> None:
    grant = says_yes(pat, asked(nadia, relationship, Kind.HIV))
    late = asked(nadia, relationship, Kind.PART2)
    assert grant is not None
    with clock.at(clock.now() + timedelta(days=62)):
        assert not known_to(nadia.person, pat.seat.pk, relationship.team.organisation_id)
        assert "is over" in pat.client.get(path(late)).content.decode()
        with pytest.raises(Conflict):
            asking.give(pat.person, late, wording=1, parts=["treatment"])


def test_who_decides_for_the_patient_finds_it_and_answers(
    relationship: Relationship, nadia: Member, pat: Member, elsa: Member
) -> None:
    lets_decide(pat, relationship)
    question = asked(nadia, relationship, Kind.CHANNEL)
    seats = Notice.objects.filter(kind="care.permit_asked").values_list("seat_id", flat=True)
    assert set(seats) == {pat.seat.pk, elsa.seat.pk}
    for page in ("/care/", "/you/consent/"):
        assert path(question) in elsa.client.get(page).content.decode()
    assert "You decide for Pat Lindqvist" in elsa.client.get(path(question)).content.decode()
    grant = says_yes(elsa, question, "email")
    assert grant is not None
    assert (grant.seat_id, grant.given_by_id) == (pat.seat.pk, elsa.seat.pk)
    assert "by Elsa Lindqvist" in pat.client.get(path(question)).content.decode()
    assert Notice.objects.filter(seat=pat.seat, kind="care.permit_answered").exists()
    assert f"/you/consent/{grant.pk}/withdraw" in elsa.client.get("/you/consent/").content.decode()
    assert elsa.client.get(f"/you/consent/{grant.pk}/receipt").status_code == 200
    assert elsa.client.post(f"/you/consent/{grant.pk}/withdraw").status_code == 302
    assert not Grant.objects.in_force().filter(kind="channel").exists()
    proxies.end(pat.person, relationship, relationship.chart.proxies.get())
    assert elsa.client.get(path(question)).status_code == 404
    assert elsa.client.get(f"/you/consent/{grant.pk}/receipt").status_code == 404


def test_what_is_for_the_patient_alone_is_nowhere_else(
    relationship: Relationship, nadia: Member, pat: Member, elsa: Member
) -> None:
    lets_decide(pat, relationship)
    question = asked(nadia, relationship, Kind.HIV, is_private="1")
    assert path(question) not in elsa.client.get("/you/consent/").content.decode()
    assert elsa.client.get(path(question)).status_code == 404
    assert not Notice.objects.filter(seat=elsa.seat, kind="care.permit_asked").exists()
    with pytest.raises(Denied):
        asking.refuse(elsa.person, question)
    grant = says_yes(pat, question)
    assert grant is not None
    assert elsa.client.post(f"/you/consent/{grant.pk}/withdraw").status_code == 404
    assert elsa.client.get(f"/you/consent/{grant.pk}/receipt").status_code == 404
    assert "Bayview" not in elsa.client.get("/you/consent/").content.decode()


def test_a_parents_yes_ends_at_eighteen_and_the_young_patient_is_asked_too(
    heart: object, relationship: Relationship, nadia: Member, pat: Member, elsa: Member
) -> None:
    """Pat is a teenager here, and Elsa the parent."""
    chart, today = relationship.chart, timezone.localdate(clock.now())
    born = date(today.year - 17, today.month, min(today.day, 28)) - timedelta(days=300)
    chart.born = born.isoformat()
    chart.save()
    proxies.name(nadia.person, relationship, "@elsa-lindqvist", proof="parent", scopes=frozenset({"consent"}), until="")
    question = asked(nadia, relationship, Kind.RESEARCH, until=day(3000))
    grant = says_yes(elsa, question)
    assert grant is not None
    assert timezone.localdate(grant.until) == born.replace(year=born.year + 18)
    page = pat.client.get(path(question)).content.decode()
    assert "Do you agree, too?" in page
    pat.client.post(path(question), {"do": "agree"})
    question.refresh_from_db()
    assert question.agreed_at is not None
    assert "The patient agreed, too" in elsa.client.get(path(question)).content.decode()
    assert Entry.objects.filter(action="consent.assented").exists()
    release = asked(nadia, relationship, Kind.PART2)
    assert release.terms.is_private, "what is most private of all is asked of the teenager alone"
    assert elsa.client.get(path(release)).status_code == 404
    with clock.at(grant.until + timedelta(seconds=1)):
        assert elsa.client.get(path(question)).status_code == 404


@pytest.mark.parametrize("kind", kinds.BY_ONESELF)
def test_a_patient_permits_it_without_being_asked(
    kind: Kind, relationship: Relationship, harbour: Organisation, nadia: Member, pat: Member
) -> None:
    form_path = f"/you/consent/at/harbour/{kind.value}/"
    assert form_path in pat.client.get("/you/consent/").content.decode()
    assert kinds.wording(kind, 1) in pat.client.get(form_path).content.decode()
    assert pat.client.post(form_path, {"wording": "1"}).status_code == 422
    assert not Grant.objects.exists()
    answer = pat.client.post(form_path, {"wording": "1", "until": day(), **FILLED[kind]})
    assert answer.status_code == 302, answer.content.decode()
    assert [one.kind for one in known_to(nadia.person, pat.seat.pk, harbour.pk)] == [kind]


@pytest.mark.parametrize("kind", [Kind.IMAGE, Kind.MARKETING, Kind.RESEARCH, Kind.MESSAGING])
def test_the_other_kinds_are_asked_for(kind: Kind, harbour: Organisation, pat: Member) -> None:
    assert pat.client.get(f"/you/consent/at/harbour/{kind.value}/").status_code == 404


def test_strangers_and_former_teams_find_nothing(
    relationship: Relationship, nadia: Member, pat: Member, sam: Member
) -> None:
    question = asked(nadia, relationship, Kind.HIV)
    grant = says_yes(pat, question)
    assert grant is not None
    for address in (path(question), f"/you/consent/{grant.pk}/receipt"):
        assert sam.client.get(address).status_code == 404
    assert nadia.client.get(f"/you/consent/{grant.pk}/receipt").status_code == 404, "a receipt is the patient's"
    assert nadia.client.post(f"/you/consent/{grant.pk}/withdraw").status_code == 404
    relationship.refresh_from_db()
    relating.end(pat.person, relationship)
    assert nadia.client.get(path(question)).status_code == 404
    assert not known_to(nadia.person, pat.seat.pk, relationship.team.organisation_id)
    assert not Terms.objects.visible_to(nadia.person).exists()


def test_another_patients_data_are_not_asked_of_anybody(relationship: Relationship, nadia: Member, pat: Member) -> None:
    form = {"kind": "hiv", "until": day(), **FILLED[Kind.HIV], "what": "The results of Mr. Ferriman, MRN 00482913."}
    answer = nadia.client.post(f"/care/relationships/{relationship.pk}/permissions/", form)
    assert answer.status_code == 422
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("kind", "field", "wrong"),
    [
        (Kind.CHANNEL, "email", "pat at example"),
        (Kind.CHANNEL, "sms", "call me"),
        (Kind.HIV, "recipient", ""),
        (Kind.IMAGE, "device", "x" * 201),
        (Kind.RESEARCH, "until", "soon"),
        (Kind.MARKETING, "until", "2199-01-01"),
        (Kind.PART2, "until", "2020-01-01"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    kind: Kind, field: str, wrong: str, relationship: Relationship, nadia: Member
) -> None:
    form = {"kind": kind.value, "until": day(), **FILLED[kind], field: wrong}
    answer = nadia.client.post(f"/care/relationships/{relationship.pk}/permissions/", form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.content.decode()
    assert not Question.objects.exists()


def test_the_patient_sees_who_read_it(relationship: Relationship, nadia: Member, pat: Member) -> None:
    question = asked(nadia, relationship, Kind.HIV)
    assert nadia.client.get(path(question)).status_code == 200
    assert "read what you were asked to permit" in pat.client.get("/your-data/read/").content.decode()


def test_nothing_of_it_lies_open_in_the_database_or_the_ledger(
    relationship: Relationship, nadia: Member, pat: Member
) -> None:
    says_yes(pat, asked(nadia, relationship, Kind.HIV))
    row = Terms.objects.values_list("words", flat=True).get()
    assert b"Bayview" not in row.data
    assert not any("Bayview" in json.dumps(one) for one in Entry.objects.values_list("detail", flat=True))
    assert "Bayview" not in nadia.client.get("/you/notices").content.decode()
