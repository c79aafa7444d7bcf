"""SIGKILL of the worker while it looks at a picture: the post waits whole, and another worker lets it out."""

import os
import shutil
import signal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from config.aftermath import ADDRESS, PASSWORD, Aftermath, told
from config.barrier import Barrier
from config.browsing import Browser
from config.installed import SRC, Installation, until
from config.test_killed_while_publishing import WORDS, web
from config.test_processes import children_of, free_port

pytestmark = pytest.mark.slow

#: Ways through an inspection, in their order: the worker dies before the statement that holds this.
POINTS = (
    'UPDATE "oversight_media"',  # looked at, nothing decided
    'UPDATE "community_version"',  # decided in the transaction that lets the post out
    '"kernel_work"."lease_owner" = ',  # all is done but the work's own row
)
AFTER_COMMIT = POINTS[2]


def photograph(width: int, height: int) -> bytes:
    """A picture with a place inside, whose decoding takes a while when it is large."""
    target = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Image.effect_noise((width // 8, height // 8), 60).convert("RGB").resize((width, height)).save(
        target, "JPEG", exif=exif, quality=60
    )
    return target.getvalue()


def published(browser: Browser, picture: bytes) -> str:
    """The path of a post with this picture, which waits for it."""
    form = browser.form() | {"text": WORDS, "audience": "public", "publish": "1", "picture-alt-1": "A path in a park"}
    page = browser.post("/write/", form, {"picture-1": picture})
    assert "It goes out as soon as words and pictures are checked." in page.html
    return page.url.partition(f":{browser.port}")[2]


def is_out(path: str, port: int) -> bool:
    """Whether a stranger can read it."""
    return Browser(port).get(path).status == 200


def readers_of(worker: int) -> list[int]:
    """The processes in which a worker has pictures decoded."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it ended while we looked
        if parent == worker and b"launch.py" in command:
            found.append(int(folder.name))
    return found


def test_a_killed_worker_leaves_the_post_waiting_and_the_next_lets_it_out(
    lived_in: Installation, tmp_path: Path
) -> None:
    barrier, browser = Barrier.at(tmp_path / "barrier"), Browser(free_port())
    lived_in.told = told(barrier.folder) | {"COMMONWARD_WORK_LEASE_SECONDS": "3"}
    with web(lived_in, browser):
        browser.sign_in(ADDRESS, PASSWORD)
        for number, point in enumerate(POINTS, start=1):
            path = published(browser, photograph(640, 480))
            barrier.close(point)
            with lived_in.running("worker") as worker:
                until(barrier.reached, seconds=60)
                assert barrier.reached() == worker.pid
                worker.kill()
                worker.wait()
            after = Aftermath.of(lived_in)
            assert is_out(path, browser.port) is (point == AFTER_COMMIT)
            assert after.media.count("quarantined") == after.quarantine == (0 if point == AFTER_COMMIT else 1)
            assert after.posts.count("live") == after.acts.count("post.published")
            assert (after.work.count("leased"), after.holds) == (1, True)
            with lived_in.running("worker"):
                until(lambda path=path: is_out(path, browser.port), seconds=60)
                until(lambda: _all_done(lived_in), seconds=60)
            whole = Aftermath.of(lived_in)
            assert (whole.posts, whole.versions) == (["live"] * number, ["passed"] * number)
            assert whole.acts == ["post.submitted", "post.published"] * number
            assert whole.looked == ["media.brought", "media.clean"] * number
            assert (whole.quarantine, whole.half, whole.holds) == (0, 0, True)


def _all_done(installation: Installation) -> bool:
    return set(Aftermath.of(installation).work) == {"done"}


def test_killed_with_its_child_at_work_another_begins_anew_within_a_minute(
    lived_in: Installation, tmp_path: Path
) -> None:
    """The installation as anybody runs it: `serve` and the lease that it comes with."""
    browser = Browser(free_port())
    lived_in.told = {"PORT": str(browser.port)}
    with lived_in.running("serve") as serve:
        until(lambda: set(children_of(serve)) == {"web", "worker"}, seconds=60)
        browser.get("/healthz")
        browser.sign_in(ADDRESS, PASSWORD)
        path = published(browser, photograph(6400, 4800))
        worker = children_of(serve)["worker"]
        until(lambda: readers_of(worker), seconds=60)
        reader = readers_of(worker)
        os.kill(worker, signal.SIGKILL)
        assert not is_out(path, browser.port)
        until(lambda: is_out(path, browser.port), seconds=60)
        assert not [number for number in reader if Path(f"/proc/{number}/cmdline").exists()]
    whole = Aftermath.of(lived_in)
    assert (whole.posts, whole.looked, whole.holds) == (["live"], ["media.brought", "media.clean"], True)
    assert (whole.quarantine, whole.half) == (0, 0)


def test_without_a_worker_pictures_wait_and_two_at_once_do_each_once(lived_in: Installation) -> None:
    browser = Browser(free_port())
    with web(lived_in, browser):
        browser.sign_in(ADDRESS, PASSWORD)
        paths = [published(browser, photograph(320, 240)) for _time in range(4)]
        assert "Being checked" in browser.get(paths[0]).html
        assert not any(is_out(path, browser.port) for path in paths)
        ill = lived_in.run("doctor")
        assert "PROBLEM  Workers: 0 gave a sign of life" in ill.stdout
        assert "Pictures unseen: 4" in ill.stdout
        with lived_in.running("worker"), lived_in.running("worker"):
            until(lambda: all(is_out(path, browser.port) for path in paths), seconds=60)
    after = Aftermath.of(lived_in)
    assert (after.posts, after.media) == (["live"] * 4, ["clean"] * 4)
    assert sorted(after.looked) == ["media.brought"] * 4 + ["media.clean"] * 4
    assert sorted(after.acts) == ["post.published"] * 4 + ["post.submitted"] * 4
    assert (after.quarantine, after.holds) == (0, True)


def test_with_an_altered_word_list_words_wait_and_the_doctor_names_it(lived_in: Installation, tmp_path: Path) -> None:
    """The product with one file of it changed, as after a broken disk or a curious hand; then mended."""
    copied = tmp_path / "product"
    shutil.copytree(SRC, copied, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    [words] = (copied / "commonward" / "guard" / "resources").rglob("words.txt")
    as_it_was = words.read_bytes()
    words.write_bytes(as_it_was + b"\nferriman")
    lived_in.told = {"PYTHONPATH": str(copied)}
    browser = Browser(free_port())
    with web(lived_in, browser):
        browser.sign_in(ADDRESS, PASSWORD)
        page = browser.post("/write/", browser.form() | {"text": WORDS, "audience": "public", "publish": "1"})
        assert "It goes out as soon as words and pictures are checked." in page.html
        path = page.url.partition(f":{browser.port}")[2]
        ill = lived_in.run("doctor")
        assert ill.returncode == 1
        assert "words.txt is not the file that the guard came with. Install it again." in ill.stdout
        assert "Words unchecked: 1" in ill.stdout
        assert not is_out(path, browser.port)
        words.write_bytes(as_it_was)
        with lived_in.running("worker"):
            until(lambda: is_out(path, browser.port), seconds=60)
        well = lived_in.run("doctor").stdout
        assert "ok       Guard: answers" in well
        assert "ok       Words unchecked: none." in well
