"""The posts that we wrote for training: each can be read, marks are where they say, held-out ones stay apart."""

import pytest

from commonward.guard.lab import posts
from commonward.guard.lab.encode import encode
from commonward.guard.lab.marked_text import NOT_SURE


@pytest.mark.slow
def test_every_post_can_be_read_and_none_is_there_twice() -> None:
    texts = [post for held_out in (False, True) for post in posts.posts(held_out=held_out)]
    assert len(texts) > 4_500
    assert len({post.text for post in texts}) == len(texts)
    for post in texts:
        assert not set("⟦⟧␤") & set(post.text)
        assert all(0 <= start < end <= len(post.text) for start, end, _ in post.marks)
        assert all(mark in "nlod" or mark.startswith("phi.") for _, _, mark in post.marks)


def test_a_mark_leaves_out_the_title_and_a_longer_finding_lies_over_others() -> None:
    line = (
        "S;dm;en;Saw ⟦phi.name|Mr Ncube⟧ with ⟦n|Paudie⟧.␤He runs the only ferry. ## phi.indirect=runs the only ferry"
    )
    post = posts.read_post("one", line)
    assert (post.author, post.context) == ("student", "direct_message")
    assert [(post.text[start:end], mark) for start, end, mark in post.marks] == [
        ("Ncube", "phi.name"),
        ("Paudie", "n"),
        ("runs the only ferry", "phi.indirect"),
    ]


@pytest.mark.parametrize("line", ["Saw Tilly today.", "P;grp;en;Saw Tilly. ## phi.indirect=the ferryman"])
def test_a_line_that_cannot_be_read_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="three-007"):
        posts.read_post("three-007", line)


def test_where_nobody_is_sure_training_learns_nothing() -> None:
    post = posts.read_post("one", "P;pub;en;The study number ⟦phi.other-id|Rook⟧ of ⟦phi.geo|Ashdown General⟧.")
    kinds = [span.kind for span in posts.spans(post)]
    assert kinds == [NOT_SURE, "LOCATION|ORG"]


def test_held_out_posts_are_no_posts_for_learning() -> None:
    held = {post.name.rpartition("-")[0] for post in posts.posts(held_out=True)}
    assert held == posts.HELD_OUT
    assert held.isdisjoint(post.name.rpartition("-")[0] for post in posts.posts(held_out=False))
    assert len(encode(list(posts.marked(held_out=True))[:20])) == 20
