"""Cards that differ in words alone are drawn once, by their template, with slots in place of the words.

A page of older posts shows twenty cards that nobody saw yet, and drawing one by its template takes a millisecond. Most
differ only in who said what, where it is and when. So the template draws a card whose words are slots; from then on
the words of other cards of the same shape are put into what it drew, escaped as the template would have. What a
template decides by (which parts there are, kinds, counts) is the shape and stays as it is.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final, cast

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from commonward.ui import avatars
from commonward.ui.shapes import PostCard

#: Before and after a slot's name: signs that stand for nothing, which a template leaves as they are.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_SLOT: Final = re.compile(f"{_OPEN}([a-z0-9]+){_CLOSE}")


class Slot(str):
    """Stands for words that come later. The tags `avatar` and `when` leave it as it is."""

    __slots__ = ()

    @classmethod
    def named(cls, name: str) -> "Slot":
        """The slot of this name."""
        return cls(f"{_OPEN}{name}{_CLOSE}")

    @property
    def isoformat(self) -> "Slot":
        """Of a moment: the slot in which it stands for programs."""
        return Slot.named("iso")


#: A moment is told in two ways, and both come later. Templates ask for attributes only.
_AT: Final = cast(datetime, Slot.named("age"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a template drew around its slots: words and names of slots in turns, beginning and ending with words."""

    pieces: tuple[str, ...]

    @classmethod
    def of(cls, html: str) -> "Drawn":
        """Taken apart."""
        return cls(tuple(_SLOT.split(html)))

    def filled(self, words: dict[str, str]) -> SafeString:
        """With these words, each escaped, in its slots."""
        pieces = list(self.pieces)
        for place in range(1, len(pieces), 2):
            pieces[place] = conditional_escape(words[pieces[place]])
        return SafeString("".join(pieces))


def shape_of(post: PostCard) -> PostCard:
    """The card with a slot for whatever is words of this post alone."""
    face = post.face
    return replace(
        post,
        url=_slot("url", post.url),
        face=replace(
            face,
            name=_slot("name", face.name),
            url=_slot("faceurl", face.url),
            avatar_seed=Slot.named("avatar"),
            picture_url=_slot("picture", face.picture_url),
            organisation_name=_slot("organisation", face.organisation_name),
        ),
        at=_AT,
        body_html=_slot("body", post.body_html),
        title=_slot("title", post.title),
        anchor=_slot("anchor", post.anchor),
        edited_url=_slot("edited", post.edited_url),
        thank_url=_slot("thank", post.thank_url),
        save_url=_slot("save", post.save_url),
        reply_url=_slot("reply", post.reply_url),
        menu=tuple(replace(link, url=_slot(f"menu{at}", link.url)) for at, link in enumerate(post.menu)),
        quality=replace(post.quality, url=_slot("quality", post.quality.url)) if post.quality is not None else None,
    )


def words_of(post: PostCard, age: str) -> dict[str, str]:
    """What stands in the slots of its shape."""
    face = post.face
    return {
        "url": post.url,
        "name": face.name,
        "faceurl": face.url,
        "avatar": SafeString(avatars.svg(face.avatar_seed)),
        "picture": face.picture_url,
        "organisation": face.organisation_name,
        "age": age,
        "iso": post.at.isoformat(),
        "body": SafeString(post.body_html),
        "title": post.title,
        "anchor": post.anchor,
        "edited": post.edited_url,
        "thank": post.thank_url,
        "save": post.save_url,
        "reply": post.reply_url,
        "quality": post.quality.url if post.quality is not None else "",
        **{f"menu{at}": link.url for at, link in enumerate(post.menu)},
    }


def _slot(name: str, words: str) -> str:
    """A slot where there are words: whether there are some is of the shape."""
    return _named(name) if words else ""


@lru_cache(maxsize=64)
def _named(name: str) -> Slot:
    return Slot.named(name)
