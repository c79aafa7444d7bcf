"""The deterministic scan: whatever the text, its spans are true, local and blind to disguise."""

from pathlib import Path

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from commonward.guard.contract import Kind
from commonward.guard.evaluation.marked import read_page
from commonward.guard.text.candidate import Candidate
from commonward.guard.text.document import read
from commonward.guard.text.merge import merge
from commonward.guard.text.rules import RULE_MODULES
from commonward.guard.text.scan import LEAST_CONFIDENCE, lanes, scan

PAGES = Path(__file__).parents[1] / "rules"
RULES = sorted({rule for module in RULE_MODULES for rule in module.RULES})

# Pieces that begin, end or almost make identifiers, to be thrown together.
# fmt: off
PIECES = st.sampled_from([
    "MRN", "MRN: ", "00482913", "555-0142", "(212) ", "+44 20 ", "7946 0958", "fax ", "ssn ", "900-12-3456",
    "9 0 0 - ", "@", "pat", ".example", "://", "www.", "http", "203.0.113.77", "::", "2001:db8", "March ",
    "3rd", "03/04/", "2024", "-", "/", ".", " ", "\n", "may ", "on ", "the ", "DOB ", "born ", "1931", "97",
    "-year-old", "aged ", "turned ", "one hundred and ", "she is ", "Mrs. Ferriman, ", "67", ",", "room ",
    "Bed 9 ON ", "MAPLE WARD", "12 ", "Tern Street", "zip ", "03602", "acct ", "4111 1111 ", "GB29 NWBK ",
    "plate ", "KJ7 4TR", "serial ", "subject ", "KESTREL-0417", "five ", "oh ", "double ", "40.0150", ", ",
    "-105.2705", "yesterday", "last ", "Tuesday", "5", "５", "\u200b", "é", "\U0001f600", "١", "\u0301", "(01)",
    "(21)", "hace ", "dos ", "semanas", "calle ", "Mayor ", "de ", "enero", "12345678Z",
])
# fmt: on
TEXT = st.one_of(st.text(st.characters(), max_size=120), st.lists(PIECES, max_size=25).map("".join))

SAMPLES = (
    "Bed 9, MRN 00482913, call 555-0142 or write to hesper.daly@mailbox.example on March 3rd.",
    "She is 96, born 1929, SSN 900-12-3456, plate KJ7 4TR, from 03602, seen 04/11/2023.",
    "fax 555 0137, serial PQX-220917, plan ID WXK-4471902, acct 77120934, @mirelle_t, 18 Pelican Row.",
)


PLAIN = "0123456789-"
WIDE = "０１２３４５６７８９－"


def quotes(text: str, candidates: list[Candidate]) -> list[tuple[str, str]]:
    return [(candidate.rule, text[candidate.start : candidate.end]) for candidate in candidates]


@given(TEXT)
def test_any_text_gives_true_spans(text: str) -> None:
    found = scan(read(text))
    assert found == sorted(found)
    for candidate in found:
        assert 0 <= candidate.start < candidate.end <= len(text)
        assert LEAST_CONFIDENCE <= candidate.confidence <= 1
        assert candidate.rule in {*RULES, ""}
        assert candidate.kind in {Kind.DATE, Kind.AGE, Kind.LOCATION, Kind.CONTACT, Kind.ID}
        assert candidate.origin == "pattern"


@given(st.sampled_from(SAMPLES), TEXT)
def test_far_text_changes_nothing(sample: str, other: str) -> None:
    alone = scan(read(sample, "en"))
    gap = "\n" + "." * 200 + "\n"
    together = scan(read(sample + gap + other, "en"))
    assert [candidate for candidate in together if candidate.end <= len(sample)] == alone


