"""Pictures in a bucket, on a server of this machine: shown to whoever may see them, gone when they go."""

import io
import logging
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.conf import settings as in_force
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from buckets import client, fresh_bucket, refusing, store_server
from cast import PASSWORD, Member
from commonward.community.actions import publishing
from commonward.community.composition import Picture
from commonward.community.models import Post
from commonward.config import doctor
from commonward.config.checks import check_settings
from commonward.kernel import clock, upkeep, work
from commonward.kernel.models import Work
from commonward.oversight import bucket as bucket_module
from commonward.oversight import erasing, exporting, quarantine, stored
from commonward.oversight.models import Export, Media
from commonward.oversight.store_address import Address
from contracts.scene import picture_file

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.slow]
WORDS = "A quiet walk does wonders after a long night."
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with store_server() as answering:
        yield answering


@pytest.fixture
def url(host: str, settings: LazySettings) -> str:
    settings.MEDIA_STORE_URL = fresh_bucket(host)
    return str(settings.MEDIA_STORE_URL)


def _kept(url: str) -> list[str]:
    """Every name in a bucket, as somebody else sees it."""
    at = Address.of(url)
    return [item["Key"] for item in client(at.host).list_objects_v2(Bucket=at.bucket).get("Contents", ())]


def _on_disk() -> list[Path]:
    folders = (Path(in_force.MEDIA_ROOT), Path(in_force.QUARANTINE_DIR))
    return [path for folder in folders for path in folder.rglob("*") if path.is_file() and ".before" not in str(path)]


def _published(who: Member) -> tuple[Post, Media]:
    picture = Picture(quarantine.bring(who.person, picture_file()).pk, "A path in the wood")
    outcome = who.publishes(WORDS, pictures=(picture,))
    assert isinstance(outcome, publishing.Done)
    work.drain()
    return Post.objects.get(pk=outcome.post.pk), Media.objects.get(pk=picture.media)


def _address(media: Media) -> str:
    return f"/pictures/{media.pk}/{media.renditions[0]['name']}"


def test_it_goes_there_and_is_shown_to_whoever_may_see_it(pat: Member, sam: Member, url: str) -> None:
    post, media = _published(pat)
    assert post.state == "live"
    assert _kept(url) == sorted(f"harbour/{stored.folder_of(media.pk)}/{one['name']}" for one in media.renditions)
    assert not stored.place_on_disk(media.pk).exists()
    assert not list(Path(in_force.QUARANTINE_DIR).glob(f"*{stored.MAKING}*"))
    answer = sam.client.get(_address(media))
    shown = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer.status_code, answer["Content-Type"], len(shown)) == (
        200,
        media.renditions[0]["type"],
        media.renditions[0]["bytes"],
    )
    page = sam.client.get(f"/p/{post.pk}/").content.decode()
    assert _address(media) in page
    assert urlsplit(url).netloc not in page


def test_what_was_taken_back_is_shown_to_nobody_though_it_lies_there(pat: Member, sam: Member, url: str) -> None:
    post, media = _published(pat)
    publishing.withdraw_post(pat.person, post)
    assert sam.client.get(_address(media)).status_code == 404
    assert Client().get(_address(media)).status_code == 404
    assert _kept(url)


def test_what_is_deleted_is_gone_there(pat: Member, sam: Member, url: str) -> None:
    _post, media = _published(pat)
    _other, theirs = _published(sam)
    erasing.close(pat.person, password=PASSWORD)
    with clock.at(clock.now() + HOUR):
        work.drain()
    assert not Media.objects.filter(pk=media.pk).exists()
    assert _kept(url) == [f"harbour/{stored.folder_of(theirs.pk)}/{one['name']}" for one in theirs.renditions]


def test_the_own_copy_holds_it(pat: Member, url: str) -> None:
    _post, media = _published(pat)
    export = exporting.ask(pat.person)
    work.drain()
    answer = pat.client.get(f"/your-data/{export.pk}/")
    copy = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    held = {name: len(copy.read(name)) for name in copy.namelist() if name.startswith("media/")}
    assert held == {f"media/{media.pk}-{one['name']}": one["bytes"] for one in media.renditions}


