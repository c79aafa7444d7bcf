"""Filthy words and their masks, terms that put the illness first, red flags, and plain words: what lists alone know."""

import pytest

from commonward.guard import Submission
from commonward.guard.text import document
from commonward.guard.text.speech import lists, phrases, profanity, readability, red_flags, terms
from commonward.guard.text.words import read_words


def profane(text: str) -> list[str]:
    read = document.read(text)
    return [read.text[one.start : one.end] for one in profanity.find(read)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What a shitty shift", ["shitty"]),
        ("f**k this rota", ["f**k"]),
        ("f u c k nights", ["f u c k"]),
        ("you b!tch", ["b!tch"]),
        ("fuuuuck", ["fuuuuck"]),
        ("absolute bull$hit paperwork", ["bullshit"]),
        ("a$$hole of the month", ["asshole"]),
        ("qué mierda de turno, joder", ["mierda", "joder"]),
        ("He is pissed off again", ["pissed off"]),
    ],
)
def test_filthy_words_are_found_in_every_mask(text: str, words: list[str]) -> None:
    assert profane(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Skin prick test at nine, finger prick at ten.",
        "Dr Dickinson assessed the shiitake allergy in Scunthorpe.",
        "Dose 5*3 ml, co-trimoxazole, b-12, e-mail us at desk@clinic.example.",
        "A b c d e f, the alphabet for children.",
        "The bastard artery is a name that surgeons use.",
    ],
)
def test_words_that_only_look_filthy_are_left_alone(text: str) -> None:
    assert profane(text) == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("We see many addicts here.", "people with a substance use disorder"),
        ("He is an alcoholic.", "a person with an alcohol use disorder"),
        ("Help for AIDS victims.", "people living with HIV"),
        ("Charla sobre drogadictos.", "personas con un trastorno por consumo"),
        ("The schizophrenic in room 4", "person with schizophrenia"),
    ],
)
def test_a_term_comes_with_words_that_put_the_person_first(text: str, instead: str) -> None:
    assert [term.instead for term in terms.find(document.read(text))] == [instead]


def test_a_word_that_is_an_adjective_here_is_no_term() -> None:
    for text in ("An epileptic fit lasts minutes.", "Alcoholic drinks are sold next door.", "schizophrenic episodes"):
        assert list(terms.find(document.read(text))) == []


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("I have crushing pain in my chest", "chest-pain"),
        ("his mouth is hanging on one side", "stroke"),
        ("she can't breathe and her lips are blue", "breathing"),
        ("my throat is closing up", "anaphylaxis"),
        ("it won't stop bleeding, I soaked three pads", "bleeding"),
        ("he collapsed and is not waking", "seizure"),
        ("my baby is 5 weeks old and has a fever of 38.5", "infant"),
        ("the spots don't fade under a glass", "rash"),
        ("I haven't felt the baby move since yesterday", "pregnancy"),
        ("he swallowed a battery", "overdose"),
        ("she is confused and has a fever of 39.5", "confusion"),
        ("a curtain came over my eye", "vision"),
        ("her sugar is 25 and she is vomiting", "glucose"),
        ("I hit my head and I am on warfarin", "head-injury"),
        ("me duele el pecho", "chest-pain"),
        ("my throat feels like it's closing", "anaphylaxis"),
        ("worst headache of my life, it came like a thunderclap", "headache"),
        ("my heart is racing and I'm about to pass out", "heart-rhythm"),
        ("my back hurts and I can't feel when I pee, numb between my legs", "spine"),
        ("my foot is cold and white and I can't feel it", "limb"),
        ("sudden terrible pain in my testicle", "belly"),
        ("a snake bit my foot", "injury"),
        ("he hits the kids again tonight", "child-danger"),
        ("I don't want to live anymore", "wish-to-die"),
        ("quiero morirme", "wish-to-die"),
        ("I keep thinking my kids would manage better without me around", "wish-to-die"),
        ("I've got the pills lined up", "means-and-farewell"),
        ("I keep cutting my arms", "hurting-oneself"),
        ("my brother says he will kill himself", "worry-for-somebody"),
    ],
)
def test_each_red_flag_of_the_list_is_found_without_a_model(text: str, flag: str) -> None:
    assert flag in {one.flag for one in red_flags.find(document.read(text))}


def test_an_ordinary_message_raises_no_red_flag() -> None:
    for text in ("Could I have my blood test results?", "My blood pressure was 128/82.", "The scan is on Friday."):
        assert list(red_flags.find(document.read(text))) == []


def test_what_is_denied_or_long_ago_raises_no_red_flag() -> None:
    for text in (
        "No chest pain, just a check.",
        "His first seizure was ten years ago.",
        "Never had chest pain.",
        "Penicillin gave me hives as a child.",
    ):
        assert list(red_flags.find(document.read(text))) == []


def test_every_red_flag_has_what_a_clinician_must_see() -> None:
    for flag in lists.load()["red_flags"]["flag"]:
        assert {"id", "name", "rule", "keys", "patterns"} <= set(flag)


def hard(text: str, context: str = "public_post", author: str = "organisation") -> list[str]:
    found = readability.find(document.read(text), Submission(text, context=context, author=author))
    return [text[one.start : one.end] for one in found]


HARD = (
    "Prophylactic anticoagulation is contraindicated in individuals exhibiting thrombocytopaenia secondary to "
    "myelosuppressive chemotherapy, pending haematological consultation"
)


def test_a_sentence_of_long_words_for_the_public_is_hard_to_read() -> None:
    assert hard(f"Dear patients. {HARD}. See you soon.") == [HARD]
    assert hard(HARD, context="professional_case") == []
    assert hard(HARD, author="patient") == []
    assert (
        hard("Bring your tablets and the list of your medicines, and come ten minutes early, please, all of you.") == []
    )


def test_the_grade_of_a_text_grows_with_its_words_and_sentences() -> None:
    easy = readability.grade("Take one pill. Drink water. Call us.")
    assert easy.years < readability.AIM < readability.grade(HARD).years
    assert readability.grade("") == (0.0, 0)


def test_a_phrase_is_found_across_commas_and_line_breaks() -> None:
    known = phrases.load()
    read = document.read("stop taking,\nplease, your statins")
    found = {known.rules[one.rule] for one in known.find(read_words(read))}
    assert "claims.stop-treatment" in found
