"""The catalogue ships whole, speaks kindly, and refuses wrong data with a sentence that names the place."""

import re
import textwrap
from pathlib import Path

import pytest

from commonward.guard.contract import Decision
from commonward.guard.policy import catalogue
from commonward.guard.policy.catalogue import CatalogueError, Column, Lifecycle

# The columns P, G, C, K of a few rules of each family, copied by eye from the planning table: a slip in the data shows.
PINNED = {
    "phi.name": "BBAB",
    "phi.geo": "BBAW",
    "phi.email": "BBNB",
    "phi.ssn": "BBWB",
    "phi.indirect": "RRAW",
    "phi.image-meta": "NNNN",
    "phi.third-party": "BBBB",
    "sensitive.hiv": "BBAR",
    "sensitive.minor": "BRAR",
    "stigma.language": "WWNW",
    "consent.no-publication": "BBAR",
    "conduct.disparage-patient": "RRBW",
    "conduct.intoxication": "RWWW",
    "bullying.harass": "BBBB",
    "claims.no-reference": "WNNW",
    "claims.stop-treatment": "BRRW",
    "promo.off-label": "BBNN",
    "rx.controlled": "BBRW",
    "relationship.none": "BBBA",
    "boundary.friend-request": "BWBA",
    "channel.excess": "BBBW",
    "identity.persona-mix": "WNNN",
    "org.confidential": "RWWW",
    "crisis.suicide-risk": "NNNN",
    "crisis.unsafe-reporting": "RRNW",
    "triage.red-flag": "NNNA",
    "access.alt-text": "WWNN",
    "ads.health-targeting": "BBBB",
}
LETTERS = {
    Decision.ALLOW: "A",
    Decision.NOTE: "N",
    Decision.WARN: "W",
    Decision.HOLD: "R",
    Decision.BLOCK: "B",
}


def test_the_catalogue_holds_every_rule_of_the_planning_table() -> None:
    policy = catalogue.load()
    assert policy.version == "2026.11"
    assert len(policy.rules) == 94
    assert {rule.family for rule in policy} == {family.id for family in policy.families}


@pytest.mark.parametrize(("rule_id", "letters"), PINNED.items(), ids=PINNED.keys())
def test_columns(rule_id: str, letters: str) -> None:
    rule = catalogue.load().rule(rule_id)
    assert "".join(LETTERS[rule.outcomes[column]] for column in Column) == letters


def test_signs_of_a_crisis_bring_help_everywhere_and_come_first_in_care() -> None:
    for rule_id in ("crisis.suicide-risk", "crisis.self-harm", "crisis.concern-other"):
        rule = catalogue.load().rule(rule_id)
        assert all("help" in rule.effects(column) for column in Column)
        assert [column for column in Column if "queue_first" in rule.effects(column)] == [Column.CARE]
    assert not catalogue.load().rule("triage.red-flag").effects(Column.CASE)


def test_nothing_that_protects_a_patient_can_be_made_milder() -> None:
    milder = {rule.family for rule in catalogue.load() if rule.is_loosenable}
    assert milder.isdisjoint({"phi", "sensitive", "consent", "crisis", "triage", "bullying", "rx", "channel", "ads"})


@pytest.mark.parametrize("rule", list(catalogue.load()), ids=lambda rule: rule.id)
def test_words_are_short_and_kind(rule: catalogue.Rule) -> None:
    assert len(rule.title) <= 60
    assert len(rule.fix) <= 60
    assert len(rule.reason) <= 180
    assert not rule.title.endswith(".")
    assert not rule.fix.endswith(".")
    words = " ".join((rule.title, rule.reason, rule.fix, rule.looks_for)).lower()
    assert not re.search(r"\b(?:invalid|illegal|violat\w+|forbidden|error)\b", words)


GOOD = """
    version = "1"
    published_on = "2026-11-01"
    [confidence]
    act = 0.5
    notice = 0.3
    [[family]]
    id = "phi"
    title = "Who"
    text = "Facts."
    [[rule]]
    id = "phi.name"
    title = "This names a patient"
    looks_for = "Names."
    reason = "They are known then."
    source = "45 CFR 164.514"
    severity = 4
    columns = { P = "B", G = "B", C = "A", K = "B" }
    fix = "Use their role"
    lifecycle = "checked"
"""
SLIPS = {
    "letter": ('P = "B"', 'P = "X"', "rule phi.name, `columns`: `P` is not right"),
    "no-letter": (', K = "B"', "", "rule phi.name, `columns`: `K` is missing"),
    "column": ('K = "B"', 'K = "B", Z = "B"', "there is no column Z"),
    "severity": ("severity = 4", "severity = 5", "`severity` is not right; it should be a whole number from 1 to 4"),
    "no-reason": ('reason = "They are known then."', "", "rule phi.name: `reason` is missing"),
    "empty": ('title = "This names a patient"', 'title = " "', "rule phi.name: `title`"),
    "unknown": ("severity = 4", 'severity = 4\ncolour = "red"', "rule phi.name: `colour` is not a key"),
    "id": ('"phi.name"', '"Name"', "`id` is not right"),
    "family": ('"phi.name"', '"zoo.name"', "there is no family `zoo`"),
    "lifecycle": ('"checked"', '"done"', "one of checked, workflow, planned"),
    "order": ("notice = 0.3", "notice = 0.9", "`notice` should not be above `act`"),
    "toml": ("[[rule]]", "[[rule", "is not a TOML file"),
}


def written(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "catalogue.toml"
    path.write_text(textwrap.dedent(content), encoding="utf-8")
    return path


def test_a_small_catalogue_can_be_read(tmp_path: Path) -> None:
    policy = catalogue.load_from(written(tmp_path, GOOD))
    assert policy.rule("phi.name").outcomes[Column.CARE] is Decision.ALLOW
    assert policy.rule("phi.name").lifecycle is Lifecycle.CHECKED


@pytest.mark.parametrize(("right", "wrong", "says"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_named(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert right in GOOD
    with pytest.raises(CatalogueError, match=re.escape(says)):
        catalogue.load_from(written(tmp_path, GOOD.replace(right, wrong)))


def test_a_rule_that_stands_twice_is_named(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("    [[rule]]") :]
    with pytest.raises(CatalogueError, match=r"rule phi\.name stands there twice"):
        catalogue.load_from(written(tmp_path, twice))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="could not be opened"):
        catalogue.load_from(tmp_path / "catalogue.toml")
