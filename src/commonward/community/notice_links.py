"""Where notices about posts and profiles lead, and how their doers are named to a reader."""

from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from commonward.community.models import ChosenPerson, Post, Profile
from commonward.kernel.actor import Person
from commonward.kernel.addresses import Address
from commonward.kernel.prepared import prepared
from commonward.people import notices

POST: Final = Address("community:post")


def register() -> None:
    """Tell the notices how our kinds are linked and named. Called once, when the app is ready."""
    notices.register_links("post", posts)
    notices.register_links("profile", profiles)
    notices.register_links("chosen", chosen)
    notices.register_names(names)


def posts(person: Person, ids: list[int]) -> dict[int, str]:
    """The pages of posts that this reader may see; a reply is shown where it stands."""
    return {pk: f"{POST.of(root or pk)}#post-{pk}" for pk, root in _posts(person, ids)}


@prepared
def _posts(person: Person, ids: list[int]) -> "QuerySet[Post, tuple[int, int | None]]":
    return Post.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "root_id")


def profiles(person: Person, ids: list[int]) -> dict[int, str]:
    """The pages of people who do not keep away from this reader."""
    found = Profile.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "handle")
    return {pk: reverse("community:person", args=[handle]) for pk, handle in found}


def chosen(person: Person, ids: list[int]) -> dict[int, str]:
    """Who chose whom is answered on one page."""
    mine = ChosenPerson.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return dict.fromkeys(mine, reverse("community:chosen_person"))


def names(person: Person, ids: list[int]) -> dict[int, str]:
    """How these profiles are called."""
    return dict(_names(person, ids))


@prepared
def _names(person: Person, ids: list[int]) -> "QuerySet[Profile, tuple[int, str]]":
    return Profile.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "display_name")
