"""What the patient of a conversation permits lowers one rule each, in care alone, for what it names."""

import hashlib
from datetime import date

import pytest

from commonward.guard import Consent, Guard, Permits, Submission
from commonward.guard.contract import Context
from guard.doubles import NoFiles, WordReader

MAIL = "I'll email your blood results tonight."
TEXTED = "We can text your results to you."
PHOTO = "I took a photo of your foot with the camera of the ward."
RULES = {
    "email your blood results": "channel.unsecured",
    "text your results": "channel.unsecured",
    "send your results": "channel.unsecured",
    "photo of your foot": "conduct.device-photo",
    "the wrong patient": "channel.wrong-recipient",
    "his whole record": "channel.excess",
}
BOTH = Permits(ways=("email", "sms"), addresses=("pat@example.org", "+1 207 555 0142"))


def judged(text: str, permits: Permits | None, context: Context = "care_conversation") -> dict[str, str]:
    guard = Guard(reader=WordReader(RULES), media_reader=NoFiles(), today=lambda: date(2026, 11, 27))
    report = guard.check(Submission(text, context=context, author="professional", permits=permits))
    return {one.rule: str(one.decision) for one in report.findings}


@pytest.mark.parametrize("text", [MAIL, TEXTED, MAIL + " It goes to pat@example.org.", TEXTED + " To 1 207 555-0142."])
def test_a_way_that_the_patient_permits_is_a_note(text: str) -> None:
    assert judged(text, None)["channel.unsecured"] == "block"
    assert judged(text, Permits())["channel.unsecured"] == "block"
    assert judged(text, BOTH)["channel.unsecured"] == "note"


@pytest.mark.parametrize(
    "text",
    [
        "I'll email your blood results, or by WhatsApp.",
        "I'll email your blood results to my Gmail.",
        "I'll send your results tonight.",
        MAIL + " It goes to sam@example.org.",
        TEXTED + " To 1 207 555 0199.",
    ],
)
def test_another_way_or_address_is_not(text: str) -> None:
    assert judged(text, BOTH)["channel.unsecured"] == "block"


def test_one_way_is_not_the_other() -> None:
    mail = Permits(ways=("email",), addresses=("pat@example.org",))
    assert judged(TEXTED, mail)["channel.unsecured"] == "block"
    assert judged(MAIL, mail)["channel.unsecured"] == "note"
    assert judged(f"{MAIL} {TEXTED}", mail)["channel.unsecured"] in {"block"}


@pytest.mark.parametrize("context", ["public_post", "closed_group", "professional_case", "direct_message"])
def test_it_counts_in_care_alone(context: Context) -> None:
    assert judged(MAIL, BOTH, context)["channel.unsecured"] == "block"


def test_a_device_that_the_patient_permits_is_a_note() -> None:
    assert judged(PHOTO, None)["conduct.device-photo"] == "warn"
    assert judged(PHOTO, Permits(devices=("The camera of the ward.",)))["conduct.device-photo"] == "note"
    assert judged(PHOTO, Permits(devices=("The tablet of room 2",)))["conduct.device-photo"] == "warn"
    assert judged(PHOTO, BOTH)["conduct.device-photo"] == "warn"


def test_what_the_rules_forbid_in_any_case_stays() -> None:
    text = "I emailed it to the wrong patient, with his whole record."
    assert judged(text, BOTH) == judged(text, None)
    assert set(judged(text, BOTH).values()) == {"block"}


STORY = "With Softstep shoes my patient walks again."


def _sold(products: tuple[str, ...]) -> str:
    reader = WordReader({"my patient walks again": "consent.marketing"})
    guard = Guard(reader=reader, media_reader=NoFiles(), today=lambda: date(2026, 11, 27))
    item = hashlib.sha256(STORY.encode()).hexdigest()
    consent = Consent(item, facts=("my patient walks again",), products=products)
    report = guard.check(Submission(STORY, author="professional", consents=(consent,)))
    return str(report.findings[0].decision)


def test_a_publication_sells_nothing_without_a_consent_that_names_the_product() -> None:
    assert _sold(()) == "block"
    assert _sold(("Softstep",)) == "note"
    assert _sold(("Otherstep shoes",)) == "block"
    assert _sold(("Soft",)) == "block", "a part of a word is another product"
