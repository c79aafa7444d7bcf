"""Children under 13 have an account only if a parent permits it, and for as long as that stands (rules.md S3 and 4)."""

import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Member, member
from commonward.community.actions import faces, gestures
from commonward.community.models import Profile
from commonward.kernel import clock, work
from commonward.kernel.actor import Role, System
from commonward.kernel.errors import Conflict, Denied, Unacceptable
from commonward.kernel.models import Entry
from commonward.oversight import erasing, exporting
from commonward.oversight.models import Erasure, Export
from commonward.people import actions, ages, parental
from commonward.people.actions.children import NOTICE, WISH_DAYS, Yes, look_after
from commonward.people.ages import Band
from commonward.people.birthdays import band_of, move_on
from commonward.people.entry import EntryRules
from commonward.people.models import Account, ChildWish, Notice, ParentalConsent, Seat
from commonward.people.views.children import ASK

pytestmark = pytest.mark.django_db

CHILD = "robin@example.org"
GIVEN = {
    "called": "Robin",
    "email": CHILD,
    "password1": PASSWORD,
    "password2": PASSWORD,
    "agrees": "on",
    "wording": str(parental.newest()),
    "do": "permit",
}


@pytest.fixture
def lets() -> None:
    """Children may have accounts in this place."""
    EntryRules.objects.create(lets_children=True, asks_factor=False)


@pytest.fixture
def rita(lets: None) -> Member:
    """A mother, with a seat as family."""
    made = member("Rita Bell", Role.CAREGIVER)
    EmailAddress.objects.create(user=made.account, email=made.account.email, verified=True, primary=True)
    return made


def signs_up(browser: Client, years: int = 9) -> str:
    """A child tries to open an account."""
    year = str(clock.now().year - years)
    sent = {"email": CHILD, "password1": PASSWORD, "password2": PASSWORD, "born_month": "5", "born_year": year}
    return browser.post(reverse("account_signup"), sent).content.decode()


def asks(parent: str, browser: Client | None = None) -> str:
    """A child of nine asks for a parent: the link in the mail."""
    child = browser or Client()
    signs_up(child)
    assert child.post(reverse("people:child_ask"), {"parent_email": parent}).status_code == 200
    return re.search(r"https?://\S+(/you/child/\S+)", str(mail.outbox[-1].body)).group(1)  # type: ignore[union-attr]


def permits(parent: Member, link: str, **other: str) -> object:
    return parent.client.post(link, GIVEN | other)


@pytest.fixture
def robin(rita: Member) -> Account:
    """Nine years old, with an account that Rita permitted."""
    assert permits(rita, asks(rita.account.email)).status_code == 302
    child = Account.objects.get(email=CHILD)
    EmailAddress.objects.filter(user=child).update(verified=True)
    return child


def browser_of(child: Account) -> Client:
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": CHILD, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def sits(child: Account) -> Member:
    return Member(child, Seat.objects.get(account=child))


# --- Asking ---------------------------------------------------------------------------------------------------------
def test_off_at_first_and_then_the_plain_sentence_stands(db: None) -> None:
    browser = Client()
    page = signs_up(browser)
    assert "In care a parent can act for you" in page
    assert "Ask a parent" not in page
    assert browser.get(reverse("people:child_ask"))["Location"] == reverse("account_signup")
    with pytest.raises(Conflict):
        actions.ask_parent(parent_email="rita@example.org", band_ends_on=ages.today() + timedelta(days=900))


def test_an_administrator_of_the_place_turns_it_on(pia: Member) -> None:
    page = pia.client.get(reverse("people:entry"))
    seen = page.context["form"].initial["seen"]
    pia.client.post(reverse("people:entry"), {"sign_up": "open", "lets_children": "on", "seen": seen})
    assert EntryRules.objects.get().lets_children
    assert Entry.objects.get(action="entry.changed").detail["children"] is True


def test_of_the_child_only_the_month_it_turns_13_is_kept(rita: Member) -> None:
    browser = Client()
    page = signs_up(browser)
    assert "Ask a parent" in page
    browser.post(reverse("people:child_ask"), {"parent_email": "Rita-Bell@example.org"})
    wish = ChildWish.objects.get()
    assert wish.parent_email == "rita-bell@example.org"
    assert (wish.band_ends_on.month, wish.band_ends_on.day) == (6, 1)
    assert not Account.objects.filter(email=CHILD).exists()
    assert CHILD not in json.dumps(dict(browser.session))
    assert "_auth_user_id" not in browser.session
    assert CHILD not in str(mail.outbox[-1].body)


def test_only_whoever_signed_up_as_a_child_asks(rita: Member) -> None:
    browser = Client()
    assert browser.post(reverse("people:child_ask"), {"parent_email": "x@example.org"})["Location"].startswith(
        "/accounts"
    )
    assert not ChildWish.objects.exists()


