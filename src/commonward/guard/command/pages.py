"""A rule's page: catalogue, documentation of its rule file and marked examples, for a terminal or as Markdown.

The documentation comes from the docstring of the rule file: blocks that begin with a line "phi.mrn  medical record
number" and hold the paragraphs "What it finds:", "Why it matters:" and "Known misses:". The examples come from the page
that tests the rule (`tests/guard/rules/`), where the words in [[ ]] are to be found and all others to stay silent;
where lines by people who have not read its code do otherwise, `standing/now.txt` beside that folder says so.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from commonward.guard.command.screen import paragraphs
from commonward.guard.contract import Decision
from commonward.guard.evaluation import standing
from commonward.guard.evaluation.marked import MARK, read_page
from commonward.guard.policy.catalogue import COLUMN_NAMES, About, Binds, Column, Lifecycle, Policy, Rule
from commonward.guard.text import rules as rule_files

GENERATED = (
    "<!-- Made by `commonward explain --write`: change the rule file, the catalogue or the examples instead. -->"
)


_HEADING = re.compile(r"^([a-z]+\.[a-z0-9-]+)  +(\S.*)$")
_PARTS = ("What it finds", "Why it matters", "Known misses")
_PART = re.compile(rf"^({'|'.join(_PARTS)}): *(.*)$")
_LIFECYCLE = {
    Lifecycle.CHECKED: "Checked by machine.",
    Lifecycle.WORKFLOW: "Not looked for in texts: the platform decides it from what it knows (dates, consents, files).",
    Lifecycle.PLANNED: "Not yet checked by machine. Reviewers look out for it.",
}
_OUTCOMES = {
    Decision.ALLOW: "allowed",
    Decision.NOTE: "note",
    Decision.WARN: "warn: mend it, or give a reason",
    Decision.HOLD: "hold: a second person looks at it first",
    Decision.BLOCK: "block: mend it before it goes out",
}
_STANDS = {standing.RIGHT: "", standing.MISSED: "not found yet", standing.RAISED: "found where nothing is, for now"}
_EFFECTS = {"help": "help is shown", "queue_first": "read first"}


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of a rule for one context and author, as the headings of its test page say.

    `lines`: each with what the guard still gets wrong about it, empty for most. `is_stranger`: written by somebody who
    had not read the rule's code.
    """

    where: str
    lines: tuple[tuple[str, str], ...] = field(repr=False)
    is_stranger: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """All there is to say about a rule."""

    rule: Rule
    parts: dict[str, str] = field(repr=False)
    examples: tuple[Examples, ...] = field(repr=False)


def page(rule: Rule, examples: Path | None) -> Page:
    """The page of a rule; with examples when the folder of test pages is at hand."""
    return Page(rule, documentation().get(rule.id, {}), _examples(examples / f"{rule.id}.md") if examples else ())


@lru_cache(maxsize=1)
def documentation() -> dict[str, dict[str, str]]:
    """The parts of each rule's documentation, from the docstrings of the rule files that serve it."""
    found: dict[str, dict[str, str]] = {}
    for module in pkgutil.iter_modules(rule_files.__path__, f"{rule_files.__name__}."):
        docstring = importlib.import_module(module.name).__doc__ or ""
        for rule, parts in _blocks(docstring).items():
            known = found.setdefault(rule, {})
            for name, text in parts.items():
                known[name] = f"{known[name]} {text}" if name in known else text
    return found


def _blocks(docstring: str) -> dict[str, dict[str, str]]:
    blocks: dict[str, dict[str, str]] = {}
    parts: dict[str, str] = {}
    part = ""
    for line in docstring.splitlines():
        if heading := _HEADING.match(line):
            parts = blocks.setdefault(heading[1], {"": heading[2]})
            part = ""
        elif opening := _PART.match(line.strip()):
            part = opening[1]
            parts[part] = opening[2]
        elif line.strip() and part:
            parts[part] = f"{parts[part]} {line.strip()}".strip()
        else:
            part = ""
    return blocks


def _examples(path: Path) -> tuple[Examples, ...]:
    """The lines of a page of marked examples by heading, marks left in."""
    if not path.is_file():
        return ()
    groups: dict[tuple[str, bool], list[tuple[str, str]]] = {}
    lines = path.read_text(encoding="utf-8").splitlines()
    stands = standing.read(path.parent.parent / "standing" / "now.txt")
    for example in read_page(path):
        setting = example.setting
        said = _STANDS[stands.get(standing.key(example), standing.RIGHT)] if setting.is_stranger else ""
        line = lines[example.line - 1][2:].strip()
        groups.setdefault((setting.where, setting.is_stranger), []).append((line, said))
    return tuple(Examples(where, tuple(group), stranger) for (where, stranger), group in groups.items())


def outcomes(rule: Rule) -> Iterator[tuple[str, str]]:
    """Where a text is going, and what the rule means there."""
    for column in Column:
        effects = [_EFFECTS[effect] for effect in sorted(rule.effects(column))]
        yield COLUMN_NAMES[column], ", ".join([_OUTCOMES[rule.outcomes[column]], *effects])


