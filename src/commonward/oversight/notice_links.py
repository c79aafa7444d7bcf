"""Where notices about reviews and reports lead: to the author's own words, to the reader's own reports."""

from django.urls import reverse

from commonward.kernel.actor import Person
from commonward.oversight.models import Correction, EthicsQuery, Incident, Review
from commonward.people import notices


def register() -> None:
    """Tell the notices how our kinds are linked. Called once, when the app is ready."""
    notices.register_links("review", reviews)
    notices.register_links("report", reports)
    notices.register_links("export", exports)
    notices.register_links("incident", incidents)
    notices.register_links("correction", corrections)
    notices.register_links("ethics_query", ethics_queries)


def reviews(person: Person, ids: list[int]) -> dict[int, str]:
    """The author sees what became of the words; whoever reads for others, what waits for them."""
    seen = Review.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "author_id")
    return {
        pk: reverse("oversight:own_review" if author == person.seat else "oversight:review", args=[pk])
        for pk, author in seen
    }


def reports(person: Person, ids: list[int]) -> dict[int, str]:
    """The reader sees what became of the report."""
    return dict.fromkeys(ids, reverse("oversight:own_reports"))


def ethics_queries(person: Person, ids: list[int]) -> dict[int, str]:
    """The question and its answer, for whoever asked and for whoever answers; nowhere once it was taken back."""
    seen = EthicsQuery.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("oversight:ethics_query", args=[pk]) for pk in seen}


def exports(person: Person, ids: list[int]) -> dict[int, str]:
    """The page on which one's own copies stand."""
    return dict.fromkeys(ids, reverse("oversight:own_data"))


def corrections(person: Person, ids: list[int]) -> dict[int, str]:
    """One's own page for whoever asked, the desk for whoever answers."""
    seen = Correction.objects.visible_to(person).filter(pk__in=ids).values_list("pk", "seat_id")
    own = reverse("oversight:correct")
    return {pk: own if seat == person.seat else reverse("oversight:correction", args=[pk]) for pk, seat in seen}


def incidents(person: Person, ids: list[int]) -> dict[int, str]:
    """The record, for privacy officers."""
    seen = Incident.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("oversight:incident", args=[pk]) for pk in seen}
