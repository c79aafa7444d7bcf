"""Young people: how old somebody is, no finer than needed, and what that keeps from them and for them (rules.md S3)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cast import PASSWORD, Member, member
from cast.people import SYSTEM
from commonward.community import purging
from commonward.community.actions import faces, gestures
from commonward.community.actions.publishing import Done
from commonward.community.models import Profile
from commonward.kernel import clock
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.people import actions
from commonward.people.ages import Band, band_for, band_now
from commonward.people.birthdays import band_of, move_on
from commonward.people.models import Account, Notice

pytestmark = pytest.mark.django_db
WISH = {"email": "young@example.org", "password1": PASSWORD, "password2": PASSWORD}


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=ZoneInfo("UTC"))


def signs_up(month: int, year: int, client: Client | None = None) -> str:
    sent = WISH | {"born_month": str(month), "born_year": str(year)}
    return (client or Client()).post("/accounts/signup/", sent, follow=True).content.decode()


def young(name: str, band: Band, ends: date) -> Member:
    """Somebody of an age band, with a face, as sign-up makes them."""
    account = actions.open_account(SYSTEM, email=f"{name.split()[0].lower()}@example.org", password=PASSWORD)
    Account.objects.filter(pk=account.pk).update(age_band=band, band_ends_on=ends)
    seat = actions.take_seat(account, Role.PATIENT)
    found = Member(account, seat)
    shown = faces.show_face(found.person, found.fresh_seat(), faces.Face(name, name.lower().replace(" ", "-")))
    assert isinstance(shown, faces.Shown)
    return found


@pytest.fixture
def tim() -> Member:
    """Fifteen."""
    return young("Tim Holm", Band.TEEN, clock.now().date().replace(year=clock.now().year + 1, day=1))


@pytest.fixture
def yara() -> Member:
    """Seventeen."""
    return young("Yara Holm", Band.YOUTH, clock.now().date().replace(year=clock.now().year + 1, day=1))


# --- Bands --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("year", "month", "band", "ends"),
    [
        (2013, 6, Band.CHILD, date(2026, 7, 1)),
        (2013, 5, Band.TEEN, date(2029, 6, 1)),
        (2010, 6, Band.TEEN, date(2026, 7, 1)),
        (2010, 5, Band.YOUTH, date(2028, 6, 1)),
        (2008, 12, Band.YOUTH, date(2027, 1, 1)),
        (2008, 5, Band.ADULT, None),
        (1931, 1, Band.ADULT, None),
    ],
)
def test_a_band_ends_after_the_month_of_the_birthday(year: int, month: int, band: Band, ends: date | None) -> None:
    with clock.at(on(2026, 6, 15)):
        assert band_for(year, month) == (band, ends)


def test_what_was_kept_moves_on_by_itself() -> None:
    with clock.at(on(2031, 6, 30)):
        assert band_now("child", date(2026, 7, 1)) is Band.YOUTH
        assert band_now("teen", date(2026, 7, 1)) is Band.ADULT
        assert band_now("", None) is Band.ADULT


# --- Signing up ---------------------------------------------------------------------------------------------------
def test_of_an_adult_nothing_is_kept_but_that_they_are_one() -> None:
    signs_up(5, 1980)
    account = Account.objects.get(email="young@example.org")
    assert (account.age_band, account.band_ends_on) == ("adult", None)


def test_of_a_young_person_the_band_and_the_day_it_ends() -> None:
    with clock.at(on(2026, 6, 15)):
        signs_up(3, 2011)
    account = Account.objects.get(email="young@example.org")
    assert (account.age_band, account.band_ends_on) == ("teen", date(2027, 4, 1))


def test_under_thirteen_there_is_no_account_and_an_older_year_does_not_help() -> None:
    child = Client()
    year = clock.now().year - 9
    assert "You need to be 13" in signs_up(5, year, child)
    assert "You need to be 13" in signs_up(5, 1980, child)
    assert not Account.objects.filter(email="young@example.org").exists()


@pytest.mark.parametrize(
    ("month", "year"), [("13", "1980"), ("5", "3000"), ("5", "1850"), ("", "1980"), ("5", "long ago")]
)
def test_a_month_that_can_not_be(month: str, year: str) -> None:
    page = Client().post("/accounts/signup/", WISH | {"born_month": month, "born_year": year})
    assert page.status_code == 200
    assert "field__error" in page.content.decode()
    assert not Account.objects.filter(email="young@example.org").exists()


# --- What it keeps from them and for them -------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.SUPPORT_WORKER])
def test_seats_of_work_are_for_adults(tim: Member, role: Role) -> None:
    with pytest.raises(Unacceptable) as refusal:
        actions.take_seat(tim.account, role, profession="nurse")
    assert (refusal.value.field, "18 and older" in refusal.value.sentence) == ("role", True)


def test_at_fifteen_private_and_nobody_strange_comes_near(tim: Member, sam: Member, pat: Member) -> None:
    assert sam.client.get("/@tim-holm/").status_code == 404
    assert Client().get("/@tim-holm/").status_code == 404
    assert sam.client.post("/@tim-holm/follow/").status_code == 404
    assert "Tim Holm" not in sam.client.get("/search/?q=Tim").content.decode()
    with pytest.raises(Denied):
        gestures.follow(sam.person, tim.profile)
    gestures.follow(tim.person, pat.profile)
    assert pat.client.get("/@tim-holm/").status_code == 200
    gestures.follow(pat.person, tim.profile)


def test_at_fifteen_words_are_for_followers(tim: Member, pat: Member) -> None:
    page = tim.client.get("/write/").content.decode()
    assert 'value="followers"' in page
    assert 'value="public"' not in page
    with pytest.raises(Denied) as refusal:
        tim.publishes("A quiet walk.")
    assert "Until you are 16" in refusal.value.sentence
    public = pat.publishes("A walk by the sea.")
    assert isinstance(public, Done)
    with pytest.raises(Denied):
        tim.publishes("Me too.", parent=public.post)
    assert tim.publishes("A quiet walk.", audience="followers")


def test_naming_a_private_person_tells_them_nothing(tim: Member, sam: Member) -> None:
    sam.publishes("Ask @tim-holm about it.")
    assert not Notice.objects.filter(seat=tim.seat, kind="post.mentioned").exists()


def test_at_fifteen_it_can_not_be_opened_at_seventeen_it_can(tim: Member, yara: Member, sam: Member) -> None:
    assert tim.client.post("/who-finds-you/", {"who": "everybody"}).status_code == 403
    assert Profile.objects.get(seat=tim.seat).is_private
    assert sam.client.get("/@yara-holm/").status_code == 404
    assert yara.client.post("/who-finds-you/", {"who": "everybody"}).status_code == 302
    assert sam.client.get("/@yara-holm/").status_code == 200
    assert yara.publishes("A quiet walk.")
    assert Entry.objects.filter(action="profile.privacy_set").count() == 1


def test_a_moderator_sees_whose_it_is(tim: Member, mo: Member) -> None:
    assert mo.client.get("/@tim-holm/").status_code == 200


def test_adults_begin_open_and_may_close_it(sam: Member, pat: Member) -> None:
    assert not Profile.objects.get(seat=sam.seat).is_private
    sam.client.post("/who-finds-you/", {"who": "known"})
    assert pat.client.get("/@sam-ode/").status_code == 404
    assert "Who finds you" in sam.client.get("/you/").content.decode()


# --- Birthdays ----------------------------------------------------------------------------------------------------
def test_on_the_day_it_is_said_what_changes_and_nothing_opens_by_itself(tim: Member) -> None:
    ends = Account.objects.get(pk=tim.account.pk).band_ends_on
    assert ends is not None
    with clock.at(on(ends.year, ends.month, ends.day)):
        assert band_of(tim.account.pk) is Band.YOUTH
        assert (move_on(), move_on()) == (1, 0)
        profile = Profile.objects.get(seat=tim.seat)
        assert (profile.is_private, profile.is_sheltered) == (True, False)
        assert Notice.objects.filter(seat=tim.seat, kind="age.youth").count() == 1
        kept = Account.objects.get(pk=tim.account.pk)
        assert (kept.age_band, kept.band_ends_on) == ("youth", ends.replace(year=ends.year + 2))
    with clock.at(on(ends.year + 2, ends.month, ends.day)):
        assert move_on() == 1
        kept.refresh_from_db()
        assert (kept.age_band, kept.band_ends_on) == ("adult", None)
    assert Entry.objects.filter(action="account.band_changed").count() == 2


def test_accounts_from_before_are_adults(sam: Member) -> None:
    assert band_of(sam.account.pk) is Band.ADULT
    assert actions.take_seat(sam.account, Role.SUPPORT_WORKER)


def test_a_handle_of_a_deleted_account_is_nobodys_again(sam: Member) -> None:
    purging._erase_faces(sam.account.pk)
    other = member("Other Person", Role.PATIENT)
    with pytest.raises(Unacceptable) as refusal:
        faces.show_face(other.person, other.fresh_seat(), faces.Face("Other Person", "sam-ode"))
    assert "Somebody had this handle before." in refusal.value.sentence
