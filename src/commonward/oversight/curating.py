"""Facts, myths and red flags before a clinician: approved, refused, or approved in other words, each with name and day.

Decided for one organisation, by its verified clinicians; it judges there from the next check on. What nobody has
decided about acts as a note, and its correction says that it awaits a clinician.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.guard.curated import RED_FLAG, Entry, entries
from commonward.kernel import ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Actor, Person
from commonward.kernel.errors import NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import policies, screening
from commonward.oversight.models import Curation, Screening, Verdict
from commonward.people import access as people_access
from commonward.people.actions import put_curation_in_force
from commonward.people.models import Organisation, Seat
from commonward.people.professions import label_of

LONGEST_WORDING: Final = 300


@dataclass(frozen=True, slots=True)
class Curated:
    """An entry, and what became of it here: "awaiting", "approved" or "refused", by whom and when."""

    entry: Entry
    state: str
    wording: str = field(default="", repr=False)
    by: str = ""
    profession: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What is known about something that was said, for its readers."""

    statement: str
    words: str
    source: str
    url: str


def curated_for(actor: Actor) -> list[Curated]:
    """All entries of this release with what the reader's organisation decided, those that wait first. One query."""
    newest = _newest(actor)
    found = [_curated(entry, newest.get(entry.id)) for entry in entries()]
    return sorted(found, key=lambda one: one.state != "awaiting")


def get_entry(actor: Actor, name: str) -> Curated:
    """One entry of the list."""
    found = next((one for one in curated_for(actor) if one.entry.id == name), None)
    if found is None:
        raise NotFound(_("There is no such entry."))
    return found


def approve(person: Person, organisation: Organisation, name: str, *, wording: str = "") -> Curation:
    """Answer for an entry, in the list's words or, for red flags, in others. Raises Unacceptable beside `wording`."""
    entry = get_entry(person, name).entry
    require(people_access.may_curate(person, organisation))
    words = _screened(person, wording) if entry.kind == RED_FLAG and not text.is_blank(wording) else ""
    return _decide(person, organisation, entry, Curation(outcome=Curation.Outcome.APPROVED, wording=words))


def refuse(person: Person, organisation: Organisation, name: str) -> Curation:
    """Say that it is not right: it acts no more in this organisation."""
    entry = get_entry(person, name).entry
    require(people_access.may_curate(person, organisation))
    return _decide(person, organisation, entry, Curation(outcome=Curation.Outcome.REFUSED))


def corrections_of(screening_row: Screening, curated_until: int | None) -> tuple[Correction, ...]:
    """The corrections that stand beside words that everybody reads: approved where they were said, and no others."""
    if curated_until is None:
        return ()
    named = {row["entry"] for row in screening_row.findings if row.get("entry")}
    approved = policies.curation_until(curated_until).approved if named else frozenset()
    return tuple(
        Correction(one.statement, one.correction, one.source, one.url)
        for one in entries()
        if one.id in named & approved and one.correction
    )


def _decide(person: Person, organisation: Organisation, entry: Entry, decision: Curation) -> Curation:
    decision.organisation, decision.entry, decision.digest = organisation, entry.id, entry.digest
    decision.clinician_id = person.seat
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        decision.profession = Seat.objects.visible_to(person).get(pk=person.seat).profession
        decision.save()
        put_curation_in_force(person, organisation, decision.pk)
        ledger.record(person, f"entry.{decision.outcome}", Ref("curation", decision.pk), detail={"entry": entry.id})
    return decision


def _screened(person: Person, wording: str) -> str:
    words = text.tidy(wording)
    if len(words) > LONGEST_WORDING:
        raise Unacceptable(_("Keep it under 300 characters: people read it in an emergency."), field="wording")
    voice = screening.Voice(author=screening.author_of(person.role))
    if screening.screen(person, voice, words, context="public_post").verdict not in {Verdict.ALLOW, Verdict.NOTE}:
        raise Unacceptable(
            _("Everybody may read this. Please say it without anything of one patient."), field="wording"
        )
    return words


def _newest(actor: Actor) -> Mapping[str, Curation]:
    rows = Curation.objects.visible_to(actor).select_related("clinician__profile").order_by("pk")
    return {row.entry: row for row in rows}


def _curated(entry: Entry, row: Curation | None) -> Curated:
    if row is None or row.digest != entry.digest:
        return Curated(entry, "awaiting")
    profile = getattr(row.clinician, "profile", None)
    name = profile.display_name if profile is not None else ""
    return Curated(entry, row.outcome, row.wording, name, label_of(row.profession), row.decided_at)
