"""Whose picture it is: known again when somebody else brings it, credited, turned back, asked about."""

import io
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, ImageOps

from cast import Member, member
from commonward.community.models import Attachment, Post
from commonward.guard.media import Format, Inspection, Rendition
from commonward.guard.media.likeness import likeness_of
from commonward.kernel import clock, upkeep, work
from commonward.kernel.actor import Role
from commonward.kernel.ref import Ref
from commonward.oversight import library, quarantine, reports, reviews
from commonward.oversight.models import LibraryPicture, Media, PictureBand, PictureMark, Review

pytestmark = [pytest.mark.django_db]

WORDS = "A quiet walk does wonders after a long night shift."


def seen_here(path: Path, *, into: Path, sides: tuple[int, ...] = (), **_wanted: object) -> Inspection:
    """As `inspect` answers for a harmless picture, without its child: what is tested here comes after it."""
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    target = into / "full.jpg"
    image.save(target, "JPEG", quality=88)
    shown = Rendition(target, 0, "image/jpeg", image.width, image.height, target.stat().st_size, "")
    return Inspection(Format.JPEG, image.width, image.height, 1, (), (shown,), (), likeness_of(image))


@pytest.fixture(autouse=True)
def _quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "in_the_child" not in request.node.name:
        monkeypatch.setattr(quarantine, "inspect", seen_here)


