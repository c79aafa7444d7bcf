"""What follows from a broken rule: where the text goes, who wrote it, whom it may name, what the patient agreed to."""

import hashlib
from datetime import date

import pytest

from commonward.guard import Consent, Decision, Guard, Known, Report, Submission
from commonward.guard.contract import Author, Context
from guard.doubles import NoFiles, WordReader

TEXT = "Pat Lindqvist called 555-0142, damn, and wants to die. Stop your insulin, oxycodone by mail."
RULES = {
    "Pat Lindqvist": "phi.name",
    "555-0142": "phi.phone",
    "damn": "conduct.profanity",
    "die": "crisis.suicide-risk",
    "Stop your insulin": "claims.stop-treatment",
    "oxycodone": "rx.controlled",
}


def checked(
    text: str = TEXT,
    *,
    author: Author = "professional",
    context: Context = "public_post",
    own: bool | None = None,
    confidence: float = 0.95,
    everything: bool = False,
    people: tuple[Known, ...] = (),
    consents: tuple[Consent, ...] = (),
) -> Report:
    reader = WordReader(RULES, own=own, confidence=confidence)
    guard = Guard(reader=reader, media_reader=NoFiles(), today=lambda: date(2026, 11, 23))
    submission = Submission(text, context=context, author=author, people=people, consents=consents)
    return guard.check(submission, everything=everything)


def outcomes(report: Report) -> dict[str, str]:
    return {finding.rule: str(finding.decision) for finding in report.findings}


def test_a_professional_is_judged_by_the_column() -> None:
    report = checked()
    assert outcomes(report) == {
        "phi.name": "block",
        "phi.phone": "block",
        "conduct.profanity": "warn",
        "crisis.suicide-risk": "note",
        "claims.stop-treatment": "block",
        "rx.controlled": "block",
    }
    assert report.decision is Decision.BLOCK
    assert report.effects == {"help"}
    assert report.policy == "2026.11"


def test_findings_speak_and_hold_no_text() -> None:
    name = checked().findings[0]
    assert (name.start, name.end, name.severity) == (0, 13, 4)
    assert name.title == "This names a patient"
    assert name.reason
    assert name.source.startswith("45 CFR")
    assert "Lindqvist" not in repr(name)


@pytest.mark.parametrize("author", ["student", "organisation", "unknown"])
def test_students_organisations_and_strangers_are_judged_as_professionals(author: Author) -> None:
    assert outcomes(checked(author=author)) == outcomes(checked())


def test_a_direct_message_is_as_strict_as_a_public_post() -> None:
    assert outcomes(checked(context="direct_message")) == outcomes(checked())


def test_in_care_the_patient_is_expected_and_a_crisis_comes_first() -> None:
    report = checked(context="care_conversation")
    assert outcomes(report) == {
        "phi.phone": "note",
        "conduct.profanity": "warn",
        "crisis.suicide-risk": "note",
        "claims.stop-treatment": "hold",
        "rx.controlled": "hold",
    }
    assert report.effects == {"help", "queue_first"}


def test_what_is_allowed_here_shows_only_when_asked_for() -> None:
    assert outcomes(checked(context="care_conversation", everything=True))["phi.name"] == "allow"


@pytest.mark.parametrize("author", ["patient", "family"])
def test_patients_are_advised_about_their_own_and_held_for_others(author: Author) -> None:
    own = outcomes(checked(author=author, own=True))
    assert (own["phi.name"], own["phi.phone"]) == ("note", "warn")
    others = outcomes(checked(author=author, own=False))
    assert (others["phi.name"], others["phi.phone"]) == ("hold", "hold")
    assert others["rx.controlled"] == "hold"


def test_when_nobody_can_tell_a_patients_number_is_their_own_and_a_name_is_not() -> None:
    unsure = outcomes(checked(author="patient"))
    assert (unsure["phi.name"], unsure["phi.phone"]) == ("hold", "warn")


def test_some_rules_bind_professionals_only_and_some_everyone() -> None:
    patient = outcomes(checked(author="patient"))
    assert "conduct.profanity" not in patient
    assert patient["claims.stop-treatment"] == "block"


def test_a_patients_message_in_care_is_always_delivered() -> None:
    report = checked(author="patient", context="care_conversation")
    assert report.decision is Decision.NOTE
    assert report.effects == {"help", "queue_first", "flag_team"}
    calm = checked("call 555-0142", author="patient", context="care_conversation")
    assert (calm.decision, calm.effects) == (Decision.NOTE, frozenset())


def test_a_near_miss_is_a_note_and_a_guess_is_nothing() -> None:
    near = checked(confidence=0.4)
    assert set(outcomes(near).values()) == {"note"}
    assert near.effects == frozenset()
    assert not checked(confidence=0.2).findings


@pytest.mark.parametrize("role", ["author", "colleague", "public"])
def test_people_who_may_be_named(role: str) -> None:
    known = Known("pat  LINDQVIST", role=role)  # type: ignore[arg-type]  # the roles are those of the contract
    assert "phi.name" not in outcomes(checked(people=(known,)))


def test_a_subject_may_not_be_named_nor_a_colleague_who_shares_the_name() -> None:
    subject = Known("Pat Lindqvist", role="subject")
    assert outcomes(checked(people=(subject,)))["phi.name"] == "block"
    namesake = Known("Pat Lindqvist", role="colleague")
    assert outcomes(checked(people=(subject, namesake)))["phi.name"] == "block"


ITEM = hashlib.sha256(TEXT.encode()).hexdigest()
FACTS = ("pat lindqvist",)


def test_a_consent_lowers_exactly_the_facts_it_names() -> None:
    consent = Consent(ITEM, facts=FACTS, expires_on="2026-11-23")
    report = outcomes(checked(consents=(consent,)))
    assert (report["phi.name"], report["phi.phone"]) == ("note", "block")


NOT_COVERED = {
    "other text": Consent(hashlib.sha256(b"other").hexdigest(), facts=FACTS),
    "other readers": Consent(ITEM, facts=FACTS, audience="closed_group"),
    "other channel": Consent(ITEM, facts=FACTS, channel="billboard"),
    "over": Consent(ITEM, facts=FACTS, expires_on="2026-11-22"),
    "no date": Consent(ITEM, facts=FACTS, expires_on="next year"),
    "nothing named": Consent(ITEM),
}


@pytest.mark.parametrize("consent", NOT_COVERED.values(), ids=NOT_COVERED.keys())
def test_a_consent_for_something_else_changes_nothing(consent: Consent) -> None:
    assert outcomes(checked(consents=(consent,)))["phi.name"] == "block"


def test_no_consent_lets_a_social_security_number_out() -> None:
    text = "SSN 900-12-3456"
    guard = Guard(reader=WordReader({"900-12-3456": "phi.ssn"}), media_reader=NoFiles())
    consent = Consent(hashlib.sha256(text.encode()).hexdigest(), facts=("900-12-3456",))
    assert guard.check(Submission(text, author="professional", consents=(consent,))).decision is Decision.BLOCK


def test_a_consent_covers_no_other_family() -> None:
    consent = Consent(ITEM, facts=("oxycodone",))
    assert outcomes(checked(consents=(consent,)))["rx.controlled"] == "block"
