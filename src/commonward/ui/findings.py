"""What was found in somebody's words, made ready for the page: cards, marks, tally and the sentence that says what now.

Works on anything shaped like the guard's findings; offsets and rule ids come in, words are quoted from the text given.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonward.ui.marks import LEVELS, Segment, first_marks, segments
from commonward.ui.remedies import RemedyForm

#: Longer quotes lose their middle on a card: the whole is in the text, under its mark.
LONGEST_QUOTE = 160
#: Cards from which somebody can be asked; a page with more begins with these, the strictest.
MOST_ASKED = 10
#: Edits this near to the first one are shown together with it.
NEAR = 12


_DOUBTS = {
    "phi.name": gettext_lazy("This is not a name"),
    "phi.geo": gettext_lazy("This is not a place"),
    "phi.affiliation": gettext_lazy("This is not a school, a firm or a club"),
    "phi.date": gettext_lazy("This is not a date"),
    "phi.age90": gettext_lazy("This is not an age"),
}


class FoundEdit(Protocol):
    """Replace text[start:end] by `text`."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def text(self) -> str: ...


class FoundFix(Protocol):
    """One way to put a finding right."""

    @property
    def label(self) -> str: ...

    @property
    def edits(self) -> Sequence[FoundEdit]: ...


class Found(Protocol):
    """What a card needs to know of a finding. `decision` prints as note, warn, hold or block."""

    @property
    def rule(self) -> str: ...

    @property
    def start(self) -> int | None: ...

    @property
    def end(self) -> int | None: ...

    @property
    def decision(self) -> object: ...

    @property
    def title(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def fixes(self) -> Sequence[FoundFix]: ...

    @property
    def media(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody's code or organisation says of a rule, beside a finding. Not `confirmed`: named from memory."""

    by: str
    words: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Origin:
    """The text that a near-copy is one of: where it stands ("" for one without a page), and who is to be credited."""

    url: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What the author asked somebody about a finding, and the answer once there is one."""

    url: str
    to: str
    view: str = ""  # what whoever answered would do, in words; "" while it is open
    words: str = field(default="", repr=False)
    by: str = ""


@dataclass(frozen=True, slots=True)
class FixButton:
    """A button named by what it does. `token` goes to the server without script, `edits_json` to the script."""

    label: str
    token: str
    edits_json: str = field(repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class FindingCard:
    """One finding as a card. `key` stays the same from check to check, so that a reason being typed is not lost."""

    index: int
    key: str
    level: str
    title: str
    reason: str
    source: str
    rule: str
    start: int | None = None
    end: int | None = None
    quote: str = field(default="", repr=False)
    source_url: str = ""
    fixes: tuple[FixButton, ...] = ()
    mark: int = 0
    media: int | None = None
    kept_reason: str = field(default="", repr=False)
    objected: bool = False  # the author says that it is not so
    may_object: bool = False  # they can say so
    inquiry: Inquiry | None = None  # what they asked somebody about it
    may_ask: bool = False  # they can ask
    question: str = field(default="", repr=False)  # what they are about to ask
    said: tuple[Said, ...] = ()
    remedies: tuple[RemedyForm, ...] = ()
    origin: Origin | None = None  # of a near-copy
    again: str = ""  # said when the same rule came up before
    again_url: str = ""  # where the author reads how often
    awaiting: bool = False  # it rests on an entry that no clinician has approved yet

    @property
    def doubts(self) -> str:
        """What an author says who does not agree, in the words of the rule."""
        return str(_DOUBTS.get(self.rule, _("This is not so")))

    @property
    def change(self) -> FixButton | None:
        """The change shown on the card: what its first button does."""
        return self.fixes[0] if self.fixes else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of a level there are, and the card to begin with."""

    level: str
    number: int
    first: int
    is_shown: bool = True  # the card stands on the page


@dataclass(frozen=True, slots=True)
class Check:
    """A checked text as `ui/composer/check.html` and the review desk show it."""

    segments: tuple[Segment, ...]
    findings: tuple[FindingCard, ...]
    tally: tuple[Count, ...]
    state_sentence: str
    announcement: str
    can_publish: bool
    publish_label: str
    help: str = ""  # which help card comes first: "own", "other", "emergency", or none
    failed: bool = False
    more: int = 0  # findings without a card: the page would be too long
    whom: tuple[tuple[str, str], ...] = ()  # whom the author can ask about a finding: (value, name)
    mendable: int = 0  # findings that one press could mend
    mend_edits: str = field(default="[]", repr=False)  # what that press does, for the script
    told: str = ""  # the rules that came up while these words were written, for the form to remember
    asides: tuple[str, ...] = ()  # what else is good to know about these words, a sentence each

    @property
    def shown(self) -> frozenset[int]:
        """The findings that have a card, for marks that lead to theirs."""
        return frozenset(card.index for card in self.findings)


def read(
    text: str,
    found: Sequence[Found],
    *,
    source_url: Callable[[Found], str] | None = None,
    reasons: Mapping[str, str] | None = None,
    help: str = "",
    objected: Collection[int] = (),
    settled: Collection[int] = (),
    most: int | None = None,
    said_by: Callable[[Found], tuple[Said, ...]] | None = None,
    remedies: Callable[[Found, str], tuple[RemedyForm, ...]] | None = None,
    origin_of: Callable[[Found], Origin | None] | None = None,
) -> Check:
    """Make findings ready for a page, strictest first. `reasons` are the ones already given, by card key.

    `objected` are the numbers of findings that the author does not agree with, `settled` of those that nobody can
    object to. `most` is how many get a card: the strictest and first. All have their mark and are counted. `help` names
    the help card that comes before them. `said_by` tells what the author's code says of a finding, `remedies` what the
    card of a finding and its key offers beyond the fixes, `origin_of` which text a near-copy is one of.
    """
    marks = segments(text, _spans(found))
    keys = _keys(found)
    order = sorted(keys, key=lambda index: (-LEVELS.index(str(found[index].decision)), _place(found[index], text)))
    shown = order[:most]
    firsts = first_marks(marks)
    cards = [
        replace(
            _card(text, found[index], index, keys[index]),
            source_url=source_url(found[index]) if source_url else "",
            mark=firsts.get(index, 0),
            kept_reason=(reasons or {}).get(keys[index], ""),
            objected=index in objected,
            may_object=found[index].start is not None and index not in settled,
            said=said_by(found[index]) if said_by else (),
            origin=origin_of(found[index]) if origin_of else None,
            remedies=remedies(found[index], keys[index]) if remedies and index not in objected else (),
        )
        for index in shown
    ]
    cards = _each_said_once(cards)
    check = _check(marks, [(index, str(found[index].decision)) for index in order], help=help)
    return replace(
        check,
        findings=tuple(cards),
        tally=tuple(replace(count, is_shown=count.first in shown) for count in check.tally),
        more=len(order) - len(shown),
        mendable=sum(1 for index in order if found[index].fixes and index not in objected),
    )


def _each_said_once(cards: Sequence[FindingCard]) -> list[FindingCard]:
    """A line of a code stands on the first card that it belongs to: ten times it would be a lecture."""
    seen: set[Said] = set()
    quieter = []
    for card in cards:
        quieter.append(replace(card, said=tuple(one for one in card.said if one not in seen)))
        seen.update(card.said)
    return quieter


def _keys(found: Sequence[Found]) -> dict[int, str]:
    """A name for each finding that is shown, by its number."""
    seen: dict[str, int] = {}
    keys = {}
    for index, finding in enumerate(found):
        if str(finding.decision) in LEVELS:
            seen[finding.rule] = seen.get(finding.rule, 0) + 1
            keys[index] = f"{finding.rule}-{seen[finding.rule]}"
    return keys


def _place(finding: Found, text: str) -> int:
    return finding.start if finding.start is not None else len(text)


def _card(text: str, finding: Found, index: int, key: str) -> FindingCard:
    return FindingCard(
        index=index,
        key=key,
        level=str(finding.decision),
        title=finding.title or finding.reason,
        reason=finding.reason if finding.title else "",
        source=finding.source,
        rule=finding.rule,
        start=finding.start,
        end=finding.end,
        quote=shortened(text[finding.start : finding.end]) if finding.start is not None else "",
        fixes=tuple(_fix(text, fix, f"{index}.{place}") for place, fix in enumerate(finding.fixes)),
        media=finding.media,
        awaiting=bool(getattr(finding, "is_awaiting", False)),
    )


def with_inquiries(
    check: Check, inquiries: Mapping[int, Inquiry], whom: Sequence[tuple[str, str]], questions: Mapping[str, str]
) -> Check:
    """The check with what its author asked about findings, and whom they can ask about the first of the others.

    `questions` are words that are being asked and were not sent yet, by card key.
    """
    cards = [
        replace(
            card,
            inquiry=inquiries.get(card.index),
            may_ask=bool(whom) and place < MOST_ASKED and card.index not in inquiries,
            question=questions.get(card.key, ""),
        )
        for place, card in enumerate(check.findings)
    ]
    return replace(check, findings=tuple(cards), whom=tuple(whom))


def unchecked() -> Check:
    """What a page shows when the check itself could not be made. Nothing is lost and nothing goes out unseen."""
    return Check(
        segments=(),
        findings=(),
        tally=(),
        state_sentence=_("We could not check just now. Your words are kept."),
        announcement="",
        can_publish=True,
        publish_label=_("Publish"),
        failed=True,
    )


def shortened(words: str) -> str:
    """A quote that fits a card: a long one loses its middle."""
    if len(words) <= LONGEST_QUOTE:
        return words
    half = LONGEST_QUOTE // 2
    return f"{words[:half].rstrip()} … {words[-half:].lstrip()}"


@dataclass(frozen=True, slots=True)
class _Span:
    start: int | None
    end: int | None
    level: str
    index: int


def _spans(found: Sequence[Found]) -> list[_Span]:
    return [
        _Span(finding.start, finding.end, str(finding.decision), index)
        for index, finding in enumerate(found)
        if finding.media is None and str(finding.decision) in LEVELS
    ]


def _fix(text: str, fix: FoundFix, token: str) -> FixButton:
    edits = sorted(fix.edits, key=lambda edit: (edit.start, edit.end))
    before, after = _shown(text, edits)
    plain = [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in edits]
    return FixButton(fix.label, token, json.dumps(plain), shortened(before), shortened(after))


def _shown(text: str, edits: Sequence[FoundEdit]) -> tuple[str, str]:
    """What the card shows of a change: its first place. The same name again, lines below, would show all between."""
    framing = len(edits) > 1 and all(edit.start == edit.end for edit in edits)
    # What is put around words, such as quotation marks, tells something only with the words between.
    near = edits if framing else [edit for edit in edits if edit.start - edits[0].end <= NEAR]
    if not near:
        return "", ""
    start, end = near[0].start, max(edit.end for edit in near)
    after = text[start:end]
    for edit in reversed(near):
        after = after[: edit.start - start] + edit.text + after[edit.end - start :]
    return "" if framing else text[start:end], after


def _check(marks: Sequence[Segment], found: Sequence[tuple[int, str]], *, help: str) -> Check:
    """What follows from all findings together; `found` are their numbers and levels, as they stand on the page."""
    tally = []
    for level in reversed(LEVELS):
        of_level = [index for index, its in found if its == level]
        if of_level:
            tally.append(Count(level, len(of_level), of_level[0]))
    levels = {count.level: count.number for count in tally}
    return Check(
        segments=tuple(marks),
        findings=(),
        tally=tuple(tally),
        state_sentence=_state(levels, help=help),
        announcement=_announcement(levels, help=help),
        can_publish="block" not in levels,
        publish_label=_("Send for review") if "hold" in levels and "block" not in levels else _("Publish"),
        help=help,
    )


def _state(levels: Mapping[str, int], *, help: str) -> str:
    if blocks := levels.get("block"):
        needs = ngettext(
            "One thing needs a change before this can go out.",
            "%(number)d things need a change before this can go out.",
            blocks,
        ) % {"number": blocks}
        return f"{needs} {_('Nobody has seen it yet.')}"
    if "hold" in levels:
        return _("You can send it. A second person reads it before it goes out.")
    if warns := levels.get("warn"):
        return ngettext(
            "Change one thing, or say why you keep it.",
            "Change %(number)d things, or say why you keep them.",
            warns,
        ) % {"number": warns}
    if "note" in levels:
        return _("This can go out. There is something good to know first.")
    return _("This can go out as it is, if you want.") if help else _("Nothing found. This can go out.")


def _announcement(levels: Mapping[str, int], *, help: str) -> str:
    total = sum(levels.values())
    if not total:
        return "" if help else _("Nothing found.")
    found = ngettext("%(number)d thing found", "%(number)d things found", total) % {"number": total}
    if blocks := levels.get("block"):
        must = ngettext("%(number)d must change", "%(number)d must change", blocks) % {"number": blocks}
        return f"{found}: {must}."
    return f"{found}."
