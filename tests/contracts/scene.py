"""One town for every contract: the cast, and one of everything that can be hidden, made by the product's own actions.

Built once for a module, inside a transaction that is rolled back at its end; `undone` takes back what one request did.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from cast import Member, member, organisation, spoke_before
from cast.caring import Talk, begun, in_care, licensed, permits, team_of
from cast.passkey import Passkey
from cast.people import newcomer, proven
from commonward.care.actions import drafts as care_drafts
from commonward.care.actions import (
    emergencies,
    files,
    messaging,
    proposing,
    ready,
    relating,
    showings,
    teams,
)
from commonward.care.actions import permits as asking_permits
from commonward.care.actions.filing import Done as Sent
from commonward.care.actions.proposing import Known
from commonward.care.actions.showings import Wish
from commonward.care.models import Alert, CareFile, Cover, Membership
from commonward.care.words import Words
from commonward.community import drafts
from commonward.community.actions import appraising, faces, gestures, publishing, trust
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition, Picture
from commonward.community.models import Post
from commonward.consent import actions as consents
from commonward.consent import asking
from commonward.consent.actions import Offer
from commonward.consent.kinds import NO_END, Kind
from commonward.consent.queries import Scope
from commonward.consent.terms import named
from commonward.fhir import actions as connecting
from commonward.guard import Decision
from commonward.guard.policy.catalogue import Column
from commonward.kernel import clock, work
from commonward.kernel.actor import Role
from commonward.kernel.ref import Ref
from commonward.kernel.sealing import seal
from commonward.oversight import (
    correcting,
    curating,
    ethics,
    exporting,
    incidents,
    library,
    packs,
    quarantine,
    reports,
    retention,
    reviews,
)
from commonward.oversight.library import Terms
from commonward.oversight.models import Media, Review, Screening
from commonward.oversight.policies import Change
from commonward.people import actions, digests, notices
from commonward.people.house import TextKind, Training
from commonward.people.models import Account, Credential, Invitation, Notice, Organisation, Seat
from commonward.people.offices import OfficeKind
from fhir.asking import BACK, App

#: Words of a patient about somebody else, with a name: they wait for a second person (author caps).
NAMES_SOMEBODY = "My friend Odalys Ferriman has cancer."
WORDS = "A quiet walk does wonders after a long night."
NEVER = 7  # the identifier of nothing: real ones are larger


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with an owner, and what its addresses hold of it."""

    owner: Member
    args: dict[str, object] = field(default_factory=dict)


