"""What a process leaves behind that died between two steps: it is found and done, or taken away."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import Member
from commonward.kernel import clock, upkeep, work
from commonward.kernel.models import Entry
from commonward.oversight import quarantine, stored
from commonward.oversight.models import Media
from guard.media import pictures

pytestmark = pytest.mark.django_db

JPEG = pictures.saved(pictures.photo(), "JPEG", exif=pictures.exif())


def bring(member: Member) -> Media:
    return quarantine.bring(member.person, SimpleUploadedFile("walk.jpg", JPEG))


def original(media: Media) -> Path:
    return Path(settings.QUARANTINE_DIR) / str(media.pk)


def over(media: Media) -> None:
    """The day in which its author decides what is covered has passed."""
    Media.objects.filter(pk=media.pk).update(open_until=clock.now())


def aged(path: Path, hours: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_bytes(JPEG)
    os.utime(path, (time.time() - hours * 3600,) * 2)
    return path


def test_an_original_that_outlived_its_decision_goes_when_the_work_is_taken_up(nadia: Member) -> None:
    media = bring(nadia)
    work.drain()
    over(media)
    original(media).write_bytes(JPEG)  # the worker died before it could remove it
    quarantine.carry_inspection(media.pk)
    assert not original(media).exists()
    assert Entry.objects.filter(action="media.clean").count() == 1


def test_half_written_pictures_go_when_the_work_is_taken_up(nadia: Member) -> None:
    media = bring(nadia)
    folder = stored.place_on_disk(media.pk)
    folder.mkdir(parents=True)
    (folder / ".new-abc").write_bytes(JPEG[:100])
    work.drain()
    media.refresh_from_db()
    assert sorted(path.name for path in folder.iterdir()) == sorted(item["name"] for item in media.renditions)


def test_files_that_no_picture_waits_for_are_swept(nadia: Member) -> None:
    waiting, done = bring(nadia), bring(nadia)
    quarantine.carry_inspection(done.pk)
    over(done)
    folder = Path(settings.QUARANTINE_DIR)
    kept = [aged(original(waiting), 5), aged(folder / "81", 0.1), aged(folder / "82.part", 0.1)]
    gone = [aged(original(done), 5), aged(folder / "83", 5), aged(folder / "84.part", 5), aged(folder / "odd name", 5)]
    upkeep.prune()
    assert [path.exists() for path in kept] == [True] * 3
    assert [path.exists() for path in gone] == [False] * 4
    quarantine.carry_inspection(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == Media.State.CLEAN