@pytest.mark.parametrize(
    ("status", "code"), [(403, "AccessDenied"), (503, "SlowDown"), (507, "XMinioStorageFull"), (404, "NoSuchBucket")]
)
def test_a_store_that_refuses_keeps_pictures_waiting(
    pat: Member, url: str, settings: LazySettings, caplog: pytest.LogCaptureFixture, status: int, code: str
) -> None:
    with refusing(status, code) as closed, caplog.at_level(logging.INFO):
        settings.MEDIA_STORE_URL = f"s3+http://key:secret-words@{closed}/pictures"
        post, media = _published(pat)
        assert (post.state, media.state) == ("waiting", "quarantined")
        assert "Being checked" in pat.client.get(f"/p/{post.pk}/").content.decode()
        line = doctor._picture_store()
        assert not line.is_well
        assert code in line.found
    assert Work.objects.get(subject_id=media.pk).state == "waiting"
    assert "secret-words" not in caplog.text
    settings.MEDIA_STORE_URL = url
    with clock.at(clock.now() + HOUR):
        work.drain()
    post.refresh_from_db()
    assert post.state == "live"
    assert _kept(url)


def test_a_silent_store_gives_a_placeholder_and_is_not_asked_again_at_once(
    pat: Member, sam: Member, url: str, settings: LazySettings
) -> None:
    post, media = _published(pat)
    with refusing(503, "SlowDown") as closed:
        settings.MEDIA_STORE_URL = f"s3+http://key:secret@{closed}/pictures"
        answer = sam.client.get(_address(media))
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (503, "image/svg+xml", "no-store")
    assert answer.content.startswith(b"<svg")
    assert sam.client.get(_address(media)).status_code == 503  # nobody listens there any more
    store = stored.bucket()
    assert store is not None
    with pytest.raises(stored.Unreachable, match="Resting"):
        store.get("ab/1/full.jpg")
    assert sam.client.get(f"/p/{post.pk}/").status_code == 200
    assert Client().get(_address(media)).status_code in {200, 503}


def test_deleting_waits_for_a_silent_store(pat: Member, url: str, settings: LazySettings) -> None:
    post, media = _published(pat)
    publishing.withdraw_post(pat.person, post)
    with clock.at(clock.now() + timedelta(days=31)):
        with refusing(403, "AccessDenied") as closed:
            settings.MEDIA_STORE_URL = f"s3+http://key:secret@{closed}/pictures"
            upkeep.prune()
        assert Media.objects.filter(pk=media.pk).exists()
        assert post.versions.exists()
        settings.MEDIA_STORE_URL = url
        upkeep.prune()
    assert not Media.objects.filter(pk=media.pk).exists()
    assert _kept(url) == []


def test_the_own_copy_waits_for_a_silent_store(pat: Member, url: str, settings: LazySettings) -> None:
    _published(pat)
    with refusing(403, "AccessDenied") as closed:
        settings.MEDIA_STORE_URL = f"s3+http://key:secret@{closed}/pictures"
        exporting.ask(pat.person)
        for hours in range(1, 12):
            with clock.at(clock.now() + hours * HOUR):
                work.drain()
    assert Export.objects.get().state == "asked"
    settings.MEDIA_STORE_URL = url
    with clock.at(clock.now() + timedelta(days=2)):
        work.drain()
    assert Export.objects.get().state == "ready"


