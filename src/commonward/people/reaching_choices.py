"""What somebody wants to hear of, and by which way. Read by whoever is about to tell; changed on one page."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from commonward.kernel import ledger
from commonward.kernel.actor import Person, System
from commonward.kernel.ref import Ref
from commonward.people.models import Hush
from commonward.people.notice_kinds import GROUPS, group_of
from commonward.people.reaching import Way

JOB = System("notices")


def is_hushed(seat_id: int, kind: str) -> bool:
    """Whether the person of a seat does not want a kind on the page. Asks only for what may be hushed there."""
    group = group_of(kind)
    if not GROUPS[group].may_hush_page:
        return False
    return Hush.objects.visible_to(JOB).filter(account__seats=seat_id, group=group, way=Way.PAGE).exists()


def hushed(account_id: int, way: Way) -> frozenset[str]:
    """The groups that somebody does not want by one way."""
    rows = Hush.objects.visible_to(JOB).filter(account_id=account_id, way=way)
    return frozenset(str(one) for one in rows.values_list("group", flat=True))


def wanted(account_id: int) -> dict[str, list[str]]:
    """The groups that somebody wants, by way."""
    rows = set(Hush.objects.visible_to(JOB).filter(account_id=account_id).values_list("group", "way"))
    return {way.value: [group for group in groups_of(way) if (group, way.value) not in rows] for way in Way}


def groups_of(way: Way) -> list[str]:
    """The groups about which one can decide for a way."""
    return [code for code, group in GROUPS.items() if way != Way.PAGE or group.may_hush_page]


def choose(person: Person, wanted_by: Mapping[Way, Iterable[str]]) -> None:
    """Keep what somebody wants, by way. In the caller's transaction or one of its own."""
    with transaction.atomic():
        own = Hush.objects.visible_to(person)
        own.delete()
        Hush.objects.bulk_create(
            Hush(account_id=person.account, group=group, way=way)
            for way, groups in wanted_by.items()
            for group in groups_of(way)
            if group not in set(groups)
        )
        ledger.record(person, "settings.changed", Ref("account", person.account), detail={"about": "notices"})
