"""Words that were not sent yet: kept for their author until sent or thrown away."""

import re
from typing import Final

from commonward.community.composition import Composition
from commonward.community.models import Draft, Post
from commonward.kernel import clock, text
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable

KEY: Final = re.compile(r"^(new|reply:\d{1,19}|edit:\d{1,19})$")
#: What a form may bring and a little more; a post is far shorter.
LONGEST: Final = 2_000_000
MOST_MEDIA: Final = 8
MOST_SHOWN: Final = 20


def keep_draft(person: Person, composition: Composition) -> Draft | None:
    """Keep these words for their place, or forget the draft when there are none."""
    key = composition.draft_key
    if not KEY.match(key):
        raise Unacceptable("", field="key")
    if not composition.text.strip() and not composition.pictures:
        drop_draft(person, key)
        return None
    known = composition.audience if composition.audience in Post.Audience.values else Post.Audience.PUBLIC.value
    draft, _made = Draft.objects.visible_to(person).update_or_create(
        seat_id=person.seat,
        key=key,
        defaults={
            "text": text.storable(composition.text)[:LONGEST],
            "audience": known,
            "media": [{"id": str(picture.media), "alt": picture.alt} for picture in composition.pictures[:MOST_MEDIA]],
            "updated_at": clock.now(),
        },
    )
    return draft


def draft_for(person: Person, key: str) -> Draft | None:
    """The draft kept for this place, if any."""
    return Draft.objects.visible_to(person).filter(key=key).first()


def drafts_of(person: Person) -> list[Draft]:
    """Everything kept for this seat, the newest first; as many as anybody will look at."""
    return list(Draft.objects.visible_to(person).order_by("-updated_at")[:MOST_SHOWN])


def drop_draft(person: Person, key: str) -> None:
    """Forget the draft of this place."""
    Draft.objects.visible_to(person).filter(key=key).delete()
