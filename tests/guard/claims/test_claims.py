"""What a text claims, by the front door: effects without a source, facts and myths of the list, codes that sell."""

import os
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from commonward.guard import Decision, Guard, GuardUnavailable, Submission, curated
from commonward.guard.policy import catalogue
from commonward.guard.text import document
from commonward.guard.text.claims import effects, figures, judging, lists, news, selling, standing
from commonward.guard.text.words import read_words

TOLD = Path(__file__).with_name("told.txt")
MYTHS = ("claims.false", "stigma.myth")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def found(guard: Guard, text: str, rule: str, author: str = "professional") -> list[str]:
    report = guard.check(Submission(text, context="public_post", author=author))  # type: ignore[arg-type]
    return [text[one.start or 0 : one.end or 0] for one in report.findings if one.rule == rule]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Aspirin halves the risk of bowel cancer.", "Aspirin halves the risk of bowel cancer"),
        ("Green tea prevents strokes.", "Green tea prevents strokes"),
        ("Heart attacks are prevented by olive oil.", "Heart attacks are prevented by olive oil"),
        ("Swimming backwards lowers blood pressure by a fifth.", "Swimming backwards lowers blood pressure by a fifth"),
        ("Metformin cuts cancer deaths by a third.", "Metformin cuts cancer deaths by a third"),
        ("Lavender keeps migraines away.", "Lavender keeps migraines away"),
        ("El magnesio alivia la migraña.", "magnesio alivia la migraña"),
        ("Our mattress lowers back pain by 47 percent.", "lowers back pain by"),
        ("Users report 47% fewer panic attacks.", "fewer panic attacks"),
    ],
)
def test_an_effect_that_is_claimed_wants_a_source(guard: Guard, text: str, claim: str) -> None:
    claims = found(guard, text, "claims.no-reference")
    assert any(claim in one or one in claim for one in claims)


@pytest.mark.parametrize(
    "text",
    [
        "A quiet walk does wonders. Try it.",
        "Does green tea prevent strokes?",
        "Green tea does not prevent strokes.",
        "My aunt believes that green tea prevents strokes.",
        "Magnesium helps me with migraines.",
        "Aspirin may reduce the risk of stroke, ask at your visit.",
        "Insulin lowers blood sugar.",
        "Antibiotics treat bladder infections.",
        "We give paracetamol to reduce the fever.",
        "Coffee and cake for the stroke group at four.",
        "[image: a bottle of wine] Dry January drawing for our liver talk.",
        "We cut falls on our ward by a third since May.",
    ],
)
def test_grammar_leaves_alone_what_is_no_claim_of_an_effect(text: str) -> None:
    wording = read_words(document.read(text))
    assert [*effects.find(wording), *figures.find(wording)] == []


@pytest.mark.parametrize(
    ("text", "offer"),
    [
        ("Turmeric is lovely in milk, use my code GOLD20.", "my code GOLD"),
        ("Get 20% off these clogs with my code SAM20.", "my code"),
        ("Usa mi código SALUD10 en la tienda.", "mi código SALUD10"),
        ("The brace is linked below, it is my affiliate link.", "my affiliate link"),
    ],
)
def test_a_code_that_sells_is_to_be_disclosed_first(guard: Guard, text: str, offer: str) -> None:
    for written in (text, f"{text} #collab"):
        assert any(offer in one or one in offer for one in found(guard, written, "promo.undisclosed"))
    assert found(guard, f"#ad {text}", "promo.undisclosed") == []


@pytest.mark.parametrize(
    "text",
    ["The door code is 4512, ask at the desk.", "Code blue in bay four.", "My code of conduct hangs by the kettle."],
)
def test_codes_that_sell_nothing_are_left_alone(text: str) -> None:
    assert list(selling.find(document.read(text))) == []


# --- The list of facts and myths ------------------------------------------------------------------------------------
def test_every_entry_has_what_a_clinician_must_see() -> None:
    facts = [entry for entry in curated.entries() if entry.kind != curated.RED_FLAG]
    assert len(facts) >= 60
    for entry in facts:
        assert all((entry.correction, entry.source, entry.date)), entry.id
        assert entry.url.startswith("http"), entry.id
        assert entry.checked_by == "nobody yet"
        assert entry.rule in MYTHS
        assert entry.rule in catalogue.load().rules
        assert len(entry.patterns) >= 4, entry.id


def test_a_myth_brings_its_correction_and_its_page_and_awaits_a_clinician(guard: Guard) -> None:
    text = "Sharing cutlery with someone with HIV infects you."
    [finding] = [one for one in guard.check(Submission(text, author="professional")).findings if one.entry]
    entry = next(one for one in curated.entries() if one.id == finding.entry)
    assert finding.entry == "hiv-table"
    assert finding.rule == "stigma.myth"
    assert (finding.reason, finding.decision, finding.is_awaiting) == (entry.correction, Decision.NOTE, True)
    assert entry.url in finding.source


