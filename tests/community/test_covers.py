"""The page on which an author decides what is covered in a picture, and what follows for the post."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from cast import Member
from commonward.community.cards import picture_of
from commonward.community.covers import PartRow, PartRows
from commonward.community.models import Post, Version
from commonward.guard.contract import Kind
from commonward.guard.media import inspect
from commonward.guard.media.things import Thing
from commonward.guard.seen import faces
from commonward.kernel import clock, upkeep, work
from commonward.kernel.models import Entry
from commonward.oversight import quarantine, stored
from commonward.oversight.models import Media, Review
from guard.media import pictures
from guard.media.scans import scan
from guard.media.written import WRISTBAND, on_ground, sheet

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PORTRAIT = Path(__file__).parents[1] / "guard" / "media" / "people" / "astronaut.jpg"


def scene() -> bytes:
    """A wall with a portrait, and a wristband below it."""
    image = Image.new("RGB", (700, 640), (176, 190, 184))
    with Image.open(PORTRAIT) as portrait:
        image.paste(portrait.resize((300, 300)), (60, 20))
    image.paste(on_ground(sheet(WRISTBAND), ground=180), (60, 340))
    return pictures.saved(image, "PNG")


def brought(member: Member, data: bytes | None = None) -> Media:
    """A picture that a member kept in a draft, looked at."""
    upload = SimpleUploadedFile("wall.png", data or scene(), content_type="image/png")
    media = quarantine.bring(member.person, upload)
    work.drain()
    media.refresh_from_db()
    assert media.state == Media.State.CLEAN
    return media


def address(media: Media, name: str = "covers") -> str:
    return reverse(f"community:{name}", args=[media.pk])


def decide(member: Member, media: Media, **fields: object) -> Media:
    """Send the page's form, and let the picture be made anew."""
    answer = member.client.post(address(media), {"act": "keep"} | fields)
    assert answer.status_code == 302
    media.refresh_from_db()
    assert media.state == Media.State.QUARANTINED, "nobody sees the old covers meanwhile"
    work.drain()
    media.refresh_from_db()
    assert media.state == Media.State.CLEAN
    return media


def publish(member: Member, media: Media) -> Post:
    form = {
        "text": "A quiet walk does wonders after a long night shift.",
        "audience": "public",
        "publish": "1",
        "media": str(media.pk),
        f"alt-{media.pk}": "A wall with a poster",
    }
    member.client.post(reverse("community:write"), form)
    return Post.objects.get()


def things(media: Media) -> list[Thing]:
    """What can be seen in the picture that others get."""
    [full] = [item["name"] for item in media.renditions if item["name"].startswith("full")]
    return list(inspect(stored.place_on_disk(media.pk) / full, looks=True).things or ())


def words(media: Media) -> str:
    return " ".join(thing.words for thing in things(media))


def test_the_page_shows_numbered_boxes_and_a_choice_for_each(nadia: Member) -> None:
    media = brought(nadia)
    page = nadia.client.get(address(media)).content.decode()
    assert [part["kind"] for part in media.parts] == ["FACE", "TEXT", "TEXT", "TEXT"]
    for number in range(1, 5):
        assert f">{number}</text>" in page
    assert 'name="face-0"' in page
    assert '<option value="colleague">' in page
    assert 'name="seen-1"' in page
    assert '<option value="nobody">' in page
    assert address(media, "before") in page
    assert "We covered 1 face" in page
    assert "00482913" not in page


def row(number: int, *, face: bool = False, value: str = "") -> PartRow:
    field = f"{'face' if face else 'seen'}-{number}"
    return PartRow(number + 1, field, "", "", ((0, 0, 9, 9),), (), value, is_seen=False)


def test_of_many_words_the_first_are_shown_and_the_rest_folded() -> None:
    words = [row(number) for number in range(8)]
    said, whose = row(8, value="not-so"), row(9, face=True)
    rows = PartRows((*words, said, whose))
    assert rows.first == (*words[:3], said, whose)
    assert rows.rest == tuple(words[3:])
    assert PartRows(tuple(words[:5])).rest == (), "two would not be worth a click"


def test_a_page_with_many_words_keeps_each_choice_in_its_form(nadia: Member) -> None:
    lines = [f"Patient {number}: Odalys Ferriman, MRN 0048291{number}" for number in range(8)]
    media = brought(nadia, pictures.saved(sheet(lines), "PNG"))
    page = nadia.client.get(address(media)).content.decode()
    assert len(media.parts) >= 8
    assert page.count('<option value="not-so"') == len(media.parts)
    assert f"{len(media.parts) - 3} more places that stay covered" in page


