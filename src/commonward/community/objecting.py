"""What the author of a draft objects to, in the words of oversight: the draft's own, and those of what it became."""

from commonward.community import access
from commonward.kernel.actor import Person
from commonward.kernel.ref import Ref
from commonward.oversight import objections


def objected_to(person: Person, key: str) -> frozenset[str]:
    """The marks of all objections in the text of this draft, the versions of the post that it edits included."""
    kind, _colon, number = key.partition(":")
    is_edit = kind == "edit" and number.isascii() and number.isdigit() and len(number) < 20
    return objections.marks_of(person, key, _versions(person, int(number)) if is_edit else ())


def _versions(person: Person, post: int) -> list[Ref]:
    return [Ref("version", pk) for pk in access.get_own_post(person, post).versions.values_list("pk", flat=True)]
