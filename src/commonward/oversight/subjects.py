"""How oversight looks at things that it does not know: whoever keeps them registers a reader for their kind.

`community` registers "version"; a reviewer's page asks for `view_of(Ref("version", 81))`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from commonward.kernel.ref import Ref
from commonward.ui.shapes import Picture


@dataclass(frozen=True, slots=True)
class SubjectView:
    """What a reviewer reads: the words exactly as screened, who wrote them and for whom."""

    ref: Ref
    what: str  # "Post", "Reply", "Profile", translated
    audience: str
    author_name: str = field(repr=False)
    author_url: str
    author_profile: int
    author_seat: int
    author_place: str  # the organisation that stands beside the name, "" where none does
    written_at: datetime
    text: str = field(repr=False)
    title: str = field(repr=False)
    pictures: tuple[Picture, ...] = ()
    url: str = ""
    edit_url: str = ""  # where its author changes it, while that can be done
    current: str = field(default="", repr=False)  # the words that are live now, when this is an edit
    because: tuple[str, ...] = ()  # why its pictures have a second person read it, each in a few words, translated


Reader = Callable[[list[int]], dict[int, SubjectView]]
_readers: dict[str, Reader] = {}


def register(kind: str, reader: Reader) -> None:
    """Say how subjects of a kind are read, many at once. Called in the `ready` of the app that keeps them."""
    _readers[kind] = reader


def views_of(refs: list[Ref]) -> dict[Ref, SubjectView]:
    """The subjects that still exist, in one reading per kind."""
    found: dict[Ref, SubjectView] = {}
    for kind in {ref.kind for ref in refs}:
        reader = _readers.get(kind)
        if reader is None:
            continue
        views = reader([ref.id for ref in refs if ref.kind == kind])
        found |= {Ref(kind, pk): view for pk, view in views.items()}
    return found


def view_of(ref: Ref) -> SubjectView | None:
    """One subject, or None when it is gone."""
    return views_of([ref]).get(ref)
