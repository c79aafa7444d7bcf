"""What an author objects to where they write, in the words of oversight: in the draft, and in what it became before."""

from django.http import QueryDict

from commonward.community import access
from commonward.community.models import ProfileChange
from commonward.kernel.actor import Person
from commonward.kernel.ref import Ref
from commonward.oversight import objections
from commonward.oversight.screening import Checked

#: The place of a face that is being written, as "new", "reply:7" and "edit:7" are those of posts.
FACE = "face"
#: Held faces that are looked back on; nobody comes by so many.
_MOST_CHANGES = 20


def objected_to(person: Person, key: str) -> frozenset[str]:
    """The marks of all objections in the text of this draft, earlier versions of the same text included."""
    return objections.marks_of(person, key, written(person, key))


def answer(person: Person, key: str, checked: Checked, data: QueryDict) -> bool:
    """Remember an objection that a button named, or forget one. Whether anything changed, so that a new look is due.

    The button is `object` with the finding's number and a ground ("3.not-so"), or `unobject` with the number.
    """
    token, back = data.get("object", ""), data.get("unobject", "")
    number, _dot, ground = (token or back).partition(".")
    if not (number.isascii() and number.isdigit()) or len(number) > 4 or int(number) >= len(checked.findings):
        return False
    if checked.report is None or (int(number) in checked.objected) is bool(token):
        return False
    finding, text = checked.findings[int(number)], checked.report.text
    if not token:
        objections.take_back(person, key, text, finding, written=written(person, key))
        return True
    return objections.object_to(person, key, text, finding, ground=ground, policy=checked.policy)


def written(person: Person, key: str) -> list[Ref]:
    """What the text of this draft was before: its earlier versions, as oversight names them."""
    kind, _colon, number = key.partition(":")
    if kind == FACE:
        changes = ProfileChange.objects.visible_to(person).filter(seat_id=person.seat).order_by("-pk")
        held = [Ref("face", pk) for pk in changes.values_list("pk", flat=True)[:_MOST_CHANGES]]
        return held if person.profile is None else [*held, Ref("profile", person.profile)]
    if kind == "edit" and number.isascii() and number.isdigit() and len(number) < 20:
        post = access.get_own_post(person, int(number))
        return [Ref("version", pk) for pk in post.versions.values_list("pk", flat=True)]
    return []
