"""Twenty times the rows: a town grown by bulk, in few queries, with everything that a page may show many of."""

from collections.abc import Sequence
from datetime import timedelta

from commonward.community.models import (
    Attachment,
    Distance,
    Follow,
    Mention,
    Post,
    Profile,
    Saved,
    Tag,
    Thanks,
    Version,
)
from commonward.kernel import clock
from commonward.oversight.models import EthicsQuery, Lesson, Media, Report, Review, Screening
from commonward.people.models import Account, Credential, Invitation, Notice, Organisation, Seat
from contracts.scene import Town

NOTICES = (("post.thanked", "post"), ("profile.followed", "profile"), ("review.released", "review"))


class Crowd:
    """`Crowd(town, 20)` adds twenty of everything to what the cast sees."""

    def __init__(self, town: Town, size: int) -> None:
        self.town, self.size = town, size
        self.seats = self._people()
        self.faces = self._faces(self.seats)
        self.posts = self._posts(self.faces)
        self._answers()
        self._gestures()
        self._notices()
        self._reviews()
        self._papers()
        self._lessons()

    # --- People ---------------------------------------------------------------------------------------------------
    def _people(self) -> list[Seat]:
        accounts = Account.objects.bulk_create(
            Account(email=f"c{self.size}-{number}@example.org", password="!") for number in range(self.size)
        )
        seats = Seat.objects.bulk_create(
            Seat(account=one, role="professional", profession="nurse", organisation=self.town.harbour)
            for one in accounts
        )
        places = Organisation.objects.bulk_create(
            Organisation(name=f"Place {number}", slug=f"place-{self.size}-{number}", kind="clinic")
            for number in range(self.size)
        )
        for member in (self.town.nadia, self.town.lena):
            Seat.objects.bulk_create(
                Seat(account=member.account, role="professional", profession="nurse", organisation=place)
                for place in places
            )
        return seats

    def _faces(self, seats: Sequence[Seat]) -> list[Profile]:
        screenings = self._screened(seats, "profile")
        return Profile.objects.bulk_create(
            Profile(
                seat=seat,
                handle=f"c{self.size}-{number}",
                display_name=f"Kim {number}",
                screening=screening,
                verdict="allow",
            )
            for number, (seat, screening) in enumerate(zip(seats, screenings, strict=True))
        )

    def _screened(self, seats: Sequence[Seat], kind: str, verdict: str = "allow") -> list[Screening]:
        return Screening.objects.bulk_create(
            Screening(
                seat=seat,
                subject_kind=kind,
                subject_id=1,
                context="public_post",
                verdict=verdict,
                policy="x",
                digest="",
            )
            for seat in seats
        )

    # --- What they say --------------------------------------------------------------------------------------------
    def _posts(self, authors: Sequence[Profile]) -> list[Post]:
        tag = Tag.objects.get(name="walking")
        lena, nadia = self.town.lena.profile, self.town.nadia.profile
        posts: list[Post] = []
        for audience in ("public", "organisation"):
            for by in (authors, [lena] * self.size, [nadia] * self.size):
                posts += self._live(by, audience=audience)
        tagging = Post.tags.through
        tagging.objects.bulk_create(tagging(post=post, tag=tag) for post in posts)
        self._pictures(posts)
        return posts

    def _live(
        self, authors: Sequence[Profile], *, audience: str = "public", root: Post | None = None, state: str = "live"
    ) -> list[Post]:
        harbour = self.town.harbour if audience == "organisation" else None
        posts = Post.objects.bulk_create(
            Post(author=one, audience=audience, organisation=harbour, root=root, parent=root) for one in authors
        )
        screenings = self._screened([one.seat for one in authors], "version", "allow" if state == "live" else "hold")
        versions = Version.objects.bulk_create(
            Version(
                post=post,
                number=1,
                text="A walk with @c-1.",
                html="<p>A walk.</p>",
                state="passed" if state == "live" else state,
                verdict=screening.verdict,
                screening=screening,
            )
            for post, screening in zip(posts, screenings, strict=True)
        )
        for post, version in zip(posts, versions, strict=True):
            post.state = state
            post.live = version if state == "live" else None
            post.published_at = clock.now()
        Post.objects.bulk_update(posts, ["state", "live", "published_at"])
        return posts

    def _pictures(self, posts: Sequence[Post]) -> None:
        shown = self.town.shown
        for position in range(2):
            media = Media.objects.bulk_create(
                Media(owner_id=post.author.seat_id, state="clean", renditions=shown.renditions) for post in posts
            )
            Attachment.objects.bulk_create(
                Attachment(version_id=post.live_id, media=one, alt="A path", position=position)
                for post, one in zip(posts, media, strict=True)
            )

    def _answers(self) -> None:
        for root in (self.town.public, self.town.for_followers, self.town.for_colleagues):
            answers = self._live(self.faces, root=root, audience=root.audience)
            self._pictures(answers)
            deeper = answers[0]
            Post.objects.filter(pk__in=[one.pk for one in answers[1:]]).update(parent=deeper)
        screenings = self._screened([self.town.lena.seat] * self.size, "version")
        first = self.town.public.versions.count() + 1
        Version.objects.bulk_create(
            Version(
                post=self.town.public, number=number, text="A walk.", state="passed", verdict="allow", screening=one
            )
            for number, one in enumerate(screenings, start=first)
        )

    # --- What they do ---------------------------------------------------------------------------------------------
    def _gestures(self) -> None:
        for member in (self.town.lena, self.town.nadia):
            mine = member.profile
            Follow.objects.bulk_create(Follow(follower=mine, followed=one) for one in self.faces)
            Follow.objects.bulk_create(Follow(follower=one, followed=mine) for one in self.faces)
            for model in (Thanks, Saved):
                model._default_manager.bulk_create(
                    (model(profile=mine, post=post) for post in self.posts), ignore_conflicts=True
                )
            muted = self._faces_apart(f"m{self.size}-{member.seat.pk % 10**6}")
            Distance.objects.bulk_create(Distance(keeper=mine, other=one, kind="mute") for one in muted)
        Mention.objects.bulk_create(Mention(post=post, profile=self.town.priya.profile) for post in self.posts)

    def _faces_apart(self, name: str) -> list[Profile]:
        accounts = Account.objects.bulk_create(
            Account(email=f"{name}-{number}@example.org", password="!") for number in range(self.size)
        )
        seats = Seat.objects.bulk_create(Seat(account=one, role="patient") for one in accounts)
        screenings = self._screened(seats, "profile")
        return Profile.objects.bulk_create(
            Profile(seat=seat, handle=f"{name}-{n}", display_name=f"Jo {n}", screening=screening, verdict="allow")
            for n, (seat, screening) in enumerate(zip(seats, screenings, strict=True))
        )

    def _notices(self) -> None:
        read = clock.now()
        for member in (self.town.nadia, self.town.lena):
            for kind, subject in NOTICES:
                ids = {"post": self.posts, "profile": self.faces}.get(subject, self.posts)
                Notice.objects.bulk_create(
                    Notice(
                        seat=member.seat,
                        kind=kind,
                        subject_kind=subject,
                        subject_id=one.pk,
                        about=face.pk,
                        read_at=read if number % 2 else None,
                    )
                    for number, (one, face) in enumerate(zip(ids[: self.size], self.faces, strict=True))
                )

    # --- What others decide ---------------------------------------------------------------------------------------
    def _reviews(self) -> None:
        lena, mo = self.town.lena, self.town.mo
        now = clock.now()
        for state in ("open", "claimed", "refused", "returned"):
            post_state = state if state in {"refused", "returned"} else "held"
            posts = self._live([lena.profile] * self.size, state=post_state)
            reviews = [
                Review(
                    state=state,
                    subject_kind="version",
                    subject_id=version.pk,
                    screening=version.screening,
                    author=lena.seat,
                    organisation=self.town.harbour,
                    reviewer=None if state == "open" else mo.seat,
                    claimed_at=None if state == "open" else now,
                    decided_at=now if state in {"refused", "returned"} else None,
                    words="Please change it." if state in {"refused", "returned"} else "",
                )
                for version in Version.objects.filter(post__in=posts).select_related("screening")
            ]
            Review.objects.bulk_create(reviews)
        EthicsQuery.objects.bulk_create(
            EthicsQuery(
                seat=lena.seat,
                organisation=self.town.harbour,
                rule="phi.name",
                policy="x",
                level="hold",
                mark=f"{self.size}-{number}",
                text="A walk.",
                **(
                    {"view": "fine", "answer": "Why not.", "answerer": mo.seat, "answered_at": now}
                    if number % 2
                    else {}
                ),
            )
            for number in range(self.size * 2)
        )
        seats = self.seats
        Report.objects.bulk_create(
            Report(
                subject_kind="version",
                subject_id=self.town.public.live_id,
                reporter=seat,
                reason="other",
                words="Look here.",
                review=self.town.report.review,
            )
            for seat in seats
        )
        Report.objects.bulk_create(
            Report(subject_kind="version", subject_id=post.live_id, reporter=self.town.sam.seat, reason="other")
            for post in self.posts[: self.size]
        )

    # --- Papers ---------------------------------------------------------------------------------------------------
    def _lessons(self) -> None:
        rules, outcomes = ("phi.date", "phi.name", "conduct.profanity", "claims.absolute"), ("mended", "kept")
        today = clock.now().date()
        Lesson.objects.bulk_create(
            (
                Lesson(
                    seat=self.town.lena.seat, rule=rule, outcome=outcome, told_on=today - timedelta(days=day), times=2
                )
                for rule in rules
                for outcome in outcomes
                for day in range(self.size)
            ),
            ignore_conflicts=True,
        )

    def _papers(self) -> None:
        now = clock.now()
        for number, seat in enumerate(self.seats):
            Credential.objects.bulk_create(
                Credential(
                    seat=seat, kind="licence", profession="nurse", jurisdiction="US-ME",
                    number=f"{letter} {self.size} {number}",
                    state=state, decided_at=now if state == "verified" else None,
                    verifier=self.town.olu.seat if state == "verified" else None,
                    verifier_organisation=self.town.harbour if state == "verified" else None,
                )
                for letter, state in (("V", "verified"), ("S", "stated"))
            )  # fmt: skip
        Credential.objects.bulk_create(
            Credential(
                seat=self.town.nadia.seat,
                kind="licence",
                profession="nurse",
                number=f"N {self.size} {number}",
                jurisdiction="US-ME",
            )
            for number in range(self.size)
        )
        Invitation.objects.bulk_create(
            Invitation(
                organisation=self.town.harbour,
                email=f"i{self.size}-{number}@example.org",
                role="student",
                token_hash=f"{self.size:032d}{number:032d}",
                inviter=self.town.ada.seat,
                expires_at=now + timedelta(days=3),
            )
            for number in range(self.size)
        )
