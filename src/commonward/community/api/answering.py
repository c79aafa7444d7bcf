"""How posts, people and refusals are told to programs."""

from collections.abc import Sequence

from commonward.community import queries
from commonward.community.api.schemas import (
    FaceOut,
    PictureOut,
    PostOut,
    PostsOut,
)
from commonward.community.cards import cards_of
from commonward.community.faces import face_of
from commonward.community.models import Post, Profile
from commonward.kernel.actor import Person
from commonward.kernel.paging import Page
from commonward.oversight.problems import Number, whole
from commonward.people.badges import badges_for
from commonward.ui.shapes import Face, PostCard


# --- What there is ------------------------------------------------------------------------------------------------
def posts_out(person: Person, page: "Page[Post]") -> PostsOut:
    """A page of posts."""
    return PostsOut(items=all_out(person, page.items), next=page.next or None)


def all_out(person: Person, posts: Sequence[Post]) -> list[PostOut]:
    """These posts, in order."""
    return [_post(post, card) for post, card in zip(posts, cards_of(person, posts), strict=True)]


def post_out(person: Person, post: Post) -> PostOut:
    """One post; to its author with the words that are on their way while none are live."""
    (told,) = all_out(person, [post])
    if post.live is None and post.author_id == person.profile:
        newest = queries.latest_version(post)
        if newest is not None:
            told.text, told.version = newest.text, newest.number
    return told


def _post(post: Post, card: PostCard) -> PostOut:
    version = post.live
    return PostOut(
        id=str(post.pk),
        url=whole(card.url),
        author=_face(post.author, card.face),
        text=version.text if version is not None else "",
        html=version.html if version is not None else "",
        audience=Post.Audience(post.audience),
        state=Post.State(post.state),
        published_at=post.published_at,
        version=version.number if version is not None else 0,
        in_reply_to=_number(post.parent_id),
        conversation=str(post.root_id or post.pk),
        is_dispute=post.disputes_id is not None,
        replies=post.reply_count,
        thanks=post.thanks_count,
        thanked=card.thanked,
        saved=card.saved,
        pictures=[
            PictureOut(url=whole(one.url), alt=one.alt, width=one.width, height=one.height) for one in card.pictures
        ],
    )


def faces_out(profiles: Sequence[Profile]) -> list[FaceOut]:
    """These people, in order. Their seats and organisations should be loaded with them."""
    badges = badges_for({profile.seat_id for profile in profiles})
    return [_face(profile, face_of(profile, badges.get(profile.seat_id))) for profile in profiles]


def _face(profile: Profile, face: Face) -> FaceOut:
    return FaceOut(
        handle=profile.handle,
        name=face.name,
        is_pseudonym=profile.is_pseudonym,
        role=face.role_label,
        verified=face.proof == "verified",
        organisation=face.organisation_name,
        url=whole(face.url),
    )


def _number(pk: int | None) -> Number | None:
    return None if pk is None else str(pk)
