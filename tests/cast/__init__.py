"""The named cast. Everybody has an account, one seat and a face, made through the product's own actions.

Nadia, a nurse · Pat, her patient · Priya, another professional of the same clinic · Sam, a stranger without an
organisation · Mo, the clinic's moderator · Olu, its privacy officer · Ada, its administrator · Remy, a nurse elsewhere.
"""

from dataclasses import dataclass
from functools import cached_property

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.test import Client

from commonward.community.actions import faces, publishing
from commonward.community.actions.publishing import Done, Outcome
from commonward.community.composition import Composition, Picture
from commonward.community.models import Post, Profile
from commonward.kernel import clock
from commonward.kernel.actor import Person, Role
from commonward.people.entry import OFFICE_ROLES
from commonward.people.factors import Factors
from commonward.people.middleware import SEAT_KEY
from commonward.people.models import Account, Organisation, Seat
from commonward.people.queries import person_of

PASSWORD = "a long enough phrase 81"


@dataclass(eq=False)
class Member:
    """One of the cast."""

    account: Account
    seat: Seat

    @property
    def person(self) -> Person:
        """The actor, with the seat's face as it is now."""
        return person_of(Seat.objects.select_related("organisation", "profile").get(pk=self.seat.pk))

    @property
    def profile(self) -> Profile:
        """The face."""
        return Profile.objects.get(seat=self.seat)

    @cached_property
    def client(self) -> Client:
        """A browser in which this member is signed in, in this seat."""
        return self.browser()

    def browser(self, **options: object) -> Client:
        """A fresh browser, signed in."""
        client = Client(**options)  # type: ignore[arg-type]  # the options of Client, passed through
        client.force_login(self.account, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[SEAT_KEY] = self.seat.pk
        # As somebody who typed the password a moment ago, as allauth keeps it.
        session["account_authentication_methods_user"] = str(self.account.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": clock.now().timestamp()}]
        session.save()
        return client

    def signed_in_long_ago(self) -> None:
        """The browser is one where nothing was typed for a while, so that what matters asks once more."""
        session = self.client.session
        session["account_authentication_methods"] = [{"method": "password", "at": 0}]
        session.save()

    def fresh_seat(self) -> Seat:
        """The seat with organisation and profile, as a request loads it."""
        return Seat.objects.select_related("organisation", "profile").get(pk=self.seat.pk)

    def publishes(
        self,
        text: str,
        *,
        audience: str = "public",
        parent: Post | None = None,
        pictures: tuple[Picture, ...] = (),
        reasons: dict[str, str] | None = None,
    ) -> Outcome:
        """What comes of publishing these words."""
        composition = Composition(text=text, audience=audience, pictures=pictures, reasons=reasons or {})
        return publishing.publish_post(self.person, self.fresh_seat(), composition, parent=parent)

    def posts(self, text: str, *, audience: str = "public", parent: Post | None = None) -> Post:
        """A post by this member. The words must be ones that can be taken."""
        outcome = self.publishes(text, audience=audience, parent=parent)
        assert isinstance(outcome, Done), outcome
        return outcome.post


def organisation(name: str, slug: str) -> Organisation:
    """An organisation, made as a platform's operator makes the first one."""
    made, _new = Organisation.objects.get_or_create(
        slug=slug, defaults={"name": name, "kind": "clinic", "country": "US", "jurisdiction": "US-ME"}
    )
    return made


def member(
    name: str,
    role: Role,
    *,
    at: Organisation | None = None,
    profession: str = "",
    pseudonym: bool = False,
    wrote_before: bool = True,
) -> Member:
    """Somebody with an account, a seat and a face, whose first public words are long past (unless a test says not)."""
    handle = name.lower().replace(" ", "-").replace(".", "")
    account = Account.objects.create_user(f"{handle}@example.org", PASSWORD)
    seat = Seat.objects.create(account=account, role=role.value, organisation=at, profession=profession)
    if role in OFFICE_ROLES:
        adds_app(account)
    made = Member(account, seat)
    face = faces.Face(display_name=name, handle=handle, is_pseudonym=pseudonym)
    shown = faces.show_face(made.person, made.fresh_seat(), face)
    assert isinstance(shown, faces.Shown), shown
    return spoke_before(made) if wrote_before else made


def adds_app(account: Account) -> str:
    """The account has an app for one-time codes, as those who sit in an office do; answers the app's key."""
    key = generate_totp_secret()
    data = {"secret": Factors().encrypt(key), "last_counter": -1}  # no code of it was used yet
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data=data)
    return key


def spoke_before(who: Member) -> Member:
    """Somebody whose first public words are past, so that nothing asks them to look once more."""
    Profile.objects.filter(seat=who.seat).update(reach_known_at=clock.now())
    return who
