"""What changed between two texts: nothing lost, nothing made up, and fast for long ones."""

from hypothesis import given
from hypothesis import strategies as st

from commonward.ui.differences import between


def test_words_are_struck_and_put_in() -> None:
    pieces = between("Ask for one thing. It is hard.", "Ask for two things. It is hard.")
    assert [(piece.kind, piece.text) for piece in pieces if piece.kind != "same"] == [
        ("out", "one"),
        ("in", "two"),
        ("out", "thing"),
        ("in", "things"),
    ]


def test_the_same_words_did_not_change() -> None:
    assert [piece.kind for piece in between("Rest.", "Rest.")] == ["same"]
    assert between("", "") == ()


@given(st.text(), st.text())
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = between(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after


def test_long_texts_are_compared_by_their_lines() -> None:
    before = "\n".join(f"Line {number} of a long story." for number in range(3000))
    pieces = between(before, before.replace("Line 7 ", "Row 7 "))
    assert [piece.text for piece in pieces if piece.kind == "in"] == ["Row 7 of a long story.\n"]
