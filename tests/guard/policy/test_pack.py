"""An organisation may tighten any rule and loosen some; what it may not do is said with rule and column."""

import textwrap
from pathlib import Path

import pytest

from commonward.guard import Decision, Guard, Submission
from commonward.guard.policy.pack import PolicyError
from guard.doubles import NoFiles, WordReader

HEAD = """
    organisation = "harbour"
    version = 3
    base = "2026.11"
"""


def pack(tmp_path: Path, overrides: str, head: str = HEAD) -> Path:
    path = tmp_path / "harbour.toml"
    path.write_text(textwrap.dedent(head) + textwrap.dedent(overrides), encoding="utf-8")
    return path


def override(rule: str, columns: str) -> str:
    return f'[[override]]\nrule = "{rule}"\ncolumns = {{ {columns} }}\nwhy = "We asked our members."\n'


def guard(*packs: Path) -> Guard:
    reader = WordReader({"damn": "conduct.profanity", "source": "claims.no-reference", "die": "crisis.suicide-risk"})
    return Guard(reader=reader, media_reader=NoFiles(), packs=packs)


def test_a_pack_changes_what_follows_and_is_named(tmp_path: Path) -> None:
    overrides = override("conduct.profanity", 'G = "N"') + override("claims.no-reference", 'P = "R"')
    judge = guard(pack(tmp_path, overrides))
    text = Submission("damn, no source", author="professional", policy="2026.11+harbour.3")
    report = judge.check(text)
    assert report.policy == "2026.11+harbour.3"
    assert [str(finding.decision) for finding in report.findings] == ["warn", "hold"]
    in_group = Submission(text.text, context="closed_group", author="professional", policy=text.policy)
    assert judge.check(in_group).decision is Decision.NOTE


def test_without_naming_it_the_default_policy_judges(tmp_path: Path) -> None:
    judge = guard(pack(tmp_path, override("claims.no-reference", 'P = "R"')))
    report = judge.check(Submission("no source", author="professional"))
    assert (report.policy, report.decision) == ("2026.11", Decision.WARN)


def test_a_policy_that_was_not_given_cannot_judge() -> None:
    with pytest.raises(PolicyError, match="was not given a policy"):
        guard().check(Submission("a", policy="2026.11+harbour.3"))


REFUSED = {
    "milder": (override("phi.name", 'P = "W"'), r"rule phi\.name, column P \(public post\): .*may not be made milder"),
    "milder-case": (override("phi.geo", 'K = "N"'), r"rule phi\.geo, column K \(professional case\)"),
    "crisis": (
        override("crisis.suicide-risk", 'P = "B"'),
        r"rule crisis\.suicide-risk, column P .*keep someone from help",
    ),
    "letter": (override("conduct.profanity", 'P = "Q"'), r"rule conduct\.profanity, `columns`: `P`"),
    "column": (override("conduct.profanity", 'X = "N"'), "there is no column X"),
    "rule": (override("conduct.swearing", 'P = "N"'), "`rule` is not right"),
    "twice": (override("phi.geo", 'K = "B"') * 2, r"rule phi\.geo is changed twice"),
    "why": ('[[override]]\nrule = "phi.geo"\ncolumns = { K = "B" }\n', "`why` is missing"),
}


@pytest.mark.parametrize(("overrides", "says"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_override_is_named(tmp_path: Path, overrides: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        guard(pack(tmp_path, overrides))


def test_a_pack_for_another_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="another version of the catalogue"):
        guard(pack(tmp_path, "", HEAD.replace("2026.11", "2019.01")))


def test_a_pack_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="could not be opened"):
        guard(tmp_path / "no.toml")
