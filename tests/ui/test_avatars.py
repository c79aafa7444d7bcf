"""The same account has the same face for ever, and faces differ."""

from hypothesis import given
from hypothesis import strategies as st

from commonward.ui.avatars import draw, svg

YARNS = {"teal", "marigold", "clay", "plum", "moss", "dusk", "sand", "ink"}


@given(st.text(max_size=40))
def test_a_drawing_is_always_the_same(seed: str) -> None:
    svg.cache_clear()
    first = svg(seed)
    svg.cache_clear()
    assert svg(seed) == first


@given(st.text(max_size=40))
def test_a_drawing_uses_three_yarns_at_most_and_four_tiles(seed: str) -> None:
    drawing = draw(seed)
    used = {drawing.ground, *(tile.yarn for tile in drawing.tiles)}
    assert used <= YARNS
    assert 2 <= len(used) <= 3
    assert len(drawing.tiles) == 4


def test_a_known_seed_keeps_its_drawing_from_release_to_release() -> None:
    drawing = draw("nadia-okafor")
    assert drawing.ground == "dusk"
    assert [tile.yarn for tile in drawing.tiles] == ["sand", "marigold", "marigold", "sand"]


def test_people_look_different() -> None:
    assert len({svg(str(number)) for number in range(500)}) > 450
