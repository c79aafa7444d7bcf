"""A word that nobody else writes, sent everywhere a person can write, and every trace that it left.

`Sending` sends it through the front door and keeps the answers, the log records and the mails.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from cast import PASSWORD, Member
from cast.papers import document
from commonward.community.models import Post, Version
from commonward.kernel import clock
from commonward.kernel.logs import EventFormatter
from commonward.oversight.crediting import TURNED_BACK
from commonward.oversight.models import Correction, EthicsQuery, Media, Review
from commonward.people import actions
from commonward.people.applications import Scope
from contracts.scene import Town, picture_file
from fhir.asking import connected

MARKER = "quillonbrax"
#: Handles and tags are names: they stand in addresses on purpose, so they carry marks of their own.
HANDLE_MARK, TAG_MARK = "vesperlund", "ombrefell"
#: A patient's own number: taken with a reason. Somebody else's name: held.
WARNED = f"Call me about the {MARKER} on 207-555-0142. #{TAG_MARK}"
HELD = f"My friend Odalys Ferriman has cancer and {MARKER}."


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, and what came back."""

    path: str
    method: str
    response: HttpResponse

    @property
    def is_named(self) -> bool:
        """Whether the address itself holds the word, as somebody typed it."""
        return MARKER in self.path


class Records(logging.Handler):
    """Everything that any logger says, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.kept: list[tuple[str, str]] = []  # as written to the log, and as the logger was told
        self._formatter = EventFormatter()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line and the raw record."""
        own = {key: value for key, value in vars(record).items() if isinstance(value, str | int | float | dict | list)}
        self.kept.append((self._formatter.format(record), f"{record.getMessage()} {record.args!r} {own!r}"))


@contextmanager
def listening() -> Iterator[Records]:
    """Hear every logger, whatever level it was set to."""
    records = Records()
    loggers = [logging.getLogger(), *(one for one in logging.root.manager.loggerDict.values() if _is_logger(one))]
    before = [(one, one.level, one.propagate, one.disabled) for one in loggers if isinstance(one, logging.Logger)]
    logging.getLogger().addHandler(records)
    for one, *_rest in before:
        one.setLevel(logging.DEBUG)
        one.propagate, one.disabled = True, False
    try:
        yield records
    finally:
        logging.getLogger().removeHandler(records)
        for one, level, propagate, disabled in before:
            one.setLevel(level)
            one.propagate, one.disabled = propagate, disabled


def _is_logger(one: object) -> bool:
    return isinstance(one, logging.Logger)