def test_an_address_that_is_none_is_said_beside_the_field(rita: Member) -> None:
    browser = Client()
    signs_up(browser)
    page = browser.post(reverse("people:child_ask"), {"parent_email": "my mum"})
    assert page.status_code == 422
    assert 'value="my mum"' in page.content.decode()


def test_known_and_unknown_addresses_get_the_same_answer(rita: Member) -> None:
    pages = []
    for address in (rita.account.email, "nobody@example.org"):
        browser = Client()
        signs_up(browser)
        pages.append(browser.post(reverse("people:child_ask"), {"parent_email": address}).content)
    assert pages[0] == pages[1]
    assert len(mail.outbox) == 2


def test_one_address_is_not_written_to_again_and_again(rita: Member) -> None:
    for _time in range(6):
        browser = Client()
        signs_up(browser)
        assert browser.post(reverse("people:child_ask"), {"parent_email": "tired@example.org"}).status_code == 200
    assert len(mail.outbox) == 3


@pytest.mark.usefixtures("still")
def test_nobody_asks_too_often(rita: Member) -> None:
    browser = Client()
    signs_up(browser)
    for number in range(ASK.times):
        browser.post(reverse("people:child_ask"), {"parent_email": f"p{number}@example.org"})
    assert browser.post(reverse("people:child_ask"), {"parent_email": "one@example.org"}).status_code == 429


def test_when_no_mail_goes_out_nothing_is_kept(rita: Member, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]
    browser = Client()
    signs_up(browser)
    assert browser.post(reverse("people:child_ask"), {"parent_email": "rita@example.org"}).status_code == 503
    assert not ChildWish.objects.exists()


# --- Answering ------------------------------------------------------------------------------------------------------
def test_a_parent_reads_the_words_and_permits(rita: Member) -> None:
    link = asks(rita.account.email)
    page = rita.client.get(link).content.decode()
    assert parental.wording(1)[:60] in page.replace("&#x27;", "'")
    assert permits(rita, link)["Location"] == reverse("people:children")
    child = Account.objects.get(email=CHILD)
    assert band_of(child.pk) is Band.CHILD
    consent = ParentalConsent.objects.get()
    assert (consent.child, consent.parent, consent.wording, consent.called) == (child, rita.account, 1, "Robin")
    assert [seat.role for seat in Seat.objects.filter(account=child)] == ["patient"]
    assert not ChildWish.objects.exists()
    assert Notice.objects.filter(seat=rita.seat, kind="child.opened").exists()
    acts = list(Entry.objects.filter(action__startswith="child.").order_by("sequence").values_list("action", flat=True))
    assert acts == ["child.asked", "child.permitted"]


def test_the_child_signs_in_after_its_address_was_confirmed(rita: Member) -> None:
    permits(rita, asks(rita.account.email))
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": CHILD, "password": PASSWORD})
    assert answer["Location"] == reverse("account_email_verification_sent")
    assert mail.outbox[-1].to == [CHILD]


def test_a_parent_who_is_not_signed_in_is_led_to_it_and_back(rita: Member) -> None:
    link = asks(rita.account.email)
    page = Client().get(link).content.decode()
    assert f"next={link.replace('/', '%2F')}" in page or f"next={link}" in page
    assert Client().post(link, GIVEN).status_code == 200
    assert not ParentalConsent.objects.exists()


def test_it_asks_the_parent_once_more_who_they_are(rita: Member) -> None:
    link = asks(rita.account.email)
    rita.client.get(link)
    rita.signed_in_long_ago()
    assert "reauthenticate" in permits(rita, link)["Location"]
    assert not ParentalConsent.objects.exists()


def test_saying_no_leaves_nothing(rita: Member) -> None:
    link = asks(rita.account.email)
    assert rita.client.post(link, {"do": "refuse"}).status_code == 302
    assert not ChildWish.objects.exists()
    assert not Account.objects.filter(email=CHILD).exists()
    assert rita.client.get(link).status_code == 404


def test_a_link_works_once(rita: Member) -> None:
    link = asks(rita.account.email)
    permits(rita, link)
    assert permits(rita, link, email="another@example.org").status_code == 404
    assert ParentalConsent.objects.count() == 1


def test_a_link_works_for_seven_days(rita: Member) -> None:
    link = asks(rita.account.email)
    with clock.at(clock.after(seconds=WISH_DAYS * 86_400 + 60)):
        assert Client().get(link).status_code == 404
        assert look_after() == 1
    assert not ChildWish.objects.exists()


def test_somebody_elses_link_is_answered_by_nobody_else(rita: Member, sam: Member) -> None:
    link = asks(rita.account.email)
    assert sam.client.get(link).status_code == 403
    assert permits(sam, link).status_code == 403
    assert sam.client.post(link, {"do": "refuse"}).status_code == 403
    assert ChildWish.objects.count() == 1
    assert Client().get("/you/child/made-up").status_code == 404


