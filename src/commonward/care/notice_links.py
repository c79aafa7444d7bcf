"""Where notices about care lead. A notice says that there is something, never what."""

from django.urls import reverse

from commonward.care.actions.showings import waiting_for
from commonward.care.deciding import Deciding
from commonward.care.models import Chart, EmergencyAccess, Proxy, Relationship, Showing, Thread
from commonward.consent import acting, asks
from commonward.kernel.actor import Person, Role
from commonward.people import notices


def register() -> None:
    """Tell the notices how our kinds are linked. Called once, when the app is ready."""
    notices.register_links("thread", threads)
    notices.register_links("relationship", relationships)
    notices.register_links("proxy", proxies)
    notices.register_links("emergency", emergencies)
    notices.register_links("showing", showings)
    asks.register(asked)
    acting.register(Deciding())


def threads(person: Person, ids: list[int]) -> dict[int, str]:
    """The threads that this reader may see."""
    found = Thread.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("care:thread", args=[pk]) for pk in found}


def relationships(person: Person, ids: list[int]) -> dict[int, str]:
    """The relationships that this reader may see."""
    found = Relationship.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("care:relationship", args=[pk]) for pk in found}


def proxies(person: Person, ids: list[int]) -> dict[int, str]:
    """Where those who act, and those for whom, begin."""
    seen = Proxy.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return dict.fromkeys(seen, reverse("care:home"))


def emergencies(person: Person, ids: list[int]) -> dict[int, str]:
    """Where privacy officers read why; the patient begins with their own conversations."""
    seen = EmergencyAccess.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    officer = person.role == Role.PRIVACY_OFFICER
    return dict.fromkeys(seen, reverse("care:emergencies") if officer else reverse("care:home"))


def showings(person: Person, ids: list[int]) -> dict[int, str]:
    """What a patient is asked, and what was answered."""
    seen = Showing.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("care:showing", args=[pk]) for pk in seen}


def asked(person: Person) -> list[asks.Ask]:
    """The questions that wait for this patient, for the page of what they permit."""
    return [
        asks.Ask(one.relationship.team.organisation.name, one.asked_at, reverse("care:showing", args=[one.pk]))
        for one in waiting_for(person)
    ]


def organisations(person: Person) -> list[int]:
    """Where a patient is known: their page of consent begins with these."""
    own = Chart.objects.visible_to(person).filter(seat_id=person.seat)
    return list(own.values_list("organisation_id", flat=True))
