"""What a person sees of a check: each finding with its words, why it matters, where that comes from and what to do."""

import textwrap
from collections.abc import Iterator

from commonward.guard.contract import Decision, Finding, Fix, Report
from commonward.guard.text import language

_WIDTH = 88
_INDENT = "    "
_ADVICE = {
    Decision.ALLOW: "nothing stands in the way",
    Decision.NOTE: "worth knowing; it can go out",
    Decision.WARN: "mend it, or give a reason",
    Decision.HOLD: "a second person looks at it first",
    Decision.BLOCK: "mend it before it goes out",
}
_EFFECTS = {
    "help": "Help is shown with it.",
    "queue_first": "It is read first.",
    "flag_team": "The care team is told.",
}


def paragraphs(text: str, indent: str = _INDENT) -> list[str]:
    """The text in lines that fit a terminal."""
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]


def report_lines(name: str, report: Report) -> Iterator[str]:
    """The whole report on one file, for a person."""
    yield f"{name}: {report.decision} ({_ADVICE[report.decision]})"
    for finding in report.findings:
        yield ""
        yield f"  {_place(finding, report.text)}  {finding.title}  [{finding.rule}, {finding.decision}]"
        yield from paragraphs(finding.reason)
        yield from paragraphs(f"Source: {finding.source}")
        for fix in finding.fixes:
            yield from paragraphs(f"Fix: {fix.label}{_outcome(fix)}")
    if report.unsupported:
        yield ""
        yield from paragraphs(_unsupported(report.unsupported), "  ")
    for effect in sorted(report.effects):
        yield ""
        yield from paragraphs(_EFFECTS[effect], "  ")
    yield ""
    yield f"Judged by policy {report.policy}."


def _unsupported(code: str) -> str:
    name = language.name_of(code)
    return (
        f"This looks like {name or 'a language'}, which is not read yet. Only patterns such as numbers and addresses "
        "were looked for: read it yourself."
    )


def _place(finding: Finding, text: str) -> str:
    if finding.start is None or finding.end is None:
        where = "in the picture" if finding.box is None else f"in the picture at {', '.join(map(str, finding.box))}"
        return where if finding.page is None else f"{where}, page {finding.page}"
    line = text.count("\n", 0, finding.start) + 1
    column = finding.start - (text.rfind("\n", 0, finding.start) + 1) + 1
    quote = textwrap.shorten(text[finding.start : finding.end], 60, placeholder=" …")
    return f"{line}:{column}  “{quote}”"


def _outcome(fix: Fix) -> str:
    """What the fix puts in place, where it fits a line."""
    if len(fix.edits) != 1:
        return ""
    return f" (“{fix.edits[0].text}”)" if fix.edits[0].text else ""
