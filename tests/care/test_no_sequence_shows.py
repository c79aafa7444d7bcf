"""No sequence of events shows what a patient did not permit or took back: on no page, count, search, copy or notice."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.test import Client
from hypothesis import settings, strategies
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from cast import Member, member
from cast.caring import in_care, seat_of
from cast.machines import Trying
from commonward.care.actions import relating, showings
from commonward.care.actions.showings import Wish
from commonward.care.models import Relationship, Showing, Team
from commonward.community import handlers
from commonward.community.actions import gestures, publishing
from commonward.community.actions.publishing import Done, Stopped
from commonward.community.composition import Composition
from commonward.community.models import Post
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel import clock, work
from commonward.kernel.actor import VISITOR, Role
from commonward.oversight import exporting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
#: Readers that a patient permits, and the audiences of posts that these reach.
REACHES = {
    "public": {"public", "followers", "organisation"},
    "followers": {"followers"},
    "colleagues": {"organisation"},
}


@dataclass
class Permitted:
    """What the patient said yes to."""

    audience: str
    grant: Grant
    ended: bool = False


class Shown(Trying):
    """Keeps a model of its own of what is permitted, and looks for the words wherever others could find them."""

    nadia: Member
    sam: Member
    priya: Member
    team: Team
    newcomer: Callable[[], Member]
    numbers: Callable[[], int]

    def __init__(self) -> None:
        super().__init__()
        self.pat, self.now, number = type(self).newcomer(), START, type(self).numbers()
        self.mark = f"walks {number} miles"
        self.words = f"My patient Pat Lindqvist {self.mark} again, a year after the heart attack. #walking"
        self.waiting: list[Showing] = []
        self.permitted: list[Permitted] = []
        self.posts: dict[int, str] = {}
        self.looked_at: tuple[object, ...] = ()

    def may_be_seen(self, audience: str) -> bool:
        """Whether the patient permits these words to such readers now."""
        standing = [one for one in self.permitted if not one.ended and self.now < one.grant.until]
        return any(audience in REACHES[one.audience] for one in standing)

    @initialize(shown=strategies.sampled_from([True, True, False]))
    def begins(self, shown: bool) -> None:
        with clock.at(self.now):
            self.relationship: Relationship = in_care(self.pat, self.nadia, self.team)
        if shown:
            self.the_nurse_asks("public", 60)
            self.the_patient_answers(says_yes=True)
            self.somebody_publishes("public", by_a_colleague=False)
            assert self.posts
            with clock.at(self.now):
                assert {"/local/", "search"} <= self.found()  # what looks for them finds them while they may be seen

    @rule(audience=strategies.sampled_from(sorted(REACHES)), days=strategies.integers(1, 90))
    def the_nurse_asks(self, audience: str, days: int) -> None:
        until = (self.now + timedelta(days=days)).date().isoformat()
        wish = Wish(self.words, audience, "story", until)
        self.relationship.refresh_from_db()
        asked = self.tries(lambda: showings.ask(self.nadia.person, seat_of(self.nadia), self.relationship, wish))
        if isinstance(asked, Showing):
            self.waiting.append(asked)

    @rule(says_yes=strategies.sampled_from([True, True, False]))
    def the_patient_answers(self, says_yes: bool) -> None:
        if not self.waiting:
            return
        asked = self.waiting.pop()
        if not says_yes:
            self.tries(lambda: showings.decline(self.pat.person, asked))
            return
        answered = self.tries(lambda: showings.agree(self.pat.person, asked, 1))
        if isinstance(answered, Showing):
            assert answered.grant is not None
            for one in self.permitted:  # a new yes takes the place of an earlier one of the same
                one.ended = one.ended or one.audience == answered.audience
            self.permitted.append(Permitted(answered.audience, answered.grant))

    @rule(which=strategies.integers(0, 9))
    def the_patient_takes_it_back(self, which: int) -> None:
        if not self.permitted:
            return
        one = self.permitted[which % len(self.permitted)]
        self.tries(lambda: consents.withdraw(self.pat.person, Grant.objects.get(pk=one.grant.pk)))
        one.ended = True

    @rule(
        audience=strategies.sampled_from(["public", "followers", "organisation"]), by_a_colleague=strategies.booleans()
    )
    def somebody_publishes(self, audience: str, by_a_colleague: bool) -> None:
        who = self.priya if by_a_colleague else self.nadia

        def publish() -> publishing.Outcome:
            reasons: dict[str, str] = {}
            for _try in range(2):
                given = Composition(self.words, audience=audience, considered=True, reasons=reasons)
                outcome = publishing.publish_post(who.person, seat_of(who), given)
                if not isinstance(outcome, Stopped) or outcome.field != "reasons":
                    break
                reasons = {f"{one.rule}-1": "The patient agreed." for one in outcome.checked.findings}
            return outcome

        outcome = self.tries(publish)
        if isinstance(outcome, Done):
            assert self.may_be_seen(audience)
            self.posts[outcome.post.pk] = audience

    @rule()
    def the_author_changes_a_word(self) -> None:
        post = Post.objects.filter(pk__in=self.posts, author=self.nadia.profile, state="live").first()
        if post is None:
            return
        given = Composition(self.words.replace("again", "once more"), considered=True)
        outcome = self.tries(lambda: publishing.edit_post(self.nadia.person, seat_of(self.nadia), post, given))
        assert not isinstance(outcome, Done)

    @rule()
    def a_reader_keeps_it(self) -> None:
        with clock.at(self.now):
            post = Post.objects.visible_to(self.sam.person).filter(pk__in=self.posts).last()
        if post is not None:
            self.tries(lambda: gestures.save(self.sam.person, post))
            self.tries(lambda: gestures.thank(self.sam.person, post))

    @rule()
    def a_reader_takes_a_copy_along(self) -> None:
        with clock.at(self.now):
            asked = exporting.ask(self.sam.person)
            work.drain()
            answer = self.sam.browser().get(f"/your-data/{asked.pk}/")
            packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
            copy = "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
        assert self.mark not in copy or self.may_be_seen("public")

    @rule(days=strategies.sampled_from([1, 20, 100]))
    def time_passes(self, days: int) -> None:
        """And the worker makes its rounds: what ran out comes down by itself."""
        self.now += timedelta(days=days)
        with clock.at(self.now):
            handlers.take_down_what_is_over()

    @rule()
    def the_patient_ends_the_relationship(self) -> None:
        self.relationship.refresh_from_db()
        self.tries(lambda: relating.end(self.pat.person, self.relationship))

    @invariant()
    def nobody_finds_what_is_not_permitted(self) -> None:
        standing = {audience: self.may_be_seen(audience) for audience in ("public", "organisation", "followers")}
        state = (tuple(standing.items()), tuple(self.posts), self.now)
        if not self.posts or state == self.looked_at:
            return
        self.looked_at = state
        with clock.at(self.now):
            for actor in (VISITOR, self.sam.person, self.priya.person):
                for pk in (
                    Post.objects.visible_to(actor).filter(pk__in=self.posts, state="live").values_list("pk", flat=True)
                ):
                    assert standing[self.posts[pk]]
            found = self.found()
        assert not found or standing["public"] or standing["organisation"]
        assert standing["public"] or not (found - {"/colleagues/"})

    def found(self) -> set[str]:
        """Where a stranger, a colleague or a visitor reads these words now. No notice ever says them."""
        sam, priya = self.sam.browser(), self.priya.browser()
        handles = [one.profile.handle for one in (self.nadia, self.priya)]
        pages = [f"/@{handle}/{part}" for handle in handles for part in ("", "feed.atom")]
        pages += ["/", "/local/", "/tags/walking/", "/saved/", "/api/v1/posts"]
        public = [f"/p/{pk}/" for pk, audience in self.posts.items() if audience == "public"]
        found = {path for path in (*pages, *public) for client in (sam, Client()) if self.says(client, path)}
        search = sam.post("/search/", {"q": self.mark})["Location"]
        # The search says what was looked for; the rest of the words are found only in a result.
        if "a year after the heart attack" in sam.get(search).content.decode():
            found.add("search")
        if self.says(priya, "/colleagues/"):
            found.add("/colleagues/")
        assert not any(self.says(one.browser(), "/you/notices") for one in (self.sam, self.nadia, self.priya, self.pat))
        return found

    def says(self, client: Client, path: str) -> bool:
        return self.mark in client.get(path).content.decode()


def test_no_sequence_shows_what_was_not_permitted(heart: Team, nadia: Member, priya: Member, sam: Member) -> None:
    numbers, miles = count(), count(3)
    newcomer = staticmethod(lambda: member(f"Pat {next(numbers)}", Role.PATIENT))
    here = {"nadia": nadia, "priya": priya, "sam": sam, "team": heart, "newcomer": newcomer}
    machine = type("ShownHere", (Shown,), here | {"numbers": staticmethod(lambda: next(miles))})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=settings(max_examples=5, stateful_step_count=14, deadline=None)
    )
