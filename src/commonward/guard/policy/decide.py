"""From broken rules to an answer: what is done about each, how strict the whole is, and what to do beside it.

The order matters. The column says what a rule means where the text is going; the author caps soften it for patients
and family; a recorded consent lowers it for the facts it names, and in care what the patient permits lowers two rules;
a near miss is only ever a note. The strictest finding decides for the whole.

The author caps (rules.md 2) in one place:

- The columns bind professionals, students and organisations as they stand.
- Patients and family: about their own facts a note, for contact and identity numbers a warning; about other people a
  hold at most. Rules that bind professionals only do not concern them; rules that bind everyone hold as they stand.
- In care a message of a patient or family member is always delivered: what would be more than a note becomes a note,
  and the effect "flag_team" tells the team. Warnings, holds and blocks of that column are for staff.

An author nobody knows is judged as a professional.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonward.guard.contract import Author, Consent, Decision, Finding, Known, Submission
from commonward.guard.policy.catalogue import COLUMN_OF, About, Binds, Column, Curation, Policy, Rule
from commonward.guard.policy.permits import named_in, speaks_for
from commonward.guard.text.candidate import Breach

Box = tuple[int, int, int, int]
CHANNEL = "commonward"  # consents for other channels do not speak for this one
FLAG_TEAM = "flag_team"
_CONSENT_COVERS = ("phi.", "consent.")
#: Telling of somebody is not selling with them: this one needs a consent that names the product, too.
_MARKETING = "consent.marketing"
_NAME_RULES = ("phi.name", "phi.confirms-patient")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What policy makes of a submission."""

    findings: tuple[Finding, ...]
    decision: Decision
    effects: frozenset[str]
    policy: str


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be judged: the submission, who wrote it (inferred when they did not say) and today's date."""

    submission: Submission
    author: Author
    today: date

    @property
    def column(self) -> Column:
        """The catalogue's column for where the text is going."""
        return COLUMN_OF[self.submission.context]

    @property
    def is_by_patient_side(self) -> bool:
        """Whether a patient or a family member wrote it."""
        return self.author in ("patient", "family")


def decide(breaches: Sequence[Breach], case: Case, policy: Policy, *, everything: bool = False) -> Ruling:
    """The findings with their decisions. Findings that are allowed here come along only with `everything`."""
    in_force = _consents_in_force(case)
    facts, sold = (
        _facts_of(in_force),
        _facts_of([one for one in in_force if named_in(one.products, case.submission.text)]),
    )
    known = _KnownNames(case.submission.people)
    findings: list[Finding] = []
    effects: set[str] = set()
    for breach in _distinct(breaches):
        rule = policy.rule(breach.rule)
        if breach.confidence < policy.confidence.notice or breach.entry in policy.curation.refused:
            continue
        outcome = _at_most(rule.outcomes[case.column], breach.most)
        decision = _capped(rule, breach, outcome, case)
        quote = _quote(breach, case.submission.text)
        if known.covers(rule, quote):
            decision = Decision.ALLOW
        elif _normal(quote) in (sold if rule.id == _MARKETING else facts) and _may_be_released(rule):
            decision = min(decision, Decision.NOTE)
        elif case.column is Column.CARE and (why := _permitted_in_care(breach, case)):
            decision, breach = min(decision, Decision.NOTE), breach._replace(reason=why)
        if _awaits(breach, policy):
            decision = min(decision, Decision.NOTE)
        if breach.confidence < policy.confidence.act:
            decision = min(decision, Decision.NOTE)
        elif decision > Decision.ALLOW:
            effects |= rule.effects(case.column)
            if case.is_by_patient_side and case.column is Column.CARE and outcome > Decision.NOTE:
                effects.add(FLAG_TEAM)
        if decision > Decision.ALLOW or everything:
            findings.append(_finding(rule, breach, decision, policy.curation))
    strictest = max((finding.decision for finding in findings), default=Decision.ALLOW)
    return Ruling(tuple(findings), strictest, frozenset(effects), policy.version)


def _at_most(outcome: Decision, most: Decision | None) -> Decision:
    return outcome if most is None else min(outcome, most)


def _awaits(breach: Breach, policy: Policy) -> bool:
    """Whether it rests on nothing but an entry that no clinician has approved."""
    resting = bool(breach.entry) and breach.entry not in policy.curation.approved
    return resting and breach.alone < policy.confidence.act


def _capped(rule: Rule, breach: Breach, outcome: Decision, case: Case) -> Decision:
    return capped(rule, outcome, case.column, own=_is_own(rule, breach)) if case.is_by_patient_side else outcome


def capped(rule: Rule, outcome: Decision, column: Column, *, own: bool) -> Decision:
    """What an outcome becomes for patients and family, about facts of their `own` or about others."""
    if rule.binds is Binds.PROFESSIONALS:
        return Decision.ALLOW
    if column is Column.CARE:
        return min(outcome, Decision.NOTE)
    if rule.binds is Binds.EVERYONE:
        return outcome
    if not own:
        return min(outcome, Decision.HOLD)
    return min(outcome, Decision.WARN if rule.about is About.NUMBER else Decision.NOTE)