@pytest.mark.parametrize("in_bucket", [True, False])
def test_left_over_files_are_swept_after_a_week(
    pat: Member, url: str, settings: LazySettings, tmp_path: Path, in_bucket: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    if not in_bucket:
        settings.MEDIA_STORE_URL = ""
    _post, media = _published(pat)
    with stored.making(media.pk + 256) as folder:
        (folder / "full.jpg").write_bytes(b"of nobody")
    part = stored.folder_of(media.pk)[:2]
    assert stored.sweep_folder(part) == 0
    with clock.at(clock.now() + timedelta(days=8)):
        assert stored.sweep_folder(part) == 1
        assert stored.sweep_folder(part) == 0
    left = _kept(url) if in_bucket else [name for name, _at in stored.on_disk()]
    assert len(left) == len(media.renditions)
    assert all(str(media.pk) in name for name in left)


def test_rounds_come_by_every_folder(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    monkeypatch.setattr(stored, "sweep_folder", lambda part: seen.add(part) or 0)
    now = clock.now()
    for number in range(256):
        with clock.at(now + timedelta(minutes=10 * number)):
            stored.sweep()
    assert len(seen) == 256


def test_what_a_killed_worker_left_is_swept(settings: LazySettings, tmp_path: Path) -> None:
    settings.QUARANTINE_DIR = tmp_path
    (tmp_path / f"7{stored.MAKING}x").mkdir()
    (tmp_path / f"7{stored.MAKING}x" / "full.jpg").write_bytes(b"half")
    stored.sweep_making()
    assert list(tmp_path.iterdir())
    with clock.at(clock.now() + timedelta(hours=2)):
        stored.sweep_making()
    assert not list(tmp_path.iterdir())


def test_pictures_move_there_and_back(pat: Member, sam: Member, url: str, settings: LazySettings) -> None:
    settings.MEDIA_STORE_URL = ""
    with pytest.raises(CommandError, match="No bucket is named"):
        call_command("move_pictures")
    settings.MEDIA_ROOT = Path(in_force.DATA_DIR) / f"moving-{pat.account.pk}"
    _post, media = _published(pat)
    before = (stored.place_on_disk(media.pk) / media.renditions[0]["name"]).read_bytes()
    settings.MEDIA_STORE_URL = url
    assert "on the disk still" in doctor._picture_store().found
    said = io.StringIO()
    call_command("move_pictures", stdout=said)
    assert f"{len(media.renditions)} files moved." in said.getvalue()
    assert doctor._picture_store().is_well
    assert b"".join(sam.client.get(_address(media)).streaming_content) == before  # type: ignore[attr-defined]
    assert next(stored.on_disk(), None) is None
    call_command("move_pictures", back=True, stdout=said)
    assert _kept(url) == []
    settings.MEDIA_STORE_URL = ""
    assert b"".join(sam.client.get(_address(media)).streaming_content) == before  # type: ignore[attr-defined]


def test_the_doctor_is_content_and_leaves_nothing(url: str, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    assert doctor._picture_store().is_well
    assert _kept(url) == []


def test_the_doctor_minds_versions_that_are_kept(url: str, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, at = tmp_path, Address.of(url)
    client(at.host).put_bucket_versioning(Bucket=at.bucket, VersioningConfiguration={"Status": "Enabled"})
    assert "what people delete would stay" in doctor._picture_store().found


def test_the_doctor_minds_a_bucket_that_is_open(
    url: str, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    store = stored.bucket()
    assert isinstance(store, bucket_module.Bucket)
    stranger = client(Address.of(url).host)
    monkeypatch.setattr(type(store._session), "client", lambda *_given, **_named: stranger)
    assert "Anybody can read" in doctor._picture_store().found


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("s3://pictures", "written as"),
        ("https://key:secret@store.example/pictures", "written as"),
        ("s3://key:secret@store.example", "written as"),
        ("s3://store.example/pictures", "the key and its secret"),
        ("s3+http://key:secret@store.example/pictures", "in the clear"),
        ("s3://key:secret@[store.example/pictures", "no address"),
        ("s3://key:secret@store.example:port/pictures", "no address"),
    ],
)
def test_an_address_that_is_none(settings: LazySettings, wrong: str, why: str) -> None:
    settings.MEDIA_STORE_URL = wrong
    (error,) = [one for one in check_settings(None) if one.id == "commonward.E041"]
    assert why in error.msg
    assert "secret@" not in error.msg.replace("s3://key:secret@host", "")


def test_an_address_is_read_and_shows_no_secret() -> None:
    at = Address.of("s3://k%2Fy:s%40cret@store.example:9000/pictures/a/b?region=eu-central-1")
    assert (at.endpoint, at.key, at.secret) == ("https://store.example:9000", "k/y", "s@cret")
    assert (at.bucket, at.prefix, at.region) == ("pictures", "a/b/", "eu-central-1")
    assert "cret" not in repr(at)


def test_without_what_speaks_to_it(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_STORE_URL = "s3://key:secret@store.example/pictures"
    monkeypatch.setattr("commonward.config.checks.find_spec", lambda _name: None)
    assert [one.id for one in check_settings(None)] == ["commonward.E042"]
