"""Which picture that is known here a new one is nearly the same as, and what becomes of those that are known.

Known are pictures that are published for everybody, that were taken back or taken down, and those of organisations'
libraries. Each has a mark of a few codes (`guard.media.alike`) and rows by which it is found, so that the cost of
looking does not grow with how much was published. What only some readers see is not known: to find it would tell.
"""

from collections import Counter
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count

from commonward.guard.media.alike import Likeness, bands, closest, probes
from commonward.kernel import clock
from commonward.oversight.models import Media, PictureBand, PictureMark

Standing = PictureMark.Standing
#: A library's picture of another organisation.
ELSEWHERE: Final = "elsewhere"
#: So many pictures share a number at most; further ones are known by their other numbers.
MOST_OF_ONE: Final = 40
#: Pictures that may be alike and whose codes are compared, those with most numbers in common first.
MOST_ALIKE: Final = 60
#: So long a picture that was taken down does not come back.
KEPT_DOWN: Final = timedelta(days=2 * 365)
_AT_ONCE: Final = 500
#: What counts when a picture is like several.
_ORDER: Final = (
    Standing.DOWN.value,
    Standing.LIBRARY.value,
    Standing.WITHDRAWN.value,
    Standing.SHOWN.value,
    ELSEWHERE,
)


def codes_of(likeness: Likeness | None) -> list[str] | None:
    """The codes to keep, as they are stored; None for a picture that can not be known again."""
    return None if likeness is None else [f"{code:x}" for code in likeness.kept]


def found(media: Media, likeness: Likeness | None) -> dict[str, object] | None:
    """What a picture is nearly the same as: {standing, mark}; None for nothing that is known.

    What its owner showed or took back themselves does not count, but for what was taken down. Three questions, or four
    for a picture with a frame.
    """
    if likeness is None:
        return None
    numbers = list(probes(likeness.asked))
    hits: Counter[int] = Counter()
    for first in range(0, len(numbers), _AT_ONCE):
        hits.update(
            PictureBand.objects.filter(number__in=numbers[first : first + _AT_ONCE]).values_list("mark_id", flat=True)
        )
    likely = [pk for pk, _many in hits.most_common(MOST_ALIKE)]
    if not likely:
        return None
    owner = media.owner
    marks = PictureMark.objects.filter(pk__in=likely).exclude(media_id=media.pk)
    best: tuple[int, int, int] | None = None
    for mark in marks.select_related("media__owner", "media__library"):
        standing = _standing(mark, owner.account_id, owner.organisation_id)
        apart = closest(likeness, (int(code, 16) for code in mark.codes)) if standing else None
        if apart is not None:
            this = (_ORDER.index(standing), apart, mark.pk)
            best = this if best is None or this < best else best
    return None if best is None else {"standing": _ORDER[best[0]], "mark": best[2]}


def stands(media: Collection[int], standing: Standing) -> None:
    """Know these pictures as published, taken back, taken down or in a library. Twice does no harm.

    Taken back can only be what was known; what was taken down stays so. Call it in the transaction of the act.
    """
    if not media:
        return
    with transaction.atomic():
        known = {mark.media_id: mark for mark in PictureMark.objects.select_for_update().filter(media_id__in=media)}
        for mark in known.values():
            if mark.standing not in {standing.value, Standing.DOWN.value}:
                mark.standing, mark.since = standing.value, clock.now()
                mark.save(update_fields=["standing", "since"])
        if standing != Standing.WITHDRAWN:
            rows = Media.objects.filter(pk__in=set(media) - known.keys(), codes__isnull=False)
            for pk, codes in rows.values_list("pk", "codes"):
                _mark(pk, list(codes or ()), standing)


def forget(media: Collection[int]) -> None:
    """These pictures go for good. That one was taken down is still known, but no longer whose it was."""
    PictureMark.objects.filter(media_id__in=media).exclude(standing=Standing.DOWN.value).delete()


def forget_past() -> int:
    """What was taken down long ago is known no longer; how many."""
    past = PictureMark.objects.filter(standing=Standing.DOWN.value, since__lt=clock.now() - KEPT_DOWN)
    gone = list(past.values_list("pk", flat=True)[:_AT_ONCE])
    PictureMark.objects.filter(pk__in=gone).delete()
    return len(gone)


def _mark(media: int, codes: list[str], standing: Standing) -> None:
    numbers = bands(int(code, 16) for code in codes)
    crowded = PictureBand.objects.filter(number__in=numbers).values("number").annotate(marks=Count("pk"))
    taken = set(crowded.filter(marks__gte=MOST_OF_ONE).values_list("number", flat=True))
    mark = PictureMark.objects.create(media_id=media, standing=standing.value, codes=codes)
    PictureBand.objects.bulk_create(PictureBand(number=number, mark=mark) for number in sorted(numbers - taken))


def _standing(mark: PictureMark, account: int, organisation: int | None) -> str:
    """What a mark is to somebody; "" where it does not concern them."""
    if mark.standing == Standing.DOWN.value or mark.media is None:
        return mark.standing
    if mark.standing == Standing.LIBRARY.value:
        kept = getattr(mark.media, "library", None)
        if kept is None or kept.taken_out_at is not None:
            return ""
        return mark.standing if kept.organisation_id == organisation else ELSEWHERE
    return "" if mark.media.owner.account_id == account else mark.standing
