"""What the documents say is so: links lead somewhere, commands and settings exist, and plain words stay plain."""

import io
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from commonward.cli.main import main
from commonward.config.environment import Environment

ROOT = Path(__file__).parents[2]
#: Pages of rules are written by the guard and have tests of their own.
PAGES = sorted(
    path
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    if path.parent.name != "rules" or path.name == "README.md"
)
HIGHEST_GRADE = 8.0
#: Paths that stand for others, in examples.
EXAMPLES = frozenset({"changelog.d/quiet-hours.added.md"})
#: Named already, and on their way.
COMING = frozenset({"docs/benchmarks.md", "tests/guard/floors.toml"})

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
#: What looks like a path of this repository.
_PATH = re.compile(r"(?:src|tests|docs|tools|requirements|changelog\.d|\.ci)/[\w./-]*[\w/]")


def words_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def named_path(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for target in _LINK.findall(_FENCE.sub("", words_of(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _hash, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        if named_path(to) in COMING:
            continue
        if not to.exists() or (anchor and to.suffix == ".md" and anchor not in _anchors(to)):
            lost.append(target)
    assert not lost


def _anchors(page: Path) -> set[str]:
    """Headings as addresses: small letters, spaces as hyphens, everything else left out."""
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in _HEADING.findall(words_of(page))}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_paths_of_the_repository_are_there(page: Path) -> None:
    paths = set(_PATH.findall(words_of(page))) - EXAMPLES - COMING
    assert not [path for path in paths if not list(ROOT.glob(path.rstrip("/")))]


def test_the_architecture_names_every_part() -> None:
    parts = {path.name for path in (ROOT / "src" / "commonward").iterdir() if path.is_dir() and path.name[0] != "_"}
    drawn = words_of(ROOT / "docs" / "architecture.md").split("```")[1]
    assert {part for part in parts - {"locale"} if not re.search(rf"^  {part}/", drawn, re.MULTILINE)} == set()


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    words = re.findall(r"^\| ([a-z ]+) \|", words_of(ROOT / "docs" / "glossary.md"), re.MULTILINE)[1:]
    assert words == sorted(set(words))


def test_decisions_are_numbered_dated_and_weighed() -> None:
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(record.name[:4]) for record in records]
    assert len(set(numbers)) == len(numbers), "Two decisions have one number."
    parts = ("Decided 20", "**The question.**", "**The choice.**", "**Why.**", "**What it costs.**", "**Not chosen.**")
    for record in records:
        text = words_of(record)
        assert text.startswith(f"# {int(record.name[:4])}. ")
        assert [part for part in parts if part not in text] == [], record.name
        assert len(text.splitlines()) <= 60, f"{record.name} is longer than a page."


def test_fragments_of_the_changelog_are_one_plain_sentence_that_is_collected() -> None:
    kinds = {
        kind["directory"] for kind in tomllib.loads(words_of(ROOT / "pyproject.toml"))["tool"]["towncrier"]["type"]
    }
    for fragment in (ROOT / "changelog.d").iterdir():
        name = re.fullmatch(r"[a-z0-9-]+\.([a-z]+)\.md", fragment.name)
        assert name is not None, fragment.name
        assert name.group(1) in kinds, fragment.name
        lines = words_of(fragment).strip().splitlines()
        assert len(lines) == 1, f"{fragment.name} is one line."
        assert lines[0].endswith("."), f"{fragment.name} is a sentence."


# --- Commands -------------------------------------------------------------------------------------------------------
def test_every_make_target_that_is_named_exists_and_is_listed() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    wanted = {target for page in PAGES for target in re.findall(r"^make ([a-z][a-z-]*)", _codes(page), re.MULTILINE)}
    assert wanted <= targets
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony.group(1).split()) == targets
    listed = set(re.findall(r'^\t@echo "make ([a-z-]+)', makefile, re.MULTILINE))
    assert listed == targets - {"help"}


def test_every_command_that_is_named_exists_with_its_options() -> None:
    wrong = []
    for page in PAGES:
        for verb, part, options in _calls_of(page):
            help_text = _help_of(verb, part)
            if help_text is None or not all(re.search(rf"{option}\b", help_text) for option in options):
                wrong.append(f"{named(page)}: commonward {verb} {part} {' '.join(options)}")
    assert not wrong


def _calls_of(page: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every `commonward …` in code: its verb, the part of a verb that has parts, its options.

    The account of that name, as in `sudo -iu commonward`, and what else is called so are no commands.
    """
    for line in re.findall(r"(?<!-u )(?<!-iu )(?<!lib/)(?<!=)commonward ([a-z][^`\n]*)", _codes(page)):
        words = shlex.split(re.split(r"\s[|#;<>]|&&|\s\s", line)[0].replace("'", ""), posix=False)
        verb, *rest = words
        has_parts = verb in {"ledger", "manage", "reference"} and bool(rest) and re.fullmatch(r"[a-z_]+", rest[0])
        yield verb.rstrip(".,:)"), rest[0] if has_parts else "", tuple(one for one in rest if one.startswith("--"))


def _codes(page: Path) -> str:
    """What stands in code, a line each: fenced, indented by four, or between backticks."""
    text = words_of(page)
    indented = re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE)
    return "\n".join([*_FENCE.findall(text), *indented, *_CODE.findall(_FENCE.sub("", text))])


@cache
def _help_of(verb: str, part: str) -> str | None:
    """What `commonward VERB [PART] --help` says; None when there is no such thing."""
    if verb not in {one.name for one in metadata.entry_points(group="commonward.verbs")}:
        return None
    if verb == "manage" and part:
        return _help_of_manage(part)
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        try:
            code = main([verb, *([part] if part else []), "--help"])
        except SystemExit as end:
            code = int(str(end.code))
    return said.getvalue() if code == 0 else None


def _help_of_manage(part: str) -> str | None:
    app = get_commands().get(part)
    if app is None:
        return None
    command = load_command_class(app, part) if isinstance(app, str) else app
    return command.create_parser("commonward manage", part).format_help()


# --- Settings -------------------------------------------------------------------------------------------------------
#: Variables that are no settings of an installation: where settings begin, and what tests and tools are told.
BESIDE = frozenset({"COMMONWARD_SECRETS_DIR", "COMMONWARD_CHROMIUM"})


def test_every_setting_has_a_sentence() -> None:
    assert all((field.description or "").endswith(".") for field in Environment.model_fields.values())


def test_the_page_of_settings_says_what_the_code_does() -> None:
    command = [sys.executable, str(ROOT / "tools" / "settings_page.py"), "--check"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, "")


def test_every_setting_that_is_named_exists() -> None:
    known = BESIDE | {f"COMMONWARD_{name.upper()}" for name in Environment.model_fields}
    files = [*PAGES, ROOT / "Makefile", *ROOT.glob("src/commonward/config/**/*.py"), *ROOT.glob("tools/*")]
    named_ones = {
        name for file in files if file.is_file() for name in re.findall(r"COMMONWARD_[A-Z_]+\b", words_of(file))
    }
    assert named_ones - known == set()


# --- Words ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "users").glob("*.md")), ids=named)
def test_pages_for_users_are_easy_to_read(page: Path) -> None:
    assert _grade(words_of(page)) <= HIGHEST_GRADE


def test_the_measure_tells_easy_from_hard() -> None:
    assert _grade("We look at your words. You can change them. Nobody else sees them.") < 4
    hard = "Organisational accountability necessitates comprehensive documentation of administrative interventions."
    assert _grade(hard) > 16


def _grade(text: str) -> float:
    """The Flesch-Kincaid grade level (Kincaid and others, 1975); syllables are counted by groups of vowels."""
    text = _LINK.sub("]", _FENCE.sub("", text))
    text = re.sub(r"^[|\s:-]+$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^#+ (.*)$|^\| *(.*)\|$|^[-\d][.\d]* (.*)$", r"\1\2\3.", text, flags=re.MULTILINE)
    sentences = [one for one in re.split(r"[.!?]+(?:[\s*]|$)", text) if re.search(r"[a-z]", one)]
    words = re.findall(r"[A-Za-z][a-z'’]*", text)
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def _syllables(word: str) -> int:
    ending = re.sub(r"(?<=[a-z]{2})(?:es|ed|e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", ending)))