@dataclass(slots=True)
class Sending:
    """Sends the word everywhere, as one person after another."""

    town: Town
    answers: list[Sent] = field(default_factory=list)
    letters: list[mail.EmailMessage] = field(default_factory=list)

    def everywhere(self) -> None:
        """The whole round."""
        mail.outbox.clear()
        self._writing()
        self._faces()
        self._deciding()
        self._papers()
        self._entrance()
        self._caring()
        self._odds_and_ends()
        self.letters = list(mail.outbox)

    def post(self, who: Client, path: str, data: dict[str, object], **headers: str) -> HttpResponse:
        """Send a form."""
        cache.clear()
        answer = who.post(path, data, headers=headers)
        self.answers.append(Sent(path, "POST", answer))
        return answer

    def get(self, who: Client, path: str, **headers: str) -> HttpResponse:
        """Ask for a page."""
        answer = who.get(path, headers=headers)
        self.answers.append(Sent(path, "GET", answer))
        return answer

    # --- Posts, replies, edits, drafts, pictures ----------------------------------------------------------------------
    def _writing(self) -> None:
        lena = self.town.lena.client
        words = {"text": f"A walk with {MARKER}.", "audience": "public", "key": "new"}
        self.post(lena, "/write/check/", words | {"reason-phi.phone-1": MARKER, "composer": MARKER})
        self.post(lena, "/write/draft/", words)
        self.post(lena, "/write/draft/", words | {"key": MARKER})
        for key in (f"reply:{MARKER}", "reply:²", f"edit:{10**18 * 9}"):
            self.post(lena, "/write/check/", words | {"key": key})
        self.post(lena, "/write/draft/", words | {"media": str(10**19 - 1)})
        self.get(lena, "/")
        file = {"picture-1": picture_file(f"{MARKER}.png"), "picture-alt-1": f"A path and {MARKER}"}
        self.post(lena, "/write/", words | file | {"check": "1"})
        self.post(lena, "/write/", words | {"publish": "1", "audience": MARKER})
        self.post(lena, "/write/", words | {"fix": MARKER, "media": MARKER, "drop": MARKER})
        wrong = {"picture-1": _upload(f"{MARKER}.pdf", b"%PDF-1.7 " + MARKER.encode())}
        self.post(lena, "/write/", words | wrong | {"publish": "1"})
        warned = {"text": WARNED, "reason-phi.phone-1": f"It is mine, {MARKER}.", "key": MARKER}
        self.post(lena, "/write/", words | warned | {"publish": "1"})
        self.post(lena, "/write/", words | {"text": f"{MARKER} " * 5000, "publish": "1"})
        file = {"picture-1": picture_file(f"{MARKER}.png"), "picture-alt-1": f"A path and {MARKER}"}
        self.post(lena, "/write/", words | file | {"publish": "1"})
        public = self.town.public.pk
        self.post(lena, f"/p/{public}/reply/", {"text": f"Well, {MARKER}.", "publish": "1"})
        self.post(lena, f"/p/{public}/edit/", {"text": f"A walk with {MARKER}.", "publish": "1"})
        self.post(lena, f"/p/{public}/edit/", {"text": HELD, "publish": "1"})
        self.post(lena, "/write/", {"text": HELD, "audience": "public", "publish": "1"})
        self.post(
            lena, "/write/", {"text": f"My patient {MARKER}, MRN 00482913.", "audience": "public", "publish": "1"}
        )
        facts = {"is_health": MARKER, "review_on": MARKER, "colleague": MARKER}
        self.post(lena, "/write/draft/", words | facts | {"key": f"reply:{self.town.answer.pk}"})
        self.post(lena, "/write/", words | facts | {"publish": "1"})
        for remedy in ("cite", "disclose", "colleague"):
            typed = {f"cite-{MARKER}": MARKER, f"sponsor-{MARKER}": MARKER, f"colleague-{MARKER}": MARKER}
            self.post(lena, "/write/", words | typed | {"add": f"{remedy}:{MARKER}"})
            self.post(lena, "/write/check/", words | typed)
        self.post(self.town.nadia.client, f"/p/{self.town.health.pk}/ask/", {"colleague": MARKER})
        self.post(self.town.quiet.client, f"/p/{self.town.health.pk}/mark/", {"version": MARKER})
        reason = {"text": f"It is not so: {MARKER}.", "publish": "1", "key": f"dispute:{self.town.health.pk}"}
        self.post(self.town.quiet.client, f"/p/{self.town.health.pk}/dispute/", reason)
        kept = {"media": str(self.town.shown.pk), f"alt-{self.town.shown.pk}": f"A path and {MARKER}"}
        self.post(lena, "/write/draft/", words | kept | {"text": f"Not sent yet: {MARKER}"})
        self.post(self.town.out, "/write/", words | {"publish": "1"})
        for do in ("thank", "save"):
            self.post(lena, f"/p/{self.town.answer.pk}/{do}/", {"next": MARKER})

    # --- Faces --------------------------------------------------------------------------------------------------------
    def _faces(self) -> None:
        lena = self.town.lena.client
        face = {"display_name": f"Lena {MARKER.title()}", "handle": HANDLE_MARK, "biography": f"I like {MARKER}."}
        self.post(lena, "/face/", face)
        self.post(lena, "/face/", face | {"handle": f"{MARKER} {MARKER}"})
        self.post(lena, "/face/", face | {"biography": f"{MARKER} " * 500})
        self.post(lena, "/face/", face | {"biography": HELD})
        self.post(self.town.sam.client, f"/@{HANDLE_MARK}/follow/", {"do": MARKER})
        self.post(self.town.sam.client, f"/@{HANDLE_MARK}/distance/", {"do": MARKER})
        self.post(self.town.sam.client, "/distances/", {"end": MARKER})

    # --- Reports, reviews, appeals ------------------------------------------------------------------------------------
    def _deciding(self) -> None:
        lena, mo, sam = self.town.lena.client, self.town.mo.client, self.town.sam.client
        answer = self.town.answer.pk
        self.post(lena, f"/p/{answer}/report/", {"reason": MARKER, "words": MARKER})
        self.post(lena, f"/p/{answer}/report/", {"reason": "other", "words": f"Look: {MARKER}"})
        claimed = self.town.claimed.pk
        self.post(mo, f"/review/{claimed}/", {"do": MARKER, "words": MARKER})
        self.post(mo, f"/review/{claimed}/", {"do": "return", "words": f"Please leave out {MARKER}."})
        self.post(lena, f"/review/{claimed}/appeal/", {"plea": f"I would like to keep {MARKER}."})
        for decision in ("refuse", "release"):
            held = Review.objects.filter(author=self.town.lena.seat, state="open", kind="held").first()
            assert held is not None
            self.post(mo, f"/review/{held.pk}/", {"do": "claim"})
            self.post(mo, f"/review/{held.pk}/", {"do": decision, "words": f"Because of {MARKER}."})
        second = Review.objects.get(appeal_of=claimed)
        self.post(self.town.olu.client, f"/review/{second.pk}/", {"do": "claim"})
        self.post(self.town.olu.client, f"/review/{second.pk}/", {"do": "release", "words": f"Fine, {MARKER}."})
        self.post(sam, "/let-know/", {"to": "moderator", "words": f"It is about {MARKER}."})
        self.post(sam, "/let-know/", {"to": "person"})
        self.post(sam, "/chosen-person/", {"handle": MARKER})
        self.post(lena, f"/help-now/said/{self.town.things['words with help'].args['pk']}/", {"help-close": MARKER})
        ask = {"ask": "0", "ask-to-phi.name-1": MARKER, "ask-words-phi.name-1": f"Must {MARKER} go?"}
        self.post(lena, f"/p/{self.town.held_edit.pk}/edit/", {"text": HELD} | ask)
        self.post(lena, "/write/check/", {"text": HELD, "key": f"edit:{self.town.held_edit.pk}"} | ask)
        self.post(lena, f"/p/{self.town.held.pk}/questions/", ask | {"ask-words-phi.name-1": f"{MARKER} " * 200})
        query = EthicsQuery.objects.get(question__contains=MARKER)
        self.post(mo, f"/ethics/{query.pk}/", {"view": MARKER, "words": MARKER})
        self.post(mo, f"/ethics/{query.pk}/", {"view": "fine", "words": f"Leave {MARKER}."})
        self.get(sam, f"/help-now/?country={MARKER}&lang={MARKER}")
        self.get(mo, f"/review/?tab={MARKER}&cursor={MARKER}")
        self.get(sam, "/reports/")

    # --- Credentials and invitations ----------------------------------------------------------------------------------
    def _papers(self) -> None:
        nadia, olu, ada = self.town.nadia.client, self.town.olu.client, self.town.ada.client
        licence = {"kind": "licence", "number": f"{MARKER} 7", "jurisdiction": "US-ME"}
        self.post(nadia, "/you/credentials", licence)
        self.post(nadia, "/you/credentials", licence)
        self.post(nadia, "/you/credentials", licence | {"kind": MARKER, "jurisdiction": MARKER, "number": MARKER * 4})
        own = self.town.credential.pk
        self.post(nadia, f"/you/credentials/{own}", {"number": f"{MARKER} 8", "jurisdiction": "US-ME"})
        named = SimpleUploadedFile(f"{MARKER}.pdf", b"%PDF-1.4 " + MARKER.encode())
        self.post(nadia, f"/you/credentials/{own}/evidence", {"file": named})
        self.post(nadia, f"/you/credentials/{own}/evidence", {"file": SimpleUploadedFile(MARKER, MARKER.encode())})
        self.post(olu, f"/you/credentials/{own}/decide", {"decision": MARKER, "expires_on": MARKER, "refusal": MARKER})
        self.post(olu, f"/you/credentials/{own}/decide", {"decision": "refuse", "refusal": "not_listed"})
        self.post(ada, "/texts/harbour/house/write/", {"words": f"Be kind to {MARKER}."})
        self.post(ada, f"/texts/harbour/{MARKER}/write/", {"words": MARKER})
        kept = f"/library/harbour/{self.town.kept.pk}/"
        told = {"title": f"A path of {MARKER}", "licence": "licensed", "source": f"The archive of {MARKER}"}
        self.post(ada, kept, dict.fromkeys(("title", "licence", "source", "for_whom", "ends_on", "do"), MARKER))
        self.post(ada, kept, told | {"for_whom": "staff"})
        self.get(ada, f"/library/harbour/?before={MARKER}")
        named = SimpleUploadedFile(f"{MARKER}.png", MARKER.encode())
        self.post(ada, "/library/harbour/add/", told | {"for_whom": "staff", "pictures": named})
        own = f"/pictures/{self.town.shown.pk}/credit/"
        self.post(self.town.lena.client, own, {"licence": MARKER, "source": MARKER, "from": MARKER})
        self.post(self.town.lena.client, own, {"licence": "open", "source": f"The archive of {MARKER}"})
        self.post(self.town.lena.client, own, {"plea": f"I made it with {MARKER}."})
        back = Media.objects.create(
            owner=self.town.lena.seat, state="refused", refusal=TURNED_BACK, open_until=clock.now() + timedelta(hours=1)
        )
        self.post(self.town.lena.client, f"/pictures/{back.pk}/credit/", {"plea": f"I made it with {MARKER}."})
        self.get(ada, f"/texts/harbour/house/?version={MARKER}")
        self.post(ada, "/you/organisations/harbour/staff", dict.fromkeys(("kind", "done_on", "expires_on"), MARKER))
        self.post(nadia, "/you/before-you-post", {"text": MARKER, "next": MARKER})
        change = {"rule": "org.confidential", "column": "G", "decision": "hold", "do": "change"}
        self.post(ada, "/policy/here/", change | {"why": f"Our board speaks of {MARKER}."})
        self.post(ada, "/policy/here/", change | {"why": f"{MARKER} " * 90})
        self.post(ada, "/policy/here/", dict.fromkeys(("rule", "column", "decision", "why", "do"), MARKER))
        self.post(ada, "/policy/here/", {"do": f"drop:{MARKER} {MARKER}"})
        self.post(ada, "/policy/here/", {"do": f"back:{MARKER}"})
        self.post(ada, "/policy/here/", {"do": "try"})
        entry = "/policy/entries/chest-pain/"
        self.post(self.town.quiet.client, entry, {"do": "approve", "wording": f"Call now, {MARKER}."})
        self.post(self.town.quiet.client, entry, {"do": MARKER, "wording": f"{MARKER} " * 90})
        self.get(ada, f"/policy/entries/{MARKER}/")
        invite = "/you/organisations/harbour/invite"
        self.post(ada, invite, {"email": f"{MARKER}@example.org", "role": "student"})
        self.post(ada, invite, {"email": f"{MARKER}@example.org", "role": MARKER})
        self.post(ada, invite, {"email": MARKER, "role": "student"})
        self.get(ada, f"/you/organisations/harbour/members?role={MARKER}&before={MARKER}")
        self.post(ada, "/you/organisations/harbour/offices", {"email": f"{MARKER}@example.org", "kind": MARKER})
        self.post(nadia, "/you/settings", {"time_zone": MARKER, "language": MARKER, "country": MARKER})
        self.post(nadia, "/you/profession", {"profession": MARKER})
        self.post(nadia, "/you/seats/new", {"role": MARKER, "profession": MARKER, "next": f"/{MARKER}"})

    # --- The door -----------------------------------------------------------------------------------------------------
    def _entrance(self) -> None:
        out, sam = self.town.out, self.town.sam
        address = f"{MARKER}.new@example.org"
        for login in (sam.account.email, address, MARKER):
            self.post(out, "/accounts/login/", {"login": login, "password": f"{MARKER} {MARKER} 11"})
        self.post(out, "/accounts/signup/", {"email": MARKER, "password1": MARKER, "password2": f"{MARKER} 2"})
        new = {"email": address, "password1": PASSWORD, "password2": PASSWORD, "born_month": "5", "born_year": "1980"}
        self.post(Client(), "/accounts/signup/", new | {"born_year": MARKER})
        self.post(Client(), "/accounts/signup/", new)
        self.post(Client(), "/accounts/signup/", new)
        for reset in (address, f"{MARKER}.nobody@example.org"):
            self.post(Client(), "/accounts/password/reset/", {"email": reset})
        self.get(out, f"/accounts/confirm-email/{MARKER}/")
        self.get(out, f"/accounts/password/reset/key/1-{MARKER}/")
        signed = self._signed_in(sam)
        self.post(signed, "/accounts/reauthenticate/", {"password": f"{MARKER} 11"})
        wrong = {"oldpassword": f"{MARKER} 1", "password1": MARKER, "password2": f"{MARKER} 3"}
        self.post(signed, "/accounts/password/change/", wrong)
        self.post(signed, "/accounts/reauthenticate/", {"password": PASSWORD})
        self.post(signed, "/accounts/email/", {"email": f"{MARKER}.sam@example.org", "action_add": "1"})

    def _signed_in(self, member: Member) -> Client:
        return member.browser()

    # --- Queries, forms from elsewhere, what is not there -----------------------------------------------------------
    def _privacy(self) -> None:
        """What people ask about themselves, and what privacy officers write."""
        lena, olu = self.town.lena.client, self.town.olu.client
        self.post(lena, "/your-data/correct/", {"words": f"I am no {MARKER}."})
        self.post(lena, "/your-data/delete/", {"password": MARKER})
        asked = Correction.objects.order_by("-pk")[0]
        self.get(olu, f"/desk/corrections/{asked.pk}/")
        self.post(olu, f"/desk/corrections/{asked.pk}/", {"do": "done", "words": f"No {MARKER} any more."})
        self.post(olu, "/desk/incidents/", {"discovered_at": MARKER, "words": f"Of {MARKER}."})
        self.post(olu, "/desk/incidents/", {"discovered_at": "2026-01-02T03:04", "words": f"Of {MARKER}."})
        self.post(olu, f"/desk/incidents/{self.town.incident.pk}/", {"do": "contained", "words": f"No {MARKER}."})
        self.post(olu, "/desk/retention/", {"handle": MARKER, "reason": MARKER})
        self.post(olu, "/you/publishing", {"do": MARKER, "reason": MARKER})

    # --- Care: locked in the database, all but what a team says to everybody ------------------------------------------
    def _caring(self) -> None:
        lena, ada, ivo = self.town.lena.client, self.town.ada.client, self.town.ivo.client
        thread, relationship = self.town.things["a thread"].args["pk"], self.town.relationship.pk
        said = {"text": f"It aches, {MARKER}.", "publish": "1"}
        for path in (f"/care/check/thread/{thread}/", f"/care/draft/thread/{thread}/", f"/care/threads/{thread}/"):
            self.post(lena, path, said)
        self.post(lena, f"/care/relationships/{relationship}/new/", said | {"topic": f"About {MARKER}"})
        self.post(ivo, f"/care/threads/{thread}/", {"text": f"We will look at {MARKER}.", "publish": "1"})
        self.get(ivo, f"/care/threads/{thread}/?q={MARKER}")
        letter = {"text": f"The letter of {MARKER}.", "new-file": document(f"Of {MARKER}", name=f"{MARKER}.pdf")}
        self.post(lena, f"/care/threads/{thread}/", letter | {"publish": "1"})
        broken = SimpleUploadedFile(f"{MARKER}.pdf", b"%PDF-1.4 " + MARKER.encode(), "application/pdf")
        self.post(
            lena, f"/care/threads/{thread}/", {"text": f"Once more, {MARKER}.", "new-file": broken, "publish": "1"}
        )
        self.post(
            ivo, f"/care/offer/{self.town.team.pk}/", {"name": f"A {MARKER}", "born": "1990-02-03", "proof": "visit"}
        )
        self.post(lena, "/care/invited/", {"code": MARKER, "name": f"A {MARKER}", "born": "1990-02-03"})
        wish = {"words": f"About {MARKER}.", "audience": "colleagues", "purpose": "story", "until": "2027-06-01"}
        self.post(ivo, f"/care/relationships/{relationship}/show/", wish)
        self.post(ivo, f"/care/relationships/{relationship}/show/", wish | {"until": MARKER})
        kept = self.town.things["a ready reply"].args["pk"]
        self.post(ivo, f"/care/ready/{kept}/", {"title": f"Of {MARKER}", "words": f"Bring your {MARKER}."})
        self.post(ivo, f"/care/threads/{thread}/", {"text": f"Well, {MARKER}.", "ready": MARKER})
        held = self.town.things["a held file"].args["pk"]
        self.post(self.town.hana.client, f"/care/held/files/{held}/", {"do": "return", "words": f"Of {MARKER}."})
        hours = {"from-0": "09:00", "to-0": "17:00", "urgent": "60", "soon": "480", "routine": "1440"}
        team = f"/care/teams/harbour/{self.town.team.pk}"
        self.post(ada, f"{team}/hours/", hours | {"role": "nurse", "away": f"In the evening, call {MARKER}."})
        self.post(ada, f"{team}/hours/", hours | {"role": MARKER, "away": f"{MARKER} " * 100})

    def _odds_and_ends(self) -> None:
        lena, out = self.town.lena.client, self.town.out
        for path in ("/", "/local/", "/colleagues/", "/tags/walking/", "/saved/", "/on-their-way/", "/you/notices"):
            self.get(lena, f"{path}?before={MARKER}&q={MARKER}")
            self.get(out, f"{path}?before={MARKER}&q={MARKER}")
            self.get(out, f"{path}?q={MARKER}", **{"hx-request": "true"})
        self._privacy()
        self.post(lena, "/you/applications", {"name": f"My {MARKER}", "scopes": ["read"]})
        self.post(lena, "/you/applications", {"name": MARKER * 9, "scopes": [MARKER]})
        for name in (MARKER, MARKER * 9):
            self.post(
                self.town.pia.client, "/connect/applications", {"name": name, "addresses": "https://app.example/"}
            )
        self._programs()
        self._fhir()
        # A draft with a picture, kept last: what came before it sent or replaced the earlier ones.
        file = {"picture-1": picture_file(f"{MARKER}.png"), "picture-alt-1": f"A path and {MARKER}"}
        self.post(lena, f"/p/{self.town.public.pk}/reply/", {"text": f"Well, {MARKER}."} | file | {"check": "1"})
        for who in (lena, out):
            self.get(who, "/search/")
            found = self.post(who, "/search/", {"q": MARKER, "in": MARKER})
            self.get(who, found["Location"])
            self.get(who, f"{found['Location']}&before={MARKER}&in={MARKER}&near={MARKER}")
        self.get(out, f"/search/?s={MARKER}&q={MARKER}")
        self.get(out, f"/search/at/{MARKER}/")
        self.get(lena, f"/p/{self.town.public.pk}/?after={MARKER}")
        self.get(lena, f"/design/?theme={MARKER}")
        self.get(lena, f"/nowhere/{MARKER}/")
        self.get(lena, f"/@{MARKER}/")
        self.get(out, f"/tags/{MARKER}/")
        self.get(out, f"/policy/{MARKER}/")
        self.get(out, f"/you/invitations/{MARKER}")
        self.post(lena, "/nowhere/", {"text": MARKER})
        self.post(lena, "/demo/", {"seat": MARKER})
        strict = Client(enforce_csrf_checks=True)
        self.post(strict, "/write/", {"text": MARKER, "publish": "1"})
        as_json = {"accept": "application/json"}
        self.post(
            self.town.sam.client, f"/p/{self.town.public.pk}/report/", {"reason": MARKER, "words": MARKER}, **as_json
        )
        self.post(lena, "/write/draft/", {"text": MARKER, "key": MARKER}, **as_json)

    def _fhir(self) -> None:
        """What a connected application asks for is repeated nowhere."""
        app = connected(self.town.lena, self.town.listed)
        as_app, program = {"authorization": f"Bearer {app.access}"}, Client()
        for path in (
            f"Patient?name={MARKER}",
            f"Patient?name:{MARKER}=x",
            f"Communication?{MARKER}={MARKER}",
            f"Communication?sent={MARKER}",
            f"Communication?_page={MARKER}&_count={MARKER}",
            f"Communication/{MARKER}",
            f"{MARKER}/1",
            f"a/b/{MARKER}",
        ):
            for headers in ({}, {"prefer": "handling=strict"}, {"accept": MARKER}):
                self.get(program, f"/fhir/{path}", **as_app, **headers)
        self.post(program, "/fhir/Patient/_search", {"name": MARKER}, **as_app)
        self.post(program, "/connect/token", {"grant_type": MARKER, "code": MARKER, "client_id": MARKER})
        self.post(program, "/connect/token", {"grant_type": "authorization_code", "code": MARKER, "client_id": MARKER})
        self.post(program, "/connect/revoke", {"token": MARKER, "client_id": MARKER})
        self.get(self.town.lena.client, f"/connect/authorize?client_id={MARKER}&state={MARKER}")
        self.get(self.town.lena.client, f"/connect/asked/{MARKER}")

    def _programs(self) -> None:
        """What a program sends stands where it belongs, as from a page."""
        allowed = actions.allow_application(
            self.town.lena.person, name="A program", scopes=[one.value for one in Scope]
        )
        as_program = {"authorization": f"Bearer {allowed.token}"}
        program = Client()
        thread, relationship = self.town.things["a thread"].args["pk"], self.town.relationship.pk
        for method, path, body in (
            ("post", f"care/threads/{thread}/messages", {"text": f"By a program, {MARKER}."}),
            ("post", f"care/threads/{thread}/messages", {"text": f"It wants {MARKER}.", "urgency": MARKER}),
            (
                "post",
                f"care/relationships/{relationship}/threads",
                {"topic": f"Of {MARKER}", "text": f"Is {MARKER} well?"},
            ),
            ("post", f"care/threads/{thread}/checks", {"text": f"A walk with {MARKER}."}),
            ("put", f"care/threads/{thread}/draft", {"text": f"Half a thought of {MARKER}", "state": MARKER}),
            ("put", f"care/relationships/{relationship}/draft", {"text": MARKER, "topic": f"Of {MARKER}"}),
            ("get", f"care/threads/{thread}/draft", None),
            ("delete", f"care/relationships/{relationship}/draft", None),
            ("post", f"care/threads/{thread}/messages", {"text": f"With {MARKER}.", "files": [MARKER]}),
            ("get", f"care/files/{MARKER}/original", None),
            ("put", f"care/messages/{MARKER}", {"text": MARKER}),
            ("get", f"care/threads/{thread}/messages?before={MARKER}", None),
            ("get", f"care/threads/{MARKER}", None),
            ("post", "checks", {"text": f"A walk with {MARKER}."}),
            ("post", "posts", {"text": f"A walk with {MARKER}."}),
            ("post", "posts", {"text": f"My patient {MARKER}, MRN 00482913."}),
            ("post", "posts", {"text": "A walk.", MARKER: MARKER}),
            ("put", f"drafts/{MARKER}", {"text": MARKER}),
            ("post", "search/posts", {"q": MARKER}),
            ("post", "search/people", {"q": MARKER, "before": MARKER}),
            ("get", f"posts/{MARKER}", None),
            ("get", f"tags/{MARKER}/posts", None),
            ("get", f"profiles/{MARKER}", None),
            ("get", f"feeds/local?before={MARKER}", None),
            ("get", f"nowhere/{MARKER}", None),
        ):
            cache.clear()
            sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
            headers = as_program | {"idempotency-key": MARKER}
            answer = getattr(program, method)(f"/api/v1/{path}", headers=headers, **sent)
            self.answers.append(Sent(f"/api/v1/{path}", method.upper(), answer))
        for file in (document(f"About {MARKER}", name=f"{MARKER}.pdf"), _upload(f"{MARKER}.pdf", MARKER.encode())):
            cache.clear()
            where = f"/api/v1/care/threads/{thread}/files"
            self.answers.append(Sent(where, "POST", program.post(where, {"file": file}, headers=as_program)))


def _upload(name: str, data: bytes) -> object:
    made = picture_file(name)
    made.file.seek(0)
    made.file.truncate()
    made.file.write(data)
    made.file.seek(0)
    made.size = len(data)
    return made


def released_words() -> list[str]:
    """Live words that hold the mark: proof that it went all the way."""
    return list(Version.objects.filter(post__in=Post.objects.filter(state="live")).values_list("text", flat=True))
