"""Every word for people can be translated: none stands bare in a template, and none is raised or shown as it is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

import commonward

PACKAGE = Path(commonward.__file__).parent
#: Specimens for designers, in the source's language.
SHOWROOM = PACKAGE / "ui" / "templates" / "ui" / "components.html"
TEMPLATES = sorted({*PACKAGE.glob("**/templates/**/*.html"), *PACKAGE.glob("**/templates/**/*.txt")} - {SHOWROOM})
SPECIMENS = frozenset({PACKAGE / "ui" / "forms.py", PACKAGE / "ui" / "specimens.py"})
MODULES = sorted(
    path
    for folder in ("kernel", "ui", "people", "oversight", "community", "care", "consent", "config")
    for path in PACKAGE.glob(f"{folder}/**/*.py")
    if "migrations" not in path.parts and path not in SPECIMENS
)

# --- Templates ------------------------------------------------------------------------------------------------------
#: Attributes whose value somebody reads or hears.
SPOKEN = "alt|aria-label|aria-description|placeholder|title|label|hint|heading|legend|summary|text|note"
#: Says nothing in any language.
SILENT = frozenset({"Commonward"})

_TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
_UNREAD = re.compile(r"<(svg|code|kbd|samp|script)\b.*?</\1>", re.DOTALL)
_CODE = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!doctype[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(rf'\s(?:{SPOKEN})="([^"]*)"')
_CLASSES = re.compile(r"[a-z]+(?:(?:--|__)[a-z-]+)( [a-z]+(?:(?:--|__)[a-z-]+))*")
_WORD = re.compile(r"[^\W\d_]{2,}")


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_has_bare_words(path: Path) -> None:
    assert list(_bare(path.read_text(encoding="utf-8"))) == []


def test_bare_words_are_found() -> None:
    assert list(_bare("<p>Hello {{ name }}</p>")) == ["Hello"]
    assert list(_bare('<input placeholder="Your name">')) == ["Your name"]
    assert list(_bare('<p title="{% translate "A" %}">{% translate "Hello" %} · {{ name }}</p>')) == []
    assert list(_bare("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}")) == []


def _bare(source: str) -> Iterator[str]:
    text = _CODE.sub("\x00", _UNREAD.sub(" ", _COMMENT.sub("", _TRANSLATED.sub("\x00", source))))
    for words in [*_ATTRIBUTE.findall(text), *re.split(r"\x00|\s{2,}|\n", _TAG.sub("\n", text))]:
        said = words.replace("\x00", "").replace("&nbsp;", " ").strip()
        if _WORD.search(said) and said not in SILENT and not _CLASSES.fullmatch(said):
            yield said


# --- Python ---------------------------------------------------------------------------------------------------------
#: Calls whose words are for people. An administrator's words on the command line are English.
SPEAKS = frozenset(
    {"Refusal", "Denied", "NotFound", "Conflict", "Unacceptable", "TooMany", "Unavailable", "ValidationError", "deny"}
    | {"HttpResponse", "add_error", "success", "info", "warning", "error"}
)
MARKS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "gettext_noop"})
_SENTENCE = re.compile(r"[A-Z][a-z]+.* .*")


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_sentence_for_people_is_unmarked(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _called(node.func) in SPEAKS:
            found += [(node.lineno, words) for argument in _told(node) for words in _unmarked(argument)]
    assert found == []


def test_no_label_is_unmarked() -> None:
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in {"label", "help_text", "title", "heading"}:
                value = node.value
                if isinstance(value, ast.Constant) and _WORD.search(str(value.value)):
                    found.append(f"{named(path)}:{value.lineno}")
            if isinstance(node, ast.ClassDef) and any(_called(base).endswith("Choices") for base in node.bases):
                found += [f"{named(path)}:{one.lineno}" for one in ast.walk(node) if _is_bare_choice(one)]
    assert found == []


def _is_bare_choice(node: ast.AST) -> bool:
    pair = isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple) and node.value.elts
    return bool(pair) and isinstance(pair[-1], ast.Constant) and isinstance(pair[-1].value, str)


def _told(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(one.value for one in call.keywords if one.arg in {None, "sentence", "message"})]


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _unmarked(node: ast.expr) -> Iterator[str]:
    """Sentences in an expression that no call of gettext stands around."""
    if isinstance(node, ast.Call) and _called(node.func) in MARKS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SENTENCE.fullmatch(node.value):
        yield node.value
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr | ast.FormattedValue):
            yield from _unmarked(child)


def test_marks_are_not_put_around_words_that_are_put_together() -> None:
    """gettext finds what is written, not what comes out: `_(f"…")` and `_("…" % x)` are never translated."""
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            marks = isinstance(node, ast.Call) and _called(node.func) in MARKS and bool(node.args)
            if marks and isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                found.append(f"{named(path)}:{node.lineno}")
    assert found == []


# --- Languages ------------------------------------------------------------------------------------------------------
def test_every_language_that_is_offered_is_whole() -> None:
    """A page must not change its language in the middle. English is the source."""
    for code, _name in settings.LANGUAGES:
        if code == "en":
            continue
        catalogue = PACKAGE / "locale" / code / "LC_MESSAGES" / "django.po"
        assert catalogue.exists(), f"{code} is offered and has no catalogue."
        assert 'msgstr ""\n\n' not in catalogue.read_text(encoding="utf-8").split("\n\n", 1)[1], f"{code} has gaps."
        with translation.override(code):
            assert gettext("Wait a moment, then go on; nothing is lost.")