@settings(max_examples=50)
@given(st.sampled_from(SAMPLES), st.data())
def test_disguise_hides_nothing(sample: str, data: st.DataObject) -> None:
    plain = quotes(sample, scan(read(sample, "en")))
    places = data.draw(st.lists(st.integers(1, len(sample) - 1), max_size=12))
    disguised = "".join(("\u200b" if index in places else "") + character for index, character in enumerate(sample))
    disguised = disguised.translate(
        str.maketrans("0123456789-", data.draw(st.sampled_from(["0123456789-", "０１２３４５６７８９－"])))
    )
    found = quotes(disguised, scan(read(disguised, "en")))
    back = str.maketrans(WIDE, PLAIN, "\u200b")
    assert [(rule, quote.translate(back)) for rule, quote in found] == plain


@pytest.mark.parametrize("rule", RULES)
def test_pages_hold_for_the_scan_alone(rule: str) -> None:
    """What the page marks, patterns find, and nothing else; whose it is, others judge."""
    pages = [folder / f"{rule}.md" for folder in (PAGES, PAGES.with_name("kept"))]
    examples = [one for page in pages if page.exists() for one in read_page(page) if not one.setting.is_stranger]
    assert examples
    for example in examples:
        found = merge(scan(read(example.text, example.setting.language)))
        spans = [(candidate.start, candidate.end) for candidate in found if candidate.rule == rule]
        assert spans == list(example.spans), f"{rule}.md, line {example.line}"


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "\u200b" * 50, "\u0301" * 50, "\ud800"])
def test_empty_and_unseen_text_holds_nothing(text: str) -> None:
    assert scan(read(text)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["a" * 300_000, "e" + "\u0301" * 300_000, "\n" * 300_000, "1 " * 150_000, "MRN: \n" * 10_000, "@" * 300_000],
    ids=["one word", "marks", "lines", "digits", "labels", "signs"],
)
def test_long_and_hostile_texts_are_answered(text: str) -> None:
    for candidate in scan(read(text)):
        assert 0 <= candidate.start < candidate.end <= len(text)


def test_each_family_is_one_lane() -> None:
    assert len(lanes()) == len(RULE_MODULES) <= 17


def test_each_pattern_says_in_one_group_what_to_report() -> None:
    for lane in lanes():
        for pattern in lane.patterns:
            assert re2.compile(pattern.regex.encode("ascii")).groups == 1, (lane.name, pattern.regex)


@pytest.mark.parametrize(
    ("text", "rule", "hint"),
    [
        ("ring 1-800-273-8255", "phi.phone", "public"),
        ("see https://www.cdc.gov/flu", "phi.url", "public"),
        ("10 September is World Suicide Prevention Day", "phi.date", "generic"),
        ("Mañana, 12 de mayo, es el Día Internacional de la Enfermería", "phi.date", "generic"),
        ("MRN 00482913", "phi.mrn", "patient"),
        ("DOB 04/11/1967", "phi.date", "patient"),
        ("NPI 1234567893", "phi.licence", "clinician"),
    ],
)
def test_hints_say_whose_it_is(text: str, rule: str, hint: str) -> None:
    assert [candidate.hint for candidate in scan(read(text)) if candidate.rule == rule] == [hint]


@pytest.mark.parametrize(
    ("text", "kind", "quote"),
    [
        ("Mrs. Odalys Ferriman, 67, walked out", Kind.AGE, "67"),
        ("58M with DKA", Kind.AGE, "58M"),
        ("woman in her 60s", Kind.AGE, "60s"),
        ("Varón de 58 años", Kind.AGE, "58 años"),
        ("he is nineteen.", Kind.AGE, "nineteen"),
        ("she was born in 1961 and", Kind.DATE, "1961"),
        ("ZIP 802 only", Kind.LOCATION, "802"),
    ],
)
def test_entities_that_no_rule_governs(text: str, kind: Kind, quote: str) -> None:
    assert [
        (candidate.kind, text[candidate.start : candidate.end], candidate.rule)
        for candidate in scan(read(text))
        if candidate.kind is kind
    ] == [(kind, quote, "")]
