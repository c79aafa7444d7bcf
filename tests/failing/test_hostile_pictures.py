"""Pictures made to hurt, brought through the site: their author is told beside them, the words stay, nothing leaks."""

import errno
import html
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from PIL import Image

from cast import Member
from commonward.community.models import Draft, Post
from commonward.kernel import clock, upkeep, work
from commonward.oversight import quarantine, stored
from commonward.oversight.models import Media
from commonward.people.models import Notice
from guard.media import pictures

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders after a long night shift."
JPEG = pictures.saved(pictures.photo(), "JPEG", exif=pictures.exif())
GIF = pictures.saved(pictures.photo(), "GIF")


def archive() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("note.txt", "hello")
    return target.getvalue()


def animated() -> bytes:
    frames = [pictures.drawing(32, 32).rotate(angle) for angle in (0, 90, 180)]
    target = BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return target.getvalue()


def inflating() -> bytes:
    """A PNG of usual size whose pixels unpack to far more than it says."""
    content = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + pictures.chunk(b"IHDR", content)
        + pictures.chunk(b"IDAT", zlib.compress(bytes(50_000_000), 9))
        + pictures.chunk(b"IEND", b"")
    )


def post_with(member: Member, *files: bytes, name: str = "walk.jpg") -> object:
    """What comes of publishing the words with these files."""
    form: dict[str, object] = {"text": WORDS, "audience": "public", "publish": "1"}
    for number, data in enumerate(files, start=1):
        form[f"picture-{number}"] = SimpleUploadedFile(name, data, content_type="image/jpeg")
        form[f"picture-alt-{number}"] = "A path in a park"
    return member.client.post("/write/", form)


def shown(response: object) -> str:
    return html.unescape(response.content.decode())  # type: ignore[attr-defined]


def nothing_is_left() -> bool:
    folder = Path(settings.QUARANTINE_DIR)
    return not folder.exists() or not list(folder.iterdir())


@pytest.fixture(autouse=True)
def _empty_quarantine() -> None:
    folder = Path(settings.QUARANTINE_DIR)
    shutil.rmtree(folder, ignore_errors=True)


#: Known at first sight: no picture is taken in at all.
AT_ONCE: dict[str, tuple[bytes, str]] = {
    "nothing in it": (b"", "This file is empty."),
    "drawing with a program": (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG drawings can hold"),
    "web page": (b"<!doctype html><html><script>alert(1)</script></html>", "This is a web page."),
    "document": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "This is a PDF document."),
    "archive": (archive(), "This is a packed folder of files."),
    "program": (b"\x7fELF\x02\x01\x01", "This file is a program."),
    "words": (b"Dear Pat, see you soon.", "Please choose a JPEG, PNG, WebP or GIF picture."),
    "too large": (JPEG + bytes(21 * 1024 * 1024), "This picture takes more than 20 MB."),
}


@pytest.mark.parametrize("what", AT_ONCE)
def test_what_is_no_picture_is_said_beside_the_pictures_and_the_words_stay(what: str, nadia: Member) -> None:
    data, sentence = AT_ONCE[what]
    page = post_with(nadia, data)
    assert page.status_code == 422  # type: ignore[attr-defined]
    said = shown(page)
    assert sentence in said
    assert 'id="composer-new-pictures-error"' in said
    assert WORDS in said
    assert Draft.objects.get().text == WORDS
    assert not Media.objects.exists()
    assert not Post.objects.exists()
    assert nothing_is_left()


