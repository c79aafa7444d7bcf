"""docs/ledger.md tells outsiders what is recorded and how: it names every action and every field, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from commonward.kernel import chain
from commonward.kernel.heads import Head
from commonward.oversight import acts

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
SOURCES = sorted((ROOT / "src" / "commonward").glob("**/*.py"))
RECORDS = frozenset({"record", "_record", "record_reading", "end"})

_ACTION = re.compile(r"[a-z_]+\.[a-z_]*")


def test_it_names_every_action_and_no_other() -> None:
    written = set(_actions())
    prefixes = {one for one in written if one.endswith(".")}
    told = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", _part("## What is recorded")))
    assert sorted(written - prefixes - told) == []
    assert sorted(one for one in told - written if not one.startswith(tuple(prefixes))) == []
    assert all(any(one.startswith(prefix) for one in told) for prefix in prefixes)


def test_every_action_has_words_for_the_pages_and_no_other() -> None:
    assert sorted(one for one in acts.told() if "." in one) == sorted(
        set(re.findall(r"`([a-z_]+\.[a-z_]+)`", _part("## What is recorded")))
    )


def test_every_kind_of_thing_has_words_for_the_pages() -> None:
    kinds = {
        kind for file in SOURCES for kind in re.findall(r'\bRef\(\s*"([a-z_]+)"', file.read_text(encoding="utf-8"))
    }
    assert sorted(kind for kind in kinds if kind not in acts.told()) == []


def test_it_names_every_field_of_an_entry_and_of_a_head() -> None:
    assert _fields("## An entry") == {*chain.FIELDS, "hash"}
    assert _fields("## Heads") == set(Head.__dataclass_fields__)


def _part(heading: str) -> str:
    return PAGE.split(f"{heading}\n", 1)[1].split("\n## ", 1)[0]


def _fields(heading: str) -> set[str]:
    rows = re.findall(r"^\| (`[^|]*)\|", _part(heading), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)}


def _actions() -> Iterator[str]:
    """The codes that the code records; what is put together at run time as its beginning, "review."."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node.func) in RECORDS:
                yield from _codes_in(node, constants=_constants(file))


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _codes_in(call: ast.Call, constants: dict[str, str]) -> Iterator[str]:
    for argument in call.args:
        parts = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
        for part in parts:
            if isinstance(part, ast.JoinedStr):
                part = part.values[0]
            value = constants.get(part.id, "") if isinstance(part, ast.Name) else getattr(part, "value", None)
            if isinstance(value, str) and _ACTION.fullmatch(value):
                yield value


def _constants(file: Path) -> dict[str, str]:
    """The codes that a module, or one it imports from, keeps under a name."""
    found = {}
    for one in file.parent.glob("*.py"):
        for node in ast.parse(one.read_text(encoding="utf-8")).body:
            if (
                isinstance(node, ast.Assign)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                found |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
    return found