def test_only_its_author_sees_it_without_covers(nadia: Member, priya: Member, sam: Member) -> None:
    media = brought(nadia)
    shown = nadia.client.get(address(media, "before"))
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    with Image.open(io.BytesIO(b"".join(shown.streaming_content))) as image:
        assert (image.size, len(image.getexif())) == ((700, 640), 0)
    for other in (priya, sam):
        assert other.client.get(address(media)).status_code == 404
        assert other.client.get(address(media, "before")).status_code == 404
        assert other.client.post(address(media), {"act": "keep", "face-0": "me"}).status_code == 404
    media.refresh_from_db()
    assert media.choices == {}


@pytest.mark.parametrize(("said", "is_seen"), [("me", True), ("colleague", True), ("patient", False), ("odd", False)])
def test_a_face_is_shown_by_what_its_author_says(said: str, is_seen: bool, nadia: Member) -> None:
    media = brought(nadia)
    answer = nadia.client.post(address(media), {"act": "keep", "face-0": said})
    assert answer.status_code == 302
    work.drain()
    media.refresh_from_db()
    assert len(faces(things(media))) == int(is_seen)
    assert media.covered == {"TEXT": 3} | ({} if is_seen else {"FACE": 1})
    assert "00482913" not in words(media)
    assert publish(nadia, media).state == Post.State.LIVE


def test_words_that_are_let_be_seen_have_a_second_person_read_the_post(nadia: Member) -> None:
    media = decide(nadia, brought(nadia), **{"seen-3": "nobody"})
    assert "00482913" in words(media)
    assert "FERRIMAN" not in words(media)
    post = publish(nadia, media)
    assert (post.state, post.versions.get().state) == (Post.State.HELD, Version.State.HELD)
    [entry] = Entry.objects.filter(action="media.covers_chosen")
    assert entry.detail == {"faces": 0, "seen": 1, "own": 0, "shows": 0}


def test_after_it_was_sent_words_stay_covered_and_faces_can_still_change(nadia: Member) -> None:
    media = brought(nadia)
    assert publish(nadia, media).state == Post.State.LIVE
    media = decide(nadia, media, **{"seen-3": "nobody", "face-0": "me", "shows": "weapon"})
    assert len(faces(things(media))) == 1
    assert "00482913" not in words(media)
    assert media.choices["shows"] == []
    assert Post.objects.get().state == Post.State.LIVE


def test_covers_of_ones_own_are_added_moved_taken_away_and_taken_back(nadia: Member) -> None:
    media = decide(nadia, brought(nadia), act="add")
    assert media.choices["own"] == [[262, 240, 175, 160]]
    moved = {"own-0-left": "600", "own-0-top": "0", "own-0-width": "400", "own-0-height": "90"}
    media = decide(nadia, media, **moved)
    assert media.choices["own"] == [[600, 0, 100, 90]], "cut at the edge of the picture"
    [full] = [item["name"] for item in media.renditions if item["name"].startswith("full")]
    with Image.open(stored.place_on_disk(media.pk) / full) as image:
        assert image.convert("RGB").getpixel((650, 40)) == (96, 96, 96)
    assert "You covered 1 place yourself." in nadia.client.get(address(media)).content.decode()
    media = decide(nadia, media, **moved | {"act": "remove-0"})
    assert media.choices["own"] == []
    media = decide(nadia, media, act="undo")
    assert media.choices["own"] == [[600, 0, 100, 90]]
    media = decide(nadia, media, act="undo")
    media = decide(nadia, media, act="undo")
    assert (media.choices, media.past) == ({"faces": {}, "seen": {}, "own": [], "shows": []}, [])


