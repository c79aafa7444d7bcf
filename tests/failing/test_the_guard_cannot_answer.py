"""If the guard cannot answer: public words wait, visibly, are lost by nobody, and go out when it is back.

Each way of failing is one that the guard's own readers have: it says that it cannot, it breaks, it hangs, its child is
killed. What stands around the reader is the product's.
"""

import html
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from cast import Member
from commonward.community.actions import advancing, publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition, Picture
from commonward.community.models import Post, Version
from commonward.config import doctor
from commonward.guard import Guard, GuardUnavailable, Submission
from commonward.guard.media import inspection
from commonward.guard.reading import Reading, live_reader
from commonward.kernel import clock, work
from commonward.kernel.models import Entry, Work
from commonward.oversight import answering, guards, quarantine, reviews, screening
from commonward.oversight.models import Media, Review, Verdict
from commonward.people.models import Notice
from guard.doubles import NoFiles
from guard.media import pictures

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders after a long night shift."


class Failing(NoFiles):
    """Reads as the guard does, and fails at texts that hold some words ("": at every text)."""

    def __init__(self, fail: Callable[[], object], at: str = "") -> None:
        self._reader, self._fail, self._at = live_reader(), fail, at

    def entities(self, text: str, language: str | None) -> list[object]:
        return []

    def examine(self, submission: Submission, index: int = 0) -> Reading:  # type: ignore[override]
        if self._at in submission.text:
            self._fail()
        return self._reader.examine(submission)

    def listen(self, submission: Submission, read: object = None) -> list[object]:
        return []


def raising(error: BaseException) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


_over = threading.Event()
WAYS: dict[str, Callable[[], object]] = {
    "it says so": raising(GuardUnavailable("A word list of the guard is missing. Install it again.")),
    "it breaks": raising(ValueError("Odalys Ferriman")),
    "no memory": raising(MemoryError()),
    "too deep": raising(RecursionError()),
    "it hangs": _over.wait,
}