def authors(rule: Rule) -> str:
    """How the rule treats patients and family, as a sentence."""
    if rule.binds is Binds.PROFESSIONALS:
        return "For professionals, students and organisations only."
    if rule.binds is Binds.EVERYONE:
        return "The same for everyone. In care a patient's message is always delivered."
    if rule.about is About.OTHERS:
        return "Patients and family are held at most; in care their message is always delivered."
    own = "a warning" if rule.about is About.NUMBER else "a note"
    return (
        f"Patients and family: {own} at most for what is their own, a hold at most for others; in care their message "
        "is always delivered."
    )


def changes(rule: Rule) -> str:
    """What an organisation may change about the rule, as a sentence."""
    if rule.is_loosenable:
        return "An organisation may make it stricter or milder."
    return "An organisation may make it stricter." if rule.is_tightenable else "An organisation may not change it."


def for_terminal(shown: Page) -> Iterator[str]:
    """The page as lines for a terminal."""
    rule = shown.rule
    yield f"{rule.id}: {rule.title}"
    yield ""
    yield from paragraphs(rule.reason, "  ")
    yield from paragraphs(f"What to do: {rule.fix}.", "  ")
    yield from paragraphs(f"Source: {rule.source}", "  ")
    yield ""
    for where, outcome in outcomes(rule):
        yield f"  {where:<18} {outcome}"
    yield ""
    for sentence in (authors(rule), changes(rule), _LIFECYCLE[rule.lifecycle]):
        yield from paragraphs(sentence, "  ")
    for name in _PARTS:
        text = shown.parts.get(name, rule.looks_for if name == "What it finds" else "")
        if text:
            yield ""
            yield f"  {name}"
            yield from paragraphs(text)
    for group in shown.examples:
        yield ""
        yield f"  Examples, {group.where}{', by a stranger to the code' if group.is_stranger else ''}"
        for line, said in group.lines:
            yield from paragraphs(f"- {line}{f' ({said})' if said else ''}")


def as_markdown(shown: Page) -> str:
    """The page as Markdown."""
    rule = shown.rule
    lines = [GENERATED, "", f"# {rule.id}: {_plain(rule.title)}", "", _plain(rule.reason), ""]
    lines += [f"- **What to do:** {_plain(rule.fix)}", f"- **Severity:** {rule.severity} of 4"]
    lines += [f"- **Source:** {_plain(rule.source)}", f"- **State:** {_LIFECYCLE[rule.lifecycle]}"]
    lines += ["", "## What follows", "", "| Where | What follows |", "|---|---|"]
    lines += [f"| {where} | {outcome} |" for where, outcome in outcomes(rule)]
    lines += ["", f"{authors(rule)} {changes(rule)}"]
    if not rule.is_releasable:
        lines += ["", "No consent and no override lets this out."]
    for name in _PARTS:
        text = shown.parts.get(name, rule.looks_for if name == "What it finds" else "")
        if text:
            lines += ["", f"## {name}", "", _plain(text)]
    if shown.examples:
        lines += ["", "## Examples by the rule's author", ""]
        lines += ["Bold words are found; all else stays silent. The people are invented."]
        lines += _groups(shown, by_strangers=False)
    strangers = [line for group in shown.examples if group.is_stranger for line in group.lines]
    if strangers:
        lines += ["", "## Examples by people who had not read the rule's code", ""]
        lines += [
            "Bold words are to be found, and all else to stay silent. The guard gets "
            f"{sum(not said for _line, said in strangers)} of {len(strangers)} right; what it gets wrong is said "
            "behind the text. The people are invented."
        ]
        lines += _groups(shown, by_strangers=True)
    return "\n".join(lines) + "\n"


def _groups(shown: Page, *, by_strangers: bool) -> Iterator[str]:
    for group in shown.examples:
        if group.is_stranger == by_strangers:
            yield from ("", f"### {group.where.replace('_', ' ')}", "")
            for line, said in group.lines:
                yield f"- {MARK.sub(_bold, _plain(line))}{f' *({said})*' if said else ''}"


def index(policy: Policy, shown: list[Page]) -> str:
    """The list of all rules by family, as Markdown."""
    lines = [GENERATED, "", "# The rules", "", f"Version {policy.version} of the catalogue. What the columns say:", ""]
    lines += [
        "P public post (and direct message outside care), G closed group, C care conversation, K professional case."
    ]
    lines += ["A rule marked * is not yet checked by machine; one marked ° is decided by the platform."]
    marks = {Lifecycle.CHECKED: "", Lifecycle.PLANNED: " *", Lifecycle.WORKFLOW: " °"}
    for family in policy.families:
        lines += ["", f"## {family.title}", "", _plain(family.text), ""]
        lines += ["| Rule | In a sentence | P | G | C | K |", "|---|---|---|---|---|---|"]
        for rule in (page.rule for page in shown if page.rule.family == family.id):
            columns = " | ".join(str(rule.outcomes[column]) for column in Column)
            lines.append(f"| [{rule.id}]({rule.id}.md){marks[rule.lifecycle]} | {_plain(rule.title)} | {columns} |")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text as it stands: what would be Markdown or HTML is escaped."""
    return re.sub(r"([\\`*_<>|#])", r"\\\1", text)


def _bold(found: re.Match[str]) -> str:
    return f"**{found[1]}**"
