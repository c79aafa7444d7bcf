"""What may be interrupted at any moment, and what must hold afterwards. `config.kills` loads Django before it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import UUID

from django.core.management import call_command

from cast import PASSWORD, Member, member, organisation
from commonward.community.actions import gestures, publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition
from commonward.community.models import Post, PostWords, Thanks, Version
from commonward.config.keeping import archive, backup, restore, upgrade
from commonward.kernel import clock, upkeep, verification, work
from commonward.kernel.actor import Role
from commonward.kernel.models import Entry, Work
from commonward.oversight import erasing, reviews
from commonward.oversight.models import Erasure, Review, Screening
from commonward.people.models import Account, Notice, Seat

OF_OTHERS: Final = "My friend Odalys Ferriman has cancer."


@dataclass
class Kind:
    """Something that may be interrupted. Each method runs in a child; `made` is what `prepare` answered."""

    name: ClassVar[str]

    def prepare(self, number: int) -> Any:
        """What the act needs."""

    def act(self, made: Any) -> Any:
        """The act itself; doing it again must do no harm."""
        raise NotImplementedError

    def look(self, made: Any) -> bool:
        """That nothing is half done; whether it is done at all."""
        raise NotImplementedError

    def again(self, made: Any) -> Any:
        """What whoever was interrupted does then."""
        return self.act(made)

    def tidy(self, made: Any) -> Any:
        """Make room for the next."""


def spelled(number: int) -> str:
    """A number in syllables, which nobody takes for a record number, a telephone or a rough word."""
    return "".join(f"{'zv'[int(digit) // 5]}{'aeiou'[int(digit) % 5]}m" for digit in str(number))


def one(name: str) -> Member:
    """Somebody who lives here."""
    account = Account.objects.get(email=f"{name}@example.org")
    return Member(account, Seat.objects.get(account=account))


def acts_on(kind: str, pk: int) -> list[str]:
    """What the ledger says of something, in order."""
    found = Entry.objects.filter(subject_kind=kind, subject_id=pk).order_by("sequence")
    return list(found.values_list("action", flat=True))


class Publish(Kind):
    """One post, once, with its words, its screening, its place in the search and in the ledger; or none of it."""

    name = "publish"

    def prepare(self, number: int) -> Any:
        return {"once": str(UUID(int=number + 1)), "text": f"A quiet walk does wonders after shift {spelled(number)}."}

    def act(self, made: Any) -> Any:
        nadia = one("nadia-okafor")
        composition = Composition(text=made["text"], once=UUID(made["once"]))
        done = publishing.publish_post(nadia.person, nadia.fresh_seat(), composition)
        assert isinstance(done, Done), done
        return done.post.pk

    def look(self, made: Any) -> bool:
        versions = list(Version.objects.filter(once=made["once"]).select_related("post"))
        assert len(versions) <= 1
        assert not Post.objects.filter(versions=None).exclude(state="withdrawn").exists(), "a post without words"
        mine = Screening.objects.filter(seat=one("nadia-okafor").seat, subject_kind="version")
        screened = mine.exclude(subject_id__in=Version.objects.values("pk"))
        assert not screened.exists(), "a screening of nothing"
        if not versions:
            return False
        version, post = versions[0], versions[0].post
        assert (version.state, post.state, post.live_id) == ("passed", "live", version.pk)
        assert acts_on("post", post.pk) == ["post.submitted", "post.published"]
        assert PostWords.objects.filter(post=post).exists()
        return True


class Decide(Kind):
    """A review is decided once, and the post is out exactly when it was let out; its author hears of it once."""

    name = "review"

    def prepare(self, number: int) -> Any:
        lena = one("lena-hart")
        post = lena.posts(f"{OF_OTHERS} Day {spelled(number)}.")
        version = post.versions.get()
        return {"post": post.pk, "review": Review.objects.get(subject_kind="version", subject_id=version.pk).pk}

    def act(self, made: Any) -> Any:
        mo = one("mo-tarek")
        if Review.objects.get(pk=made["review"]).state in reviews.OPEN:
            reviews.claim(mo.person, made["review"])
            reviews.release(mo.person, made["review"])

    def look(self, made: Any) -> bool:
        review, post = Review.objects.get(pk=made["review"]), Post.objects.get(pk=made["post"])
        done = review.state == Review.State.RELEASED
        steps = ["review.opened", "review.claimed", "review.released"]
        assert acts_on("review", review.pk) == steps[: {"open": 1, "claimed": 2, "released": 3}[review.state]]
        assert (post.state == "live") == done
        assert acts_on("post", post.pk).count("post.published") == int(done)
        told = Notice.objects.filter(seat=one("lena-hart").seat, kind="review.released", subject_id=review.pk)
        assert told.count() == int(done), [*told.values_list("kind", flat=True)]
        return done


class Thank(Kind):
    """A thank-you is a row, a number and a notice, all of them or none."""

    name = "notice"

    def prepare(self, number: int) -> Any:
        return {"post": one("nadia-okafor").posts(f"Small steps count, said {spelled(number)}.").pk}

    def act(self, made: Any) -> Any:
        gestures.thank(one("sam-ode").person, Post.objects.get(pk=made["post"]))

    def look(self, made: Any) -> bool:
        post = Post.objects.get(pk=made["post"])
        rows = Thanks.objects.filter(post=post).count()
        told = Notice.objects.filter(seat=one("nadia-okafor").seat, kind="post.thanked", subject_id=post.pk).count()
        assert rows == told == post.thanks_count <= 1, (rows, told, post.thanks_count)
        return rows == 1


class Close(Kind):
    """An account is closed or it is not; a closed one is emptied in the end, whoever died over it."""

    name = "deletion"

    def prepare(self, number: int) -> Any:
        somebody = member(f"Una {spelled(number)}", Role.PATIENT)
        post = somebody.posts(f"Rests count too, and so does {spelled(number)}.")
        gestures.thank(somebody.person, Post.objects.filter(author__seat=one("nadia-okafor").seat).order_by("pk")[0])
        return {"account": somebody.account.pk, "seat": somebody.seat.pk, "post": post.pk, "number": number}

    def act(self, made: Any) -> Any:
        account = Account.objects.get(pk=made["account"])
        if account.is_active:
            erasing.close(Member(account, Seat.objects.get(pk=made["seat"])).person, password=PASSWORD)
        work.drain()

    def look(self, made: Any) -> bool:
        account, seat = Account.objects.get(pk=made["account"]), Seat.objects.get(pk=made["seat"])
        closed = not account.is_active
        assert (account.email == f"una-{spelled(made['number'])}@example.org") != closed
        assert (seat.ended_at is None) != closed
        assert acts_on("account", account.pk).count("account.closed") == int(closed)
        erasure = Erasure.objects.filter(account=account).first()
        assert (erasure is not None) == closed
        if erasure is None:
            assert Post.objects.get(pk=made["post"]).state == "live"
            return False
        if erasure.done_at is None:
            waits = Work.objects.filter(kind=erasing.ERASE, subject_id=account.pk, state__in=work.OPEN)
            assert waits.exists(), "nobody will empty it"
            return False
        assert acts_on("account", account.pk).count("account.erased") == 1
        assert not Version.objects.filter(post_id=made["post"]).exclude(text="").exists()
        assert not PostWords.objects.filter(post_id=made["post"]).exists()
        assert not Notice.objects.filter(seat=seat).exists()
        return True

    def again(self, made: Any) -> Any:
        # A worker that was killed is silent until its lease runs out; the rounds of another take its work up then.
        with clock.at(clock.after(seconds=work.lease_seconds() + 60)):
            upkeep.take_up()
            for row in Work.objects.filter(state=Work.State.LEASED):
                work.carry_row(row.pk)
            self.act(made)


class BackUp(Kind):
    """What has the name of a backup is one; the next one works, and nothing half done stays beside it."""

    name = "backup"
    folder = Path(os.environ.get("COMMONWARD_BACKUP_DIR", "backups"))

    def act(self, made: Any) -> Any:
        while int(time.time()) == made["second"]:
            time.sleep(0.05)  # backups are named by the second
        backup.make(self.folder, lambda _sentence: None)

    def prepare(self, number: int) -> Any:
        return {"made": len(backup.made(self.folder)), "second": int(time.time())}

    def look(self, made: Any) -> bool:
        there = backup.made(self.folder)
        for each in there[:2]:
            assert archive.read_back(each.path).about.holds
            assert each.path.with_name(each.path.name.replace(".tar.gz", ".json")).exists()
        return len(there) > made["made"]

    def again(self, made: Any) -> Any:
        self.act({"second": int(time.time())})
        assert not list(self.folder.glob(".new-*")), "something half done stays"
        return None

    def tidy(self, made: Any) -> Any:
        for path in self.folder.glob("commonward-*"):
            path.unlink()


class Upgrade(Kind):
    """After an upgrade that was broken off, another brings it to its end or undoes it."""

    name = "upgrade"
    folder = BackUp.folder / "before"

    def prepare(self, number: int) -> Any:
        return {"back": number % 2 == 1, "posts": Post.objects.count(), "second": int(time.time())}

    def act(self, made: Any) -> Any:
        while int(time.time()) == made["second"]:
            time.sleep(0.05)
        upgrade.upgrade(self.folder, lambda _sentence: None)

    def look(self, made: Any) -> bool:
        return upgrade.noted() is None and not restore.is_broken_off() and not upgrade.pending()

    def again(self, made: Any) -> Any:
        if made["back"] and upgrade.noted() is not None:
            upgrade.roll_back(lambda _sentence: None)
            left = upgrade.pending()
            assert len(left) == 2, f"after the way back still to make: {left}"
        made["second"] = int(time.time())
        self.act(made)
        assert upgrade.noted() is None, "it is still under way"
        assert Post.objects.count() == made["posts"], "posts were lost or came back"
        from later.models import Thing  # type: ignore[import-not-found]  # only there in the later version

        assert list(Thing.objects.values_list("words", flat=True)) == ["here"]

    def tidy(self, made: Any) -> Any:
        call_command("migrate", "later", "zero", verbosity=0)
        for path in self.folder.glob("commonward-*"):
            path.unlink()


KINDS: Final = {kind.name: kind for kind in (Publish, Decide, Thank, Close, BackUp, Upgrade)}


def people_move_in() -> None:
    """Who acts here."""
    harbour = organisation("Harbour Clinic", "harbour")
    member("Nadia Okafor", Role.PROFESSIONAL, at=harbour, profession="nurse")
    member("Lena Hart", Role.PATIENT, at=harbour)
    member("Mo Tarek", Role.MODERATOR, at=harbour)
    member("Sam Ode", Role.PATIENT)


def holds() -> None:
    """What must hold after anything: the ledger, and no post that others see without words that passed."""
    result = verification.verify_last(60)
    assert result.holds, result.flaws[0].sentence
    assert not Post.objects.filter(state="live").exclude(live__state="passed").exists()


def whole_ledger() -> None:
    """The same of every entry, at the end."""
    result = verification.verify()
    assert result.holds, result.flaws[0].sentence