def _is_own(rule: Rule, breach: Breach) -> bool:
    """Whether the fact is the author's own. Where nobody could tell: people mostly give out their own numbers."""
    if rule.about is About.OTHERS:
        return False
    if breach.own is not None:
        return breach.own
    return rule.about is About.NUMBER


def _consents_in_force(case: Case) -> list[Consent]:
    """Those for exactly this text, audience and channel."""
    if not case.submission.consents:
        return []
    item = hashlib.sha256(case.submission.text.encode("utf-8", "surrogatepass")).hexdigest()
    return [consent for consent in case.submission.consents if _is_in_force(consent, item, case)]


def _facts_of(consents: Sequence[Consent]) -> frozenset[str]:
    """The facts that these name."""
    return frozenset(_normal(fact) for consent in consents for fact in consent.facts)


def _may_be_released(rule: Rule) -> bool:
    return rule.id.startswith(_CONSENT_COVERS) and rule.is_releasable


def _permitted_in_care(breach: Breach, case: Case) -> str:
    """Why the patient's own permission speaks for it; "" else."""
    permits = case.submission.permits
    if permits is None or breach.media is not None:
        return ""
    return speaks_for(breach.rule, case.submission.text, breach.start, breach.end, permits)


def _is_in_force(consent: Consent, item: str, case: Case) -> bool:
    if consent.item.lower() != item or consent.audience != case.submission.context or consent.channel != CHANNEL:
        return False
    if consent.expires_on is None:
        return True
    try:
        return date.fromisoformat(consent.expires_on) >= case.today
    except ValueError:
        return False  # a date nobody can read gives no permission


class _KnownNames:
    """Names that may stand in the text: the author's, colleagues' and public people's, unless a subject shares them."""

    def __init__(self, people: Sequence[Known]) -> None:
        self._subject = {word for person in people if person.role == "subject" for word in _normal(person.name).split()}
        self._others = [set(_normal(person.name).split()) for person in people if person.role != "subject"]

    def covers(self, rule: Rule, quote: str) -> bool:
        """Whether this finding is only the name of one who is known and not a subject."""
        words = set(_normal(quote).split())
        if rule.id not in _NAME_RULES or not words or words & self._subject:
            return False
        return any(words <= name for name in self._others)


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())


def _quote(breach: Breach, text: str) -> str:
    return "" if breach.media is not None else text[breach.start : breach.end]


def _distinct(breaches: Sequence[Breach]) -> list[Breach]:
    """Sorted, and one for each rule and place: of two that overlap, the surer and then the longer one stays."""
    last: dict[tuple[str, int | None, Box | None], int] = {}
    kept: list[Breach | None] = []
    for breach in sorted(breaches, key=_reading_order):
        layer = (breach.rule, breach.media, breach.box)
        rival = kept[last[layer]] if layer in last else None
        if rival is not None and breach.start < max(rival.end, rival.start + 1):
            if _strength(breach) <= _strength(rival):
                kept[last[layer]] = _with_entry(rival, breach)
                continue
            breach = _with_entry(breach, rival)
            kept[last[layer]] = None
        last[layer] = len(kept)
        kept.append(breach)
    return [breach for breach in kept if breach is not None]


def _with_entry(stays: Breach, goes: Breach) -> Breach:
    """Of two that say the same of one place, what a clinician answers for is kept whoever was surer; and how sure it is
    without the entry.
    """
    if bool(stays.entry) == bool(goes.entry):
        return stays._replace(alone=max(stays.alone, goes.alone))
    named, bare = (stays, goes) if stays.entry else (goes, stays)
    return stays._replace(
        entry=named.entry,
        reason=named.reason or stays.reason,
        source=named.source or stays.source,
        alone=max(named.alone, bare.confidence),
    )


def _strength(breach: Breach) -> tuple[float, int]:
    return (breach.confidence, breach.end - breach.start)


def _reading_order(breach: Breach) -> tuple[int, int, int, str]:
    return (-1 if breach.media is None else breach.media, breach.start, breach.end, breach.rule)


def _finding(rule: Rule, breach: Breach, decision: Decision, curation: Curation) -> Finding:
    in_text = breach.media is None
    return Finding(
        rule=rule.id,
        start=breach.start if in_text else None,
        end=breach.end if in_text else None,
        severity=rule.severity,
        confidence=round(breach.confidence, 3),
        decision=decision,
        reason=curation.wording.get(breach.entry) or breach.reason or rule.reason,
        source=breach.source or rule.source,
        title=rule.title,
        fixes=breach.fixes if in_text else (),
        media=breach.media,
        box=breach.box,
        entry=breach.entry,
        origin=breach.origin,
        is_awaiting=bool(breach.entry) and breach.entry not in curation.approved,
    )
