"""Who may do what in the community, and the one way a view obtains each thing."""

from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonward.community.models import Attachment, ChosenPerson, Distance, Follow, Post, Profile
from commonward.consent import boundaries
from commonward.kernel.access import ALLOW, Permission, deny
from commonward.kernel.actor import Actor, Person, Role
from commonward.kernel.errors import Denied, NotFound
from commonward.kernel.prepared import Exact, planned
from commonward.oversight import access as oversight_access
from commonward.oversight.crediting import TURNED_BACK
from commonward.oversight.models import LibraryPicture, Media, Review
from commonward.people.badges import badges_for
from commonward.people.models import Seat

#: The screening context of each audience (design section 4.4).
CONTEXTS: Final = {
    Post.Audience.PUBLIC.value: "public_post",
    Post.Audience.FOLLOWERS.value: "public_post",
    Post.Audience.ORGANISATION.value: "closed_group",
}


def require_person(actor: Actor) -> Person:
    """The person, or Denied for somebody who is not signed in or has no seat."""
    if not isinstance(actor, Person):
        raise Denied(_("Sign in and choose a seat first."))
    return actor


def may_speak(actor: Actor) -> Permission:
    """To write, a seat needs a face."""
    if not isinstance(actor, Person):
        return deny(_("Sign in to write."))
    if actor.profile is None:
        return deny(_("Give this seat a name first, so that people know who speaks."))
    return ALLOW


def may_address(person: Person, audience: str) -> Permission:
    """Colleagues can only be addressed from within an organisation."""
    if audience not in Post.Audience.values:
        return deny(_("Choose who should see this."))
    if audience == Post.Audience.ORGANISATION and person.organisation is None:
        return deny(_("This seat belongs to no organisation, so there are no colleagues to write to."))
    return ALLOW


def get_post(actor: Actor, pk: int) -> Post:
    """The one way a view obtains a post. To strangers it does not exist."""
    found = _post(actor, pk)
    if not found:
        raise NotFound(_("This post is not here, or not for you."))
    return found[0]


@planned
def _post(actor: Actor, pk: int) -> "QuerySet[Post]":
    posts = Post.objects.visible_to(actor).filter(pk=pk)
    return posts.select_related(
        "author", "author__seat__organisation", "live__screening", "root", "parent", "organisation"
    )


def get_root(actor: Actor, post: Post) -> Post:
    """The post that a conversation begins with. One's own answer to something one no longer sees stands alone."""
    if post.root_id is None:
        return post
    try:
        return get_post(actor, post.root_id)
    except NotFound:
        return post


def get_live_post(actor: Actor, pk: int) -> Post:
    """A post that can be answered, thanked, saved or reported: visible and live."""
    post = get_post(actor, pk)
    if post.state != Post.State.LIVE:
        raise NotFound(_("This post is not here, or not for you."))
    return post


def get_own_post(person: Person, pk: int) -> Post:
    """A post of one's own, whatever its state but withdrawn. Others get 404, or 403 where they can read it."""
    post = get_post(person, pk)
    if post.author_id != person.profile:
        raise Denied(_("Only its author can change this."))
    return post


def may_reply(person: Person, post: Post) -> Permission:
    """To anything live that one may see."""
    if post.state != Post.State.LIVE:
        return deny(_("This can not be answered now."))
    permission = lets_come_near(person, post.author)
    return may_speak(person) if permission else permission


def may_speak_in_public(seat: Seat) -> Permission:
    """Words that everybody can read are not for those under 16 (rules.md S3)."""
    profile = getattr(seat, "profile", None)
    if profile is not None and profile.is_sheltered:
        return deny(_("Until you are 16, your words are for those who follow you. Choose followers."))
    return ALLOW


def lets_come_near(person: Person, profile: Profile) -> Permission:
    """Whether somebody may turn to this profile: to a private one only those whom it follows itself."""
    if not profile.is_private or profile.pk == person.profile:
        return ALLOW
    if Follow.objects.visible_to(person).filter(follower_id=profile.pk, followed_id=person.profile).exists():
        return ALLOW
    return deny(_("This person keeps to people they know."))


def may_edit(person: Person, post: Post) -> Permission:
    """One's own, until it is withdrawn or was refused."""
    if post.author_id != person.profile:
        return deny(_("Only its author can change this."))
    if post.state in {Post.State.WITHDRAWN, Post.State.REFUSED}:
        return deny(_("This can no longer be changed."))
    return ALLOW


def is_verified_professional(person: Person) -> bool:
    """Whether somebody authorised has verified the licence of the seat that the person acts in."""
    return person.role == Role.PROFESSIONAL and badges_for([person.seat])[person.seat].state == "verified"


