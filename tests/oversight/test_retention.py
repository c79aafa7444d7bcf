"""How long things are kept: what is past its time goes, by the worker, and the desk says how much; a hold keeps it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from cast import PASSWORD, Member
from commonward.community.actions import publishing
from commonward.community.composition import Picture
from commonward.community.models import Post, Version
from commonward.consent import actions as consents
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind, newest
from commonward.consent.models import Grant
from commonward.consent.queries import Scope
from commonward.kernel import clock, upkeep, work
from commonward.kernel.errors import Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import erasing, exporting, quarantine, retention, stored
from commonward.oversight.models import Erasure, Media, RetentionDay
from commonward.oversight.retention import Rule
from contracts.scene import picture_file

pytestmark = pytest.mark.django_db

WORDS = "A quiet walk does wonders after a long night."


def _in(days: float) -> object:
    return clock.at(clock.now() + timedelta(days=days))


def _today() -> RetentionDay:
    return RetentionDay.objects.order_by("-day")[0]


def test_words_and_pictures_that_were_taken_back_go_after_thirty_days(pat: Member, sam: Member) -> None:
    picture = Picture(quarantine.bring(pat.person, picture_file()).pk, "A path")
    outcome = pat.publishes(WORDS, pictures=(picture,))
    assert isinstance(outcome, publishing.Done)
    work.drain()
    post = Post.objects.get(pk=outcome.post.pk)
    answer = sam.posts("Well said.", parent=post)
    folder = stored.place_on_disk(picture.media)
    publishing.withdraw_post(pat.person, post)
    with _in(29):  # type: ignore[attr-defined]
        upkeep.prune()
    assert Version.objects.filter(post=post).exists()
    with _in(31):  # type: ignore[attr-defined]
        upkeep.prune()
        upkeep.prune()
        assert _today().removed == {"withdrawn_posts": 1}
    assert not Version.objects.filter(post=post).exists()
    assert not folder.exists()
    assert not Media.objects.filter(pk=picture.media).exists()
    assert Post.objects.get(pk=post.pk).state == Post.State.WITHDRAWN
    assert sam.client.get(f"/p/{answer.pk}/").status_code == 200


def test_a_legal_hold_beats_it_and_its_end_lets_it_go(pat: Member, olu: Member) -> None:
    post = pat.posts(WORDS)
    publishing.withdraw_post(pat.person, post)
    held = retention.hold(olu.person, handle="@pat-lindqvist", reason="court")
    with _in(31):  # type: ignore[attr-defined]
        assert retention.tend() == 0
        assert Version.objects.filter(post=post).exists()
        retention.end_hold(olu.person, held.pk)
        retention.end_hold(olu.person, held.pk)
        assert retention.tend() == 1
    acts = Entry.objects.filter(action__startswith="hold.").order_by("sequence")
    assert [(one.action, one.reason_code) for one in acts] == [("hold.begun", "court"), ("hold.ended", "")]


def test_a_hold_keeps_a_closed_account_from_being_emptied(pat: Member, olu: Member) -> None:
    post = pat.posts(WORDS)
    held = retention.hold(olu.person, handle="pat-lindqvist", reason="claim")
    erasing.close(pat.person, password=PASSWORD)
    work.drain()
    assert Version.objects.filter(post=post).exists()
    assert olu.client.get(f"/p/{post.pk}/").status_code == 404
    retention.end_hold(olu.person, held.pk)
    retention.tend()
    assert Erasure.objects.get(account=pat.account).done_at is not None
    assert _today().removed["closed_accounts"] == 1
    assert not Version.objects.filter(post=post).exists()


def test_consents_go_six_years_after_their_end(pat: Member, nadia: Member) -> None:
    organisation = nadia.fresh_seat().organisation
    assert organisation is not None
    grant = consents.give(pat.person, organisation, Offer(Scope(Kind.SCREENING), newest(Kind.SCREENING)))
    consents.withdraw(pat.person, grant)
    with _in(6 * 365):  # type: ignore[attr-defined]
        retention.tend()
    assert Grant.objects.filter(pk=grant.pk).exists()
    with _in(6 * 366):  # type: ignore[attr-defined]
        retention.tend()
    assert not Grant.objects.filter(pk=grant.pk).exists()


def test_what_was_removed_is_added_up_by_day_and_on_record(pat: Member, olu: Member) -> None:
    exporting.ask(pat.person)
    work.drain()
    with _in(8):  # type: ignore[attr-defined]
        assert retention.tend() == 1
        assert retention.tend() == 0
        page = olu.browser().get("/desk/retention/").content.decode()
    assert "Copies that people asked for" in page
    assert "7 days" in page
    entry = Entry.objects.get(action="retention.removed")
    assert (entry.actor_name, entry.detail) == ("retention", {"things": 1})
    assert not list(Path(settings.EXPORT_DIR).glob("*.part"))


def test_a_rule_that_stumbles_keeps_no_other_from_being_carried_out(
    pat: Member, olu: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise OSError(28, "No space left on device")

    post = pat.posts(WORDS)
    publishing.withdraw_post(pat.person, post)
    monkeypatch.setattr(
        retention, "_rules", {"broken": Rule("broken", "A thing", "1 day", "-", broken)} | retention._rules
    )
    with _in(31):  # type: ignore[attr-defined]
        assert retention.tend() == 1
        assert _today().stumbled == {"broken": "OSError"}
        page = olu.browser().get("/desk/retention/").content.decode()
    assert "This did not work the last time (OSError)." in page


def test_the_desk_says_when_nobody_looks(olu: Member) -> None:
    assert "has not looked yet" in olu.client.get("/desk/retention/").content.decode()
    retention.tend()
    assert "has not looked for a day" not in olu.client.get("/desk/retention/").content.decode()
    with _in(1.2):  # type: ignore[attr-defined]
        assert "has not looked for a day" in olu.browser().get("/desk/retention/").content.decode()


def test_only_those_who_answer_hold_and_only_whom_they_answer_for(
    pat: Member, mo: Member, olu: Member, remy: Member
) -> None:
    for handle, reason in (("nobody-here", "court"), ("remy-laurent", "court"), ("pat-lindqvist", "because")):
        with pytest.raises(Unacceptable):
            retention.hold(olu.person, handle=handle, reason=reason)
    held = retention.hold(olu.person, handle="pat-lindqvist", reason="court")
    with pytest.raises(Unacceptable):
        retention.hold(olu.person, handle="pat-lindqvist", reason="court")
    with pytest.raises(Denied):
        retention.end_hold(mo.person, held.pk)
    with pytest.raises(NotFound):
        retention.end_hold(olu.person, 7)
    page = olu.client.post("/desk/retention/", {"handle": "nobody-here", "reason": "court"})
    assert page.status_code == 422
    assert "nobody here by this handle" in page.content.decode()
