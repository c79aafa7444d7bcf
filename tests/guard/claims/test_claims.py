"""What a text claims, by the front door: effects without a source, facts and myths of the list, codes that sell."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from commonward.guard import Decision, Guard, GuardUnavailable, Submission, curated
from commonward.guard.policy import catalogue
from commonward.guard.text import document
from commonward.guard.text.claims import effects, figures, lists, selling
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
    text = "You can get HIV from a cup."
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
