"""Builds the demo through the product's own actions, so that ledger, screenings, reviews and notices are true."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from commonward.community.actions import faces, gestures, publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition, Picture
from commonward.community.models import Post
from commonward.config import installation
from commonward.config.demo.pictures import drawn
from commonward.config.demo.words import ORGANISATIONS, PEOPLE, SAID, Character, Said
from commonward.kernel import clock, work
from commonward.kernel.actor import Person, Role, System
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.oversight import quarantine, reports, reviews
from commonward.oversight.models import Review
from commonward.people import actions as people_actions
from commonward.people.models import Account, Credential, Organisation, Seat
from commonward.people.queries import person_of

#: Addresses of invented people end like this; the name is reserved and no mail can reach it.
DOMAIN: Final = "demo.example"
_ACTOR: Final = System("demo")
_VERIFIERS: Final = {"harbour": "jonas", "larkmoor": "ada"}


def seats() -> Iterable[Seat]:
    """The seats that can be taken, in the order in which the page shows them."""
    return (
        Seat.objects.filter(account__email__endswith=f"@{DOMAIN}", ended_at=None, profile__isnull=False)
        .select_related("profile", "organisation", "account")
        .order_by("pk")
    )


def ensure() -> bool:
    """Build the demo where it is not there yet; True when it was built. Refuses on a database of real people."""
    if installation.refusal(demo=True):
        raise RuntimeError(installation.refusal(demo=True))
    if Account.objects.filter(email__endswith=f"@{DOMAIN}").exists():
        return False
    _Builder().build()
    return True


class _Builder:
    """One run of building."""

    def __init__(self) -> None:
        self.seats: dict[str, int] = {}
        self.posts: dict[int, Post] = {}

    def build(self) -> None:
        """Everybody, then everything that was said, oldest first, then what came of it."""
        start = clock.now()
        with clock.at(start - timedelta(days=22)):
            organisations = {slug: self._organisation(slug, name, kind) for slug, name, kind in ORGANISATIONS}
            for character in PEOPLE:
                self._enter(character, organisations)
            for character in PEOPLE:
                if character.verified:
                    self._verify(character)
            self._follow()
        for number, said in sorted(enumerate(SAID), key=lambda item: -item[1].hours):
            with clock.at(start - timedelta(hours=said.hours)):
                self._say(number, said)
        work.drain()
        for number, said in enumerate(SAID):
            with clock.at(start - timedelta(hours=said.hours * 0.8)):
                self._answer(number, said)
        self._decide()

    def _organisation(self, slug: str, name: str, kind: str) -> Organisation:
        with transaction.atomic():
            return Organisation.objects.create(slug=slug, name=name, kind=kind, country="US", jurisdiction="US-ME")

    def _enter(self, character: Character, organisations: dict[str, Organisation]) -> None:
        account = people_actions.open_account(_ACTOR, email=f"{character.handle}@{DOMAIN}")
        seat = people_actions.grant_seat(
            _ACTOR,
            account,
            Role(character.role),
            organisation=organisations.get(character.at),
            profession=character.profession,
        )
        self.seats[character.handle] = seat.pk
        face = faces.Face(character.name, character.handle, character.says, character.pseudonym)
        faces.show_face(self._person(character.handle), self._seat(character.handle), face)

    def _verify(self, character: Character) -> None:
        """A licence that was stated and that an administrator of the same organisation has seen."""
        seat = self._seat(character.handle)
        number = f"ME {4100 + seat.pk % 997}"
        kind = Credential.Kind.LICENCE
        person = self._person(character.handle)
        stated = people_actions.state_credential(person, seat, kind=kind, number=number, jurisdiction="US-ME")
        people_actions.verify_credential(self._person(_VERIFIERS[character.at]), stated)

    def _seat(self, handle: str) -> Seat:
        return Seat.objects.select_related("organisation", "profile").get(pk=self.seats[handle])

    def _person(self, handle: str) -> Person:
        return person_of(self._seat(handle))

    def _follow(self) -> None:
        handles = list(self.seats)
        for place, handle in enumerate(handles):
            for step in (1, 2, 4, 7, 9, 12):
                other = self._seat(handles[(place + step) % len(handles)])
                gestures.follow(self._person(handle), other.profile)

    def _say(self, number: int, said: Said) -> None:
        pictures: tuple[Picture, ...] = ()
        if said.picture:
            upload = SimpleUploadedFile("drawing.jpg", drawn(said.picture), "image/jpeg")
            pictures = (Picture(quarantine.bring(self._person(said.by), upload).pk, said.alt),)
        composition = Composition(text=said.text, audience=said.audience, pictures=pictures)
        outcome = publishing.publish_post(self._person(said.by), self._seat(said.by), composition)
        if not isinstance(outcome, Done):
            log_event("demo.not_taken", number=number)
            return
        self.posts[number] = outcome.post

    def _answer(self, number: int, said: Said) -> None:
        post = Post.objects.filter(pk=self.posts[number].pk, state="live").first() if number in self.posts else None
        if post is None:
            return
        for by, words in said.answers:
            publishing.publish_post(self._person(by), self._seat(by), Composition(text=words), parent=post)
        for handle in said.thanks:
            if Post.objects.visible_to(self._person(handle)).filter(pk=post.pk).exists():
                gestures.thank(self._person(handle), post)

    def _decide(self) -> None:
        """Some held items are decided, one is being read, one is appealed; readers report two posts."""
        held = list(Review.objects.filter(state=Review.State.OPEN).order_by("pk"))
        ravi = self._person("ravi")
        acts: tuple[Callable[[int], Review], ...] = (
            lambda pk: reviews.release(ravi, pk),
            lambda pk: reviews.send_back(ravi, pk, words="A lovely offer. Please say “my uncle”, without his name."),
            lambda pk: reviews.refuse(ravi, pk, words="A name and an illness together are theirs to tell, not ours."),
        )
        for review, act in zip(held, acts, strict=False):
            reviews.claim(ravi, review.pk)
            act(review.pk)
        if len(held) > 2:
            plea = "She asked me to write this. I can leave her name out."
            reviews.appeal(person_of(held[2].author), held[2].pk, plea=plea)
        if len(held) > 3:
            reviews.claim(self._person("olu"), held[3].pk)
        for reporter, number, reason in (("noor", 0, "other"), ("henrik", 2, "promotion")):
            post = Post.objects.filter(pk=self.posts[number].pk, state="live").first() if number in self.posts else None
            if post is not None and post.live_id is not None:
                author = person_of(post.author.seat)
                reports.report(
                    self._person(reporter), Ref("version", post.live_id), author=author, reason=reason, words=""
                )