def may_appraise(person: Person, post: Post) -> Permission:
    """Mark as reviewed or dispute: others' public posts, by professionals with a verified licence and a name."""
    if post.author.seat.account_id == person.account:
        return deny(_("Nobody reviews their own words."))
    if post.state != Post.State.LIVE or post.audience != Post.Audience.PUBLIC:
        return deny(_("Only what is public can be marked as reviewed or disputed."))
    if not is_verified_professional(person):
        return deny(_("This is for health professionals whose licence was verified here."))
    return may_speak(person)


def may_dispute(person: Person, post: Post) -> Permission:
    """As `may_appraise`. Disputes themselves are answered, not disputed again."""
    if post.disputes_id is not None:
        return deny(_("This is a dispute. You can answer it."))
    return may_appraise(person, post)


def may_report(person: Person, post: Post) -> Permission:
    """Others' words. One's own, whichever seat said them, one changes or takes back."""
    if post.author.seat.account_id == person.account:
        return deny(_("These are your own words. You can change them or take them back."))
    return ALLOW


def get_profile(actor: Actor, handle: str) -> Profile:
    """The one way a view obtains somebody's face."""
    found = _profile(actor, Exact(handle.lower()))
    if not found:
        raise NotFound(_("There is nobody here by this name, or not for you."))
    return found[0]


@planned
def _profile(actor: Actor, handle: Exact) -> "QuerySet[Profile]":
    profiles = Profile.objects.visible_to(actor).filter(handle=handle)
    return profiles.select_related("seat", "seat__organisation", "picture", "screening")


def get_picture(actor: Actor, pk: int) -> Media:
    """The one way a view obtains a picture: one's own, one of a post that one sees, one that one has to read, or one of
    the library where one works.
    """
    media = Media.objects.visible_to(actor).filter(pk=pk).first()
    if media is None:
        shown = Attachment.objects.visible_to(actor) | _under_review(actor)
        media = Media.objects.filter(pk=pk, attachments__in=shown).first()
    if media is None:
        kept = LibraryPicture.objects.visible_to(actor).filter(media_id=pk).select_related("media").first()
        media = kept.media if kept is not None else None
    if media is None:
        raise NotFound(_("This picture is not here."))
    return media


def get_picture_to_credit(person: Person, pk: int) -> Media:
    """A picture that one brought oneself, to say whose it is; also one that was turned back, to ask about it."""
    media = Media.objects.visible_to(person).filter(pk=pk).first()
    if media is None or (media.state == Media.State.REFUSED and media.refusal != TURNED_BACK):
        raise NotFound(_("This picture is not here."))
    return media


def get_own_picture(person: Person, pk: int) -> Media:
    """A picture that one brought oneself, to decide what is covered. To everybody else it does not exist."""
    media = Media.objects.visible_to(person).filter(pk=pk).exclude(state=Media.State.REFUSED).first()
    if media is None:
        raise NotFound(_("This picture is not here."))
    return media


def is_sent(media: Media) -> bool:
    """Whether a post with this picture was sent: what was let be seen has been read with it."""
    return Attachment.objects.filter(media=media).exists()


def _under_review(actor: Actor) -> "QuerySet[Attachment]":
    """The pictures of what this reviewer has to read."""
    versions = (
        oversight_access.reviews_for(actor)
        .filter(subject_kind="version", state__in=[Review.State.OPEN, Review.State.CLAIMED])
        .values("subject_id")
    )
    return Attachment.objects.filter(version_id__in=versions)


def may_choose(person: Person, profile: Profile) -> Permission:
    """Anybody whom one sees, but oneself in whichever seat."""
    if person.profile is None:
        return may_speak(person)
    if profile.seat.account_id == person.account:
        return deny(_("This is you. Choose somebody else."))
    return lets_come_near(person, profile)


def get_tie(person: Person, pk: int) -> ChosenPerson:
    """Whom one chose, or who chose oneself. To others it does not exist."""
    tie = ChosenPerson.objects.visible_to(person).select_related("chooser", "chosen").filter(pk=pk).first()
    if tie is None:
        raise NotFound(_("There is nothing here for you to answer."))
    return tie


def may_follow(person: Person, profile: Profile) -> Permission:
    """Anybody but oneself and those kept apart."""
    if person.profile is None:
        return may_speak(person)
    if profile.pk == person.profile:
        return deny(_("This is you."))
    if Distance.objects.filter(keeper_id=profile.pk, other_id=person.profile, kind=Distance.Kind.BLOCK).exists():
        return deny(_("You can not follow this person."))
    return lets_come_near(person, profile)


def care_instead(person: Person, profile: Profile) -> Permission:
    """Whether care stands between the two (S19). Said only where both names are their own: else it would tell one."""
    if profile.is_pseudonym or not boundaries.stands_between(person.account, profile.seat.account_id):
        return ALLOW
    return deny(
        _("One of you cares for the other. Following is closed between you; you can write to each other under Care.")
    )
