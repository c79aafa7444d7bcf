"""Cutting a text for the layer of marks loses nothing and gives every piece its strictest level."""

from dataclasses import dataclass

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from commonward.ui.marks import LEVELS, Segment, first_marks, segments


@dataclass(frozen=True, slots=True)
class Span:
    start: int | None
    end: int | None
    level: str
    index: int


TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
OFFSETS = st.none() | st.integers(-5, 70)
SPANS = st.lists(st.tuples(OFFSETS, OFFSETS, st.sampled_from(LEVELS)), max_size=8).map(
    lambda found: [Span(start, end, level, index) for index, (start, end, level) in enumerate(found)]
)


def covering(spans: list[Span], at: int) -> set[int]:
    return {
        span.index
        for span in spans
        if span.start is not None and span.end is not None and max(0, span.start) <= at < span.end
    }


@given(TEXTS, SPANS)
def test_the_pieces_are_the_text(text: str, spans: list[Span]) -> None:
    assert "".join(piece.text for piece in segments(text, spans)) == text


@given(TEXTS, SPANS)
def test_every_letter_has_the_findings_that_cover_it(text: str, spans: list[Span]) -> None:
    at = 0
    for piece in segments(text, spans):
        assert piece.text
        for offset in range(at, at + len(piece.text)):
            assert set(piece.indexes) == covering(spans, offset)
        at += len(piece.text)


@given(TEXTS, SPANS)
def test_the_strictest_level_gives_the_line(text: str, spans: list[Span]) -> None:
    by_index = {span.index: span for span in spans}
    for piece in segments(text, spans):
        ranks = [LEVELS.index(by_index[index].level) for index in piece.indexes]
        assert ranks == sorted(ranks, reverse=True)
        assert piece.level == (by_index[piece.indexes[0]].level if piece.indexes else "")


@given(TEXTS, SPANS)
def test_marked_pieces_are_counted_from_one(text: str, spans: list[Span]) -> None:
    numbers = [piece.number for piece in segments(text, spans) if piece.level]
    assert numbers == list(range(1, len(numbers) + 1))


@given(TEXTS, SPANS)
def test_html_keeps_every_space(text: str, spans: list[Span]) -> None:
    html = render_to_string("ui/marks.html", {"segments": segments(text, spans), "prefix": "c-"})
    plain = "".join(part.split(">", 1)[-1] for part in html.replace("</mark>", "").split("<mark "))
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        plain = plain.replace(entity, letter)
    assert plain == text


def test_a_finding_inside_another_keeps_both() -> None:
    pieces = segments("the baker of Quill", [Span(0, 18, "hold", 0), Span(13, 18, "block", 1)])
    assert pieces == [Segment("the baker of ", "hold", (0,), 1), Segment("Quill", "block", (1, 0), 2)]
    assert first_marks(pieces) == {0: 1, 1: 2}


def test_emoji_count_as_one() -> None:
    pieces = segments("😀 Pat 😀", [Span(2, 5, "block", 0)])
    assert [piece.text for piece in pieces] == ["😀 ", "Pat", " 😀"]


def test_many_findings_in_a_long_text_are_quick() -> None:
    spans = [Span(start, start + 5, "note", start) for start in range(0, 100_000, 20)]
    assert len(segments("x" * 100_000, spans)) == 2 * len(spans)