def test_what_the_network_is_sure_of_keeps_its_weight_beside_an_entry_that_waits(guard: Guard) -> None:
    report = guard.check(Submission("Vaccines cause autism.", author="professional"))
    [finding] = [one for one in report.findings if one.rule == "claims.false"]
    assert (finding.entry, finding.is_awaiting, finding.decision) == ("vaccine-autism", True, Decision.HOLD)


@pytest.mark.parametrize(
    "text",
    [
        "It is a myth that vaccines cause autism.",
        "No, vaccines don't cause autism.",
        "People say vaccines cause autism. They don't.",
        "Do vaccines cause autism?",
        "Myth: vaccines cause autism. Fact: they do not.",
        "Las vacunas no causan autismo.",
    ],
)
def test_a_myth_that_is_answered_is_no_finding(guard: Guard, text: str) -> None:
    report = guard.check(Submission(text, author="professional"))
    assert [one.rule for one in report.findings if one.rule in MYTHS] == []


@pytest.mark.parametrize(
    "text", ["It is no myth that vaccines cause autism.", "They call it a myth, but vaccines cause autism."]
)
def test_a_myth_that_is_defended_is_told(guard: Guard, text: str) -> None:
    assert "vaccine-autism" in {one.entry for one in guard.check(Submission(text, author="professional")).findings}


def _sentences() -> list[tuple[str, str]]:
    lines = TOLD.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("|", 1) for line in lines if line and not line.startswith("#"))
    return [(entry.strip(), text.strip()) for entry, text in pairs]


@pytest.mark.slow
def test_myths_in_other_words_are_mostly_found_and_their_answers_left_alone(guard: Guard) -> None:
    """Floors below what docs/guard-speech.md tells; the sentences were written after the list."""
    told = [(entry, {one.entry for one in guard.check(Submission(text)).findings}) for entry, text in _sentences()]
    hits = [entry in entries for entry, entries in told if entry != "-"]
    alarms = [bool(entries - {""}) for entry, entries in told if entry == "-"]
    assert sum(hits) >= 0.8 * len(hits)
    assert sum(alarms) <= 0.04 * len(alarms)


def test_an_altered_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = resources.files("commonward.guard").joinpath("resources", "claims")
    folder = tmp_path / "resources" / "claims"
    shutil.copytree(str(shipped), folder)
    (folder / lists.FACTS).write_text("", encoding="utf-8")
    monkeypatch.setattr(lists.resources, "files", lambda _package: tmp_path)
    lists.files.cache_clear()
    with pytest.raises(GuardUnavailable, match="is not the file that the guard came with"):
        lists.files()
    lists.files.cache_clear()


# --- What stands behind a claim -------------------------------------------------------------------------------------
CLAIM = "Aspirin halves the risk of bowel cancer"


@pytest.mark.parametrize(
    "text",
    [
        f"{CLAIM} (doi:10.1016/S0140-6736(10)61543-7).",
        f"{CLAIM}. See PMID 20970847.",
        f"{CLAIM}. PMCID: PMC3071823.",
        f"{CLAIM}, says the USPSTF recommendation statement of 2016.",
        f"{CLAIM} [1]. Ask at your visit.\n\nWe open at nine.\n\n[1] Rothwell. doi:10.1016/S0140-6736(10)61543-7",
        f"{CLAIM}.\n\nWe open at nine.\n\nSource: https://www.cancer.gov/about-cancer",
        f"{CLAIM} (“Long-term effect of aspirin on colorectal cancer”, doi:10.1016/S0140-6736(10)61543-7).",
    ],
)
def test_a_claim_with_its_source_is_left_alone(guard: Guard, text: str) -> None:
    assert found(guard, text, "claims.no-reference") == []


@pytest.mark.parametrize(
    "text",
    [
        f"{CLAIM}. The tea was lovely. We met by the river. PMID 20970847 is my favourite.",
        f"{CLAIM} [2]. Ask at your visit.\n\nWe open at nine.\n\n[1] Rothwell, doi:10.1016/S0140-6736(10)61543-7",
        f"{CLAIM} (https://blog.example.com/aspirin).",
    ],
)
def test_a_source_that_stands_by_something_else_is_none(text: str) -> None:
    assert CLAIM in claimed(text)


