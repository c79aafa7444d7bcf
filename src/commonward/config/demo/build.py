"""Builds the demo through the product's own actions, so that ledger, screenings, reviews and notices are true.

Everything that happens is put on a `Calendar` first and then lived through, oldest first, each at its own time: ids,
feeds, notices and the ledger then tell the same story, and a picture is looked at when it was brought.
"""

from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict

from commonward.community import access, asking, composing, drafts
from commonward.community.actions import faces, gestures, publishing, trust
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition, Picture
from commonward.community.models import Post
from commonward.config import installation
from commonward.config.demo import caring, earlier, house, information, matters, privacy, shelf, words
from commonward.config.demo.calendar import Calendar, carry_out
from commonward.config.demo.people import ORGANISATIONS, PEOPLE, VERIFIERS, Character
from commonward.config.demo.pictures import drawn
from commonward.kernel.actor import Person, Role, System
from commonward.kernel.ref import Ref
from commonward.oversight import ethics, quarantine, reports, reviews
from commonward.oversight.models import EthicsQuery, Report, Review
from commonward.people import actions as people_actions
from commonward.people import notices
from commonward.people.models import Account, Credential, Organisation, Seat
from commonward.people.offices import OfficeKind
from commonward.people.queries import person_of

#: Addresses of invented people end like this; the name is reserved and no mail can reach it.
DOMAIN: Final = "demo.example"
_ACTOR: Final = System("demo")
_DAY: Final = 24.0
#: Everybody is there before the first of them speaks.
_MOVED_IN: Final = earlier.SINCE
#: What came before this many hours ago has been looked at.
_LOOKED: Final = 30.0


class NotTaken(RuntimeError):
    """The guard did not take words of the demo as they were meant. The demo's words have to change then."""


def seats() -> dict[str, Seat]:
    """The seats that can be taken, by the handle of the character; the order is that of `PEOPLE`."""
    found = Seat.objects.filter(account__email__endswith=f"@{DOMAIN}", ended_at=None, profile__isnull=False)
    by_handle = {
        seat.account.email.removesuffix(f"@{DOMAIN}"): seat
        for seat in found.select_related("profile", "organisation", "account")
    }
    return {one.handle: by_handle[one.handle] for one in PEOPLE if one.handle in by_handle}


def ensure() -> bool:
    """Build the demo where it is not there yet; True when it was built. Refuses on a database of real people."""
    if installation.refusal(demo=True):
        raise RuntimeError(installation.refusal(demo=True))
    if is_there():
        return False
    _Builder().build()
    return True


def is_there() -> bool:
    """Whether invented people live here."""
    return Account.objects.filter(email__endswith=f"@{DOMAIN}").exists()


