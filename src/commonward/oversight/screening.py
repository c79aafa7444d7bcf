"""The one door to the guard. Every text, picture and profile field passes here before anyone else sees it.

`preview` answers while somebody writes and stores nothing. `screen` makes a `Screened` value, outside any
transaction, and `keep` writes what was said about it in the transaction that writes the content. Only `screen` makes
a `Screened`: content models take their text from one, so text that was never screened cannot be stored as visible.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commonward.consent.queries import Permitted, item_of, ways_of
from commonward.guard import Decision, Finding, GuardError, InputTooLarge, Known, Media, Report, Submission
from commonward.guard.contract import CONTEXTS, Author, Consent, Context, Permits, Tier
from commonward.guard.policy.catalogue import Policy
from commonward.guard.text.copies import Reference
from commonward.kernel.actor import Person, Role
from commonward.kernel.errors import Unacceptable
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.kernel.rows import insert
from commonward.oversight import answering, care_words, crisis, objections, policies, wrong_chart
from commonward.oversight.guards import effort_for, guard
from commonward.oversight.models import Screening, Verdict
from commonward.oversight.originals import Original, reference_of
from commonward.ui.findings import Origin

LONGEST_TEXT: Final = 20_000  # characters of one post; the guard itself takes 1 MB

_AUTHORS: Final[dict[Role, Author]] = {
    Role.PATIENT: "patient",
    Role.CAREGIVER: "family",
    Role.STUDENT: "student",
    Role.ORGANISATION: "organisation",
}
_SEAL: Final = object()
#: What a publication consent speaks for, of its named facts only.
_PERMITTED: Final = ("phi.", "consent.")
#: What the patient of a conversation may have permitted, so that it is asked where one of these is found.
_ASKED_OF_PATIENT: Final = frozenset({"channel.unsecured", "conduct.device-photo"})
#: What becomes the help card and its row; only other effects are kept as such.
_OF_HELP: Final = frozenset({"help", "queue_first"})
_TOO_LONG: Final = _("This text is longer than we can check. Split it into parts; your words are kept.")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who writes, as the guard needs to know it: the seat's role, its names, where it works."""

    author: Author
    names: tuple[str, ...] = field(default=(), repr=False)
    colleagues: tuple[str, ...] = field(default=(), repr=False)
    subjects: tuple[str, ...] = field(default=(), repr=False)  # the patient that a care conversation is about
    profession: str = ""
    country: str = ""
    jurisdiction: str = ""
    language: str = ""
    policy: int | None = None  # the pack in force where they work; None: the catalogue as it is
    curated_until: int | None = None  # the last decision there about curated entries
    patient: tuple[int, int] | None = None  # in care, of staff: the patient's seat, and the organisation


@dataclass(frozen=True, slots=True)
class Checked:
    """What the guard said of a text, for pages. Holds offsets; the page has the text."""

    findings: tuple[Finding, ...]
    verdict: Verdict
    effects: frozenset[str]
    policy: str
    report: Report | None = field(default=None, repr=False)
    tier: str = field(default="", repr=False)  # why help is shown to the author; apart from findings (`crisis`)
    objected: frozenset[int] = frozenset()  # numbers of the findings that the author objects to
    voice: "Voice | None" = field(default=None, repr=False)  # whose words they are: their codes stand beside a finding
    context: Context = "public_post"
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False)  # where originals stand, by their names


@dataclass(frozen=True, slots=True)
class Screened:
    """Text that has been through the guard. Only `screen` makes one."""

    text: str = field(repr=False)
    alts: tuple[str, ...] = field(repr=False)
    context: Context
    checked: Checked
    person: Person
    permitted: tuple[Permitted, ...] = ()  # what patients permit of exactly these words
    seal: object = field(repr=False, default=None)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("Only oversight.screening.screen makes a Screened.")

    @property
    def verdict(self) -> Verdict:
        """What follows for the whole."""
        return self.checked.verdict

    @property
    def marks(self) -> frozenset[str]:
        """What the author objects to in these words, as `objections` keeps it."""
        objected = (self.checked.findings[number] for number in self.checked.objected)
        return frozenset(objections.mark_of(one.rule, self.text[one.start : one.end]) for one in objected)

    def unanswered(self, reasons: Mapping[str, str]) -> list[str]:
        """Keys of the warnings that were neither mended nor given a reason."""
        keys = keys_of([finding.rule for finding in self.checked.findings])
        return [
            key
            for key, finding in zip(keys, self.checked.findings, strict=True)
            if finding.decision == Decision.WARN and not reasons.get(key, "").strip()
        ]


def keys_of(rules: Sequence[str]) -> list[str]:
    """A name for each finding that survives small changes of the text, as `ui.findings` gives it to its card."""
    seen: dict[str, int] = {}
    keys = []
    for rule in rules:
        seen[rule] = seen.get(rule, 0) + 1
        keys.append(f"{rule}-{seen[rule]}")
    return keys


