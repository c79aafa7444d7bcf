"""Deleting one's account: gone at once from every page, then from the database; what stays has no words or names."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from cast import PASSWORD, Member
from commonward.community.actions import gestures, publishing
from commonward.community.composition import Picture
from commonward.community.models import Post
from commonward.consent import actions as consents
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind, newest
from commonward.consent.models import Grant
from commonward.consent.queries import Scope
from commonward.kernel import verification, work
from commonward.kernel.errors import Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import erasing, exporting, quarantine, reviews
from commonward.oversight.models import Erasure, Report, Review
from commonward.people.models import Account, Notice
from contracts.scene import picture_file

pytestmark = pytest.mark.django_db

MARKER = "quillonbrax"
WORDS = f"A walk with {MARKER} after a long night."


def _leave(who: Member) -> None:
    erasing.close(who.person, password=PASSWORD)
    work.drain()


def _kept_anywhere(word: str) -> list[str]:
    """Where the database still has this word, by table and column."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            for field in model._meta.local_fields:
                column = field.column
                cast = f"CAST({connection.ops.quote_name(column)} AS TEXT)"
                asked = f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)} WHERE LOWER({cast}) LIKE %s"
                cursor.execute(asked, [f"%{word.lower()}%"])
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column}")
    return found


@pytest.fixture
def lived(pat: Member, sam: Member, mo: Member) -> Post:
    """Pat has written, drawn, thanked, followed, drafted, asked, reported and permitted; Sam has answered."""
    picture = Picture(quarantine.bring(pat.person, picture_file()).pk, f"A path and {MARKER}")
    outcome = pat.publishes(WORDS, pictures=(picture,))
    assert isinstance(outcome, publishing.Done)
    work.drain()
    outcome.post.refresh_from_db()
    theirs = sam.posts("I walk, too.")
    sam.posts("Well said.", parent=outcome.post)
    pat.posts(f"And {MARKER} says hello.", parent=theirs)
    gestures.thank(pat.person, theirs)
    gestures.follow(pat.person, sam.profile)
    gestures.follow(sam.person, pat.profile)
    pat.client.post("/write/draft/", {"text": f"Not yet, {MARKER}.", "key": "new", "audience": "public"})
    pat.client.post(f"/p/{theirs.pk}/report/", {"reason": "other", "words": f"Look, {MARKER}."})
    report = Review.objects.get(kind="report")
    reviews.claim(mo.person, report.pk)
    reviews.release(mo.person, report.pk)
    held = pat.publishes(f"My neighbour Odalys Ferriman has cancer, says {MARKER}.")
    assert isinstance(held, publishing.Done)
    reviews.call_for(pat.person, words=f"Please come, {MARKER}.")
    pat.client.post("/face/", {"display_name": "Pat", "handle": "pat-lindqvist", "biography": f"I like {MARKER}."})
    exporting.ask(pat.person)
    work.drain()
    return outcome.post


def test_at_once_nobody_sees_anything_and_they_are_signed_out(pat: Member, sam: Member, lived: Post) -> None:
    other = pat.browser()
    answer = pat.client.post("/your-data/delete/", {"password": PASSWORD})
    assert answer.status_code == 302
    assert other.get("/you/").status_code == 302
    assert sam.client.get("/@pat-lindqvist/").status_code == 404
    assert sam.client.get(f"/p/{lived.pk}/").status_code == 404
    assert sam.client.get("/local/").content.decode().count(MARKER) == 0


def test_no_word_and_no_name_is_left_in_any_table_or_file(pat: Member, sam: Member, lived: Post) -> None:
    media = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert media
    assert _kept_anywhere(MARKER)
    _leave(pat)
    assert _kept_anywhere(MARKER) == []
    assert _kept_anywhere("pat-lindqvist") == []
    assert _kept_anywhere("Pat Lindqvist") == []
    assert not any(path.exists() for path in media if f"/{_picture_of(lived)}/" in str(path))
    assert Erasure.objects.get(account=pat.account).done_at is not None


def _picture_of(_post: Post) -> str:
    brought = Entry.objects.filter(action="media.brought").order_by("sequence").first()
    assert brought is not None
    return str(brought.subject_id)