class _Builder:
    """One run of building."""

    def __init__(self) -> None:
        self._calendar = Calendar()
        self._organisations: dict[str, Organisation] = {}
        self._seats: dict[str, Seat] = {}
        self._people: dict[str, Person] = {}
        self._posts: dict[str, Post] = {}
        self._answers: dict[tuple[str, int], Post] = {}

    def build(self) -> None:
        """Plan everybody's months, the last four weeks in full, then live through them."""
        self._calendar.plan(_MOVED_IN + 9 * _DAY, self._found)
        for place, character in enumerate(PEOPLE):
            self._plan_arrival(character, _MOVED_IN + (len(PEOPLE) - place) * 7.0)
        self._calendar.plan(_MOVED_IN - 0.5, self._prepare_staff)
        for licensed in shelf.LICENSED:
            self._calendar.plan(shelf.BROUGHT * _DAY, partial(self._shelve, licensed))
        for place, handle in enumerate(character.handle for character in PEOPLE):
            self._plan_following(place, handle)
        for said in words.SAID:
            self._plan_talk(said)
        for doubtful in matters.DOUBTFUL:
            said = words.Said(doubtful.key, doubtful.by, doubtful.hours, doubtful.text)
            self._calendar.plan(said.hours, partial(self._say, said))
        for held in matters.HELD:
            self._plan_review(held)
        earlier.plan(self._hands())
        information.plan(self._hands())
        caring.plan(self._hands())
        for doubt in matters.DOUBTS:
            self._plan_doubt(doubt)
        self._plan_help()
        self._plan_drafts()
        privacy.plan(self._calendar.plan, self._person)
        for invited in matters.INVITED:
            self._calendar.plan(invited.hours, partial(self._invite, invited))
        for character in PEOPLE:
            self._calendar.plan(_LOOKED, partial(self._look, character.handle))
        self._calendar.live()

    # Who is here

    def _found(self) -> None:
        """The three organisations."""
        for slug, name, kind in ORGANISATIONS:
            with transaction.atomic():
                self._organisations[slug] = Organisation.objects.create(
                    slug=slug, name=name, kind=kind, country="US", jurisdiction="US-ME"
                )

    def _plan_arrival(self, character: Character, hours: float) -> None:
        self._calendar.plan(hours, partial(self._enter, character))
        waits = 50.0 if character.handle == "kofi" else 28.0
        match character.licence:
            case "verified":
                self._calendar.plan(hours - 0.5, partial(self._state, character))
                self._calendar.plan(_MOVED_IN - 1, partial(self._verify, character))
            case "stated":
                self._calendar.plan(waits, partial(self._state, character))

    def _enter(self, character: Character) -> None:
        account = people_actions.open_account(_ACTOR, email=f"{character.handle}@{DOMAIN}", country="US")
        seat = people_actions.grant_seat(
            _ACTOR,
            account,
            Role(character.role),
            organisation=self._organisations.get(character.at),
            profession=character.profession,
        )
        face = faces.Face(character.name, character.handle, character.says, character.pseudonym)
        if not isinstance(faces.show_face(person_of(seat), seat, face), faces.Shown):
            raise NotTaken(f"The face of {character.handle} was not taken.")
        seat = Seat.objects.select_related("organisation", "profile").get(pk=seat.pk)
        self._seats[character.handle], self._people[character.handle] = seat, person_of(seat)

    def _state(self, character: Character) -> None:
        seat = self._seats[character.handle]
        number = f"ME {4100 + 7 * PEOPLE.index(character)}"  # nobody has another's, which a remainder did not promise
        people_actions.state_credential(
            self._person(character.handle), seat, kind=Credential.Kind.LICENCE, number=number, jurisdiction="US-ME"
        )

    def _verify(self, character: Character) -> None:
        """Two people who answer for the organisation have compared it with the register, one after the other."""
        stated = Credential.objects.select_related("seat__organisation", "seat__account").get(
            seat=self._seats[character.handle]
        )
        for verifier in VERIFIERS[character.at]:
            people_actions.verify_credential(self._person(verifier), stated)

    def _prepare_staff(self) -> None:
        """Two organisations have a policy, which their staff signed, and trained them."""
        for place, (_first, second) in VERIFIERS.items():
            house.prepare(self._person(second), self._organisations[place], list(self._people.values()))

    def _shelve(self, licensed: shelf.Licensed) -> None:
        """The clinic may use a picture."""
        shelf.put(self._person(VERIFIERS["harbour"][1]), self._organisations["harbour"], licensed)
        self._calendar.took_until(carry_out())

    def _person(self, handle: str) -> Person:
        return self._people[handle]

    def _plan_following(self, place: int, handle: str) -> None:
        """Everybody reads a few others, and the voices that many like to hear."""
        handles = [character.handle for character in PEOPLE]
        for step in (1, 4, 9):
            other = handles[(place + step) % len(handles)]
            self._calendar.plan(_MOVED_IN - 2 - (place * 7 + step * 13) % 250, partial(self._follow, handle, other))
        for other in ("marisol", "pat", ("grace", "nadia", "kofi")[place % 3]):
            self._calendar.plan(_DAY * 9 - place, partial(self._follow, handle, other))

    def _follow(self, handle: str, other: str) -> None:
        followed = self._seats[other].profile
        # Whoever cares for somebody does not follow them; behind a chosen name it is quiet.
        if handle != other and access.care_instead(self._person(handle), followed):
            gestures.follow(self._person(handle), followed)

    def _hands(self) -> information.Hands:
        return information.Hands(
            plan=self._calendar.plan,
            person=self._person,
            seat=self._seats.__getitem__,
            organisation=self._organisations.__getitem__,
            publish=self._published,
            post=self._post,
            remember=self._posts.__setitem__,
        )

    # What is said

    def _plan_talk(self, said: words.Said) -> None:
        self._calendar.plan(said.hours, partial(self._say, said))
        at: list[float] = []
        for number, answer in enumerate(said.answers):
            hours = (said.hours if answer.to is None else at[answer.to]) - answer.after * min(1.0, said.hours / 8)
            at.append(hours)
            self._calendar.plan(hours, partial(self._answer, said, number))
        for place, handle in enumerate(said.thanks):
            hours = said.hours * (0.9 - 0.75 * place / len(said.thanks))
            self._calendar.plan(hours, partial(self._thank, handle, said.key))
        for handle in said.saved:
            self._calendar.plan(said.hours * 0.5, partial(self._save, handle, said.key))
        if said.now:
            self._calendar.plan(said.hours * 0.55, partial(self._change, said))

    def _thank(self, handle: str, key: str) -> None:
        gestures.thank(self._person(handle), self._post(key))

    def _save(self, handle: str, key: str) -> None:
        gestures.save(self._person(handle), self._post(key))

    def _look(self, handle: str) -> None:
        notices.read_all(self._person(handle))

    def _say(self, said: words.Said) -> None:
        pictures: tuple[Picture, ...] = ()
        if said.picture:
            upload = SimpleUploadedFile("drawing.jpg", drawn(said.picture), "image/jpeg")
            pictures = (Picture(quarantine.bring(self._person(said.by), upload).pk, said.alt),)
        composition = Composition(considered=True, text=said.text, audience=said.audience, pictures=pictures)
        self._posts[said.key] = self._published(
            said.by, composition, Post.State.WAITING if pictures else Post.State.LIVE
        )
        if pictures:
            self._calendar.took_until(carry_out())

    def _answer(self, said: words.Said, number: int) -> None:
        answer = said.answers[number]
        parent = self._post(said.key) if answer.to is None else self._answers[said.key, answer.to]
        self._answers[said.key, number] = self._published(
            answer.by, Composition(considered=True, text=answer.text), Post.State.LIVE, parent
        )

    def _change(self, said: words.Said) -> None:
        post = self._post(said.key)
        assert post.live is not None  # changed after it went out
        pictures = tuple(Picture(item.media_id, item.alt) for item in post.live.attachments.all())
        composition = Composition(considered=True, text=said.now, audience=said.audience, pictures=pictures)
        if not isinstance(publishing.edit_post(self._person(said.by), self._seats[said.by], post, composition), Done):
            raise NotTaken(f"The change of {said.key} was not taken.")

    def _published(self, by: str, composition: Composition, state: Post.State, parent: Post | None = None) -> Post:
        outcome = publishing.publish_post(self._person(by), self._seats[by], composition, parent=parent)
        if not isinstance(outcome, Done) or outcome.post.state != state:
            raise NotTaken(f"Words of {by} were not taken as they were meant.")
        return outcome.post

    def _post(self, key: str) -> Post:
        return Post.objects.select_related("live", "author__seat", "root", "parent").get(pk=self._posts[key].pk)

    # What a second person reads

    def _plan_review(self, held: matters.Held) -> None:
        self._calendar.plan(held.hours, partial(self._hold, held))
        if held.fate:
            self._calendar.plan(held.hours - held.after * 0.6, partial(self._claim, held))
        if held.fate not in {"", "taken"}:
            self._calendar.plan(held.hours - held.after, partial(self._close, held))
        if held.plea:
            self._calendar.plan(held.hours - held.after - 5, partial(self._plead, held))
        if held.anew:
            self._calendar.plan(held.hours - held.after - 3, partial(self._write_anew, held))

    def _hold(self, held: matters.Held) -> None:
        self._posts[held.key] = self._published(held.by, Composition(considered=True, text=held.text), Post.State.HELD)

    def _claim(self, held: matters.Held) -> None:
        reviews.claim(self._person(held.reader), self._review(held.key).pk)

    def _close(self, held: matters.Held) -> None:
        self._decide(self._review(held.key), held.reader, held.fate, held.words)

    def _decide(self, review: Review, reader: str, fate: str, said: str) -> None:
        person = self._person(reader)
        match fate:
            case "released":
                reviews.release(person, review.pk, words=said)
            case "returned":
                reviews.send_back(person, review.pk, words=said)
            case _:
                reviews.refuse(person, review.pk, words=said)

    def _plead(self, held: matters.Held) -> None:
        reviews.appeal(self._person(held.by), self._review(held.key).pk, plea=held.plea)

    def _write_anew(self, held: matters.Held) -> None:
        outcome = publishing.edit_post(
            self._person(held.by),
            self._seats[held.by],
            self._post(held.key),
            Composition(considered=True, text=held.anew),
        )
        if not isinstance(outcome, Done) or outcome.post.state != Post.State.LIVE:
            raise NotTaken(f"The second try of {held.key} was not taken.")

    def _review(self, key: str) -> Review:
        versions = self._posts[key].versions.values("pk")
        return Review.objects.filter(subject_kind="version", subject_id__in=versions).order_by("-pk")[0]

    def _plan_doubt(self, doubt: matters.Doubt) -> None:
        self._calendar.plan(doubt.hours, partial(self._report, doubt))
        if doubt.fate:
            self._calendar.plan(doubt.hours - doubt.after, partial(self._settle, doubt))

    def _report(self, doubt: matters.Doubt) -> None:
        post = self._post(doubt.about)
        assert post.live_id is not None  # readers report what they can read
        author = person_of(post.author.seat)
        reports.report(
            self._person(doubt.by), Ref("version", post.live_id), author=author, reason=doubt.reason, words=doubt.words
        )

    def _settle(self, doubt: matters.Doubt) -> None:
        report = Report.objects.get(reporter=self._seats[doubt.by])
        assert report.review is not None  # reports are read as a review
        reviews.claim(self._person(doubt.reader), report.review.pk)
        self._decide(report.review, doubt.reader, doubt.fate, doubt.answer)

    # When it gets too heavy

    def _plan_help(self) -> None:
        for by, to, kind in matters.OFFICES:
            self._calendar.plan(_MOVED_IN - 3, partial(self._name, by, to, OfficeKind(kind)))
        for chooser, chosen, hours, agreed, told in matters.CHOSEN:
            self._calendar.plan(hours, partial(self._choose, chooser, chosen, agreed=agreed))
            if told:
                self._calendar.plan(told, partial(self._let_know, chooser))
        for call in matters.CALLS:
            self._calendar.plan(call.hours, partial(self._call, call))
            if call.answer:
                self._calendar.plan(call.hours - call.after, partial(self._come, call))

    def _choose(self, chooser: str, chosen: str, *, agreed: bool) -> None:
        tie = trust.choose(self._person(chooser), self._seats[chosen].profile)
        if agreed:
            trust.agree(self._person(chosen), tie)

    def _let_know(self, chooser: str) -> None:
        trust.let_know(self._person(chooser))

    def _call(self, call: matters.Call) -> None:
        reviews.call_for(self._person(call.by), words=call.words)

    def _come(self, call: matters.Call) -> None:
        reader = self._person(call.reader)
        review = Review.objects.to_read_by(reader).get(kind=Review.Kind.CALL, author=self._seats[call.by])
        reviews.claim(reader, review.pk)
        reviews.answer_call(reader, review.pk, words=call.answer)

    def _name(self, by: str, to: str, kind: OfficeKind) -> None:
        people_actions.give_office(self._person(by), self._seats[to], kind)

    # Doors and drawers

    def _plan_drafts(self) -> None:
        for kept in matters.DRAFTS:
            self._calendar.plan(kept.hours, partial(self._keep, kept))
        for query in matters.QUERIES:
            self._calendar.plan(query.hours, partial(self._ask_about, query))
            if query.answer:
                self._calendar.plan(query.hours - query.after, partial(self._answer_query, query))

    def _ask_about(self, query: matters.Query) -> None:
        """Somebody asks from the card of a finding in what they write."""
        person, seat = self._person(query.by), self._seats[query.by]
        kept = drafts.draft_for(person, "new")
        assert kept is not None  # asked about what is being written
        composition = composing.composition_of_draft(kept)
        checked = composing.check(person, seat, composition, audience=composition.audience)
        number = [finding.rule for finding in checked.findings].index(query.rule)
        pressed = {"ask": number, f"ask-words-{query.rule}-1": query.question}
        if not asking.answer(person, "new", checked, QueryDict(urlencode(pressed))):
            raise NotTaken(f"The question of {query.by} was not taken.")

    def _answer_query(self, query: matters.Query) -> None:
        reader = self._person(query.reader)
        asked = EthicsQuery.objects.to_answer_by(reader).get(seat=self._seats[query.by])
        ethics.answer(reader, asked.pk, view=query.view, words=query.answer)

    def _keep(self, kept: matters.Kept) -> None:
        composition = Composition(text=kept.text)
        if kept.answers:
            composition = replace(composition, draft_key=f"reply:{self._posts[kept.answers].pk}")
        drafts.keep_draft(self._person(kept.by), composition)

    def _invite(self, invited: matters.Invited) -> None:
        people_actions.invite(
            self._person(invited.by),
            self._organisations[invited.to],
            email=f"{invited.name}@{DOMAIN}",
            role=Role(invited.role),
        )
