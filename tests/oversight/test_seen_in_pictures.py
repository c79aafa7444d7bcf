"""What is seen in a picture on its way in: covered in every file that others get, and told to its author."""

from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cast import Member
from commonward.community.models import Post
from commonward.guard import Kind
from commonward.guard.media import inspect
from commonward.kernel import work
from commonward.oversight import covering, stored
from commonward.oversight.models import Media
from guard.media import pictures
from guard.media.written import SIGN, WRISTBAND, on_ground, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PORTRAIT = Path(__file__).parents[1] / "guard" / "media" / "people" / "astronaut.jpg"


def scene() -> bytes:
    """A wall with a portrait and a square code."""
    image = Image.new("RGB", (900, 600), (176, 190, 184))
    with Image.open(PORTRAIT) as portrait:
        image.paste(portrait.resize((320, 320)), (60, 120))
    code = zxingcpp.create_barcode("MRN 00482913", zxingcpp.BarcodeFormat.QRCode)
    image.paste(Image.fromarray(np.array(code.to_image(scale=6))), (560, 200))
    return pictures.saved(image, "JPEG")


def published(member: Member, data: bytes) -> Media:
    form = {
        "text": "A quiet walk does wonders after a long night shift.",
        "audience": "public",
        "publish": "1",
        "picture-1": SimpleUploadedFile("wall.jpg", data, content_type="image/jpeg"),
        "picture-alt-1": "A wall with a poster",
    }
    member.client.post("/write/", form)
    work.drain()
    return Media.objects.get()


def test_a_face_and_a_code_are_in_no_file_that_others_get(nadia: Member) -> None:
    media = published(nadia, scene())
    assert media.state == Media.State.CLEAN
    assert Post.objects.get().state == Post.State.LIVE
    names = [rendition["name"] for rendition in media.renditions]
    assert names, "something is shown"
    for name in names:
        things = inspect(stored.place_on_disk(media.pk) / name, looks=True).things or ()
        assert {thing.kind for thing in things} <= {Kind.PERSON}, "that somebody is there may be seen, not who"


def test_what_was_covered_is_counted_and_told_and_its_place_is_kept_nowhere(nadia: Member) -> None:
    media = published(nadia, scene())
    assert media.covered == {"FACE": 1, "BARCODE": 1}
    assert covering.covered_sentence(media.covered) == (
        "We covered 1 face: a face is as good as a name. We covered 1 barcode: any phone can read it."
    )


def test_words_that_name_somebody_are_in_no_file_that_others_get(nadia: Member) -> None:
    media = published(nadia, pictures.saved(on_ground(sheet(WRISTBAND)), "PNG"))
    assert media.covered == {"TEXT": 3}
    assert covering.covered_sentence(media.covered).startswith("We covered words in 3 places:")
    for rendition in media.renditions:
        seen = inspect(stored.place_on_disk(media.pk) / rendition["name"], looks=True).things or ()
        assert not any("00482913" in thing.words or "FERR" in thing.words for thing in seen)


def test_a_sign_stays_readable_and_nothing_is_said_of_covers(nadia: Member) -> None:
    media = published(nadia, pictures.saved(on_ground(sheet(SIGN)), "PNG"))
    assert media.covered == {}


def test_a_picture_with_nobody_in_it_says_nothing_of_covers(nadia: Member) -> None:
    media = published(nadia, pictures.saved(pictures.drawing(400, 300), "PNG"))
    assert (media.state, media.covered) == (Media.State.CLEAN, {})
