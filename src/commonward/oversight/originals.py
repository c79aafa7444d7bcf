"""What near-copies are compared with: of all that is published or kept for reference, the few texts that may be alike.

Every such text has a few numbers in the database (`Fingerprint`). A text that is being checked asks by its own numbers,
so the cost depends on its length and not on how much was published: of one number at most `MOST_OF_ONE` rows are kept.
Whoever asks then leaves out what the author may not see, and hands the rest to screening. The guard compares.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import Count, QuerySet

from commonward.guard.text.copies import Reference, fewest, fingerprints
from commonward.kernel.prepared import prepared
from commonward.kernel.ref import Ref
from commonward.oversight.models import Fingerprint, ReferenceText

REFERENCE: Final = "reference"
#: So many texts share a number at most; further ones are known by their other numbers.
MOST_OF_ONE: Final = 40
#: A number that so many texts share belongs to a phrase that many use, not to a text.
STOCK: Final = 4
#: Texts that may be alike, before those that the author may not see are left out; and those that are compared.
MOST_ALIKE: Final = 24
MOST_COMPARED: Final = 6
#: Runs of three words: fewer in a row are a phrase that many use, such as that this is no advice for one's own case.
PHRASE: Final = 20
#: With fewer telling runs a text is too short to be a copy.
_LEAST: Final = 10
_AT_ONCE: Final = 240


@dataclass(frozen=True, slots=True)
class Original:
    """A text that others published: `credit` signs a quotation, `url` leads to it where there is a page."""

    ref: Ref
    text: str = field(repr=False)
    credit: str
    url: str = ""


Address = Callable[[int], str]
_addresses: dict[str, Address] = {}


def register(kind: str, address: Address) -> None:
    """Say where texts of a kind stand. Called in the `ready` of the app that keeps them."""
    _addresses[kind] = address


def address_of(name: str) -> str:
    """Where the text of a reference stands, by its name there ("post:81"); "" where there is no page."""
    kind, _colon, number = name.partition(":")
    address = _addresses.get(kind)
    return address(int(number)) if address is not None and number.isdigit() else ""


def keep(ref: Ref, text: str) -> None:
    """Know this text from now on, in place of what stood there before. A text too short to be a copy is not known."""
    wanted = fewest(text)
    numbers = fingerprints(text, most=3 * wanted)
    with transaction.atomic():
        drop(ref)
        taken = {number for first in _firsts(numbers) for number in _crowded(numbers[first : first + _AT_ONCE])}
        telling = [number for number in numbers if number not in taken][:wanted]
        Fingerprint.objects.bulk_create(
            Fingerprint(number=number, subject_kind=ref.kind, subject_id=ref.id) for number in telling
        )


def drop(ref: Ref) -> None:
    """Know it no longer: it was taken back."""
    Fingerprint.objects.filter(subject_kind=ref.kind, subject_id=ref.id).delete()


def alike(text: str) -> list[Ref]:
    """Which texts may be alike, the likeliest first. One question, for texts of usual length; none for short ones."""
    numbers = fingerprints(text)
    if len(numbers) < _LEAST:
        return []
    texts_of: dict[int, list[Ref]] = defaultdict(list)
    for first in _firsts(numbers):
        for number, kind, pk in _with_one_of(numbers[first : first + _AT_ONCE]):
            texts_of[number].append(Ref(kind, pk))
    telling: dict[Ref, float] = defaultdict(float)
    shared: dict[Ref, int] = defaultdict(int)
    for refs in texts_of.values():
        for ref in refs:
            shared[ref] += 1
            telling[ref] += 1 / len(refs) if len(refs) < STOCK else 0
    # What many share is a phrase, unless much is shared: then it is a text that many took.
    likely = [ref for ref in shared if telling[ref] or shared[ref] >= STOCK]
    return sorted(likely, key=lambda ref: (-shared[ref], -telling[ref], ref.id))[:MOST_ALIKE]


def _firsts(numbers: Sequence[int]) -> range:
    return range(0, len(numbers), _AT_ONCE)


@prepared
def _with_one_of(numbers: list[int]) -> "QuerySet[Fingerprint, tuple[int, str, int]]":
    rows = Fingerprint.objects.filter(number__in=numbers)
    return rows.values_list("number", "subject_kind", "subject_id")


@prepared
def _crowded(numbers: list[int]) -> "QuerySet[Fingerprint, int]":
    """Those of these numbers that as many texts have as may."""
    counted = Fingerprint.objects.filter(number__in=numbers).values("number").annotate(texts=Count("pk"))
    return counted.filter(texts__gte=MOST_OF_ONE).values_list("number", flat=True)


def kept_by(organisation: int | None, refs: Iterable[Ref]) -> list[Original]:
    """Those of an organisation's own reference among them, and of the reference that holds for everybody."""
    wanted = {ref.id: place for place, ref in enumerate(refs) if ref.kind == REFERENCE}
    if not wanted:
        return []
    rows = ReferenceText.objects.filter(pk__in=wanted)
    here = [row for row in rows if row.organisation_id in {None, organisation}]
    here.sort(key=lambda row: wanted[row.pk])
    return [Original(Ref(REFERENCE, row.pk), row.text, row.name) for row in here]


def reference_of(originals: Sequence[Original]) -> Reference | None:
    """These texts as the guard compares with them; None for none."""
    if not originals:
        return None
    made = Reference(phrase=PHRASE)
    for one in originals:
        made.add(str(one.ref), one.text, credit=one.credit)
    return made
