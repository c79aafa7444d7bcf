"""The codes of the professions: a UK nurse reads the NMC, a US physician AMA and ACP/FSMB; what is confirmed is said.

The lines are data; these tests hold who reads which, and that nothing from memory passes for confirmed.
"""

import re

import pytest

from cast import Member
from commonward.guard.policy.catalogue import load
from commonward.oversight import codes
from commonward.people.models import Organisation

NAMED = "My patient Odalys Ferriman went home."
CARE = ["phi.name", "conduct.disparage-patient", "boundary.friend-request"]


@pytest.mark.parametrize("rule", CARE)
@pytest.mark.parametrize(
    ("profession", "country", "begins"),
    [
        ("nurse", "GB", ["NMC"]),
        ("midwife", "GB", ["NMC"]),
        ("nurse", "US", ["ANA"]),
        ("physician", "US", ["AMA", "ACP"]),
        ("physician", "GB", ["GMC"]),
    ],
)
def test_whom_somebody_reads(rule: str, profession: str, country: str, begins: list[str]) -> None:
    said = codes.beside(rule, profession, country)
    assert len(said) >= len(begins)
    for name, one in zip(begins, said, strict=False):
        assert name in one.code


def test_nobody_reads_the_code_of_elsewhere() -> None:
    for profession, country in (("nurse", "GB"), ("nurse", ""), ("", "GB"), ("pharmacist", "DE")):
        assert not [one for one in codes.chosen_for(profession, country) if "US" in one.countries]


def test_the_closest_line_is_said() -> None:
    [first, *_rest] = codes.beside("conduct.disparage-patient", "nurse", "US")
    assert first.section == "tip 4"
    assert codes.beside("ads.health-targeting", "nurse", "GB") == ()


def test_every_pack_of_the_rules_is_there_and_says_what_is_confirmed() -> None:
    found = {one.id: one for one in codes.codes()}
    assert {"ama", "acp-fsmb", "fsmb", "ana-ncsbn", "nmc", "gmc"} <= set(found)
    assert found["who-reporting"].status is codes.Status.GUIDANCE  # and no law (S74)
    assert not any(line.confirmed for line in found["gmc"].lines + found["acp-fsmb"].lines)
    assert all(line.text and line.section and line.rules for one in found.values() for line in one.lines)
    assert re.fullmatch(r"\d{4}\.\d{2}", codes.version())


def test_every_family_has_a_line_but_those_that_are_the_platforms_own() -> None:
    told = {rule.partition(".")[0] for one in codes.codes() for line in one.lines for rule in line.rules}
    assert {rule.family for rule in load()} - told == {"emergency", "access", "ads", "org"}


@pytest.mark.django_db
def test_they_stand_beside_a_finding(nadia: Member, priya: Member, pat: Member, harbour: Organisation) -> None:
    def card(by: Member) -> str:
        form = {"text": NAMED, "audience": "public", "key": "new"}
        return by.browser().post("/write/check/", form).content.decode()

    assert "Principles for Social Networking, ANA and NCSBN, principle 1" in card(nadia)
    assert "AMA Code of Medical Ethics, 2.3.2" in card(priya)
    assert "(from memory, to be confirmed)" in card(priya)  # the line of ACP and FSMB
    assert "AMA Code" not in card(pat)
    Organisation.objects.filter(pk=harbour.pk).update(country="GB")
    assert "NMC, confidentiality" in card(nadia)


@pytest.mark.django_db
def test_a_line_is_said_once_however_much_was_found(nadia: Member) -> None:
    form = {
        "text": f"{NAMED} Her number is MRN 00482913, and Tibor Halvane called.",
        "audience": "public",
        "key": "new",
    }
    page = nadia.client.post("/write/check/", form).content.decode()
    assert page.count('<article class="finding') > 2
    assert page.count("principle 1</b>") == 1


@pytest.mark.django_db
def test_the_pages(nadia: Member) -> None:
    page = nadia.client.get("/policy/codes/").content.decode()
    first = page[page.index('id="c-') :][:400]
    assert "ana-ncsbn" in first
    assert "yours" in first
    rule = nadia.client.get("/policy/phi.name/").content.decode()
    for heading in (
        "What the codes say",
        "Here it is to find the marked words",
        "These it is to leave alone",
        "When patients or families write",
    ):
        assert heading in rule
