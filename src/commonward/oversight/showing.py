"""What the guard found, ready for pages: today's words from the catalogue, quotes from the text at hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.guard.policy.catalogue import COLUMN_OF, load
from commonward.guard.policy.catalogue import Policy as Catalogue
from commonward.oversight import care_words, codes, crisis, originals, policies, remedies, wording
from commonward.oversight.mending import first_fixes
from commonward.oversight.models import Screening, Verdict
from commonward.oversight.objections import may_object
from commonward.oversight.screening import Checked
from commonward.ui import findings
from commonward.ui.findings import Check, Found, Origin
from commonward.ui.remedies import Entered, RemedyForm, remedy_forms

#: Cards beside a text that is being written. Whoever has more to mend begins with these, or mends all at once.
MOST_CARDS: Final = 50


@dataclass(frozen=True, slots=True)
class _Kept:
    """A finding of an earlier screening: rule and offsets were kept, the words are those of today's catalogue."""

    rule: str
    start: int | None
    end: int | None
    decision: str
    title: str
    reason: str
    source: str
    media: int | None
    origin: str = ""
    fixes: tuple[findings.FoundFix, ...] = ()


def catalogue() -> Catalogue:
    """The rule catalogue of this release."""
    return load()


def check_of(
    text: str, checked: Checked, reasons: Mapping[str, str] | None = None, *, entered: Entered | None = None
) -> Check:
    """A text just checked, with fixes, and with the reasons that the author gave so far.

    `entered` is what stands in the fields of the cards, where the page takes what they add; None where it does not.
    """
    if checked.verdict == Verdict.UNAVAILABLE:
        return _not_now(text)
    shown = findings.read(
        text,
        checked.findings,
        source_url=_url,
        reasons=reasons,
        help=crisis.card_for(checked.tier),
        objected=checked.objected,
        settled={
            number
            for number, finding in enumerate(checked.findings)
            if not may_object(finding) or care_words.is_ours(finding)
        },
        most=MOST_CARDS,
        said_by=lambda found: _said_by(found, checked),
        origin_of=lambda found: checked.origins.get(getattr(found, "origin", "")),
        remedies=None if entered is None else partial(_remedies, entered),
    )
    edits = [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in first_fixes(checked)]
    return replace(shown, mend_edits=json.dumps(edits), asides=_asides(checked))


def _asides(checked: Checked) -> tuple[str, ...]:
    """What else the author should know about these words."""
    said = wording.of_language(checked.report.unsupported if checked.report is not None else "")
    return (said,) if said else ()


def check_of_screening(text: str, screening: Screening) -> Check:
    """A text screened earlier, with the reasons that its author gave. Says nothing of help: that is between the guard
    and the author, who finds it by `help_for`.
    """
    if screening.verdict == Verdict.UNAVAILABLE:
        return _not_now(text)
    rules = catalogue().rules
    kept = []
    for row in screening.findings:
        rule = rules.get(row["rule"])
        kept.append(
            _Kept(
                rule=row["rule"],
                start=row["start"],
                end=row["end"],
                decision=row["decision"],
                title=rule.title if rule else row["rule"],
                reason=rule.reason if rule else "",
                source=rule.source if rule else "",
                media=row.get("media"),
                origin=str(row.get("origin", "")),
            )
        )
    return findings.read(
        text,
        kept,
        source_url=_url,
        reasons=screening.reasons,
        objected={number for number, row in enumerate(screening.findings) if row.get("objected")},
        origin_of=_origin_then,
    )


def _origin_then(found: Found) -> Origin | None:
    """Where the original stood when it was screened. Its page decides who sees it."""
    url = originals.address_of(getattr(found, "origin", ""))
    return Origin(url) if url else None


def help_for(screening: Screening) -> str:
    """Which help card its author finds with a text that they sent, until they close it. For nobody else's eyes."""
    return help_of(screening.tier, screening.help_said)


def help_of(tier: str, said: str) -> str:
    """The same by what its row says: the code, and what its author said of the card."""
    return "" if said else crisis.card_for(tier)


def _remedies(entered: Entered, found: Found, key: str) -> tuple[RemedyForm, ...]:
    return remedy_forms([str(one) for one in remedies.of_rule(found.rule)], key, entered)


def _said_by(found: Found, checked: Checked) -> tuple[findings.Said, ...]:
    """What the author's organisation and the codes of their profession say of a rule."""
    voice = checked.voice
    if voice is None:
        return ()
    quoted = codes.beside(found.rule, voice.profession, voice.country)
    said = tuple(findings.Said(f"{one.code}, {one.section}", one.text, one.confirmed) for one in quoted)
    column = COLUMN_OF[checked.context]
    why = policies.reasons_in(voice.policy).get((found.rule, column), "") if voice.policy is not None else ""
    return (findings.Said(_("Your organisation"), why), *said) if why else said


def rule_url(rule: str) -> str:
    """The page of a rule."""
    return reverse("oversight:rule", args=[rule])


def _url(found: Found) -> str:
    return rule_url(found.rule)


def _not_now(text: str) -> Check:
    """The words alone, which their author and whoever reviews them must be able to read, and why nothing is marked."""
    sentence = _("We can not check just now. If you publish, it waits and goes out as soon as it is checked.")
    return replace(findings.unchecked(), segments=findings.read(text, ()).segments, state_sentence=sentence)
