"""Pictures that are known again although something was laid over them, and others that are not taken for them."""

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from commonward.guard.media.alike import (
    BITS,
    MOST_ASKED,
    MOST_KEPT,
    PIECES,
    Likeness,
    bands,
    closest,
    is_alike,
    placed,
    probes,
)
from commonward.guard.media.likeness import likeness_of

SIZE = 600, 450


def _hills(number: int) -> Image.Image:
    """A landscape of soft shapes; another one for each number."""
    image = Image.new("RGB", SIZE, (150 + 10 * number, 190, 220 - 20 * number))
    draw = ImageDraw.Draw(image)
    width, height = SIZE
    for step in range(9):
        left = (step * 97 + number * 61) % width - 90
        top = (step * 53 + number * 89) % height - 40
        shade = (step * 71 + number * 37) % 256
        draw.ellipse((left, top, left + 190 + 9 * step, top + 120 + 7 * number), fill=(shade, 255 - shade, shade // 2))
    return image


def _boxed(image: Image.Image) -> Image.Image:
    boxed = image.copy()
    ImageDraw.Draw(boxed).rectangle((int(SIZE[0] * 0.55), int(SIZE[1] * 0.6), *SIZE), fill="white")
    return boxed


def _lettered(image: Image.Image) -> Image.Image:
    lettered = image.copy()
    font = ImageFont.load_default(size=SIZE[1] // 8)
    ImageDraw.Draw(lettered).text((8, SIZE[1] * 0.44), "ON SALE NOW", fill="white", font=font)
    return lettered


def _of(image: Image.Image) -> Likeness:
    found = likeness_of(image)
    assert found is not None
    return found


@pytest.mark.parametrize("lay", [_boxed, _lettered])
@pytest.mark.parametrize("turn", [lambda image: image, ImageOps.mirror], ids=["as it was", "mirrored"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_copy_with_something_over_it_is_known_again(lay, turn, number: int) -> None:
    kept, asked = _of(_hills(number)), _of(turn(lay(_hills(number))))
    assert closest(asked, kept.kept) is not None
    assert probes(asked.asked) & bands(kept.kept)


def test_its_pieces_alone_are_enough() -> None:
    kept, asked = _of(_hills(1)), _of(_boxed(_hills(1)))
    pieces = replace(asked, asked=tuple(one for one in asked.asked if one.code >> BITS))
    assert closest(pieces, kept.kept) is not None


def test_other_pictures_are_not_taken_for_it() -> None:
    kept = _of(_hills(1))
    for number in (2, 3, 4, 5):
        assert closest(_of(_hills(number)), kept.kept) is None
        assert closest(_of(_boxed(_hills(number))), kept.kept) is None


def test_a_piece_is_compared_with_the_same_piece_alone() -> None:
    code = 0xABCDEF << 64 | 0x1234
    assert is_alike(placed(code, 1), placed(code, 1))
    assert not is_alike(placed(code, 1), placed(code, 2))
    assert not is_alike(placed(code, 1), code)


def test_a_piece_is_held_to_more_than_a_whole() -> None:
    code, other = 0, (1 << 10) - 1  # ten of the slowest waves differ
    assert is_alike(code, other)
    assert not is_alike(placed(code, 3), placed(other, 3))


def test_codes_kept_before_there_were_pieces_still_serve() -> None:
    kept = _of(_hills(2)).kept
    before = tuple(code for code in kept if code < 1 << BITS)
    assert len(before) == len(kept) - PIECES
    assert closest(_of(_hills(2)), before) == 0


def test_plain_pieces_have_no_code() -> None:
    image = Image.new("RGB", SIZE, "white")
    image.paste(_hills(1).resize((SIZE[0], SIZE[1] // 2)), (0, SIZE[1] // 2))
    numbers = {code >> BITS for code in _of(image).kept}
    assert 1 not in numbers  # the white half
    assert 2 in numbers


def test_there_are_no_more_codes_than_the_parent_takes() -> None:
    framed = ImageOps.expand(_hills(1), 30, "white")
    for image in (_hills(1), framed):
        found = _of(image)
        assert len(found.kept) <= MOST_KEPT
        assert len(found.asked) <= MOST_ASKED