def author_of(role: Role) -> Author:
    """How the guard's author caps see a role (rules.md 2): whoever works here is bound like a professional."""
    return _AUTHORS.get(role, "professional")


def preview(
    voice: Voice,
    text: str,
    *,
    context: Context,
    thread: Sequence[str] = (),
    alts: Sequence[str | None] = (),
    marks: Collection[str] = (),
    originals: Sequence[Original] = (),
    permitted: Sequence[Permitted] = (),
    strangers: Sequence[tuple[int, int]] = (),
) -> Checked:
    """Check a draft. Nothing is stored. If the guard cannot answer, the verdict says so and findings are empty.

    `marks` are the author's objections (`objections.marks_of`), `originals` the few texts of others that it may be a
    copy of, all of which the author may see (`oversight.originals`), `permitted` what patients permit of exactly this
    text, to the readers that it is for, `strangers` where care knows that it names another patient. It is read as
    `screen` will read it: the numbers and tokens of cards are those of its findings, and nobody shall learn of one only
    when they send their words.
    """
    submission = _submission(voice, text, context=context, thread=thread, alts=alts, permitted=permitted)
    return _check(voice, submission, marks, originals, effort=effort_for(context), strangers=strangers)


def screen(
    person: Person,
    voice: Voice,
    text: str,
    *,
    context: Context,
    thread: Sequence[str] = (),
    alts: Sequence[str] = (),
    marks: Collection[str] = (),
    originals: Sequence[Original] = (),
    permitted: Sequence[Permitted] = (),
    strangers: Sequence[tuple[int, int]] = (),
) -> Screened:
    """Screen what somebody wants others to see. Slow: call it outside any transaction.

    Raises Unacceptable for a text that is too long, with the sentence to show beside it. If the guard cannot answer,
    the verdict is `unavailable`: the content waits, visibly, and is screened again by a worker.
    """
    # As Django's durable blocks do: the transaction that a test case wraps around itself does not count.
    if any(not block._from_testcase for block in transaction.get_connection().atomic_blocks):
        raise RuntimeError("screen() is slow work: call it before the transaction begins.")
    submission = _submission(voice, text, context=context, thread=thread, alts=alts, permitted=permitted)
    return Screened(
        text=text,
        alts=tuple(alts),
        context=context,
        checked=_check(voice, submission, marks, originals, effort=effort_for(context), strangers=strangers),
        person=person,
        permitted=tuple(permitted),
        seal=_SEAL,
    )


def facts_in(checked: Checked) -> tuple[tuple[int, int], ...]:
    """The places in a text that a patient has to permit before others may see it; none twice."""
    against = [one for one in checked.findings if one.rule.startswith(_PERMITTED) and one.decision >= Decision.WARN]
    places = {(one.start or 0, one.end or 0) for one in against}
    return tuple(sorted(place for place in places if place[0] < place[1]))


def keep(
    screened: Screened, subject: Ref, *, reasons: Mapping[str, str] | None = None, help_said: str = ""
) -> Screening:
    """Write what the guard said, in the transaction that writes the content: rule ids and offsets, no text.

    `reasons` are the author's own, by the key of the finding that they keep; `help_said` is what they said of the help
    card.
    """
    row = Screening(
        seat_id=screened.person.seat,
        subject_kind=subject.kind,
        subject_id=subject.id,
        context=screened.context,
        verdict=screened.verdict,
        policy=screened.checked.policy,
        digest=digest(screened.text, *screened.alts),
        findings=[
            _row(finding) | ({"objected": True} if number in screened.checked.objected else {})
            for number, finding in enumerate(screened.checked.findings)
        ],
        effects=sorted(screened.checked.effects),
        reasons=dict(reasons or {}),
        tier=screened.checked.tier,
        help_said=crisis.said(help_said) if screened.checked.tier else "",
    )
    return insert(row)


