"""Reading: feeds, posts, conversations, people, search."""

from typing import Literal

from django.http import HttpRequest

from commonward.community import access, queries
from commonward.community.api.answering import (
    all_out,
    faces_out,
    post_out,
    posts_out,
)
from commonward.community.api.router import router
from commonward.community.api.schemas import (
    After,
    FoundPeople,
    FoundPosts,
    Handle,
    MeOut,
    PostId,
    PostOut,
    PostsOut,
    ProfileOut,
    SearchIn,
    VersionOut,
)
from commonward.community.models import Version
from commonward.community.search import answers
from commonward.community.search.answers import Question
from commonward.kernel import limits
from commonward.kernel.paging import number_of, older
from commonward.oversight.problems import REFUSALS, Before, person_in
from commonward.people.applications import Application, Scope
from commonward.people.bearer import Bearer

READ = Bearer(Scope.READ)
TAGS = ["reading"]
MOST_VERSIONS = 100


@router.get("/me", response={200: MeOut, **REFUSALS}, auth=Bearer(None), tags=TAGS)
def get_me(request: HttpRequest) -> MeOut:
    """In whose seat this token acts. Needs no scope."""
    seen = person_in(request)
    application: Application = request.auth  # type: ignore[attr-defined]  # set by the token's reader
    profile = getattr(seen.seat, "profile", None)
    return MeOut(
        role=seen.seat.role,
        organisation=seen.seat.organisation.name if seen.seat.organisation is not None else None,
        handle=profile.handle if profile is not None else None,
        application=application.name,
        scopes=[scope for scope in Scope if scope.value in application.may],
    )


@router.get("/feeds/{feed}", response={200: PostsOut, **REFUSALS}, auth=READ, tags=TAGS)
def get_feed(
    request: HttpRequest, feed: Literal["home", "local", "colleagues", "saved"], before: Before = None
) -> PostsOut:
    """Posts, newest first: of those one follows, all that is public here, of one's organisation, or kept."""
    person = person_in(request).actor
    posts = {
        "home": queries.home,
        "local": queries.local,
        "colleagues": queries.colleagues,
        "saved": queries.saved_by,
    }[feed](person)
    return posts_out(person, older(posts, before, load=queries.feed_posts))


@router.get("/posts/{pk}", response={200: PostOut, **REFUSALS}, auth=READ, tags=TAGS)
def get_post(request: HttpRequest, pk: PostId) -> PostOut:
    """One post or answer."""
    person = person_in(request).actor
    return post_out(person, access.get_post(person, pk))


@router.get("/posts/{pk}/replies", response={200: PostsOut, **REFUSALS}, auth=READ, tags=TAGS)
def get_replies(request: HttpRequest, pk: PostId, after: After = None) -> PostsOut:
    """The conversation below a post, oldest first."""
    person = person_in(request).actor
    root = access.get_root(person, access.get_post(person, pk))
    page = queries.replies_page(person, root, after)
    queries.load_pictures(page.items)
    return posts_out(person, page)


@router.get("/posts/{pk}/versions", response={200: list[VersionOut], **REFUSALS}, auth=READ, tags=TAGS)
def get_versions(request: HttpRequest, pk: PostId) -> list[VersionOut]:
    """The words of a post over time, the newest first; others than its author see those that were out."""
    person = person_in(request).actor
    post = access.get_post(person, pk)
    found = Version.objects.visible_to(person).filter(post=post).order_by("-number")[:MOST_VERSIONS]
    return [VersionOut(number=one.number, text=one.text, state=one.state, created_at=one.created_at) for one in found]


@router.get("/tags/{name}/posts", response={200: PostsOut, **REFUSALS}, auth=READ, tags=TAGS)
def get_tagged(request: HttpRequest, name: str, before: Before = None) -> PostsOut:
    """Posts with a tag, newest first."""
    person = person_in(request).actor
    tag = name.replace("\x00", "")
    return posts_out(person, queries.tagged_page(person, tag, before))


@router.get("/profiles/{handle}", response={200: ProfileOut, **REFUSALS}, auth=READ, tags=TAGS)
def get_profile(request: HttpRequest, handle: Handle) -> ProfileOut:
    """Somebody, as others see them."""
    person = person_in(request).actor
    profile = access.get_profile(person, handle)
    (face,) = faces_out([profile])
    standing = queries.standing(person, profile)
    return ProfileOut(
        **face.model_dump(),
        biography=profile.biography,
        followers=standing.followers,
        following=standing.following,
        follows=standing.follows,
        mutes=standing.mutes,
    )


@router.get("/profiles/{handle}/posts", response={200: PostsOut, **REFUSALS}, auth=READ, tags=TAGS)
def get_posts_of(request: HttpRequest, handle: Handle, before: Before = None) -> PostsOut:
    """What somebody published, newest first."""
    person = person_in(request).actor
    profile = access.get_profile(person, handle)
    return posts_out(person, queries.said_page(person, profile, before))


@router.post("/search/posts", response={200: FoundPosts, **REFUSALS}, auth=READ, tags=TAGS)
def search_posts(request: HttpRequest, body: SearchIn) -> FoundPosts:
    """Posts and answers with these words, newest first."""
    person = person_in(request).actor
    limits.spend(limits.SEARCH, person)
    page = answers.posts(person, Question.of(body.q), before=number_of(body.before), near=body.near)
    return FoundPosts(items=all_out(person, page.items), next=page.next or None, near=page.near)


@router.post("/search/people", response={200: FoundPeople, **REFUSALS}, auth=READ, tags=TAGS)
def search_people(request: HttpRequest, body: SearchIn) -> FoundPeople:
    """People by name, handle and what they say of themselves."""
    person = person_in(request).actor
    limits.spend(limits.SEARCH, person)
    page = answers.people(person, Question.of(body.q), before=number_of(body.before), near=body.near)
    return FoundPeople(items=faces_out(page.items), next=page.next or None, near=page.near)


@router.post("/search/topics", response={200: list[str], **REFUSALS}, auth=READ, tags=TAGS)
def search_topics(request: HttpRequest, body: SearchIn) -> list[str]:
    """Tags that begin with these words, of posts that one may see."""
    person = person_in(request).actor
    limits.spend(limits.SEARCH, person)
    return answers.topics(person, Question.of(body.q))
