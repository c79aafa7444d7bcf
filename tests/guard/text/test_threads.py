"""A text is read with the thread before it: who is spoken of, and identifiers that are split over two parts."""

from collections.abc import Sequence

import pytest

from commonward.guard import Guard, Submission

GUARD = Guard()


def _found(text: str, thread: Sequence[str]) -> list[tuple[str, str]]:
    report = GUARD.check(Submission(text=text, context="public_post", author="professional", thread=thread))
    return [(finding.rule, text[finding.start : finding.end]) for finding in report.findings]


@pytest.mark.parametrize(
    ("before", "text", "rule", "quote"),
    [
        ("My patient has lung cancer at 41.", "The bakery on Tern Street is the best.", "phi.geo", "Tern Street"),
        ("Our patient had a stroke on the stairs.", "It was last Tuesday.", "phi.date", "last Tuesday"),
        ("My patient's phone starts with 212-555", "0142 is the rest of it", "phi.phone", "0142"),
        ("Our patient Odalys Ferriman is on dialysis.", "And Odalys still sings!", "phi.name", "Odalys"),
        ("The patient is called Odalys", "Ferriman sings in the choir.", "phi.name", "Ferriman"),
    ],
)
def test_the_thread_before_tells_whose_it_is(before: str, text: str, rule: str, quote: str) -> None:
    assert (rule, quote) not in _found(text, ())
    assert (rule, quote) in _found(text, [before])


def test_findings_of_earlier_parts_are_not_repeated() -> None:
    thread = ["My patient Odalys Ferriman, MRN 00482913, went home on March 3rd."]
    assert _found("What a week this was.", thread) == []


def test_a_fix_edits_only_the_text_at_hand() -> None:
    thread = ["Our patient Odalys Ferriman is on dialysis."]
    text = "And Odalys still sings!"
    report = GUARD.check(Submission(text=text, context="public_post", author="professional", thread=thread))
    fixed = report.fixed(*(one.fixes[0] for one in report.findings if one.rule == "phi.name"))
    assert "Odalys" not in fixed
    assert fixed.startswith("And ")


def test_an_answer_to_a_review_in_the_thread_admits_nothing() -> None:
    review = "Two stars. The dentist was rude and my tooth still hurts."
    answer = "Your filling was done exactly as planned and you thanked us."
    assert "phi.confirms-patient" not in {rule for rule, _ in _found(answer, ())}
    assert "phi.confirms-patient" in {rule for rule, _ in _found(answer, [review])}


def test_what_a_text_tells_alone_is_found_with_any_thread() -> None:
    text = "My patient Garrick Voss from Tern Street died last Tuesday."
    alone = _found(text, ())
    assert set(alone) <= set(_found(text, ["Join our webinar on Thursday!", "Great talk, thanks."]))