def test_what_others_said_stays_and_their_counts_are_true(pat: Member, sam: Member, lived: Post) -> None:
    theirs = Post.objects.get(author=sam.profile, root=None)
    assert (theirs.thanks_count, theirs.reply_count) == (1, 1)
    _leave(pat)
    theirs.refresh_from_db()
    assert (theirs.thanks_count, theirs.reply_count) == (0, 0)
    assert sam.client.get(f"/p/{theirs.pk}/").status_code == 200
    answer = Post.objects.get(author=sam.profile, root=lived)
    assert sam.client.get(f"/p/{answer.pk}/").status_code == 200


def test_the_ledger_stays_whole_and_says_that_it_happened(pat: Member, lived: Post) -> None:
    before = list(Entry.objects.order_by("sequence").values_list("hash", flat=True))
    _leave(pat)
    after = list(Entry.objects.order_by("sequence").values_list("hash", flat=True))
    assert after[: len(before)] == before
    assert {flaw.code for flaw in verification.verify().flaws} <= {"heads-missing"}
    acts = Entry.objects.filter(subject_kind="account", subject_id=pat.account.pk)
    assert {"account.closed", "account.erased"} <= set(acts.values_list("action", flat=True))


def test_what_was_permitted_is_taken_back_and_its_record_stays(pat: Member, nadia: Member) -> None:
    scope = Scope(Kind.MESSAGING)
    organisation = nadia.fresh_seat().organisation
    assert organisation is not None
    grant = consents.give(pat.person, organisation, Offer(scope, newest(Kind.MESSAGING)))
    _leave(pat)
    kept = Grant.objects.get(pk=grant.pk)
    assert kept.ending == Grant.Ending.WITHDRAWN


def test_a_reader_who_reported_words_that_are_gone_hears_that_it_is_over(pat: Member, sam: Member) -> None:
    post = pat.posts(WORDS)
    sam.client.post(f"/p/{post.pk}/report/", {"reason": "unkind", "words": "It hurts."})
    _leave(pat)
    assert _kept_anywhere(MARKER) == []
    assert Review.objects.get(kind="report").state == Review.State.MOOT
    assert Report.objects.get(reporter=sam.seat).state == Report.State.ACTED
    assert Notice.objects.filter(seat=sam.seat, kind="report.answered").exists()


def test_what_they_told_the_moderators_waits_until_it_is_decided(pat: Member, sam: Member, mo: Member) -> None:
    post = sam.posts("A quiet walk.")
    pat.client.post(f"/p/{post.pk}/report/", {"reason": "unkind", "words": f"It is about {MARKER}."})
    _leave(pat)
    review = Review.objects.get(kind="report")
    assert MARKER in mo.client.get(f"/review/{review.pk}/").content.decode()
    assert Erasure.objects.get(account=pat.account).done_at is None
    reviews.claim(mo.person, review.pk)
    reviews.release(mo.person, review.pk)
    assert erasing.finish() == 1
    assert _kept_anywhere(MARKER) == []
    assert Erasure.objects.get(account=pat.account).done_at is not None


def test_it_asks_for_the_password_and_for_another_administrator(pat: Member, ada: Member) -> None:
    for password in ("", "wrong wrong 11"):
        page = pat.client.post("/your-data/delete/", {"password": password})
        assert page.status_code == 422
    with pytest.raises(Unacceptable):
        erasing.close(pat.person, password="wrong wrong 11")
    page = ada.client.post("/your-data/delete/", {"password": PASSWORD})
    assert page.status_code == 409
    assert "Invite another first" in page.content.decode()
    assert Account.objects.filter(is_active=True, pk__in=[pat.account.pk, ada.account.pk]).count() == 2


def test_an_account_without_a_password_is_told_to_set_one(pat: Member) -> None:
    pat.account.set_unusable_password()
    pat.account.save()
    browser = pat.browser()
    page = browser.post("/your-data/delete/", {"password": "anything"})
    assert page.status_code == 422
    assert "Set one first" in page.content.decode()


def test_the_page_says_what_goes_and_what_stays(pat: Member, lived: Post) -> None:
    page = pat.client.get("/your-data/delete/").content.decode()
    assert "Posts and answers: <b>3</b>" in page
    assert "for six years" in page
    assert MARKER not in page


def test_a_second_worker_and_a_second_time_do_no_harm(pat: Member, lived: Post) -> None:
    _leave(pat)
    erasing.erase(pat.account.pk)
    assert Entry.objects.filter(action="account.erased").count() == 1


def test_the_address_can_be_used_anew(pat: Member) -> None:
    _leave(pat)
    assert Account.objects.create_user("pat-lindqvist@example.org", PASSWORD).pk
