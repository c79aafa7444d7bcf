"""An organisation's policy: drafted, tried on stored examples, activated, rolled back. Every step is on the ledger.

It may make rules stricter, and milder where the catalogue says so. Nothing is activated that was not tried on the
examples of this release; what is activated judges from the next check on.
"""

import hashlib
import json
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from commonward.guard import Decision
from commonward.guard.policy.catalogue import Column, load
from commonward.guard.policy.pack import may_become
from commonward.kernel import clock, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.oversight import policies, screening, trials
from commonward.oversight.models import Pack, PackQuerySet, Verdict
from commonward.oversight.policies import Change
from commonward.people import access as people_access
from commonward.people.actions import put_policy_in_force
from commonward.people.models import Organisation

LONGEST_WHY: Final = 300
MOST_CHANGES: Final = 200


def draft_of(person: Person) -> Pack | None:
    """The draft of the person's organisation, for those who decide on it."""
    return _packs(person).filter(state=Pack.State.DRAFT).first()


def mark_of(draft: Pack | None) -> str:
    """Changes whenever somebody changes or tries the draft: what a page shows, and sends back with a decision."""
    if draft is None:
        return ""
    tried = draft.tried_at.isoformat() if draft.tried_at else ""
    said = json.dumps([draft.pk, draft.changes, tried], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def active_of(person: Person) -> Pack | None:
    """The pack in force in the person's organisation."""
    return _packs(person).filter(state=Pack.State.ACTIVE).first()


def change(person: Person, organisation: Organisation, wanted: Change) -> Pack:
    """Set one outcome in the draft; one that is the catalogue's own takes the change out again.

    Raises Unacceptable beside `decision` for what the catalogue does not allow, beside `why` without a reason or for
    words that must not be shown.
    """
    require(people_access.may_set_policy(person, organisation))
    _require_allowed(wanted)
    is_own = load().rule(wanted.rule).outcomes[wanted.column] == wanted.decision
    why = "" if is_own else _screened(person, wanted.why)
    with transaction.atomic():
        _take_turns(organisation)
        draft = _draft_to_change(person, organisation)
        kept = [one for one in policies.changes_of(draft) if (one.rule, one.column) != (wanted.rule, wanted.column)]
        if not is_own:
            kept.append(Change(wanted.rule, wanted.column, wanted.decision, why))
        if len(kept) > MOST_CHANGES:
            raise Unacceptable(_("That is as many changes as one policy can hold."), field="rule")
        _write(draft, kept)
        ledger.record(
            person,
            "policy.changed",
            Ref("pack", draft.pk),
            detail={"rule": wanted.rule, "column": wanted.column.value.lower(), "decision": str(wanted.decision)},
        )
    return draft


def change_by_name(person: Person, organisation: Organisation, wanted: tuple[str, str, str], *, why: str) -> Pack:
    """The same with names as a form sends them: rule, column, decision. Raises Unacceptable beside the one amiss."""
    rule, column, decision = wanted
    if rule not in load().rules:
        raise Unacceptable(_("Choose a rule from the list."), field="rule")
    if column not in set(Column):
        raise Unacceptable(_("Choose where it is to hold."), field="column")
    if decision not in {str(one) for one in Decision}:
        raise Unacceptable(_("Choose what follows."), field="decision")
    return change(person, organisation, Change(rule, Column(column), Decision.of(decision), why))


def throw_away(person: Person, organisation: Organisation, *, seen: str) -> None:
    """Give the draft up, as it was `seen`. What is in force stays. Raises Conflict when somebody changed it since."""
    require(people_access.may_set_policy(person, organisation))
    with transaction.atomic():
        _take_turns(organisation)
        _require_seen(draft_of(person), seen)
        draft = _packs(person).filter(state=Pack.State.DRAFT).select_for_update().first()
        if draft is not None:
            ledger.record(person, "policy.given_up", Ref("pack", draft.pk))
            draft.delete()


def try_out(person: Person, organisation: Organisation) -> Pack:
    """Try the draft on the stored examples and keep what would be decided differently from now."""
    require(people_access.may_set_policy(person, organisation))
    draft = _needed(draft_of(person))
    changes = policies.changes_of(draft)
    now = policies.in_force(organisation.policy_in_force)
    trial = trials.try_out(now, policies.policy_with(changes, version=policies.version_of(draft)))
    with transaction.atomic():
        draft = _packs(person).select_for_update().get(pk=draft.pk)
        if policies.changes_of(draft) != changes or draft.state != Pack.State.DRAFT:
            raise Conflict(_("It was changed while it was tried. Please try it again."))
        _keep_trial(draft, trial)
        draft.save(update_fields=["trial", "tried", "tried_at", "catalogue"])
        ledger.record(
            person,
            "policy.tried",
            Ref("pack", draft.pk),
            detail={"checks": trial.checks, "differently": len(trial.differently)},
        )
    return draft


def activate(person: Person, organisation: Organisation, *, seen: str) -> Pack:
    """Put the draft in force, as it was `seen` (`mark_of`).

    Raises Conflict when somebody changed it since, and when it was not tried as it stands, with this release's
    catalogue.
    """
    require(people_access.may_set_policy(person, organisation))
    with transaction.atomic():
        _take_turns(organisation)
        draft = _needed(draft_of(person))
        _require_seen(draft, seen)
        if draft.tried_at is None or draft.catalogue != load().version:
            raise Conflict(_("Try it on the stored examples first, so that you see what changes."))
        _put_in_force(person, organisation, draft)
        ledger.record(person, "policy.activated", Ref("pack", draft.pk), policy=policies.version_of(draft))
    return draft


def roll_back(person: Person, organisation: Organisation, number: int) -> Pack:
    """Bring an earlier version back, as the next one; 0 brings the catalogue back as it is. At once."""
    require(people_access.may_set_policy(person, organisation))
    earlier = _packs(person).filter(number=number).exclude(state=Pack.State.DRAFT).first() if number else None
    if number and earlier is None:
        raise NotFound(_("There is no such version."))
    changes = policies.changes_of(earlier)
    with transaction.atomic():
        _take_turns(organisation)
        again = Pack(organisation=organisation, author_id=person.seat, returns_to=number, catalogue=load().version)
        again.changes = policies.rows_of(changes)
        _put_in_force(person, organisation, again)
        ledger.record(
            person,
            "policy.rolled_back",
            Ref("pack", again.pk),
            policy=policies.version_of(again),
            detail={"to": number},
        )
    return again


def _take_turns(organisation: Organisation) -> None:
    """Two who decide at the same moment do so one after the other. Until the transaction ends."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)


def _packs(person: Person) -> PackQuerySet:
    return Pack.objects.visible_to(person).select_related("organisation")


def _require_seen(draft: Pack | None, seen: str) -> None:
    if mark_of(draft) != seen:
        raise Conflict(_("Somebody else changed the draft since you opened this page. Look at it as it stands now."))


def _needed(draft: Pack | None) -> Pack:
    if draft is None:
        raise Conflict(_("There is no draft. Change something first."))
    return draft


def _require_allowed(wanted: Change) -> None:
    rule = load().rules.get(wanted.rule)
    if rule is None:
        raise Unacceptable(_("Choose a rule from the list."), field="rule")
    if may_become(rule, wanted.column, wanted.decision):
        return
    if wanted.decision < rule.outcomes[wanted.column]:
        raise Unacceptable(
            _("This rule may not be made milder: the catalogue keeps it for every organisation."), field="decision"
        )
    raise Unacceptable(_("To stop such a text would keep somebody from help. It stays as it is."), field="decision")


def _screened(person: Person, why: str) -> str:
    """The reason as it may be shown to members: screened like every text."""
    words = text.tidy(why)
    if text.is_blank(words):
        raise Unacceptable(_("Say why, in a sentence. Members read it beside what is found."), field="why")
    if len(words) > LONGEST_WHY:
        raise Unacceptable(_("Keep the reason under 300 characters."), field="why")
    voice = screening.Voice(author=screening.author_of(person.role))
    screened = screening.screen(person, voice, words, context="closed_group")
    if screened.verdict not in {Verdict.ALLOW, Verdict.NOTE}:
        raise Unacceptable(
            _("Members will read this. Please say it without names, dates or anything of one patient."), field="why"
        )
    return screened.text


def _draft_to_change(person: Person, organisation: Organisation) -> Pack:
    draft = _packs(person).filter(state=Pack.State.DRAFT).select_for_update().first()
    if draft is not None:
        return draft
    begun_from = policies.changes_of(active_of(person))
    return Pack(organisation=organisation, author_id=person.seat, changes=policies.rows_of(begun_from))


def _write(draft: Pack, changes: list[Change]) -> None:
    """What was tried before says nothing of the new draft."""
    draft.changes = policies.rows_of(changes)
    draft.trial, draft.tried, draft.tried_at, draft.catalogue = [], 0, None, ""
    draft.save()


def _keep_trial(draft: Pack, trial: trials.Trial) -> None:
    draft.trial = [
        {"example": one.example, "context": one.context, "before": str(one.before), "after": str(one.after)}
        for one in trial.differently
    ]
    draft.tried, draft.tried_at, draft.catalogue = trial.checks, clock.now(), load().version


def _put_in_force(person: Person, organisation: Organisation, pack: Pack) -> None:
    before = _packs(person).filter(state=Pack.State.ACTIVE).select_for_update().first()
    if before is not None:
        before.state = Pack.State.RETIRED
        before.save(update_fields=["state"])
    last = _packs(person).exclude(number=None).order_by("-number").values_list("number", flat=True).first()
    pack.number, pack.state = (last or 0) + 1, Pack.State.ACTIVE
    pack.activated_at, pack.activated_by_id = clock.now(), person.seat
    pack.save()
    put_policy_in_force(person, organisation, pack.pk)