@pytest.mark.parametrize(
    ("left", "sentence"),
    [("wide", "Write four whole numbers"), ("-4", "Write four whole numbers"), ("9999", "outside the picture")],
)
def test_numbers_that_are_none_are_told_and_kept(left: str, sentence: str, nadia: Member) -> None:
    media = brought(nadia, pictures.saved(pictures.drawing(300, 200), "PNG"))
    form = {"own-0-left": left, "own-0-top": "5", "own-0-width": "40", "own-0-height": "40", "shows": "alcohol"}
    answer = nadia.client.post(address(media), {"act": "keep"} | form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{left}"' in page
    assert 'value="alcohol" checked' in page
    media.refresh_from_db()
    assert (media.state, media.choices) == (Media.State.CLEAN, {})


@pytest.mark.parametrize(
    ("shows", "state"), [("alcohol", Post.State.HELD), ("weapon", Post.State.HELD), ("uniform", Post.State.LIVE)]
)
def test_what_staff_say_that_a_picture_shows_decides_who_reads_first(
    shows: str, state: Post.State, nadia: Member
) -> None:
    media = decide(nadia, brought(nadia, pictures.saved(pictures.drawing(300, 200), "PNG")), shows=shows)
    form = {"text": "Look at this.", "audience": "public", "key": "new", "media": str(media.pk)}
    form[f"alt-{media.pk}"] = "A drawing"
    said = nadia.client.post(reverse("community:check"), form).content.decode()
    assert ("Because of a picture, a second person reads it" in said) == (state == Post.State.HELD)
    assert ("Send for review" in said) == (state == Post.State.HELD)
    assert publish(nadia, media).state == state


def test_a_wound_is_not_shown_to_everybody_by_staff_and_may_be_by_a_patient(nadia: Member, pat: Member) -> None:
    data = pictures.saved(pictures.drawing(300, 200), "PNG")
    media = decide(nadia, brought(nadia, data), shows="wound")
    form = {"text": "Look at this.", "audience": "public", "publish": "1", "media": str(media.pk)}
    form[f"alt-{media.pk}"] = "A drawing"
    answer = nadia.client.post(reverse("community:write"), form)
    assert answer.status_code == 422
    assert "consent in writing" in answer.content.decode()
    assert not Post.objects.exists()
    assert publish(pat, decide(pat, brought(pat, data), shows="wound")).state == Post.State.LIVE


@pytest.mark.parametrize(("who", "state"), [("nadia", Post.State.HELD), ("pat", Post.State.LIVE)])
def test_a_bottle_beside_somebody_has_a_second_person_read_what_staff_show(
    who: str, state: Post.State, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    member: Member = request.getfixturevalue(who)
    monkeypatch.setattr(quarantine, "noticed", lambda _things: (Kind.DRINK,))
    media = brought(member, pictures.saved(pictures.drawing(300, 200), "PNG"))
    assert media.noticed == ["DRINK"]
    page = member.client.get(address(media)).content.decode()
    assert "There may be a bottle or a wine glass beside a person." in page
    assert publish(member, media).state == state


def test_a_picture_with_new_covers_has_a_new_address(nadia: Member) -> None:
    media = brought(nadia)
    before = picture_of(media, "")
    decide(nadia, media, **{"own-0-left": 0, "own-0-top": 0, "own-0-width": 90, "own-0-height": 60})
    after = picture_of(media, "")
    assert before is not None
    assert after is not None
    assert after.url != before.url, "a browser that kept the old file would go on showing what is covered now"
    assert nadia.client.get(after.url).status_code == 200


def test_a_scan_is_read_by_a_second_person_who_is_told_why(nadia: Member, mo: Member) -> None:
    media = brought(nadia, scan(on_ground(sheet(WRISTBAND))))
    assert (media.kind, media.covered) == ("dicom", {"TEXT": 3})
    assert things(media) == []
    assert "A scan is always of somebody." in nadia.client.get(address(media)).content.decode()
    assert publish(nadia, media).state == Post.State.HELD
    desk = mo.client.get(reverse("oversight:review", args=[Review.objects.get().pk])).content.decode()
    assert "A scan is always of somebody. Of staff, a second person reads such a post first." in desk
    assert "In words: A wall with a poster" in desk
    assert "A reader asks you to look" not in desk
    assert "The guard found nothing in the words." in desk
    assert "a second person reads it: a scan" in desk


def test_the_queue_says_that_a_post_is_held_and_why_its_picture_has_it_wait(nadia: Member, mo: Member) -> None:
    publish(nadia, brought(nadia, scan(on_ground(sheet(WRISTBAND)))))
    assert Version.objects.get().verdict in {"allow", "note"}, "its words alone would have passed"
    queue = mo.client.get(reverse("oversight:queue")).content.decode()
    row = queue[queue.index('class="queue-row"') :].partition("</a>")[0]
    assert 'data-level="hold"' in row
    assert ">Hold: </span>" in row
    assert "· a scan<" in row


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ([], "We took hidden data out of the file."),
        (["exif"], "We took hidden data out of the file."),
        (["place"], "We took hidden data out of the file: the place."),
        (["comment"], "We took hidden data out of the file: comments."),
        (["place", "time"], "We took hidden data out of the file: the place and the time."),
        (
            ["place", "time", "people", "thumbnail"],
            "We took hidden data out of the file: the place, the time, names of people and a small preview.",
        ),
    ],
)
def test_what_was_taken_out_is_said_in_a_whole_sentence(kinds: list[str], said: str) -> None:
    assert quarantine.removed_sentence(kinds) == said