#: Known once the child has looked: the post comes back to its author.
AFTER_A_LOOK: dict[str, tuple[bytes, str]] = {
    "medical file without a picture": (bytes(128) + b"DICM" + bytes(64), "This file can not be shown."),
    "pixel bomb": (pictures.header_of(19_000, 19_000), "This picture has too many pixels."),
    "one side without end": (pictures.header_of(60_000, 1), "This picture is too long on one side."),
    "cut short": (JPEG[: len(JPEG) // 2], "This picture is cut short or damaged."),
    "picture and archive": (JPEG + archive(), "This file holds more than a picture."),
    "picture and program": (
        GIF.replace(b"GIF89a", b"GIF89a") + b"/*<script>alert(1)</script>*/",
        "more than a picture",
    ),
    "picture and web page": (JPEG + b"<html><script>alert(1)</script></html>", "more than a picture"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", AFTER_A_LOOK)
def test_what_hides_comes_back_to_its_author_who_is_told_why(what: str, nadia: Member, sam: Member) -> None:
    data, sentence = AFTER_A_LOOK[what]
    assert post_with(nadia, data).status_code == 302  # type: ignore[attr-defined]
    post, media = Post.objects.get(), Media.objects.get()
    assert "Being checked" in nadia.client.get(f"/p/{post.pk}/").content.decode()
    assert work.drain() >= 1
    post.refresh_from_db()
    media.refresh_from_db()
    assert (media.state, post.state, media.renditions) == ("refused", "returned", [])
    assert nothing_is_left()
    assert not stored.place_on_disk(media.pk).exists()
    assert Notice.objects.filter(seat=nadia.seat, kind="media.refused").count() == 1
    again = shown(nadia.client.get(f"/p/{post.pk}/edit/"))
    assert sentence in again
    assert WORDS in again
    assert sam.client.get(f"/p/{post.pk}/").status_code == 404
    # Without the picture the words go out.
    changed = nadia.client.post(
        f"/p/{post.pk}/edit/", {"text": WORDS, "media": str(media.pk), "drop": str(media.pk), "publish": "1"}
    )
    assert changed.status_code == 302
    assert WORDS in sam.client.get(f"/p/{post.pk}/").content.decode()


def _cmyk() -> bytes:
    return pictures.saved(Image.new("CMYK", (40, 30), (10, 200, 30, 5)), "JPEG")


def _deep() -> bytes:
    return pictures.saved(Image.new("I;16", (40, 30), 40_000), "PNG")


GOOD = {
    "with a place and a name": JPEG,
    "turned by its camera": pictures.saved(pictures.drawing(96, 64), "JPEG", exif=pictures.exif(6)),
    "for print": _cmyk(),
    "sixteen bits deep": _deep(),
    "moving": animated(),
    "unpacking to a thousand times what it says": inflating(),
    "with a thumbnail of its own": pictures.saved(pictures.photo(), "JPEG", exif=pictures.thumbnail_exif()),
    "with half a megabyte of comments": pictures.with_segments(JPEG, *[(0xFE, b"Nadia Okafor " * 5000)] * 8),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", GOOD)
def test_odd_but_honest_pictures_go_out_anew(what: str, nadia: Member, sam: Member) -> None:
    assert post_with(nadia, GOOD[what]).status_code == 302  # type: ignore[attr-defined]
    work.drain()
    post, media = Post.objects.get(), Media.objects.get()
    assert (post.state, media.state) == ("live", "clean")
    Media.objects.update(open_until=clock.now())  # the day in which its author decides what is covered is over
    upkeep.prune()
    assert nothing_is_left()
    for rendition in media.renditions:
        answer = sam.client.get(f"/pictures/{media.pk}/{rendition['name']}")
        data = b"".join(answer.streaming_content)  # type: ignore[arg-type]  sync here
        assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
        assert not [mark for mark in pictures.MARKS if mark in data]
        with Image.open(BytesIO(data)) as image:
            assert image.size == (rendition["width"], rendition["height"])
            assert getattr(image, "n_frames", 1) == 1
    if what == "turned by its camera":
        assert media.height > media.width


def test_eleven_pictures_are_four_and_a_sentence(nadia: Member) -> None:
    page = post_with(nadia, *[JPEG] * 11)
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "A post holds up to 4 pictures. The ones beyond that were not added." in shown(page)
    assert WORDS in shown(page)
    assert Media.objects.count() == 4
    assert shown(page).count('name="media"') == 4


def test_one_bad_picture_keeps_the_good_ones(nadia: Member) -> None:
    page = post_with(nadia, JPEG, b"%PDF-1.7", JPEG)
    assert "File 2: This is a PDF document." in shown(page)
    assert Media.objects.count() == 2
    assert shown(page).count('value="A path in a park"') == 2
    assert Draft.objects.get().media == [
        {"id": str(pk), "alt": "A path in a park"} for pk in Media.objects.order_by("pk").values_list("pk", flat=True)
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/cron.d/x",
        "Odalys Ferriman.jpg",
        "a\x00.jpg",
        "x" * 300,
        "<b>.jpg",
    ],
)
def test_the_name_of_a_file_is_kept_nowhere(name: str, nadia: Member) -> None:
    before = set(Path(settings.DATA_DIR).rglob("*"))
    assert post_with(nadia, JPEG, name=name).status_code == 302  # type: ignore[attr-defined]
    media = Media.objects.get()
    new = {path for path in set(Path(settings.DATA_DIR).rglob("*")) - before if path.is_file()}
    assert {path for path in new if "quarantine" in path.parts} == {Path(settings.QUARANTINE_DIR) / str(media.pk)}
    assert not [path for path in new if "Odalys" in path.name or "passwd" in path.name]
    assert "Odalys" not in repr(Media.objects.values().get())


def test_nothing_in_quarantine_is_served_by_any_address(nadia: Member, client: Client) -> None:
    post_with(nadia, JPEG)
    media = Media.objects.get()
    post = Post.objects.get()
    assert (Path(settings.QUARANTINE_DIR) / str(media.pk)).read_bytes() == JPEG
    tries = [
        f"/pictures/{media.pk}/{name}"
        for name in ("full.jpg", str(media.pk), "..", f"..%2f..%2fquarantine%2f{media.pk}", "original", "1600.jpg")
    ]
    tries += [f"/quarantine/{media.pk}", f"/media/{media.pk}", f"/static/../quarantine/{media.pk}"]
    tries += [f"/static/..%2f..%2fquarantine%2f{media.pk}", f"/media-is-served-by-a-view/{media.pk}", f"/p/{post.pk}/"]
    for browser in (client, nadia.client):
        for address in tries:
            answer = browser.get(address)
            data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
            assert JPEG[:200] not in data, address
            assert answer.status_code == 404 or browser is nadia.client or "html" in answer["Content-Type"]
    assert not [name for name in get_resolver().reverse_dict if isinstance(name, str) and "quarantine" in name]


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Have this happen while the picture is being looked at: its new files are written, nothing is settled."""
    real = quarantine.inspect

    def inspect(*given: object, **more: object) -> object:
        seen = real(*given, **more)  # type: ignore[arg-type]
        if "cover" in more:
            act()
        return seen

    monkeypatch.setattr(quarantine, "inspect", inspect)


@pytest.mark.slow
def test_a_picture_withdrawn_while_it_is_looked_at_is_shown_to_nobody(
    nadia: Member, sam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_with(nadia, JPEG)
    post, media = Post.objects.get(), Media.objects.get()
    meanwhile(monkeypatch, lambda: nadia.client.post(f"/p/{post.pk}/withdraw/"))
    work.drain()
    post.refresh_from_db()
    media.refresh_from_db()
    assert post.state == "withdrawn"
    for name in ("full.jpg", *(item["name"] for item in media.renditions)):
        assert sam.client.get(f"/pictures/{media.pk}/{name}").status_code == 404
    assert not Notice.objects.filter(seat=sam.seat).exists()
    Post.objects.update(withdrawn_at=clock.now() - timedelta(days=31))
    Media.objects.update(open_until=clock.now())
    upkeep.prune()
    assert not Media.objects.exists()
    assert not stored.place_on_disk(media.pk).exists()
    assert nothing_is_left()


@pytest.mark.slow
def test_a_picture_taken_away_for_good_while_it_is_looked_at_leaves_no_file(
    nadia: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = quarantine.bring(nadia.person, SimpleUploadedFile("walk.jpg", JPEG, content_type="image/jpeg"))

    def take_away() -> None:
        quarantine.remove_files([media.pk])
        quarantine.remove_rows([media.pk])
        # Written a moment later.
        stored.place_on_disk(media.pk).mkdir(parents=True)
        (stored.place_on_disk(media.pk) / "full.jpg").write_bytes(JPEG)

    meanwhile(monkeypatch, take_away)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "on_commit", lambda act, *_, **__: act())
        work.drain()
    assert not Media.objects.exists()
    assert not stored.place_on_disk(media.pk).exists()
    assert nothing_is_left()


@pytest.mark.slow
def test_a_disk_that_fills_up_while_new_files_are_made_has_the_picture_wait(
    nadia: Member, sam: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    post_with(nadia, JPEG)
    post, media = Post.objects.get(), Media.objects.get()

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        work.drain()
    media.refresh_from_db()
    assert (media.state, post.state) == ("quarantined", "waiting")
    assert not stored.place_on_disk(media.pk).exists()
    assert sam.client.get(f"/p/{post.pk}/").status_code == 404
    with clock.at(clock.now() + timedelta(hours=2)):
        work.drain()
    post.refresh_from_db()
    assert post.state == "live"
