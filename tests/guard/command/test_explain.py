"""`commonward explain`: every rule has a page, and docs/rules holds the pages as they are now."""

from pathlib import Path

import pytest

from commonward.guard.policy import catalogue
from guard.command.conftest import Call

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "tests/guard/rules"


@pytest.mark.parametrize("rule", list(catalogue.load().rules))
def test_every_rule_has_a_page(call: Call, rule: str) -> None:
    answer = call("explain", rule, "--examples", EXAMPLES)
    assert answer.code == 0
    assert answer.out.startswith(f"{rule}: ")
    for words in ("Source: ", "What to do: ", "public post", "care conversation", "What it finds"):
        assert words in answer.out


def test_a_page_shows_documentation_and_examples(call: Call) -> None:
    page = call("explain", "phi.image-text", "--examples", EXAMPLES).out
    assert "Known misses" in page
    assert "Examples, public_post" in page
    assert "[[Yevgenia Marrow 4471-88]]" in page


def test_a_rule_that_does_not_exist_gets_a_suggestion(call: Call) -> None:
    answer = call("explain", "phi.nmae")
    assert answer.code == 2
    assert "Did you mean phi.name" in answer.err
    assert "lists them all" in call("explain", "zzz").err


def test_without_a_rule_all_are_listed(call: Call) -> None:
    listed = call("explain").out
    assert all(rule in listed for rule in catalogue.load().rules)


def test_pages_are_written_checked_and_cleared(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    assert call("explain", "--write", folder).code == 0
    assert call("explain", "--check", folder).code == 0
    page = folder / "phi.mrn.md"
    gone = folder / "phi.shoe-size.md"
    gone.write_text(page.read_text(encoding="utf-8"), encoding="utf-8")
    page.write_text("changed", encoding="utf-8")
    answer = call("explain", "--check", folder)
    assert answer.code == 1
    assert "phi.mrn.md is out of date." in answer.out
    assert "phi.shoe-size.md is out of date." in answer.out
    call("explain", "--write", folder)
    assert not gone.exists()
    assert "(phi.mrn.md)" in (folder / "README.md").read_text(encoding="utf-8")


def test_only_one_wish_at_a_time(call: Call, tmp_path: Path) -> None:
    assert call("explain", "phi.name", "--write", tmp_path).code == 2


def test_the_pages_in_docs_are_up_to_date(call: Call) -> None:
    answer = call("explain", "--check", ROOT / "docs/rules", "--examples", EXAMPLES)
    assert answer.code == 0, f"{answer.out}Run `commonward explain --write docs/rules`."
