"""What authors object to: "This is not a name". Remembered for that text, read by a second person where it matters.

An objection softens what follows, and never lets out what others must not see: what was a warning becomes a note, what
would have stopped the words is read by a person first. It holds for the same words of the same text: other words, and
the next text, are judged anew, and so is what a reviewer upheld. A rule that nothing may release ("never") takes no
objection. Kept is a keyed hash of the words, which tells nothing to whoever lacks the key. How
often authors objected, and how often a reviewer agreed, is the false-alarm figure of a rule (`alarms.py`).
"""

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from commonward.guard import Decision, Finding
from commonward.guard.policy.catalogue import load
from commonward.kernel import clock, ledger
from commonward.kernel.actor import Person, System
from commonward.kernel.prepared import Exact, planned
from commonward.kernel.ref import Ref
from commonward.oversight.models import Objection

#: What follows from a finding that its author objects to.
SOFTENED: Final = {Decision.WARN: Decision.NOTE, Decision.BLOCK: Decision.HOLD}
#: For one text; more is no objection but a habit.
MOST: Final = 100


def mark_of(rule: str, words: str) -> str:
    """A keyed hash of a rule and the words that it was found in, whatever their case and spacing."""
    normal = " ".join(words.casefold().split())
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{rule}\x1f{normal}".encode("utf-8", "surrogatepass"), sha256
    ).hexdigest()


def may_object(finding: Finding) -> bool:
    """Whether an author can say that it is not so: to words, and where the rule may be released at all."""
    rule = load().rules.get(finding.rule)
    return finding.start is not None and finding.media is None and (rule is None or rule.is_releasable)


def marks_of(person: Person, place: str, written: Sequence[Ref] = ()) -> frozenset[str]:
    """What the person objects to in the text they write at a place. `written` are its earlier versions."""
    standing = Objection.objects.visible_to(person).filter(_in_text(place, written))
    return frozenset(standing.exclude(outcome=Objection.Outcome.UPHELD).values_list("mark", flat=True))


def _in_text(place: str, written: Sequence[Ref]) -> Q:
    of_text = Q(place=place) if place else Q(pk__in=[])
    for subject in written:
        of_text |= Q(subject_kind=subject.kind, subject_id=subject.id)
    return of_text


def weighed(
    findings: Iterable[Finding], text: str, marks: Collection[str]
) -> tuple[tuple[Finding, ...], frozenset[int]]:
    """The findings with what follows from the objections, and the numbers of those that are objected to."""
    found = tuple(findings)
    if not marks:
        return found, frozenset()
    softened, objected = [], set()
    for number, finding in enumerate(found):
        if may_object(finding) and mark_of(finding.rule, text[finding.start : finding.end]) in marks:
            objected.add(number)
            softened.append(replace(finding, decision=SOFTENED.get(finding.decision, finding.decision)))
        else:
            softened.append(finding)
    return tuple(softened), frozenset(objected)


def object_to(person: Person, place: str, text: str, finding: Finding, *, ground: str, policy: str) -> bool:
    """Remember that the person objects to a finding in the text they write. False when it cannot be objected to."""
    if not may_object(finding) or ground not in Objection.Ground.values:
        return False
    mark = mark_of(finding.rule, text[finding.start : finding.end])
    with transaction.atomic():
        if Objection.objects.visible_to(person).filter(place=place).count() >= MOST:
            return False
        objection, made = Objection.objects.visible_to(person).get_or_create(
            seat_id=person.seat,
            place=place,
            mark=mark,
            defaults={"rule": finding.rule, "policy": policy, "ground": ground, "level": str(finding.decision)},
        )
        if made:
            ledger.record(
                person, "finding.objected", Ref("objection", objection.pk), policy=policy, detail={"rule": finding.rule}
            )
    return True


def take_back(person: Person, place: str, text: str, finding: Finding, *, written: Sequence[Ref] = ()) -> None:
    """Forget an objection: it was a name after all. What a reviewer decided stays counted, without the words' mark."""
    mark = mark_of(finding.rule, text[finding.start : finding.end])
    with transaction.atomic():
        there = Objection.objects.visible_to(person).filter(_in_text(place, written), mark=mark)
        there.filter(outcome=Objection.Outcome.OPEN).delete()
        there.update(mark="")


def sent(person: Person, place: str, subject: Ref, marks: Collection[str]) -> None:
    """The text went on its way as `subject`: what is objected to there goes with it, the place begins anew.

    Called in the transaction that writes the text. Objections to words that stand there no longer are forgotten.
    Raises ValueError for no place: that is where all go whose text was sent.
    """
    if not place:
        raise ValueError("a text that is written has a place")
    if _objected_at(person, Exact(place)):
        here = Objection.objects.visible_to(person).filter(place=place)
        here.exclude(mark__in=marks).delete()
        here.update(place="", subject_kind=subject.kind, subject_id=subject.id)


@planned
def _objected_at(person: Person, place: Exact) -> "QuerySet[Objection, int]":
    """What is objected to at a place: of most texts nothing is, and all that are sent are looked at."""
    return Objection.objects.visible_to(person).filter(place=place).values_list("pk", flat=True)


def forget(person: Person, place: str) -> None:
    """The text was thrown away, and its objections with it."""
    Objection.objects.visible_to(person).filter(place=place).delete()


def settle(subject: Ref, *, agreed: bool | None, judged: Mapping[str, bool] | None = None) -> None:
    """A reviewer decided about the text. Called in their transaction; a later decision, as of an appeal, replaces it.

    `judged` is what they said of objections one by one, by mark. `agreed` is what their decision says of all others:
    words let out were all right. None when it says nothing of them, as an answer to a reader's report.
    """
    there = Objection.objects.visible_to(System("review")).filter(subject_kind=subject.kind, subject_id=subject.id)
    answers = dict(judged or {})
    if agreed is not None:
        marks = there.exclude(mark="").values_list("mark", flat=True)
        answers = dict.fromkeys(marks, agreed) | answers
    for mark, right in answers.items():
        there.filter(mark=mark).exclude(mark="").update(
            outcome=Objection.Outcome.AGREED if right else Objection.Outcome.UPHELD, decided_at=clock.now()
        )
