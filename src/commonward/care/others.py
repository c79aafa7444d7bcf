"""Names of other patients in what staff write to one: the surest sign of a wrong chart.

The guard can not know who else is a patient; the teams do. Each chart keeps a keyed number of its name, whatever the
order and the capitals of its words. A name that is also the patient's own, or a colleague's, is no sign.
"""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

from django.db.models import Exists, OuterRef

from commonward.care.duty import JOB
from commonward.care.models import Chart, Membership, Relationship
from commonward.care.models.relationships import IN_CARE
from commonward.care.models.teams import STAFF
from commonward.kernel import datakeys, upkeep
from commonward.kernel.actor import Person

#: Words of a name that is looked for; one alone is too many people's.
FEWEST: Final = 2
LONGEST: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_POSSESSIVE: Final = re.compile(r"['’]s$")
_AT_ONCE: Final = 500

Span = tuple[int, int]


def number_of(name: str) -> int | None:
    """The number of a name, by which it is found again and which tells nobody without the keys; None for one word."""
    words = _WORD.findall(name)
    return _number(words, _numbers()) if FEWEST <= len(words) <= LONGEST else None


def named_in(person: Person, chart: Chart, text: str, *, known: Collection[str] = ()) -> tuple[Span, ...]:
    """Where a text of staff names another patient whom a team of theirs cares for. None for anybody else's text.

    `known` are names that may stand there: the team's. One query for most messages.
    """
    if person.role not in STAFF:
        return ()
    runs = list(_runs(text))
    expected = {number_of(name) for name in (chart.name, *known)}
    wanted = sorted({number for number, _span in runs if number not in expected})
    found: set[int] = set()
    for at in range(0, len(wanted), _AT_ONCE):
        found |= _patients_among(person, chart, wanted[at : at + _AT_ONCE])
    return tuple(_apart([span for number, span in runs if number in found]))


def _patients_among(person: Person, chart: Chart, numbers: list[int]) -> set[int]:
    mine = Membership.objects.serving().filter(seat_id=person.seat).values("team_id")
    in_care = Relationship.objects.visible_to(JOB).filter(chart=OuterRef("pk"), state__in=IN_CARE, team_id__in=mine)
    others = Chart.objects.visible_to(JOB).filter(organisation_id=chart.organisation_id, name_number__in=numbers)
    found = others.exclude(pk=chart.pk).filter(Exists(in_care)).values_list("name_number", flat=True)
    return {one for one in found if one is not None}


@upkeep.sweeps
def number_names() -> int:
    """Number the names of charts that were opened before names were numbered; how many."""
    rows = list(Chart.objects.visible_to(JOB).filter(name_number=None)[:_AT_ONCE])
    for chart in rows:
        number = number_of(chart.name)
        Chart.objects.visible_to(JOB).filter(pk=chart.pk, name_number=None).update(name_number=number or 0)
    return len(rows)


def _runs(text: str) -> Iterator[tuple[int, Span]]:
    """Every run of words that may be a name: its number, and where it stands. Longer ones first."""
    number = _numbers()
    words = list(_WORD.finditer(text))
    for length in range(LONGEST, FEWEST - 1, -1):
        for first in range(len(words) - length + 1):
            run = words[first : first + length]
            yield _number([word.group() for word in run], number), (run[0].start(), run[-1].end())


def _apart(spans: list[Span]) -> list[Span]:
    """Those that overlap none before them, in their order in the text."""
    kept: list[Span] = []
    for start, end in spans:
        if all(end <= first or last <= start for first, last in kept):
            kept.append((start, end))
    return sorted(kept)


def _number(words: list[str], number: Callable[[str], int]) -> int:
    return number(" ".join(sorted(_POSSESSIVE.sub("", word.casefold()) for word in words)))


def _numbers() -> Callable[[str], int]:
    return datakeys.keyed_numbers("care.others", "names")
