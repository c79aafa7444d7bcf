"""Small things people do: follow, thank, save, keep away. Each can be taken back, and doing it twice does no harm."""

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from commonward.community import access
from commonward.community.events import Followed, Thanked
from commonward.community.models import ChosenPerson, Distance, Follow, Post, Profile, Saved, Thanks
from commonward.consent import boundaries
from commonward.consent.events import BoundaryDrawn
from commonward.kernel import ledger
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Denied
from commonward.kernel.events import emit
from commonward.kernel.ref import Ref


def _profile_of(person: Person) -> int:
    require(access.may_speak(person))
    assert person.profile is not None
    return person.profile


class CareInstead(Denied):
    """One cares for the other as a professional: they meet in care, or on a public page."""


def follow(person: Person, profile: Profile) -> None:
    """Read this profile's posts at home.

    Raises CareInstead where one cares for the other. Behind a chosen name it is quiet instead: it looks as always, and
    opens nothing that is for followers.
    """
    require(access.may_follow(person, profile))
    permission = access.care_instead(person, profile)
    if not permission:
        raise CareInstead(permission.reason)
    quiet = boundaries.stands_between(person.account, profile.seat.account_id)
    with transaction.atomic():
        _row, made = Follow.objects.visible_to(person).get_or_create(
            follower_id=_profile_of(person), followed=profile, defaults={"is_quiet": quiet}
        )
        if made:
            ledger.record(person, "profile.followed", Ref("profile", profile.pk))
            emit(Followed(_profile_of(person), profile.pk))


def quieten(event: BoundaryDrawn) -> None:
    """Who followed before one cared for the other reads on what everybody can read, and nothing more."""
    follows = Follow.objects.visible_to(System("care"))
    between = Q(follower__seat__account_id__in=event.staff, followed__seat__account_id__in=event.patients)
    between |= Q(follower__seat__account_id__in=event.patients, followed__seat__account_id__in=event.staff)
    follows.filter(between).update(is_quiet=True)


def unfollow(person: Person, profile: Profile) -> None:
    """Read this profile's posts at home no longer."""
    with transaction.atomic():
        gone, _rows = (
            Follow.objects.visible_to(person).filter(follower_id=_profile_of(person), followed=profile).delete()
        )
        if gone:
            ledger.record(person, "profile.unfollowed", Ref("profile", profile.pk))


def thank(person: Person, post: Post) -> None:
    """Thank for a post. Not for one's own."""
    if post.author_id == _profile_of(person):
        raise Denied(_("These are your own words."))
    with transaction.atomic():
        _row, made = Thanks.objects.visible_to(person).get_or_create(profile_id=_profile_of(person), post=post)
        if made:
            Post.objects.filter(pk=post.pk).update(thanks_count=F("thanks_count") + 1)
            ledger.record(person, "post.thanked", Ref("post", post.pk))
            emit(Thanked(post.pk, _profile_of(person)))


def unthank(person: Person, post: Post) -> None:
    """Take a thank-you back."""
    with transaction.atomic():
        gone, _rows = Thanks.objects.visible_to(person).filter(profile_id=_profile_of(person), post=post).delete()
        if gone:
            Post.objects.filter(pk=post.pk).update(thanks_count=F("thanks_count") - 1)
            ledger.record(person, "post.unthanked", Ref("post", post.pk))


def save(person: Person, post: Post) -> None:
    """Keep a post to read again. Nobody else learns of it, so the ledger does not either."""
    Saved.objects.visible_to(person).get_or_create(profile_id=_profile_of(person), post=post)


def unsave(person: Person, post: Post) -> None:
    """Keep it no longer."""
    Saved.objects.visible_to(person).filter(profile_id=_profile_of(person), post=post).delete()


def keep_apart(person: Person, profile: Profile, kind: str) -> None:
    """Block or mute. A block also ends following and turning to each other, both ways."""
    mine = _profile_of(person)
    if profile.pk == mine:
        raise Denied(_("This is you."))
    if kind not in Distance.Kind.values:
        raise Denied(_("Choose to mute or to block."))
    with transaction.atomic():
        _row, made = Distance.objects.visible_to(person).get_or_create(keeper_id=mine, other=profile, kind=kind)
        if kind == Distance.Kind.BLOCK:
            Follow.objects.visible_to(person).filter(follower_id=mine, followed=profile).delete()
            Follow.objects.visible_to(person).filter(follower=profile, followed_id=mine).delete()
            ties = ChosenPerson.objects.visible_to(person)
            ties.filter(Q(chooser=profile) | Q(chosen=profile)).delete()
        if made:
            ledger.record(person, "profile.blocked" if kind == "block" else "profile.muted", Ref("profile", profile.pk))


def end_distance(person: Person, profile: Profile, kind: str) -> None:
    """Unblock or unmute."""
    with transaction.atomic():
        gone, _rows = (
            Distance.objects.visible_to(person).filter(keeper_id=_profile_of(person), other=profile, kind=kind).delete()
        )
        if gone:
            ledger.record(
                person, "profile.unblocked" if kind == "block" else "profile.unmuted", Ref("profile", profile.pk)
            )
