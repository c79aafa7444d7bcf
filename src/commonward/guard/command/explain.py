"""`commonward explain`: a rule's page in the terminal, or all pages as the files of docs/rules."""

import difflib
from pathlib import Path

from commonward.guard.command import pages
from commonward.guard.command.call import DONE, FOUND, Arguments, WrongCall, say, verb
from commonward.guard.policy import catalogue
from commonward.guard.policy.catalogue import Policy

_EXAMPLES = Path("tests/guard/rules")


@verb
def explain(argv: list[str]) -> int:
    """Explain a rule: what it finds, why, what follows."""
    arguments = Arguments(
        prog="commonward explain",
        description="Explain a rule; list them all without one. Exit code 1: --check found pages that are out of date.",
    )
    arguments.add_argument("rule", nargs="?", metavar="RULE", help="a rule such as phi.name")
    arguments.add_argument("--write", type=Path, metavar="DIR", help="write the pages of all rules into this folder")
    arguments.add_argument("--check", type=Path, metavar="DIR", help="say which pages in this folder are out of date")
    arguments.add_argument("--examples", type=Path, metavar="DIR", default=_EXAMPLES, help="the marked examples")
    call = arguments.parse_args(argv)
    if sum(wish is not None for wish in (call.rule, call.write, call.check)) > 1:
        raise WrongCall("name a rule, or use --write, or --check; one of them.")
    policy = catalogue.load()
    if call.write is not None:
        return _write(_pages(policy, call.examples), call.write)
    if call.check is not None:
        return _check(_pages(policy, call.examples), call.check)
    if call.rule is None:
        return _list(policy)
    return _show(policy, call.rule, call.examples)


def _show(policy: Policy, rule_id: str, examples: Path) -> int:
    rule = policy.rules.get(rule_id)
    if rule is None:
        close = difflib.get_close_matches(rule_id, policy.rules, n=3, cutoff=0.5)
        hint = f" Did you mean {' or '.join(close)}?" if close else " `commonward explain` lists them all."
        raise WrongCall(f"there is no rule of this name.{hint}")
    for line in pages.for_terminal(pages.page(rule, examples)):
        say(line)
    return DONE


def _list(policy: Policy) -> int:
    width = max(map(len, policy.rules))
    for family in policy.families:
        say(f"\n{family.title}")
        for rule in policy:
            if rule.family == family.id:
                say(f"  {rule.id:<{width}}  {rule.title}")
    return DONE


def _pages(policy: Policy, examples: Path) -> dict[str, str]:
    """The files of docs/rules, by name."""
    shown = [pages.page(rule, examples) for rule in policy]
    return {"README.md": pages.index(policy, shown)} | {f"{page.rule.id}.md": pages.as_markdown(page) for page in shown}


def _write(files: dict[str, str], folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in files and old.read_text(encoding="utf-8").startswith(pages.GENERATED):
            old.unlink()
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    say(f"{len(files)} pages written.")
    return DONE


def _check(files: dict[str, str], folder: Path) -> int:
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    stale = sorted(name for name in files.keys() | there.keys() if files.get(name) != there.get(name))
    for name in stale:
        say(f"{name} is out of date.")
    if stale:
        say("Write the pages anew with `commonward explain --write`.")
    return FOUND if stale else DONE