def test_an_address_that_was_never_confirmed_is_nobodys(rita: Member) -> None:
    EmailAddress.objects.filter(user=rita.account).update(verified=False)
    assert rita.client.get(asks(rita.account.email)).status_code == 403


def test_a_parent_under_age_permits_nothing(rita: Member) -> None:
    Account.objects.filter(pk=rita.account.pk).update(
        age_band=Band.YOUTH, band_ends_on=ages.today() + timedelta(days=200)
    )
    link = asks(rita.account.email)
    page = permits(rita, link)
    assert page.status_code == 403
    assert "Only an adult" in page.content.decode()


def test_a_suspended_parent_permits_nothing(rita: Member) -> None:
    link = asks(rita.account.email)
    Seat.objects.filter(pk=rita.seat.pk).update(suspended_at=clock.now())
    assert "Take a seat first" in rita.client.get(link).content.decode()
    permits(rita, link)
    Account.objects.filter(pk=rita.account.pk).update(is_active=False)
    permits(rita, link)
    assert not ParentalConsent.objects.exists()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("called", ""),
        ("called", "x" * 41),
        ("email", "no address"),
        ("email", "rita-bell@example.org"),
        ("password1", "short"),
        ("password2", "another long phrase 82"),
        ("agrees", ""),
    ],
)
def test_what_is_missing_is_said_beside_its_field_and_kept(rita: Member, field: str, wrong: str) -> None:
    link = asks(rita.account.email)
    page = permits(rita, link, **{field: wrong} | ({"password2": wrong} if field == "password1" else {}))
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert page.context["form"]["email"].value() == (wrong if field == "email" else CHILD)
    assert not ParentalConsent.objects.exists()


def test_words_that_changed_meanwhile_are_read_again(rita: Member) -> None:
    link = asks(rita.account.email)
    assert permits(rita, link, wording="7").status_code == 409
    assert not Account.objects.filter(email=CHILD).exists()


def test_a_child_that_is_13_by_now_needs_nobody(rita: Member) -> None:
    link = asks(rita.account.email)
    ChildWish.objects.update(band_ends_on=ages.today())
    assert permits(rita, link).status_code == 409


def test_turned_off_meanwhile_the_link_is_closed(rita: Member) -> None:
    link = asks(rita.account.email)
    EntryRules.objects.update(lets_children=False)
    assert rita.client.get(link).status_code == 404


# --- What the account may do ----------------------------------------------------------------------------------------
def test_nobody_finds_it_and_it_publishes_nothing(robin: Account) -> None:
    vera = member("Vera Holt", Role.PATIENT)
    post = vera.posts("A walk by the sea.")
    browser, child = browser_of(robin), sits(robin)
    assert "A walk by the sea." in browser.get("/").content.decode()
    assert browser.get(reverse("community:face")).status_code == 403
    assert browser.get(f"/p/{post.pk}/").status_code == 200
    with pytest.raises(Denied):
        faces.show_face(child.person, child.fresh_seat(), faces.Face("Robin Bell", "robin-bell"))
    with pytest.raises(Denied):
        child.publishes("A quiet walk.")
    with pytest.raises(Denied):
        gestures.follow(child.person, vera.profile)
    with pytest.raises(Denied):
        gestures.thank(child.person, post)
    with pytest.raises(Denied):
        actions.allow_application(child.person, name="A reader", scopes=["read"])
    assert not Profile.objects.filter(seat=child.seat).exists()


@pytest.mark.parametrize("role", [Role.STUDENT, Role.CAREGIVER, Role.PROFESSIONAL, Role.SUPPORT_WORKER])
def test_it_has_the_seat_of_a_patient_and_no_other(robin: Account, role: Role) -> None:
    with pytest.raises(Unacceptable) as refusal:
        actions.take_seat(robin, role, profession="nurse")
    assert refusal.value.field == "role"


def test_the_parent_sees_what_it_may_do_and_nobody_else(robin: Account, rita: Member, sam: Member) -> None:
    page = rita.client.get(reverse("people:children")).content.decode()
    assert CHILD in page
    assert "May not" in page
    for other in (sam.client, browser_of(robin)):
        assert "Robin" not in other.get(reverse("people:children")).content.decode()
    assert ParentalConsent.objects.visible_to(sam.person).count() == 0
    assert ParentalConsent.objects.visible_to(System("children")).count() == 1


# --- Taking it back -------------------------------------------------------------------------------------------------
def takes_back(rita: Member) -> object:
    return rita.client.post(reverse("people:children"), {"end": str(ParentalConsent.objects.get().pk)})