def digest(*parts: str) -> str:
    """A keyed hash of exactly these words. It proves what was screened and tells nothing to whoever lacks the key."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(settings.SECRET_KEY.encode(), joined, sha256).hexdigest()


def require_fitting(text: str) -> None:
    """Raise Unacceptable, with the sentence to show beside the words, for more than a post can hold."""
    if len(text) > LONGEST_TEXT:
        raise Unacceptable(
            gettext(
                "This is longer than a post can be (%(most)s characters). Your words are kept; split them into parts."
            )
            % {"most": f"{LONGEST_TEXT:,}"},
            field="text",
        )


def self_check() -> list[str]:
    """What is wrong with the guard, in sentences for an administrator; empty when it answers."""
    try:
        answer = _answer(
            Submission(text="Pt Anna Sample, MRN 00482913", context="public_post"), effort=effort_for("public_post")
        )
    except GuardError as error:
        return [f"{error} Until then public words wait; nothing is lost."]
    except Exception as error:  # noqa: BLE001  whatever it is, an administrator must hear of it
        return [f"The guard does not answer ({type(error).__name__}). Until it does, public words wait."]
    if answer.decision != Decision.BLOCK:
        return ["The guard answers, but let a record number pass. Do not publish until this is understood."]
    return []


def _submission(
    voice: Voice,
    text: str,
    *,
    context: Context,
    thread: Sequence[str],
    alts: Sequence[str | None],
    permitted: Sequence[Permitted] = (),
) -> Submission:
    people = [Known(name, role="author") for name in voice.names if name]
    people += [Known(name, role="colleague") for name in voice.colleagues if name]
    people += [Known(name, role="subject") for name in voice.subjects if name]
    return Submission(
        text=text,
        context=context,
        author=voice.author,
        people=people,
        thread=list(thread),
        # The picture itself is inspected by a worker in a child process (oversight.media); here its words are checked.
        media=[Media(path=Path(), alt=alt) for alt in alts],
        profession=voice.profession or None,
        jurisdiction=voice.jurisdiction or None,
        country=voice.country or None,
        language=voice.language or None,
        consents=[
            Consent(
                item=item_of(text),
                facts=tuple(text[start:end] for start, end in one.facts),
                audience=context,
                expires_on=one.until.date().isoformat(),
                products=tuple(product for _grant, product in one.advertised),
            )
            for one in permitted
        ],
    )


def judged_under(submission: Submission, policy: Policy) -> Decision:
    """What a policy at hand makes of a text. For trying a policy before it judges anybody."""
    return guard().check(submission, under=policy).decision


def _check(
    voice: Voice,
    submission: Submission,
    marks: Collection[str] = (),
    originals: Sequence[Original] = (),
    *,
    effort: Tier,
    strangers: Sequence[tuple[int, int]] = (),
) -> Checked:
    try:
        policy = policies.in_force(voice.policy, voice.curated_until)
        report = _answer(submission, policy, reference_of(originals), effort)
        if (permits := _permits_of(voice, report)) is not None:
            report = _answer(replace(submission, permits=permits), policy, reference_of(originals), effort)
        from_care = care_words.findings(submission.text, author=voice.author, context=submission.context)
    except InputTooLarge:
        raise Unacceptable(str(_TOO_LONG), field="text") from None
    except Exception as error:  # noqa: BLE001  whatever keeps the guard from answering, the words wait and are not lost
        log_event("guard.unavailable", error=type(error).__name__)
        return Checked(findings=(), verdict=Verdict.UNAVAILABLE, effects=frozenset(), policy="", voice=voice)
    others, tier = crisis.parted(report.findings, report.effects)
    found, objected = objections.weighed(others, submission.text, marks)
    found += wrong_chart.findings(strangers, found)
    found += from_care  # nobody objects to these: they stand in a record
    decision = max((finding.decision for finding in found), default=Decision.ALLOW)
    return Checked(
        findings=found,
        verdict=Verdict(str(decision)),
        effects=report.effects - _OF_HELP,
        policy=report.policy,
        report=report,
        tier=tier,
        objected=objected,
        voice=voice,
        context=submission.context,
        origins={str(one.ref): Origin(one.url, one.credit) for one in originals},
    )


def _permits_of(voice: Voice, report: Report) -> Permits | None:
    """What the patient permits, where something was found that it may speak for; None for all other words."""
    found = any(one.rule in _ASKED_OF_PATIENT and one.decision > Decision.NOTE for one in report.findings)
    if voice.patient is None or not found:
        return None
    ways = ways_of(*voice.patient)
    return Permits(ways.ways, ways.addresses, ways.devices) if ways.ways or ways.devices else None


def _answer(
    submission: Submission, policy: Policy | None = None, reference: Reference | None = None, effort: Tier = "live"
) -> Report:
    ready = guard(effort)  # loading, once in a process, may take long on a busy machine and is no part of a check
    return answering.within(
        answering.LONGEST_SECONDS, lambda: ready.check(submission, under=policy, reference=reference)
    )


def _row(finding: Finding) -> dict[str, object]:
    row: dict[str, object] = {
        "rule": finding.rule,
        "start": finding.start,
        "end": finding.end,
        "severity": finding.severity,
        "confidence": round(finding.confidence, 3),
        "decision": str(finding.decision),
        "media": finding.media,
    }
    more = {"entry": finding.entry, "origin": finding.origin}
    return row | {name: value for name, value in more.items() if value}


def context_of(name: str) -> Context:
    """The guard's context by name. Raises ValueError for an unknown one."""
    for known in CONTEXTS:
        if known == name:
            return known
    raise ValueError("unknown screening context")
