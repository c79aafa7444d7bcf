"""Which language a text is in, as far as it matters: never is English or Spanish taken for another."""

import json
import re
from pathlib import Path

import pytest

from commonward.guard import Decision, Guard, Report, Submission
from commonward.guard.text.document import read
from commonward.guard.text.language import name_of, unsupported

DATA = Path(__file__).parents[1] / "data"
POSTS = Path(__file__).parents[3] / "src/commonward/guard/lab/speech_texts/posts"
FRENCH = "Nous avons eu une journée difficile dans le service et je suis très fatiguée avec tous mes collègues."
NAMED = "Mrs. Ferriman in bed 4 has HIV and she is furious with us."


def told(text: str) -> str:
    return unsupported(read(text).text)


def foreign(name: str) -> list[tuple[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [(code, text) for code, _bar, text in (line.partition("|") for line in lines)]


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def checked(guard: Guard, text: str, **known: object) -> Report:
    return guard.check(Submission(text=text, author="professional", **known))  # type: ignore[arg-type]  # passed through


def test_no_english_or_spanish_post_is_taken_for_another_language() -> None:
    posts = [line for file in sorted(POSTS.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()]
    words = [re.sub(r"⟦[^|⟧]*\||⟧", "", post.split(";", 3)[-1]) for post in posts if post and post[0] != "#"]
    for name in ("examples.jsonl", "examples2.jsonl", "own_held.jsonl", "negatives_held.jsonl"):
        words += [json.loads(line)["text"] for line in (DATA / name).read_text(encoding="utf-8").splitlines()]
    assert len(words) > 4_000
    assert [text for text in words if told(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "😀😀😀",
        "gracias",
        "Hola doctora",
        "Amoxicillin 500 mg, Metformin, Lisinopril, Atorvastatin",
        "Nadia Okafor, Pat Lindqvist, Jürgen Müller, François de la Tour",
        "Ana Maria da Silva e Joao dos Santos de Oliveira",
        "Dr. van der Berg und Frau Müller",
        "C. diff, MRSA, E. coli, K. pneumoniae",
        "Pt c/o SOB, CP x 3 d, denies N/V/D, hx HTN DM2 CAD s/p CABG",
        "primum non nocere",
        "En el turno de hoy me tocó una paciente",
        "Bonjour from the ward! Today was hard and I am tired.",
        "send a dm. Send a dm send a dm",
        "J. R. M. D. L. R. https://t.co/n-et-la-les-des @les_des #unedesles",
        "me on a test",
    ],
)
def test_what_is_short_or_only_names_counts_as_read(text: str) -> None:
    assert told(text) == ""


def test_other_languages_are_told_and_mostly_by_name() -> None:
    known = foreign("languages.txt")
    assert len(known) == 56
    assert [text for _code, text in known if not told(text)] == []
    assert sum(told(text) == code for code, text in known) >= 52
    held = foreign("languages_held.txt")
    assert len(held) == 42
    assert sum(bool(told(text)) for _code, text in held) >= 35


def test_its_patterns_are_found_and_nothing_is_guessed(guard: Guard) -> None:
    report = checked(guard, f"{FRENCH} Mme Odalys Dupont, dossier MRN: 00482913. C'est une idiote.")
    assert report.unsupported == "fr"
    assert [finding.rule for finding in report.findings] == ["phi.mrn"]
    assert report.decision == Decision.BLOCK


def test_nothing_hides_behind_another_language(guard: Guard) -> None:
    report = checked(guard, f"{FRENCH} {FRENCH} {NAMED} {FRENCH} {FRENCH}")
    assert report.unsupported == ""
    assert "phi.name" in {finding.rule for finding in report.findings}
    posed = checked(guard, NAMED.translate(str.maketrans("aeopcx", "аеорсх")))
    assert "phi.name" in {finding.rule for finding in posed.findings}


def test_what_is_stated_counts_unless_the_text_is_plainly_read(guard: Guard) -> None:
    assert checked(guard, "Amoxicillin", language="fr").unsupported == "fr"
    assert checked(guard, FRENCH, language="en").unsupported == ""
    stated = checked(guard, NAMED, language="fr")
    assert stated.unsupported == ""
    assert "phi.name" in {finding.rule for finding in stated.findings}


def test_an_answer_in_another_language_is_read_by_patterns_under_an_english_thread(guard: Guard) -> None:
    report = checked(guard, FRENCH, thread=["My patient Odalys Ferriman was discharged today."])
    assert (report.unsupported, report.findings) == ("fr", ())


def test_languages_have_names_for_people() -> None:
    assert (name_of("fr"), name_of("fr-CA"), name_of("und-Cyrl"), name_of("xx")) == ("French", "French", "", "")
