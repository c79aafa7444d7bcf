"""What was found becomes cards, tally and one sentence; every button says what it does."""

import json

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from commonward.ui import composing, findings
from commonward.ui.composing import Composer
from ui.harness import Edit, Finding, Fix, found_in

TEXT = "Mrs. Ferriman and the harpist. He was non-compliant and non-compliant. Drink plenty of water."


def test_cards_come_strictest_first_and_keep_the_guards_order_in_their_tokens() -> None:
    check = findings.read(TEXT, found_in(TEXT))
    assert [card.level for card in check.findings] == ["block", "hold", "warn", "warn", "note"]
    assert [card.fixes[0].token for card in check.findings] == ["0.0", "1.0", "2.0", "3.0", "4.0"]
    assert [card.quote for card in check.findings][:2] == ["Mrs. Ferriman", "the harpist"]


def test_two_findings_of_one_rule_have_keys_of_their_own() -> None:
    keys = [card.key for card in findings.read(TEXT, found_in(TEXT)).findings]
    assert keys == ["phi.name-1", "phi.indirect-1", "stigma.language-1", "stigma.language-2", "claims.false-1"]


def test_the_tally_counts_by_level_and_begins_with_the_first_card() -> None:
    tally = findings.read(TEXT, found_in(TEXT)).tally
    assert [(count.level, count.number, count.first) for count in tally] == [
        ("block", 1, 0),
        ("hold", 1, 1),
        ("warn", 2, 2),
        ("note", 1, 4),
    ]


@pytest.mark.parametrize(
    ("text", "may", "label", "sentence", "announced"),
    [
        ("Mrs. Ferriman", False, "Publish", "One thing needs a change", "1 thing found: 1 must change."),
        ("Mrs. Ferriman, Mrs. Ferriman", False, "Publish", "2 things need a change", "2 things found: 2 must change."),
        ("the harpist", True, "Send for review", "A second person reads it", "1 thing found."),
        ("non-compliant", True, "Publish", "say why you keep it", "1 thing found."),
        ("plenty of water", True, "Publish", "good to know", "1 thing found."),
        ("Small steps count.", True, "Publish", "Nothing found", "Nothing found."),
    ],
)
def test_one_sentence_says_what_now(text: str, may: bool, label: str, sentence: str, announced: str) -> None:
    check = findings.read(text, found_in(text))
    assert check.can_publish is may
    assert check.publish_label == label
    assert sentence in check.state_sentence
    assert check.announcement == announced


def test_a_fix_of_several_edits_shows_the_words_around_them() -> None:
    text = "See bed 4, ward 7 today."
    fix = Fix("Leave both out", (Edit(4, 9, "a bed"), Edit(11, 17, "a ward")))
    (card,) = findings.read(text, [Finding("phi.place", 4, 9, "block", "A place", fixes=(fix,))]).findings
    assert card.change is not None
    assert (card.change.before, card.change.after) == ("bed 4, ward 7", "a bed, a ward")
    assert json.loads(card.change.edits_json) == [
        {"start": 4, "end": 9, "text": "a bed"},
        {"start": 11, "end": 17, "text": "a ward"},
    ]


def test_a_fix_in_two_far_places_shows_the_first_and_not_all_between() -> None:
    text = "Karin lies on our ward and would love a visit from all of us. Please write to Karin."
    fix = Fix("Use their role", (Edit(0, 5, "A neighbour"), Edit(78, 83, "a neighbour")))
    (card,) = findings.read(text, [Finding("phi.name", 0, 5, "hold", "A name", fixes=(fix,))]).findings
    assert card.change is not None
    assert (card.change.before, card.change.after) == ("Karin", "A neighbour")
    assert len(json.loads(card.change.edits_json)) == 2


def test_what_is_allowed_and_what_is_on_a_picture_leaves_no_mark() -> None:
    found = [
        Finding("phi.name", 0, 13, "allow", "Fine"),
        Finding("media.face", None, None, "hold", "A face in the picture", media=0),
    ]
    check = findings.read(TEXT, found)
    assert [card.rule for card in check.findings] == ["media.face"]
    assert [piece.level for piece in check.segments] == [""]


def test_a_long_quote_loses_its_middle() -> None:
    assert findings.shortened("x" * 500).count("x") == findings.LONGEST_QUOTE
    assert findings.shortened("short") == "short"


def test_a_card_without_a_form_only_reads() -> None:
    (card,) = findings.read(
        "non-compliant", found_in("non-compliant"), reasons={"stigma.language-1": "A title."}
    ).findings
    read_only = render_to_string("ui/finding.html", {"finding": card})
    assert "<button" not in read_only
    assert "A title." in read_only
    with_form = render_to_string("ui/finding.html", {"finding": card, "form": "composer"})
    assert 'form="composer" name="fix" value="0.0"' in with_form
    assert 'name="reason-stigma.language-1"' in with_form


def test_what_was_written_is_escaped_everywhere() -> None:
    text = '<b>Mrs. Ferriman</b> & "co"'
    fix = Fix("Use <i>her</i> role", (Edit(3, 16, "<u>a patient</u>"),))
    check = findings.read(text, [Finding("phi.name", 3, 16, "block", "<b>This</b>", fixes=(fix,))])
    composer = Composer(action="/", check_url="/", key="1:new", text=text)
    html = render_to_string("ui/composer/check.html", {"check": check, "composer": composer})
    html += render_to_string("ui/composer/form.html", {"check": check, "composer": composer})
    assert not any(f"<{tag}>" in html for tag in ("u", "i")) or "<i data-word" in html
    assert "<b>This" not in html
    assert "<u>" not in html
    assert "<b>Mrs" not in html


def test_when_the_guard_cannot_answer_the_words_are_kept() -> None:
    check = findings.unchecked()
    assert check.failed
    assert "Your words are kept" in check.state_sentence


def test_line_ends_are_counted_as_people_see_them() -> None:
    post = QueryDict(mutable=True)
    post["text"] = "one\r\ntwo\rthree\nfour"
    assert composing.words_of(post) == "one\ntwo\nthree\nfour"
    assert composing.words_of(post, "missing") == ""


def test_reasons_come_by_the_key_of_their_card() -> None:
    post = QueryDict("reason-stigma.language-1=+A+title.+&text=x&reason-=&audience=public")
    assert composing.reasons_of(post) == {"stigma.language-1": "A title.", "": ""}


@pytest.mark.parametrize(
    ("sent", "id", "inside"),
    [
        ("reply-4 inside", "reply-4", True),
        ("composer", "composer", False),
        ('x"><script>', "composer", False),
        ("", "composer", False),
    ],
)
def test_the_composer_that_asks_is_known_by_a_safe_name(sent: str, id: str, inside: bool) -> None:
    post = QueryDict(mutable=True)
    post["composer"] = sent
    composer = composing.answering(post)
    assert (composer.id, composer.cards_inside) == (id, inside)


def test_free_places_for_pictures_shrink_with_those_kept() -> None:
    assert list(Composer(action="", check_url="", key="", max_pictures=4).picture_slots) == [1, 2, 3, 4]
    assert list(Composer(action="", check_url="", key="").picture_slots) == []