class Town:
    """The cast and everything they made. `things` has one of each, by the name that the tables use."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self._people()
        self._posts()
        self._pictures()
        self._reviews()
        self._papers()
        self._appraised()
        self._policy()
        self._asked_about_a_rule()
        self._copied()
        self._in_care()
        self._connected()
        self.things["-"] = Thing(self.nadia)
        self.things["the whole place"] = Thing(self.pia)
        self.out = Client()
        for one in self.cast:
            assert one.client  # signed in now, so that `undone` does not sign them out

    def ask(self, who: Client, method: str, path: str, body: object = None, **headers: str) -> HttpResponse:
        """One request whose every trace is taken back: rows, limits, cookies."""
        cookies, who.cookies = who.cookies, who.cookies.copy()
        cache.clear()
        try:
            with undone():
                return getattr(who, method.lower())(path, body or {}, headers=headers)
        finally:
            who.cookies = cookies

    # --- Who lives here -------------------------------------------------------------------------------------------
    def _people(self) -> None:
        self.harbour, self.larkmoor = organisation("Harbour Clinic", "harbour"), organisation("Larkmoor", "larkmoor")
        self.nadia = member("Nadia Okafor", Role.PROFESSIONAL, at=self.harbour, profession="nurse")
        self.priya = member("Priya Raman", Role.PROFESSIONAL, at=self.harbour, profession="physician")
        self.lena = member("Lena Hart", Role.PATIENT, at=self.harbour)  # a patient who advises the clinic
        self.sam = member("Sam Ode", Role.PATIENT)
        self.fay = member("Fay Lind", Role.CAREGIVER)  # follows Lena
        self.mo = member("Mo Tarek", Role.MODERATOR, at=self.harbour)
        self.olu = member("Olu Bright", Role.PRIVACY_OFFICER, at=self.harbour)
        self.ada = member("Ada Voss", Role.ADMINISTRATOR, at=self.harbour)
        self.lew = member("Lew Hansen", Role.MODERATOR, at=self.larkmoor)
        self.pia = member("Pia Ek", Role.ADMINISTRATOR)  # of the whole platform
        self.una = member("Una Berg", Role.MODERATOR, at=self.harbour)  # has no second factor yet
        Authenticator.objects.filter(user=self.una.account).delete()
        self.bo = member("Bo Adeyemi", Role.PATIENT)  # blocked by Lena
        self.ivo = member("Ivo Brandt", Role.PROFESSIONAL, at=self.harbour, profession="nurse")
        self.hana = member("Hana Kim", Role.PROFESSIONAL, at=self.harbour, profession="physician")
        self.fern = member("Fern Mills", Role.PATIENT)  # asks for care
        self.quiet = self._behind_a_chosen_name()
        gestures.follow(self.fay.person, self.lena.profile)
        gestures.keep_apart(self.lena.person, self.bo.profile, "block")
        gestures.keep_apart(self.lena.person, self.lew.profile, "mute")
        for name in ("nadia", "priya", "lena", "quiet"):
            one: Member = getattr(self, name)
            self.things[f"face of {name}"] = Thing(one, {"handle": one.profile.handle})

    def _behind_a_chosen_name(self) -> Member:
        """Somebody of Harbour Clinic whom others know by a name that is not hers."""
        account = Account.objects.create_user("wilhelmina.krause@example.org", "a long enough phrase 81")
        seat = Seat.objects.create(account=account, role="professional", organisation=self.harbour, profession="nurse")
        made = Member(account, seat)
        faces.show_face(made.person, made.fresh_seat(), faces.Face("Quiet River", "quiet-river", "", True))
        return spoke_before(made)

    @property
    def cast(self) -> list[Member]:
        """Everybody."""
        return [one for one in vars(self).values() if isinstance(one, Member)]

    # --- What they said -------------------------------------------------------------------------------------------
    def _posts(self) -> None:
        lena = self.lena
        self.public = self._said("a public post", lena, f"{WORDS} #walking with @priya-raman")
        self._edit(self.public, f"{WORDS} Try it. #walking with @priya-raman")
        self.for_followers = self._said("a post for followers", lena, WORDS, audience="followers")
        self.for_colleagues = self._said("a post for colleagues", lena, WORDS, audience="organisation")
        self.answer = self._said("an answer", self.sam, "Thank you for saying so.", parent=self.public)
        self.held = self._said("a held post", lena, NAMES_SOMEBODY)
        self.held_edit = self._said("a post with a held edit", lena, "I walked up the hill today.")
        self._edit(self.held_edit, NAMES_SOMEBODY)
        self.withdrawn = self._said("a withdrawn post", lena, WORDS)
        publishing.withdraw_post(lena.person, self.withdrawn)
        self.hidden_answer = self._said("an answer to followers", self.fay, "Well said.", parent=self.for_followers)
        drafts.keep_draft(lena.person, Composition(text="Words that nobody has seen yet."))
        self._said("a post behind a chosen name", self.quiet, WORDS)
        gestures.thank(self.sam.person, self.public)
        gestures.save(self.sam.person, self.public)
        self.things["no post"] = Thing(lena, {"pk": NEVER})
        self.things["a tag"] = Thing(lena, {"name": "walking"})

    def _said(self, name: str, by: Member, text: str, *, audience: str = "public", parent: Post | None = None) -> Post:
        outcome = by.publishes(text, audience=audience, parent=parent)
        assert isinstance(outcome, Done), (name, outcome)
        self.things[name] = Thing(by, {"pk": outcome.post.pk})
        return outcome.post

    def _edit(self, post: Post, text: str) -> None:
        done = publishing.edit_post(self.lena.person, self.lena.fresh_seat(), post, Composition(text=text))
        assert isinstance(done, Done)

    # --- Pictures -------------------------------------------------------------------------------------------------
    def _pictures(self) -> None:
        shown = self._brought(self.lena)
        text = Composition(text=WORDS, pictures=(Picture(shown.pk, "A path"),), audience="followers")
        done = publishing.publish_post(self.lena.person, self.lena.fresh_seat(), text)
        assert isinstance(done, Done)
        logo, house = self._brought(self.ada), self.ada.seat.organisation
        assert house is not None
        actions.offer_logo(self.ada.person, house, logo.pk)
        work.drain()
        self.things["a logo"] = Thing(self.ada, {"slug": house.slug, "pk": logo.pk})
        self.things["no logo"] = Thing(self.ada, {"slug": house.slug, "pk": NEVER})
        self.things["a colour"] = Thing(self.ada, {"value": "c2392b"})
        shown.refresh_from_db()
        assert shown.state == Media.State.CLEAN, shown.state
        name = shown.renditions[0]["name"]
        self.shown = shown
        self.things["a picture for followers"] = Thing(self.lena, {"pk": shown.pk, "name": name})
        terms = Terms("A path in the park", "licensed", "City archive", "staff")
        self.kept = library.add(self.ada.person, self.harbour, terms, picture_file())
        work.drain()
        harbour = {"slug": self.harbour.slug}
        self.things["a picture of a library"] = Thing(self.ada, harbour | {"pk": self.kept.pk})
        self.things["no picture of a library"] = Thing(self.ada, harbour | {"pk": NEVER})
        self.quarantined = self._brought(self.lena)
        self.things["a picture in quarantine"] = Thing(self.lena, {"pk": self.quarantined.pk, "name": name})
        waiting = Composition(text=WORDS, pictures=(Picture(self.quarantined.pk, "A path"),))
        done = publishing.publish_post(self.lena.person, self.lena.fresh_seat(), waiting)
        assert isinstance(done, Done)
        self.things["a post with a picture in quarantine"] = Thing(self.lena, {"pk": done.post.pk})
        self.things["no picture"] = Thing(self.lena, {"pk": NEVER, "name": name})

    def _brought(self, by: Member) -> Media:
        return quarantine.bring(by.person, picture_file())

    # --- What others decide ---------------------------------------------------------------------------------------
    def _reviews(self) -> None:
        lena, mo = self.lena, self.mo
        self.open_review = self._review(self.held)
        self.things["a review"] = Thing(lena, {"pk": self.open_review.pk})
        self.claimed = self._review(self._said("a post being read", lena, NAMES_SOMEBODY))
        reviews.claim(mo.person, self.claimed.pk)
        self.things["a review that was taken"] = Thing(lena, {"pk": self.claimed.pk})
        refused = self._review(self._said("a refused post", lena, NAMES_SOMEBODY))
        reviews.claim(mo.person, refused.pk)
        reviews.refuse(mo.person, refused.pk, words="A name and an illness are theirs to tell.")
        self.refused = refused
        self.things["a refusal"] = Thing(lena, {"pk": refused.pk})
        returned = self._review(self._said("a returned post", lena, NAMES_SOMEBODY))
        reviews.claim(mo.person, returned.pk)
        reviews.send_back(mo.person, returned.pk, words="Please say: a neighbour.")
        self.appeal = reviews.appeal(lena.person, returned.pk, plea="She asked me to write this.")
        self.things["an appeal"] = Thing(lena, {"pk": self.appeal.pk})
        assert self.public.live_id is not None
        self.public.refresh_from_db()
        version = Ref("version", self.public.live_id or 0)
        self.report = reports.report(self.sam.person, version, author=lena.person, reason="other", words="Look here.")
        self.things["a report's review"] = Thing(lena, {"pk": self.report.review_id})
        self.things["no review"] = Thing(lena, {"pk": NEVER})
        # Olu is the one who is trained: what is first in the queue is hers to read, and not Mo's.
        self.office = actions.give_office(self.ada.person, self.olu.seat, OfficeKind.CRISIS)
        self.things["an office"] = Thing(self.ada, {"slug": self.harbour.slug, "pk": self.office.pk})
        self.things["no office"] = Thing(self.ada, {"slug": self.harbour.slug, "pk": NEVER})
        reader = actions.allow_application(lena.person, name="A reader", scopes=["read"]).application
        self.things["an application"] = Thing(lena, {"pk": reader.pk})
        self.things["no application"] = Thing(lena, {"pk": NEVER})
        self.call = reviews.call_for(lena.person, words="Please come.")
        self.things["a call"] = Thing(lena, {"pk": self.call.pk})
        self._help(self.sam)

    def _help(self, chooser: Member) -> None:
        """Words with which help was shown, as no rule of this guard asks for yet; and somebody who may be told."""
        self.helped = self._said("a post with help", self.lena, "It is heavy today.")
        screening = Screening.objects.get(subject_id=self.helped.live_id or 0, subject_kind="version")
        Screening.objects.filter(pk=screening.pk).update(tier="crisis.suicide-risk")
        self.things["words with help"] = Thing(self.lena, {"pk": screening.pk})
        self.things["no words with help"] = Thing(self.lena, {"pk": NEVER})
        tie = trust.choose(chooser.person, self.fay.profile)
        trust.agree(self.fay.person, tie)
        trust.let_know(chooser.person)
        trust.choose(self.lena.person, self.fay.profile)

    def _review(self, post: Post) -> Review:
        return Review.objects.get(subject_kind="version", subject_id__in=post.versions.values("pk"))

    # --- Seats, credentials, invitations, notices -----------------------------------------------------------------
    def _papers(self) -> None:
        self.credential = self._licence(self.nadia, "RN 4411")
        self.things["a credential"] = Thing(self.nadia, {"pk": self.credential.pk})
        self.evidence = actions.bring_evidence(self.nadia.person, self.credential, picture_file("licence.png"))
        self.things["a picture of a licence"] = Thing(self.nadia, {"pk": self.evidence.pk})
        self.things["no picture of a licence"] = Thing(self.nadia, {"pk": NEVER})
        verified = self._licence(self.quiet, "RN 9907")
        proven(verified, self.olu)
        self.things["a credential behind a chosen name"] = Thing(self.quiet, {"pk": verified.pk})
        self.things["no credential"] = Thing(self.nadia, {"pk": NEVER})
        self.second_seat = actions.take_seat(self.nadia.account, Role.CAREGIVER)
        self.things["a seat"] = Thing(self.nadia, {"pk": self.second_seat.pk})
        self.things["no seat"] = Thing(self.nadia, {"pk": NEVER})
        harbour = {"slug": self.harbour.slug}
        self.things["an organisation"] = Thing(self.ada, harbour)
        self.things["no organisation"] = Thing(self.ada, {"slug": "nowhere"})
        self.things["a member"] = Thing(self.ada, harbour | {"pk": self.priya.seat.pk})
        self.things["somebody else's member"] = Thing(self.ada, harbour | {"pk": self.lew.seat.pk})
        training = Training.objects.create(
            seat=self.nadia.seat, kind=Training.Kind.SOCIAL, done_on=date(2026, 1, 2), recorded_by=self.ada.seat
        )
        self.things["a training"] = Thing(self.ada, harbour | {"pk": training.pk})
        self.things["no training"] = Thing(self.ada, harbour | {"pk": NEVER})
        actions.put_text(self.ada.person, self.harbour, TextKind.HOUSE, "Be kind. Nobody is a case.")
        self.things["a text of a house"] = Thing(self.ada, harbour | {"kind": "house"})
        self.things["no text of a house"] = Thing(self.ada, harbour | {"kind": "terms"})
        self.invitation, token = self._invited("guest@example.org")
        self.things["an invitation"] = Thing(self.ada, harbour | {"pk": self.invitation.pk, "token": token})
        self.things["no invitation"] = Thing(self.ada, harbour | {"pk": NEVER, "token": "nothing"})
        self.grant = consents.give(self.lena.person, self.harbour, Offer(Scope(Kind.MESSAGING), 1))
        self.things["a grant"] = Thing(self.lena, {"pk": self.grant.pk})
        self.things["no grant"] = Thing(self.lena, {"pk": NEVER})
        notices.notify(self.nadia.seat.pk, "post.thanked", Ref("post", self.public.pk), about=self.sam.profile.pk)
        self.notice = Notice.objects.get(seat=self.nadia.seat, kind="post.thanked")
        self.things["a notice"] = Thing(self.nadia, {"pk": self.notice.pk})
        self.things["no notice"] = Thing(self.nadia, {"pk": NEVER})
        self.things["a rule"] = Thing(self.nadia, {"rule_id": "phi.name"})
        self.things["no rule"] = Thing(self.nadia, {"rule_id": "phi.nothing"})
        self.things["a digest's link"] = Thing(self.nadia, {"token": digests.token_of(self.nadia.account.pk)})
        self.things["a link of nobody's"] = Thing(self.nadia, {"key": "abc", "uidb36": "zz"})
        self._passkey(self.lena)
        self.newcomer = newcomer("newcomer")  # signed in, but without a seat

    def _appraised(self) -> None:
        """Health information with a source, a mark, a dispute, and a colleague who was asked."""
        post = self._said("a health post", self.nadia, "Walking after surgery shortens the stay: PMID 31452104.")
        post.refresh_from_db()
        self.health = post
        self.things["a health post to appraise"] = Thing(self.quiet, {"pk": post.pk})
        appraising.mark_reviewed(self.quiet.person, post, version=post.live_id or 0)
        words = Composition(text="It counts days, not falls: PMID 31452105.", draft_key=f"dispute:{post.pk}")
        done = publishing.publish_post(self.quiet.person, self.quiet.fresh_seat(), words, parent=post, disputing=True)
        assert isinstance(done, Done)
        self.things["a dispute"] = Thing(self.quiet, {"pk": done.post.pk})
        self.things["an entry"] = Thing(self.quiet, {"name": "chest-pain"})
        self.things["no entry"] = Thing(self.quiet, {"name": "no-such-entry"})
        curating.approve(self.quiet.person, Organisation.objects.get(pk=self.harbour.pk), "chest-pain")
        self.asked = appraising.ask_review(self.nadia.person, post, "quiet-river")

    def _policy(self) -> None:
        """A policy of Harbour Clinic in force, and a draft of the next that was tried."""
        for decision in (Decision.WARN, Decision.HOLD):
            harbour = Organisation.objects.get(pk=self.harbour.pk)
            wanted = Change("access.readability", Column.GROUP, decision, "Our members asked for plain words.")
            packs.change(self.ada.person, harbour, wanted)
            packs.try_out(self.ada.person, harbour)
            if decision is Decision.WARN:
                self.pack = packs.activate(
                    self.ada.person, harbour, seen=packs.mark_of(packs.draft_of(self.ada.person))
                )

    def _asked_about_a_rule(self) -> None:
        """Mo answers questions about rules, and Lena asks one of a draft."""
        actions.give_office(self.ada.person, self.mo.seat, OfficeKind.ETHICS)
        where = ethics.Where(NAMES_SOMEBODY, place="new")
        it = ethics.About("phi.name", 10, 25, "hold", "test")
        self.query = ethics.ask(self.lena.person, where, it, question="She told everybody herself. Is it so?")
        self.things["an ethics query"] = Thing(self.lena, {"pk": self.query.pk})
        self.things["no ethics query"] = Thing(self.lena, {"pk": NEVER})

    def _copied(self) -> None:
        """Lena has a copy of what is kept about her, made by the worker."""
        self.copy = exporting.ask(self.lena.person)
        exporting.build(self.copy.pk)
        self.things["a copy"] = Thing(self.lena, {"pk": self.copy.pk})
        self.things["the ledger as a file"] = Thing(self.lena, {"form": "csv"})
        self.things["no such file"] = Thing(self.lena, {"form": "xml"})
        asked = correcting.ask(self.lena.person, words="I am no member any more.")
        self.things["a correction"] = Thing(self.lena, {"pk": asked.pk})
        held = retention.hold(self.olu.person, handle="lena-hart", reason="claim")
        self.things["a hold"] = Thing(self.lena, {"pk": held.pk})
        self.incident = incidents.report(self.olu.person, discovered_at=clock.now(), words="A list lay in the hall.")
        self.things["an incident"] = Thing(self.lena, {"pk": self.incident.pk})
        self.things["no incident"] = Thing(self.lena, {"pk": NEVER})
        self.things["no hold"] = Thing(self.lena, {"pk": NEVER})
        self.things["no correction"] = Thing(self.lena, {"pk": NEVER})
        self.things["no copy"] = Thing(self.lena, {"pk": NEVER})

    def _in_care(self) -> None:
        """Lena is in the care of Ivo's team; Hana reads what is held; one relationship ended, one is asked for."""
        licensed(self.ivo, self.olu, "RN 2207")
        licensed(self.hana, self.olu, "MD 2208")
        self.team = team_of(self.ada, self.harbour, self.ivo, self.hana)
        self.relationship = in_care(self.lena, self.ivo, self.team, name="Lena Hart")
        talk = begun(self.lena, self.relationship, "I am light in the head when I stand up.")
        assert isinstance(
            messaging.edit(self.lena.person, self.lena.fresh_seat(), talk.first, Words("I am dizzy.")), Sent
        )
        held = talk.sent(self.ivo, "You should stop the warfarin today.").entry
        self._files(talk)
        self._ready()
        Cover.objects.create(team=self.team, hours=[[0, 1440]] * 7)  # the same at whatever hour the tests run
        alarm = begun(self.lena, self.relationship, "Crushing chest pain, down my left arm.", topic="Tonight")
        ended = in_care(self.bo, self.ivo, self.team, name="Bo Adeyemi")
        permits(self.bo, self.harbour)
        ended_talk = begun(self.bo, ended, "Thank you for everything.")
        unsent = care_drafts.keep(self.bo.person, ended, ended_talk.thread, Words("One more thing."))
        assert unsent is not None
        relating.end(self.bo.person, ended)
        asked = relating.ask(self.fern.person, self.team, name="Fern Mills", born="1980-02-03")
        team = {"slug": self.harbour.slug, "pk": self.team.pk}
        emergency = emergencies.open_record(self.hana.person, name="Fern Mills", born="1980-02-03", reason="She fell.")
        self.talk = talk
        self.things |= {
            "a care team": Thing(self.ada, team),
            "no care team": Thing(self.ada, {"slug": self.harbour.slug, "pk": NEVER}),
            "a relationship": Thing(self.lena, {"pk": self.relationship.pk}),
            "a relationship of the team": Thing(self.ivo, {"pk": self.relationship.pk}),
            "an ended relationship": Thing(self.ivo, {"pk": ended.pk}),
            "a request for care": Thing(self.ivo, {"pk": asked.pk}),
            "no relationship": Thing(self.lena, {"pk": NEVER}),
            "a thread": Thing(self.lena, {"pk": talk.thread.pk}),
            "a thread of the team": Thing(self.ivo, {"pk": talk.thread.pk}),
            "an ended thread": Thing(self.ivo, {"pk": ended_talk.thread.pk}),
            "words kept in care": Thing(self.bo, {"pk": unsent.pk}),
            "no words kept in care": Thing(self.bo, {"pk": NEVER}),
            "a place to write": Thing(self.lena, {"kind": "thread", "pk": talk.thread.pk}),
            "no place to write": Thing(self.lena, {"kind": "thread", "pk": NEVER}),
            "no thread": Thing(self.lena, {"pk": NEVER}),
            "an alert": Thing(self.ivo, {"pk": Alert.objects.get(message=alarm.first).pk}),
            "no alert": Thing(self.ivo, {"pk": NEVER}),
            "a message": Thing(self.lena, {"pk": talk.first.pk}),
            "a message to the team": Thing(self.ivo, {"pk": talk.first.pk}),
            "no message": Thing(self.lena, {"pk": NEVER}),
            "the second reader": Thing(self.hana),
            "an emergency": Thing(self.hana, {"pk": emergency.pk}),
            "no emergency": Thing(self.hana, {"pk": NEVER}),
            "held words": Thing(self.hana, {"pk": held.pk}),
            "no held words": Thing(self.hana, {"pk": NEVER}),
        }

    def _connected(self) -> None:
        """An application on the list, which Lena connected, and which asks her once more."""
        client = connecting.register(self.pia.person, name="Pocket chart", addresses=BACK)
        self.listed = App(client.client_id)
        connection = connecting.connect(self.lena.person, client, scopes=["patient/Patient.read"])
        query = self.listed.request(["patient/Patient.read"]).partition("?")[2]
        sealed = seal(query, purpose="connect", reader=str(self.lena.account.pk))
        self.things |= {
            "a registered application": Thing(self.pia, {"pk": client.pk}),
            "no registered application": Thing(self.pia, {"pk": NEVER}),
            "a connection": Thing(self.lena, {"pk": connection.pk}),
            "no connection": Thing(self.lena, {"pk": NEVER}),
            "a request to connect": Thing(self.lena, {"asked": sealed}),
            "no request to connect": Thing(self.lena, {"asked": "nothing"}),
        }

    def _ready(self) -> None:
        """Ivo leads the team and keeps a reply ready."""
        teams.lead(self.ada.person, Membership.objects.get(team=self.team, seat=self.ivo.seat), leads=True)
        kept = ready.write(
            self.ivo.person, self.ivo.fresh_seat(), self.team, title="At home", words="Sit, then measure."
        )
        wish = Wish("Lena Hart walks three miles again.", "colleagues", "story", f"{clock.now().year + 1}-01-31")
        asked = showings.ask(self.ivo.person, self.ivo.fresh_seat(), self.relationship, wish)
        until = clock.now() + timedelta(days=60)
        ways = asking_permits.Wish(named(Kind.CHANNEL, {"email": "lena@example.org", "sms": "+1 207 555 0142"}), NO_END)
        study = asking_permits.Wish(
            named(Kind.RESEARCH, {"study": "Walks", "led_by": "I", "what": "Age", "purpose": "To know"}), until
        )
        question, researched = (
            asking_permits.ask(self.ivo.person, self.ivo.fresh_seat(), self.relationship, one) for one in (ways, study)
        )
        self.permit = asking.give(self.lena.person, researched, wording=1, parts=())
        self.things |= {
            "a question": Thing(self.lena, {"pk": question.pk}),
            "a question that the team asked": Thing(self.ivo, {"pk": question.pk}),
            "no question": Thing(self.lena, {"pk": NEVER}),
            "a permission": Thing(self.lena, {"pk": self.permit.pk}),
            "a kind to permit": Thing(self.lena, {"slug": "harbour", "kind": "hiv"}),
            "no kind to permit": Thing(self.lena, {"slug": "harbour", "kind": "image"}),
            "a study": Thing(self.olu, {"item": self.permit.item_hash}),
            "no study": Thing(self.olu, {"item": "0" * 64}),
            "a question to show": Thing(self.lena, {"pk": asked.pk}),
            "a question of the team": Thing(self.ivo, {"pk": asked.pk}),
            "no question to show": Thing(self.lena, {"pk": NEVER}),
        }
        offered = proposing.propose(
            self.ivo.person, self.team, Known(name="Fern Mills", born="1980-02-03", proof="visit")
        )
        self.things |= {
            "a team that one serves in": Thing(self.ivo, {"pk": self.team.pk}),
            "a team that is not there": Thing(self.ivo, {"pk": NEVER}),
            "an offer of care": Thing(self.ivo, {"pk": offered.proposal.pk}),
            "no offer of care": Thing(self.ivo, {"pk": NEVER}),
            "a team that one leads": Thing(self.ivo, {"slug": self.harbour.slug, "pk": self.team.pk}),
            "a ready reply": Thing(self.ivo, {"pk": kept.pk}),
            "no ready reply": Thing(self.ivo, {"pk": NEVER}),
        }

    def _files(self, talk: Talk) -> None:
        """Lena sent a picture that was looked at; one of Ivo's waits for a second reader; one of hers is not sent."""
        relationship, thread = talk.relationship, talk.thread
        seen = files.bring(self.lena.person, relationship, thread, picture_file())
        talk.sent(self.lena, "This is the spot.", files=(seen.pk,))
        files.look(seen.pk)
        waits = files.bring(self.ivo.person, relationship, thread, picture_file())
        talk.sent(self.ivo, "The plan of the week.", files=(waits.pk,))
        CareFile.objects.filter(pk=waits.pk).update(state="held", was_held=True, rules=["phi.third-party"])
        left = files.bring(self.lena.person, relationship, thread, picture_file())
        self.things |= {
            "a file": Thing(self.lena, {"pk": seen.pk}),
            "a file to the team": Thing(self.ivo, {"pk": seen.pk}),
            "a file not sent": Thing(self.lena, {"pk": left.pk}),
            "a held file": Thing(self.hana, {"pk": waits.pk}),
            "no file": Thing(self.lena, {"pk": NEVER}),
            "a page of a file": Thing(self.lena, {"pk": seen.pk, "number": 1}),
            "a page of no file": Thing(self.lena, {"pk": NEVER, "number": 1}),
            "no held file": Thing(self.hana, {"pk": NEVER}),
        }

    def _passkey(self, by: Member) -> None:
        """Somebody's passkey, added in their browser."""
        add = reverse("mfa_add_webauthn")
        asked = by.client.get(add).context["js_data"]["creation_options"]
        by.client.post(add, {"name": "Lena's phone", "credential": Passkey(settings.SITE_URL).made(asked)})
        added = Authenticator.objects.get(user=by.account, type="webauthn")
        self.things["a passkey"] = Thing(by, {"pk": added.pk})
        self.things["no passkey"] = Thing(by, {"pk": 10**9})  # these identifiers are counted from 1

    def _licence(self, by: Member, number: str) -> Credential:
        licence = Credential.Kind.LICENCE
        return actions.state_credential(by.person, by.fresh_seat(), kind=licence, number=number, jurisdiction="US-ME")

    def _invited(self, email: str) -> tuple[Invitation, str]:
        place: Organisation = self.harbour
        invitation = actions.invite(self.ada.person, place, email=email, role=Role.STUDENT)
        token = str(mail.outbox[-1].body).split("/you/invitations/")[1].split()[0]
        return invitation, token


def picture_file(name: str = "path.png") -> SimpleUploadedFile:
    """A small picture, as somebody chooses it from their device."""
    data = io.BytesIO()
    Image.new("RGB", (24, 16), "#3a7").save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


@contextmanager
def undone() -> Iterator[None]:
    """A transaction like a test case's own: what happens inside is taken back at the end."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's own test case marks it; `screen` asks
    with block:
        yield
        transaction.set_rollback(True)