@pytest.fixture(autouse=True)
def _brief(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who hangs is left to itself soon, and ends with the test."""
    _over.clear()
    yield
    _over.set()


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the guard fail from now on: fails("it hangs"), fails("it breaks", at="walk")."""

    def begin(way: str, at: str = "") -> None:
        if way == "it hangs":
            monkeypatch.setattr(answering, "LONGEST_SECONDS", 0.05)
        broken = Guard(reader=Failing(WAYS[way], at), media_reader=NoFiles())
        monkeypatch.setattr(screening, "guard", lambda *_tier: broken)

    return begin


def later(**interval: float) -> object:
    return clock.at(clock.now() + timedelta(**interval))


def waits(member: Member, **options: object) -> Done:
    outcome = member.publishes(WORDS, **options)  # type: ignore[arg-type]
    assert isinstance(outcome, Done)
    assert (outcome.version.verdict, outcome.post.state) == (Verdict.UNAVAILABLE, Post.State.WAITING)
    return outcome


@pytest.mark.parametrize("way", WAYS)
def test_words_wait_visibly_and_go_out_by_themselves(
    way: str, nadia: Member, sam: Member, fails: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(way)
    sent = nadia.client.post("/write/", {"text": WORDS, "audience": "public", "publish": "1"}, follow=True)
    assert "It goes out as soon as words and pictures are checked." in html.unescape(sent.content.decode())
    post = Post.objects.get()
    assert sam.client.get(f"/p/{post.pk}/").status_code == 404
    assert "Being checked" in nadia.client.get(f"/p/{post.pk}/").content.decode()
    assert WORDS in nadia.client.get("/on-their-way/").content.decode()
    assert work.drain() >= 1  # it is tried, and still cannot
    assert Work.objects.get().error == "OutOfOrder"

    monkeypatch.undo()
    with later(minutes=4):
        assert work.drain() == 1
    post.refresh_from_db()
    assert post.state == Post.State.LIVE
    assert WORDS in sam.client.get(f"/p/{post.pk}/").content.decode()
    acts = Entry.objects.filter(subject_kind="post").order_by("sequence")
    assert list(acts.values_list("action", flat=True)) == ["post.submitted", "post.rescreened", "post.published"]


def test_models_that_are_long_in_coming_are_waited_for(nadia: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the first check after a start would else be given up while the models are being read."""
    ready, loaded_by = guards.guard("release"), []

    def load(tier: str) -> Guard:
        loaded_by.append(threading.current_thread().name)
        return ready

    monkeypatch.setattr(guards, "_loaded", load)
    assert nadia.publishes(WORDS)
    assert loaded_by
    assert "asking" not in loaded_by  # only the thread of that name is held to a time


def test_a_web_process_wakes_with_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def missing(tier: str) -> Guard:
        asked.append(tier)
        raise GuardUnavailable("A word list of the guard is missing. Install it again.")

    with monkeypatch.context() as broken:
        broken.setattr(guards, "guard", missing)
        assert not guards.wake()  # pages that need no guard are served all the same
    assert asked == ["live"]
    tiers: list[str] = []
    monkeypatch.setattr(guards, "guard", lambda tier: tiers.append(tier) or Guard(media_reader=NoFiles()))
    assert guards.wake()
    assert tiers == ["live", "release"]
    with override_settings(SECOND_HEARING=False):
        assert guards.wake()
    assert tiers == ["live", "release", "live"]


@pytest.mark.parametrize("way", WAYS)
def test_the_live_check_says_so_kindly(way: str, nadia: Member, fails: Callable[..., None]) -> None:
    fails(way)
    live = nadia.client.post("/write/check/", {"text": WORDS, "key": "new"})
    page = nadia.client.post("/write/", {"text": WORDS, "check": "1"})
    for answer in (live, page):
        assert answer.status_code == 200
        said = html.unescape(answer.content.decode())
        assert "We can not check just now. If you publish, it waits and goes out as soon as it is checked." in said
        assert 'aria-disabled="true"' not in said


def test_a_guard_that_is_gone_for_a_day_loses_nothing(
    nadia: Member, fails: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fails("it says so")
    post = waits(nadia).post
    start, tries = clock.now(), 0
    for minutes in range(0, 24 * 60, 20):
        with clock.at(start + timedelta(minutes=minutes)):
            tries += work.drain()
    assert tries > 4 * work.MOST_ATTEMPTS
    assert Work.objects.get().state == Work.State.WAITING
    monkeypatch.undo()
    with clock.at(start + timedelta(days=1, minutes=20)):
        work.drain()
    post.refresh_from_db()
    assert post.state == Post.State.LIVE


def test_words_that_only_break_the_guard_are_read_by_a_second_person(
    nadia: Member, mo: Member, sam: Member, fails: Callable[..., None]
) -> None:
    fails("it breaks", at="walk")
    post = waits(nadia).post
    start = clock.now()
    for hours in range(work.MOST_ATTEMPTS + 2):
        with clock.at(start + timedelta(hours=2 * hours)):
            work.drain()
    assert Work.objects.get(kind=advancing.RESCREEN).state == Work.State.FAILED
    post.refresh_from_db()
    assert post.state == Post.State.HELD
    review = Review.objects.get(author=nadia.seat)
    reviews.claim(mo.person, review.pk)
    reviews.release(mo.person, review.pk)
    post.refresh_from_db()
    assert post.state == Post.State.LIVE
    assert Post.objects.visible_to(sam.person).filter(pk=post.pk).exists()


def test_an_edit_waits_while_the_old_words_stay(nadia: Member, sam: Member, fails: Callable[..., None]) -> None:
    post = nadia.posts(WORDS)
    fails("it says so")
    outcome = publishing.edit_post(nadia.person, nadia.fresh_seat(), post, Composition(text="Other words."))
    assert isinstance(outcome, Done)
    assert outcome.version.state == Version.State.WAITING
    assert WORDS in sam.client.get(f"/p/{post.pk}/").content.decode()


def test_what_was_withdrawn_while_it_waited_stays_withdrawn(
    nadia: Member, fails: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fails("it says so")
    post = waits(nadia).post
    publishing.withdraw_post(nadia.person, post)
    monkeypatch.undo()
    with later(minutes=4):
        work.drain()
    post.refresh_from_db()
    assert post.state == Post.State.WITHDRAWN


def test_a_face_is_not_shown_and_its_words_are_on_the_page(nadia: Member, fails: Callable[..., None]) -> None:
    fails("it hangs")
    form = {"display_name": "Nadia O.", "handle": "nadia-o", "biography": "I walk a lot."}
    page = nadia.client.post("/face/", form)
    assert page.status_code == 422
    said = html.unescape(page.content.decode())
    assert "We could not check this just now." in said
    assert "I walk a lot." in said
    assert nadia.profile.display_name == "Nadia Okafor"


def test_checks_that_hang_do_not_pile_up(nadia: Member, fails: Callable[..., None]) -> None:
    fails("it hangs")
    before = threading.active_count()
    for _time in range(answering.MOST_AT_ONCE + 5):
        assert screening.self_check()
    assert threading.active_count() - before <= answering.MOST_AT_ONCE


# --- Pictures --------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader_dies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[int], None]:
    """Let the child be killed, for files of at least so many bytes."""

    def begin(least: int) -> None:
        script = tmp_path / "dies.py"
        script.write_text(
            "import os, runpy, signal\n"
            f"if os.fstat(0).st_size >= {least}: os.kill(os.getpid(), signal.SIGKILL)\n"
            f"runpy.run_path({str(inspection._LAUNCH)!r}, run_name='__main__')\n"
        )
        monkeypatch.setattr(inspection, "_LAUNCH", script)

    return begin


def bring(member: Member) -> Media:
    data = pictures.saved(pictures.photo(), "JPEG", exif=pictures.exif())
    return quarantine.bring(member.person, SimpleUploadedFile("walk.jpg", data))


@pytest.mark.slow
def test_pictures_wait_while_the_reader_is_out_of_order_and_go_out_when_it_is_back(
    nadia: Member, sam: Member, reader_dies: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader_dies(0)
    media = bring(nadia)
    outcome = nadia.publishes(WORDS, pictures=(Picture(media.pk, "A path in a park"),))
    assert isinstance(outcome, Done)
    start = clock.now()
    for hours in range(work.MOST_ATTEMPTS + 2):
        with clock.at(start + timedelta(hours=hours)):
            work.drain()
    assert Work.objects.get().error == "OutOfOrder"
    assert "Being checked" in nadia.client.get(f"/p/{outcome.post.pk}/").content.decode()
    assert sam.client.get(f"/p/{outcome.post.pk}/").status_code == 404
    monkeypatch.undo()
    with clock.at(start + timedelta(hours=20)):
        work.drain()
    outcome.post.refresh_from_db()
    assert outcome.post.state == Post.State.LIVE


@pytest.mark.slow
def test_a_picture_that_always_brings_the_reader_down_is_refused_and_its_author_told(
    nadia: Member, reader_dies: Callable[[int], None]
) -> None:
    reader_dies(1000)
    media = bring(nadia)
    outcome = nadia.publishes(WORDS, pictures=(Picture(media.pk, "A path in a park"),))
    assert isinstance(outcome, Done)
    start = clock.now()
    for hours in range(work.MOST_ATTEMPTS + 2):
        with clock.at(start + timedelta(hours=2 * hours)):
            work.drain()
    media.refresh_from_db()
    outcome.post.refresh_from_db()
    assert (media.state, media.refusal, outcome.post.state) == ("refused", "too-heavy", "returned")
    assert Notice.objects.filter(seat=nadia.seat, kind="media.refused").exists()
    assert "takes too much work to open" in nadia.client.get(f"/p/{outcome.post.pk}/edit/").content.decode()


# --- The doctor ------------------------------------------------------------------------------------------------------


def lines() -> dict[str, doctor.Answer]:
    return {answer.about: answer for answer in doctor.examine()}


@pytest.mark.slow
def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(
    nadia: Member, fails: Callable[..., None], reader_dies: Callable[[int], None]
) -> None:
    well = lines()
    assert well["Guard"].is_well
    assert well["Picture reader"].is_well
    assert well["Words unchecked"].found == "none."
    fails("it says so")
    reader_dies(0)
    waits(nadia)
    bring(nadia)
    with later(minutes=30):
        ill = lines()
    assert "A word list of the guard is missing. Install it again." in ill["Guard"].line()
    assert "Install the same version again" in ill["Guard"].line()
    assert "the picture reader was stopped" in ill["Picture reader"].line()
    assert ill["Words unchecked"].line().startswith("PROBLEM  Words unchecked: 1, the oldest for 30 minutes.")
    assert ill["Pictures unseen"].line().startswith("PROBLEM  Pictures unseen: 1, the oldest for 30 minutes.")
    assert all(answer.remedy for answer in ill.values() if not answer.is_well)


def test_a_picture_reader_that_was_too_slow_is_looked_at_again_and_not_installed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = "A sample picture could not be looked at: the picture reader took too long."
    monkeypatch.setattr(doctor.quarantine, "self_check", lambda: [slow])
    line = doctor._picture_reader().line()
    assert "keeps this machine busy" in line
    assert "Install" not in line


def test_a_breaking_guard_is_named_without_its_words(nadia: Member, fails: Callable[..., None]) -> None:
    fails("it breaks")
    said = lines()["Guard"].line()
    assert "ValueError" in said
    assert "Odalys" not in said


COPIED = (
    "Heels dry out first on our ward. We rub in plain cream every evening, we float both heels on a folded towel, and "
    "whoever takes over looks at them with the light on. Since we write it on the door, nobody forgets it at night."
)


def test_what_waited_is_compared_with_what_others_published(
    nadia: Member, remy: Member, fails: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia.posts(COPIED)
    fails("it says so")
    outcome = remy.publishes(COPIED)
    assert isinstance(outcome, Done)
    assert outcome.post.state == Post.State.WAITING
    monkeypatch.undo()
    with later(minutes=4):
        work.drain()
    outcome.post.refresh_from_db()
    assert outcome.post.state == Post.State.RETURNED
    assert [row["rule"] for row in outcome.post.versions.get().screening.findings] == ["attribution.uncredited"]
