"""Answers as JSON: the shapes of design section 3, which other programs rely on."""

from collections.abc import Iterable

from commonward.guard.command.lines import LineId
from commonward.guard.contract import Entity, Finding, Fix, Report
from commonward.guard.media.things import Thing


def checked(line_id: LineId, report: Report) -> dict[str, object]:
    """The answer of `check` to one line. `unsupported` stands there only where it says something."""
    answer: dict[str, object] = {
        "id": line_id,
        "decision": str(report.decision),
        "effects": sorted(report.effects),
        "findings": [_finding(finding, report.text) for finding in report.findings],
        "policy": report.policy,
    }
    return answer | ({"unsupported": report.unsupported} if report.unsupported else {})


def listed(line_id: LineId, entities: Iterable[Entity]) -> dict[str, object]:
    """The answer of `entities` to one line."""
    return {"id": line_id, "entities": [_entity(entity) for entity in entities]}


def read(line_id: LineId, found: Iterable[Thing]) -> dict[str, object]:
    """The answer of `read` to one line."""
    return {"id": line_id, "lines": [{"text": thing.words, "box": list(thing.box)} for thing in found]}


def failed(line_id: LineId | None, sentence: str) -> dict[str, object]:
    """The answer to a line that could not be answered."""
    return {"id": line_id, "error": sentence}


def _finding(finding: Finding, text: str) -> dict[str, object]:
    """`origin` stands there only for a near-copy: the id of the text in the reference."""
    in_text = finding.start is not None and finding.end is not None
    answer: dict[str, object] = {
        "rule": finding.rule,
        "start": finding.start,
        "end": finding.end,
        "quote": text[finding.start : finding.end] if in_text else None,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "decision": str(finding.decision),
        "title": finding.title,
        "reason": finding.reason,
        "source": finding.source,
        "fixes": [_fix(fix) for fix in finding.fixes],
        "media": finding.media,
        "box": None if finding.box is None else list(finding.box),
        "page": finding.page,
        "time": finding.time,
    }
    return answer | ({"origin": finding.origin} if finding.origin else {})


def _fix(fix: Fix) -> dict[str, object]:
    edits = [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in fix.edits]
    return {"label": fix.label, "edits": edits}


def _entity(entity: Entity) -> dict[str, object]:
    found: dict[str, object] = {
        "kind": str(entity.kind),
        "start": entity.start,
        "end": entity.end,
        "confidence": entity.confidence,
    }
    if entity.media is not None:
        found |= {"box": None if entity.box is None else list(entity.box), "page": entity.page, "time": entity.time}
    return found
