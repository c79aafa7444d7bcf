"""New posts while home is open: how many, never which."""

from typing import Final

from commonward.community import queries
from commonward.community.events import PostPublished
from commonward.community.models import Post
from commonward.kernel.actor import Person, System
from commonward.kernel.events import on
from commonward.kernel.nudges import nudge, topic
from commonward.people import arrivals
from commonward.people.arrivals import OVER, Tally
from commonward.people.models import Seat

#: More new posts than this are "many": nobody counts them.
MOST: Final = 30
#: One topic for the whole place: who may see a post is asked by each page.
_PUBLISHED: Final = topic("posts", 0)


def register() -> None:
    """Say how our names are looked after. Called once, when the app is ready."""
    arrivals.register("home", home)


def home(person: Person, _seat: Seat, asked: tuple[int, ...]) -> Tally:
    """How many posts of others came in after the newest that the page shows."""
    newest = asked[0]
    if person.profile is None:
        return OVER
    later = queries.home(person).filter(pk__gt=newest).exclude(author_id=person.profile)
    return Tally(later.order_by()[:MOST].count(), frozenset({_PUBLISHED}))


@on(PostPublished)
def published(event: PostPublished) -> None:
    """Something is out that stands on lists; replies do not."""
    if Post.objects.visible_to(System("arrivals")).filter(pk=event.post, parent=None).exists():
        nudge(_PUBLISHED)