def test_after_a_day_the_original_and_the_places_go_and_what_was_said_stays(
    nadia: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = decide(nadia, brought(nadia), **{"face-0": "me", "act": "add"})
    original = Path(settings.QUARANTINE_DIR) / str(media.pk)
    assert original.exists()
    assert quarantine.before_dir(media.pk).exists()
    later = clock.now() + timedelta(hours=25)
    monkeypatch.setattr(clock, "now", lambda: later)
    upkeep.prune()
    media.refresh_from_db()
    assert not original.exists()
    assert not quarantine.before_dir(media.pk).exists()
    assert (media.parts, media.past, media.choices["own"], media.open_until) == ([], [], [], None)
    assert media.choices["faces"] == {"0": "me"}
    assert "The time to decide is over" in nadia.client.get(address(media)).content.decode()
    assert nadia.client.get(address(media, "before")).status_code == 404
    assert nadia.client.post(address(media), {"act": "keep", "face-0": ""}).status_code == 409


def test_the_way_there_keeps_the_words_and_leads_back(nadia: Member) -> None:
    media = brought(nadia)
    form = {"text": "Still thinking about this one.", "media": str(media.pk), "covers": str(media.pk), "key": "new"}
    answer = nadia.client.post(reverse("community:write"), form)
    assert answer.status_code == 302
    assert answer["Location"] == f"{address(media)}?from=new"
    page = nadia.client.get(answer["Location"]).content.decode()
    assert f'href="{reverse("community:write")}"' in page
    back = nadia.client.get(reverse("community:write")).content.decode()
    assert "Still thinking about this one." in back
    assert f'name="covers" value="{media.pk}"' in back


def test_a_change_while_the_picture_is_being_made_is_not_lost(nadia: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    media = brought(nadia)
    nadia.client.post(address(media), {"act": "keep", "face-0": "me"})
    make = quarantine.inspect

    def and_meanwhile(*given: object, **more: object) -> object:
        made = make(*given, **more)  # type: ignore[arg-type]  # passed on as it came
        Media.objects.filter(pk=media.pk).update(choices={"faces": {}, "own": [[0, 0, 50, 50]]})
        monkeypatch.setattr(quarantine, "inspect", make)
        return made

    monkeypatch.setattr(quarantine, "inspect", and_meanwhile)
    quarantine.carry_inspection(media.pk)
    media.refresh_from_db()
    assert media.state == Media.State.QUARANTINED
    quarantine.carry_inspection(media.pk)
    media.refresh_from_db()
    assert (media.state, media.covered) == (Media.State.CLEAN, {"FACE": 1, "TEXT": 3, "OWN": 1})


def test_while_it_is_looked_at_one_looks_again_and_no_words_are_lost(nadia: Member) -> None:
    upload = SimpleUploadedFile("wall.png", scene(), content_type="image/png")
    form = {"text": "Our wall.", "bring": "1", "picture-1": upload, "picture-alt-1": "A wall", "key": "new"}
    waiting = nadia.client.post(reverse("community:write"), form).content.decode()
    media = Media.objects.get()
    assert 'data-looking="picture"' in waiting
    assert "Look again" in waiting
    page = nadia.client.get(f"{address(media)}?from=new").content.decode()
    assert 'data-looking="page"' in page
    assert f'href="{address(media)}?from=new"' in page
    assert "looking.js" in page
    work.drain()
    again = {"text": "Our wall, now.", "bring": "1", "media": str(media.pk), "key": "new"}
    shown = nadia.client.post(reverse("community:write"), again).content.decode()
    assert "Our wall, now." in shown
    assert "data-looking" not in shown
    assert "We covered 1 face" in shown
    ready = nadia.client.get(address(media)).content.decode()
    assert 'name="face-0"' in ready
    assert "data-looking" not in ready


def test_a_picture_that_is_made_anew_says_so_beside_the_choices(nadia: Member) -> None:
    media = brought(nadia)
    nadia.client.post(address(media), {"act": "keep", "face-0": "me"})
    page = nadia.client.get(address(media)).content.decode()
    assert "The picture is made anew" in page
    assert 'data-looking="picture"' in page
    assert 'name="face-0"' in page
    work.drain()
    assert "data-looking" not in nadia.client.get(address(media)).content.decode()