def view(seed: int = 3) -> Image.Image:
    """Light and dark as in a photograph, of nothing."""
    coarse = np.random.default_rng(seed).integers(20, 235, (9, 12, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((480, 360), Image.Resampling.BICUBIC)


def copied(image: Image.Image) -> Image.Image:
    """As somebody takes it from a page: its edges cut off, smaller, in other colours."""
    width, height = image.size
    cut = image.crop((width // 25, height // 30, width - width // 30, height - height // 25))
    return ImageOps.autocontrast(cut.resize((400, 300)), cutoff=2)


def brought(member: Member, image: Image.Image, *, quality: int = 80) -> Media:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    media = quarantine.bring(member.person, SimpleUploadedFile("a.jpg", data.getvalue(), content_type="image/jpeg"))
    work.drain()
    media.refresh_from_db()
    return media


def published(member: Member, media: Media, audience: str = "public") -> Post:
    form = {"text": WORDS, "audience": audience, "publish": "1", "media": str(media.pk), f"alt-{media.pk}": "A view"}
    before = set(Post.objects.values_list("pk", flat=True))
    member.client.post(reverse("community:write"), form)
    work.drain()
    [post] = Post.objects.exclude(pk__in=before)
    return post


def page(member: Member, media: Media) -> str:
    return reverse("community:credit", args=[media.pk])


@pytest.mark.slow
def test_it_is_known_again_in_the_child(nadia: Member, sam: Member) -> None:
    published(nadia, brought(nadia, view()))
    assert (brought(sam, copied(view())).resembles or {})["standing"] == "shown"


def test_a_copy_of_what_somebody_published_is_read_first(nadia: Member, sam: Member) -> None:
    assert published(nadia, brought(nadia, view())).state == Post.State.LIVE
    media = brought(sam, copied(view()))
    assert media.state == Media.State.CLEAN
    assert "Somebody else published this picture here" in sam.client.get(page(sam, media)).content.decode()
    post = published(sam, media)
    assert post.state == Post.State.HELD
    review = Review.objects.get(subject_kind="version")
    assert review.author_id == sam.seat.pk


def test_the_reviewer_reads_why(nadia: Member, sam: Member, mo: Member) -> None:
    published(nadia, brought(nadia, view()))
    published(sam, brought(sam, copied(view())))
    review = Review.objects.get(subject_kind="version")
    shown = mo.client.get(reverse("oversight:review", args=[review.pk])).content.decode()
    assert "Somebody else published this picture here, or one nearly the same." in shown


def test_with_a_source_it_goes_out_and_readers_see_it(nadia: Member, sam: Member) -> None:
    published(nadia, brought(nadia, view()))
    media = brought(sam, copied(view()))
    answer = sam.client.post(page(sam, media), {"licence": "open", "source": "City archive", "from": "new"})
    assert (answer.status_code, answer["Location"]) == (302, "/write/")
    post = published(sam, media)
    assert post.state == Post.State.LIVE
    assert "City archive · open licence" in nadia.client.get(f"/p/{post.pk}/").content.decode()


def test_another_picture_and_ones_own_are_no_copies(nadia: Member, sam: Member) -> None:
    published(nadia, brought(nadia, view()))
    assert brought(sam, view(4)).resembles is None
    assert brought(nadia, copied(view())).resembles is None


def test_what_only_some_can_see_is_not_told(nadia: Member, sam: Member) -> None:
    published(nadia, brought(nadia, view()), audience="followers")
    assert not PictureMark.objects.exists()
    assert brought(sam, copied(view())).resembles is None


def taken_down(member: Member, reader: Member, mo: Member, image: Image.Image) -> Post:
    post = published(member, brought(member, image))
    post.refresh_from_db()
    report = reports.report(
        reader.person, Ref("version", post.live_id or 0), author=member.person, reason="other", words="Look here."
    )
    assert report.review_id is not None
    reviews.claim(mo.person, report.review_id)
    reviews.refuse(mo.person, report.review_id, words="This shows a patient.")
    post.refresh_from_db()
    assert post.state == Post.State.REFUSED
    return post


def test_what_was_taken_down_does_not_come_back(nadia: Member, sam: Member, mo: Member) -> None:
    taken_down(nadia, sam, mo, view())
    for who in (sam, nadia):
        media = brought(who, copied(view()))
        assert (media.state, media.refusal) == (Media.State.REFUSED, "known")
        assert quarantine.refusal_sentence(media.refusal).startswith("This picture, or one nearly the same, was taken")


def test_its_author_asks_once_and_a_second_person_reads_it(nadia: Member, sam: Member, mo: Member) -> None:
    taken_down(nadia, sam, mo, view())
    media = brought(sam, copied(view()))
    empty = sam.client.post(page(sam, media), {"plea": "  "})
    assert empty.status_code == 422
    assert "Say why this picture may be shown." in empty.content.decode()
    assert sam.client.post(page(sam, media), {"plea": "It is another path."}).status_code == 302
    work.drain()
    media.refresh_from_db()
    assert media.state == Media.State.CLEAN
    post = published(sam, media)
    assert post.state == Post.State.HELD
    review = Review.objects.get(subject_kind="version", subject_id__in=post.versions.values("pk"))
    shown = mo.client.get(reverse("oversight:review", args=[review.pk])).content.decode()
    assert "nearly the same as a picture that was taken down here" in shown
    assert "It is another path." in shown


def test_after_a_day_it_can_not_be_asked_about(nadia: Member, sam: Member, mo: Member) -> None:
    taken_down(nadia, sam, mo, view())
    media = brought(sam, copied(view()))
    with clock.at(clock.now() + timedelta(hours=25)):
        upkeep.prune()
        assert sam.client.post(page(sam, media), {"plea": "It is another path."}).status_code == 409
    assert not (quarantine.before_dir(media.pk)).exists()


def test_what_was_taken_back_comes_from_its_author_alone(nadia: Member, sam: Member) -> None:
    post = published(nadia, brought(nadia, view()))
    nadia.client.post(reverse("community:withdraw", args=[post.pk]))
    assert PictureMark.objects.get().standing == "withdrawn"
    assert brought(sam, copied(view())).state == Media.State.REFUSED
    assert brought(nadia, copied(view())).state == Media.State.CLEAN


def test_marks_go_with_their_pictures_unless_taken_down(nadia: Member, sam: Member, mo: Member) -> None:
    first = published(nadia, brought(nadia, view()))
    nadia.client.post(reverse("community:withdraw", args=[first.pk]))
    taken_down(nadia, sam, mo, view(5))
    media = list(Media.objects.values_list("pk", flat=True))
    Post.objects.update(live=None)
    Attachment.objects.all().delete()
    quarantine.remove_rows(media)
    [mark] = PictureMark.objects.all()
    assert (mark.standing, mark.media_id) == ("down", None)
    assert brought(sam, copied(view(5))).state == Media.State.REFUSED, "and it still does not come back"
    with clock.at(clock.now() + timedelta(days=731)):
        upkeep.prune()
    assert not PictureMark.objects.exists()
    assert not PictureBand.objects.exists()


def kept(keeper: Member, image: Image.Image, **terms: object) -> LibraryPicture:
    data = io.BytesIO()
    image.save(data, "JPEG")
    upload = SimpleUploadedFile("a.jpg", data.getvalue(), content_type="image/jpeg")
    form = {"title": "A path", "licence": "licensed", "source": "Jan Berg", "for_whom": "staff"} | terms
    slug = keeper.seat.organisation.slug
    answer = keeper.client.post(reverse("oversight:library_add", args=[slug]), form | {"pictures": upload})
    assert answer.status_code == 302, answer.content.decode()
    work.drain()
    return LibraryPicture.objects.get()


def test_a_picture_of_the_library_is_credited_by_itself(ada: Member, nadia: Member) -> None:
    kept(ada, view())
    listed = nadia.client.get(reverse("oversight:library", args=[nadia.seat.organisation.slug]))
    assert "Jan Berg" in listed.content.decode()
    media = brought(nadia, copied(view()))
    assert (media.licence, media.source) == ("licensed", "Jan Berg")
    assert published(nadia, media).state == Post.State.LIVE


def test_one_that_is_over_or_for_others_is_read_first(ada: Member, nadia: Member) -> None:
    picture = kept(ada, view(), for_whom="communication")
    address = reverse("oversight:library", args=[ada.seat.organisation.slug])
    assert "Jan Berg" in ada.client.get(address).content.decode()
    assert "Jan Berg" not in nadia.client.get(address).content.decode()  # what she may not use is not offered
    assert published(nadia, brought(nadia, copied(view()))).state == Post.State.HELD
    yesterday = (clock.now() - timedelta(days=2)).date()
    LibraryPicture.objects.update(for_whom="staff", ends_on=yesterday)
    assert published(nadia, brought(nadia, copied(view()))).state == Post.State.HELD
    library.take_out(ada.person, picture.organisation, picture)
    assert brought(nadia, copied(view())).resembles is None


def test_another_organisations_library_names_nobody(ada: Member, sam: Member) -> None:
    kept(ada, view())
    media = brought(sam, copied(view()))
    told = sam.client.get(page(sam, media)).content.decode()
    assert "An organisation keeps a licence for this picture" in told
    assert ada.seat.organisation.name not in told


def test_communication_staff_change_and_take_out(ada: Member, nadia: Member) -> None:
    picture = kept(ada, view())
    slug = ada.seat.organisation.slug
    address = reverse("oversight:library_picture", args=[slug, picture.pk])
    wrong = ada.client.post(address, {"title": "", "licence": "licensed", "source": "Jan Berg", "for_whom": "staff"})
    assert wrong.status_code == 422
    assert 'value="Jan Berg"' in wrong.content.decode(), "nothing written is lost"
    ada.client.post(
        address, {"title": "A path", "licence": "free", "source": "City", "for_whom": "staff", "ends_on": "2030-01-31"}
    )
    picture.refresh_from_db()
    assert (picture.licence, picture.source, str(picture.ends_on)) == ("free", "City", "2030-01-31")
    assert nadia.client.get(address).status_code == 403
    covers = reverse("community:covers", args=[picture.media_id])
    assert covers in ada.client.get(address).content.decode()
    hal = member("Hal Osei", Role.ADMINISTRATOR, at=ada.seat.organisation)
    assert covers not in hal.client.get(address).content.decode(), "only who brought a picture decides what is covered"
    ada.client.post(address, {"do": "take-out"})
    assert "There is no picture here yet" in ada.client.get(reverse("oversight:library", args=[slug])).content.decode()
    with clock.at(clock.now() + timedelta(days=31)):
        upkeep.prune()
    assert not LibraryPicture.objects.exists()
    assert not Media.objects.filter(pk=picture.media_id).exists()


def test_a_source_that_names_a_patient_is_refused_and_stays_written(nadia: Member) -> None:
    media = brought(nadia, view())
    answer = nadia.client.post(
        page(nadia, media), {"licence": "permission", "source": "Mrs. Ferriman, room 12, born 04/05/1950"}
    )
    assert answer.status_code == 422
    assert "without what gives a person away" in answer.content.decode()
    assert "Mrs. Ferriman" in answer.content.decode()
    missing = nadia.client.post(page(nadia, media), {"licence": "permission", "source": ""})
    assert "Say who made it" in missing.content.decode()


def test_what_was_said_can_be_taken_back(nadia: Member) -> None:
    media = brought(nadia, view())
    nadia.client.post(page(nadia, media), {"licence": "open", "source": "City archive"})
    assert nadia.client.post(page(nadia, media), {"licence": "", "source": ""}).status_code == 302
    media.refresh_from_db()
    assert (media.licence, media.source) == ("", "")