def test_taken_back_it_is_closed_at_once_and_emptied_after_the_parent_had_a_copy(robin: Account, rita: Member) -> None:
    browser = browser_of(robin)
    assert takes_back(rita).status_code == 302
    assert browser.get(reverse("people:you")).status_code == 302
    robin.refresh_from_db()
    assert (robin.is_active, CHILD in robin.email) == (False, False)
    assert not Seat.objects.filter(account=robin, ended_at=None).exists()
    consent = ParentalConsent.objects.get()
    assert consent.ending == "withdrawn"
    work.drain()
    assert Erasure.objects.get(account=robin).done_at is None
    export = Export.objects.get(reader=rita.account)
    kept = Path(settings.EXPORT_DIR) / export.name
    names = json.loads(zipfile.ZipFile(kept).read("data.json"))["parts"]
    assert "account" in names
    assert not {"ledger", "said", "conversations"} & set(names)
    page = rita.client.get(reverse("oversight:own_data")).content.decode()
    assert "Of a child&#x27;s account" in page or "Of a child's account" in page
    assert rita.client.get(reverse("oversight:fetch_export", args=[export.pk])).status_code == 200
    with clock.at(clock.after(seconds=8 * 86_400)):
        exporting.sweep()
        erasing.finish()
    assert Erasure.objects.get(account=robin).done_at is not None
    assert not kept.exists()


def test_only_the_parent_takes_it_back_and_twice_does_no_harm(robin: Account, rita: Member, sam: Member) -> None:
    consent = ParentalConsent.objects.get()
    assert sam.client.post(reverse("people:children"), {"end": str(consent.pk)}).status_code == 404
    rita.signed_in_long_ago()
    assert "reauthenticate" in takes_back(rita)["Location"]
    robin.refresh_from_db()
    assert robin.is_active
    actions.take_back_child(rita.person, consent.pk)
    actions.take_back_child(rita.person, consent.pk)
    assert Export.objects.count() == 1


# --- What happens by itself -----------------------------------------------------------------------------------------
def test_on_the_thirteenth_birthday_the_hold_ends_by_itself(robin: Account, rita: Member) -> None:
    Account.objects.filter(pk=robin.pk).update(band_ends_on=ages.today())
    assert move_on() == 1
    assert band_of(robin.pk) is Band.TEEN
    assert ParentalConsent.objects.get().ending == "grown"
    assert Notice.objects.filter(seat=rita.seat, kind="child.grown").exists()
    child = sits(robin)
    assert isinstance(
        faces.show_face(child.person, child.fresh_seat(), faces.Face("Robin Bell", "robin-bell")), faces.Shown
    )
    assert takes_back(rita).status_code == 302
    robin.refresh_from_db()
    assert robin.is_active


def test_when_the_parent_is_gone_it_closes_after_notice(robin: Account, rita: Member) -> None:
    erasing.close(rita.person, password=PASSWORD)
    assert look_after() == 1
    assert look_after() == 0
    child = sits(robin)
    assert Notice.objects.filter(seat=child.seat, kind="child.closing").count() == 1
    robin.refresh_from_db()
    assert robin.is_active
    with clock.at(clock.now() + NOTICE + timedelta(days=1)):
        assert look_after() == 1
    robin.refresh_from_db()
    assert not robin.is_active
    assert ParentalConsent.objects.get().ending == "left"
    assert not Export.objects.exists()
    work.drain()
    assert ParentalConsent.objects.get().called == ""


def test_a_parent_who_comes_back_in_time_keeps_it_open(robin: Account, rita: Member) -> None:
    Account.objects.filter(pk=rita.account.pk).update(is_active=False)
    look_after()
    Account.objects.filter(pk=rita.account.pk).update(is_active=True)
    with clock.at(clock.now() + NOTICE + timedelta(days=1)):
        look_after()
    robin.refresh_from_db()
    assert robin.is_active
    assert ParentalConsent.objects.get().closes_on is None


def test_a_child_who_closes_the_account_ends_it(robin: Account) -> None:
    erasing.close(sits(robin).person, password=PASSWORD)
    assert look_after() == 1
    assert ParentalConsent.objects.get().ending == "closed"


def test_what_a_parent_gives_is_never_shown_by_accident() -> None:
    assert "Robin" not in repr(Yes("Robin", CHILD, PASSWORD, 1))
    assert PASSWORD not in repr(Yes("Robin", CHILD, PASSWORD, 1))


def test_a_session_by_an_organisations_sign_on_answers_for_no_child(rita: Member) -> None:
    link = asks(rita.account.email)
    session = rita.client.session
    session["sign_on"] = {"organisation": 1, "proven_at": 0, "factor": False, "at": int(clock.now().timestamp())}
    session.save()
    rita.client.post(link, GIVEN)
    assert not ParentalConsent.objects.exists()
