"""Stories as a guard reads them: how many people fit, what is said of it, and which removal helps most."""

import pytest

from commonward.guard import Decision, Finding, Guard, Submission

# The text; who may fit at most; the words whose removal is offered first, and what is said to be left.
FEW = (
    (
        "Saw a 92-year-old woman from Camden, Maine on the ward today. She fell at home and broke her hip.",
        "Between 1 and 6 people in a place of 3,600",
        "Say roughly how old",
        "an older woman",
    ),
    (
        "My patient is a barber from Marfa, Texas. He has multiple sclerosis and is doing well.",
        "About one person in a place of 1,700",
        "Name a wider place",
        "from Texas",
    ),
    (
        "Our patient lives in Marfa, Texas. She was diagnosed with myasthenia gravis. She works as a librarian.",
        "About one person in a place of 1,700",
        "Name a wider place",
        "lives in Texas",
    ),
    (
        "La señora es farmacéutica en Albarracín y tiene esclerosis múltiple. La vimos ayer en planta.",
        "About one person in a place of 1,000",
        "Name a wider place",
        "en nuestra zona",
    ),
    (
        "Admitted yesterday: 88 year old retired teacher from Eastport, Maine with pneumonia, lives alone.",
        "in a place of 1,300",
        "Say roughly how old",
        "older retired teacher",
    ),
    (
        "We are looking after a man from Haines, Alaska who has cystic fibrosis. He is 34 and a dentist.",
        "About one person in a place of 1,",
        "Name the illness less exactly",
        "has an illness",
    ),
    (
        "We admitted a 79-year-old man from Stowe, Vermont with a stroke. He is a retired pilot.",
        "About one person in a place of 4,300",
        "Name a wider place",
        "from Vermont",
    ),
    (
        "saw a 33 year old woman from bar harbor, maine today, new type 1 diabetes, works as a cook",
        "About one person in a place of 2,600",
        "Name a wider place",
        "from our area today",
    ),
    (
        "My patient from Marfa, Texas is 95 and has dementia.",
        "About one person in a place of 1,700",
        "Say roughly how old: then 10 to 50 people fit",
        "is over sixty-five and has dementia",
    ),
    (
        "A 12-year-old girl from Camden, Maine was admitted with leukaemia.",
        "About one person in a place of 3,600",
        "Name the illness less exactly: then 9 to 60 people fit",
        "admitted with an illness",
    ),
    (
        "My patient lives in Eastport, Maine. He is a fisherman. He has hepatitis C.",
        "About one person in a place of 1,300",
        "Name a wider place",
        "lives in Maine",
    ),
    (
        "La paciente es maestra en Albarracín y tiene epilepsia. La vimos hoy.",
        "About one person in a place of 1,000",
        "Name the illness less exactly: then 6 to 40 people fit",
        "tiene una enfermedad",
    ),
    (
        "Mi paciente, de 81 años, vive en Albarracín y tiene parkinson.",
        "About one person in a place of 1,000",
        "Name a wider place",
        "vive en nuestra zona",
    ),
    (
        "A 27-year-old man from Bethel, Vermont is on our unit with schizophrenia.",
        "About one person in a place of 570",
        "Name a wider place",
        "from Vermont",
    ),
    (
        "A vet from Haines, Alaska is on our ward with sarcoidosis. He is doing better.",
        "About one person in a place of 1,700",
        "Name a wider place",
        "A vet from Alaska is",
    ),
    (
        "Our ward looks after a 70-year-old from Eastport, Maine with parkinson's disease.",
        "About one person in a place of 1,300",
        "Name a wider place",
        "from Maine with",
    ),
)


@pytest.fixture(scope="module")
def guard() -> Guard:
    """The guard itself."""
    return Guard()


def _indirect(guard: Guard, text: str) -> list[Finding]:
    report = guard.check(Submission(text=text, context="public_post", author="professional"))
    return [finding for finding in report.findings if finding.rule == "phi.indirect"]


@pytest.mark.parametrize(("text", "how_many", "first", "left"), FEW)
def test_few_people_fit_and_the_finding_says_how_many(
    guard: Guard, text: str, how_many: str, first: str, left: str
) -> None:
    (finding,) = _indirect(guard, text)
    assert how_many in finding.reason
    assert finding.decision >= Decision.HOLD
    assert finding.fixes[0].label.startswith(first)
    mended = guard.check(Submission(text=text)).fixed(finding.fixes[0])
    assert left in mended


@pytest.mark.parametrize(
    "text",
    [
        "A 41-year-old man from Houston came to our emergency department with chest pain. He is stable.",
        "My patient is a nurse from Chicago. She has asthma and is doing well.",
        "Our patient from Los Angeles, 55 years old, started her insulin last week.",
        "La paciente es profesora en Madrid y tiene asma. La vimos ayer.",
    ],
)
def test_where_many_people_fit_nothing_is_said(guard: Guard, text: str) -> None:
    assert _indirect(guard, text) == []


def test_between_few_and_many_it_is_a_note(guard: Guard) -> None:
    (finding,) = _indirect(guard, "A 6-month-old from Marfa, TX came in with bronchiolitis last night.")
    assert finding.decision is Decision.NOTE
    assert "Between 10 and 40 people in a place of 1,700" in finding.reason


def test_facts_of_several_sentences_are_counted_together(guard: Guard) -> None:
    apart = "Our patient lives in Bethel, Vermont. The wound is healing well. She is 71 and has scleroderma."
    (finding,) = _indirect(guard, apart)
    assert "About one person in a place of 570" in finding.reason


def test_the_wider_place_ends_the_finding(guard: Guard) -> None:
    text = FEW[1][0]
    (finding,) = _indirect(guard, text)
    mended = guard.check(Submission(text=text)).fixed(finding.fixes[0])
    assert not any("people in a place" in found.reason for found in _indirect(guard, mended))


def test_what_a_colleague_does_is_not_counted(guard: Guard) -> None:
    assert _indirect(guard, "I asked a dentist from Marfa, Texas for advice about my own tooth.") == []


def test_a_patient_may_tell_where_they_live_and_what_they_have(guard: Guard) -> None:
    text = "I am a barber from Marfa, Texas and I have multiple sclerosis."
    report = guard.check(Submission(text=text, context="public_post", author="patient"))
    assert all(finding.decision <= Decision.NOTE for finding in report.findings if finding.rule == "phi.indirect")


def test_the_reason_holds_no_word_of_the_text(guard: Guard) -> None:
    (finding,) = _indirect(guard, FEW[1][0])
    assert not {"barber", "Marfa", "Texas", "sclerosis"} & set(finding.reason.replace(",", " ").split())