@pytest.mark.parametrize(
    ("text", "quote", "says"),
    [
        (f"{CLAIM} (doi: 11.1136/bmj.n71).", "doi: 11.1136/bmj.n71", standing.DOI_FORM),
        (f"{CLAIM} (doi:10.11/bmj).", "doi:10.11/bmj", standing.DOI_FORM),
        (f"{CLAIM}, PMID 123456789012.", "PMID 123456789012", standing.PMID_FORM),
        (f"{CLAIM} (NICE guideline, 2091).", "NICE guideline, 2091", standing.YEAR_TO_COME),
        (f"{CLAIM} (Rothwell et al., 2091).", "et al., 2091", standing.YEAR_TO_COME),
        (
            f"{CLAIM} (“Hand hygiene in primary schools”, doi:10.1136/bmj.n71).",
            "doi:10.1136/bmj.n71",
            standing.ABOUT_ELSE,
        ),
    ],
)
def test_what_cannot_be_a_reference_or_is_about_something_else_is_said(text: str, quote: str, says: str) -> None:
    assert says in claimed(text)[quote]


def test_a_reference_of_a_wrong_form_without_a_claim_is_a_note() -> None:
    text = "Our paper is out at last: doi: 11.1136/bmj.n71."
    [one] = judging.judge(document.read(text), Submission(text), [])
    assert (one.reason, one.confidence < catalogue.load().confidence.act) == (standing.DOI_FORM, True)


def test_a_promised_cure_is_not_asked_for_its_source_too(guard: Guard) -> None:
    text = "Our LumaHum bedtime tea ends snoring in one night. Guaranteed, every sleeper, every time!"
    rules = {one.rule for one in guard.check(Submission(text, author="organisation")).findings}
    assert "claims.cure" in rules
    assert "claims.no-reference" not in rules


def test_a_source_about_something_else_is_a_note(guard: Guard) -> None:
    text = f"{CLAIM} (“Hand hygiene in primary schools”, doi:10.1136/bmj.n71)."
    report = guard.check(Submission(text, author="professional"))
    assert [one.decision for one in report.findings if one.reason == standing.ABOUT_ELSE] == [Decision.NOTE]


@pytest.mark.parametrize(
    "text",
    [
        "The review of 2019 is on the shelf, call 10.1234.",
        "doi: pending, we hope for spring.",
        "The ward moves in 2091, says the plan.",
        "https://[fe80::1 is no address",
    ],
)
def test_what_was_not_meant_as_a_reference_is_left_alone(text: str) -> None:
    assert claimed(text) == {}


def claimed(text: str) -> dict[str, str]:
    """What lists and grammar find to be without a source: the words, and what is said of them."""
    heard = judging.judge(document.read(text), Submission(text), [])
    return {text[one.start : one.end]: one.reason for one in heard if one.rule == "claims.no-reference"}


# --- News -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A new pill reverses type 2 diabetes.", news.NO_STAGE),
        ("Groundbreaking gene therapy cures sickle cell pain, says our chief.", news.NO_STAGE),
        ("This revolutionary helmet stops migraines.", news.NO_STAGE),
        ("Un nuevo fármaco detiene la demencia.", news.NO_STAGE),
        ("A new pill reverses diabetes in a small trial.", news.NO_NUMBER),
    ],
)
def test_news_without_stage_or_numbers_says_what_is_missing(text: str, says: str) -> None:
    heard = judging.judge(document.read(text), Submission(text), [])
    assert says in [one.reason for one in heard if one.rule == "claims.incomplete"]


@pytest.mark.parametrize(
    "text",
    [
        "In a phase 2 trial with 84 people (2025) a new pill slowed dementia.",
        "A new vaccine prevented malaria in mice in 2024; people come next.",
        "The new app reminds you of your tablets.",
        "Does the new drug cure diabetes?",
        "We have a new scanner and a new kettle.",
        "New treatment room opens on Monday, stop by.",
    ],
)
def test_news_with_its_stage_and_other_news_are_left_alone(text: str) -> None:
    heard = judging.judge(document.read(text), Submission(text), [])
    assert [one for one in heard if one.rule == "claims.incomplete"] == []


@pytest.mark.slow
def test_of_two_ways_to_tell_it_the_same_is_found_in_every_process() -> None:
    """ "Antibiotics kill the flu" and "… the flu virus" are as full: neither may win by chance."""
    code = (
        "from commonward.guard.text import document\n"
        "from commonward.guard.text.claims import myths\n"
        "from commonward.guard.text.words import read_words\n"
        "text = 'Antibiotics kill the flu virus, so push your GP until you get some.'\n"
        "print(list(myths.find(read_words(document.read(text)))))\n"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "4", "5")
    }
    assert len(answers) == 1
    assert "first=0" in answers.pop()
