"""Red flags, facts and myths before a clinician: approved, reworded or refused, for one organisation, in a name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cast import Member, member
from commonward.community.actions.publishing import Done
from commonward.guard import Decision, Guard, Submission, curated
from commonward.guard.curated import Entry
from commonward.guard.policy import catalogue
from commonward.guard.policy.catalogue import Curation
from commonward.guard.reading import Reading
from commonward.kernel.actor import Role
from commonward.kernel.errors import Denied, NotFound, Unacceptable
from commonward.kernel.models import Entry as LedgerEntry
from commonward.oversight import curating, policies, screening
from commonward.oversight.models import Curation as Decided
from commonward.people.models import Organisation
from community.test_quality import verified
from guard.doubles import NoFiles, WordReader

FACTS = """
[[entry]]
id = "invented-touch"
kind = "myth"
rule = "stigma.myth"
statement = "HIV passes by touch."
correction = "HIV does not pass by touch, by cups, by food or by talk."
source = "An invented source for this test"
url = "https://www.cdc.gov/hiv/"
date = "2026-11-25"
checked_by = "nobody yet"
"""
TOLD = "They say HIV passes by touch."


class _Curious(WordReader):
    """Finds the myth as an entry of the list."""

    def examine(self, submission: Submission) -> Reading:
        reading = super().examine(submission)
        return replace(reading, breaches=tuple(one._replace(entry="invented-touch") for one in reading.breaches))


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Entry]:
    """A list with one myth, and a guard that knows it."""
    path = tmp_path / "facts.toml"
    path.write_text(FACTS, encoding="utf-8")
    [entry] = curated.read_facts(path)
    both = (*curated.entries(), entry)
    for module in (curating, policies):
        monkeypatch.setattr(module, "entries", lambda: both)
    guard = Guard(reader=_Curious({"passes by touch": "stigma.myth"}), media_reader=NoFiles())
    monkeypatch.setattr(screening, "guard", lambda *_tier: guard)
    yield entry
    policies.curation_until.cache_clear()


def place(by: Member) -> Organisation:
    organisation = by.fresh_seat().organisation
    assert organisation is not None
    return organisation


def levels(by: Member, text: str = TOLD) -> str:
    form = {"text": text, "audience": "public", "key": "new"}
    return by.browser().post("/write/check/", form).content.decode()


@pytest.fixture
def clinician(priya: Member, olu: Member) -> Member:
    """Priya, a physician whose licence was verified."""
    verified(priya, olu, "MD 77")
    return priya


# --- The list -------------------------------------------------------------------------------------------------------
def test_every_red_flag_that_ships_is_an_entry() -> None:
    found = {one.id: one for one in curated.entries()}
    assert {"chest-pain", "stroke"} <= set(found)
    assert all(
        one.statement and one.source and one.date and one.rule in catalogue.load().rules for one in found.values()
    )
    assert found["chest-pain"].digest != found["stroke"].digest


def test_a_list_that_is_not_in_order_says_where(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    for amiss, said in ((FACTS.replace('kind = "myth"', 'kind = "guess"'), "`kind`"), (FACTS + "x = 1\n", "`x`")):
        path.write_text(amiss, encoding="utf-8")
        with pytest.raises(curated.GuardUnavailable, match=said):
            curated.read_facts(path)


def test_a_digest_changes_with_every_word(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    digests = set()
    for old, new in (("", ""), ("by cups", "by mugs"), ("An invented", "Another"), ("cdc.gov", "who.int")):
        path.write_text(FACTS.replace(old, new) if old else FACTS, encoding="utf-8")
        digests.add(curated.read_facts(path)[0].digest)
    assert len(digests) == 4


# --- What the guard makes of it -------------------------------------------------------------------------------------
def test_the_policy_decides_what_an_entry_counts() -> None:
    guard = Guard(reader=_Curious({"passes by touch": "stigma.myth"}), media_reader=NoFiles())
    base = catalogue.load()

    def asked(curation: Curation) -> list[tuple[Decision, bool, str]]:
        report = guard.check(Submission(TOLD, author="professional"), under=replace(base, curation=curation))
        return [(one.decision, one.is_awaiting, one.reason) for one in report.findings]

    reason = base.rule("stigma.myth").reason
    assert asked(Curation()) == [(Decision.NOTE, True, reason)]
    assert asked(Curation(approved=frozenset({"invented-touch"}))) == [(Decision.HOLD, False, reason)]
    assert asked(Curation(refused=frozenset({"invented-touch"}))) == []
    said = Curation(approved=frozenset({"invented-touch"}), wording={"invented-touch": "It does not."})
    assert asked(said) == [(Decision.HOLD, False, "It does not.")]


def test_a_red_flag_brings_help_first_before_anybody_approved_it() -> None:
    text = "I have crushing pain in my chest and my arm is numb."
    report = Guard().check(Submission(text, context="care_conversation", author="patient"))
    found = [one for one in report.findings if one.entry == "chest-pain"]
    assert found
    assert all(one.is_awaiting for one in found)
    assert "queue_first" in report.effects


# --- In an organisation ---------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def test_a_myth_is_a_note_until_a_clinician_approves_it_and_then_counts(
    listed: Entry, clinician: Member, nadia: Member, remy: Member, sam: Member
) -> None:
    page = levels(nadia)
    assert 'class="finding" data-level="note"' in page
    assert "awaiting a clinician" in page
    outcome = nadia.publishes(TOLD)
    assert isinstance(outcome, Done)
    assert listed.correction not in sam.client.get(f"/p/{outcome.post.pk}/").content.decode()
    curating.approve(clinician.person, place(clinician), listed.id)
    page = levels(nadia)
    assert 'class="finding" data-level="hold"' in page
    assert "awaiting a clinician" not in page
    assert "awaiting a clinician" in levels(remy)  # another organisation answers for itself
    assert listed.correction in sam.client.get(f"/p/{outcome.post.pk}/").content.decode()


def test_beside_a_chosen_name_only_the_readers_own_clinicians_count(
    listed: Entry, clinician: Member, nadia: Member, sam: Member, harbour: Organisation
) -> None:
    quiet = member("Quiet River", Role.PROFESSIONAL, at=harbour, profession="nurse", pseudonym=True)
    post = quiet.posts(TOLD)  # a note, so it is out
    curating.approve(clinician.person, place(clinician), listed.id)
    assert listed.correction not in sam.client.get(f"/p/{post.pk}/").content.decode()
    assert listed.correction in nadia.client.get(f"/p/{post.pk}/").content.decode()


def test_what_was_refused_acts_no_more(listed: Entry, clinician: Member, nadia: Member) -> None:
    curating.approve(clinician.person, place(clinician), listed.id)
    curating.refuse(clinician.person, place(clinician), listed.id)
    assert 'class="finding"' not in levels(nadia)
    assert [one.state for one in curating.curated_for(nadia.person) if one.entry.id == listed.id] == ["refused"]
    assert list(LedgerEntry.objects.filter(action__startswith="entry.").values_list("action", "detail")) == [
        ("entry.approved", {"entry": listed.id}),
        ("entry.refused", {"entry": listed.id}),
    ]


def test_other_words_of_an_entry_await_a_clinician_anew(
    listed: Entry, clinician: Member, nadia: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    curating.approve(clinician.person, place(clinician), listed.id)
    other = replace(listed, correction="HIV does not pass by touch.")
    for module in (curating, policies):
        monkeypatch.setattr(module, "entries", lambda: (other,))
    policies.curation_until.cache_clear()
    assert "awaiting a clinician" in levels(nadia)
    assert [one.state for one in curating.curated_for(nadia.person)] == ["awaiting"]


def test_a_clinician_decides_on_the_page_in_their_name(clinician: Member, nadia: Member) -> None:
    page = clinician.client.get("/policy/entries/chest-pain/").content.decode()
    assert "Do you answer for it?" in page
    words = "Chest pain can be a heart attack. Call now."
    assert clinician.client.post("/policy/entries/chest-pain/", {"do": "approve", "wording": words}).status_code == 302
    row = Decided.objects.get()
    assert (row.entry, row.outcome, row.wording, row.profession) == ("chest-pain", "approved", words, "physician")
    page = nadia.client.get("/policy/entries/chest-pain/").content.decode()
    assert "Priya Raman, Physician" in page
    assert words in page
    policy = policies.in_force(None, place(nadia).curated_until)
    assert policy.curation.wording == {"chest-pain": words}


@pytest.mark.parametrize(
    ("wording", "sentence"),
    [("My patient Odalys Ferriman had it.", "anything of one patient"), ("x" * 301, "under 300 characters")],
)
def test_a_wording_is_screened_and_short(clinician: Member, wording: str, sentence: str) -> None:
    answer = clinician.client.post("/policy/entries/chest-pain/", {"do": "approve", "wording": wording})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert wording in page
    with pytest.raises(Unacceptable):
        curating.approve(clinician.person, place(clinician), "chest-pain", wording=wording)
    assert not Decided.objects.exists()


def test_who_may_not(clinician: Member, nadia: Member, pat: Member, mo: Member, ada: Member, remy: Member) -> None:
    for one in (nadia, pat, mo, ada, remy):  # not verified, no professional, an office, elsewhere
        with pytest.raises(Denied):
            curating.approve(one.person, place(clinician), "chest-pain")
        with pytest.raises(Denied):
            curating.refuse(one.person, place(clinician), "chest-pain")
    assert "Your licence has to be verified first." in nadia.client.get("/policy/entries/stroke/").content.decode()
    with pytest.raises(NotFound):
        curating.approve(clinician.person, place(clinician), "no-such-entry")
    assert pat.client.get("/policy/entries/").status_code == 403
    assert not Decided.objects.exists()


def test_a_myth_of_the_list_shows_its_correction_and_that_it_waits(nadia: Member) -> None:
    shown = levels(nadia, "You can get HIV from a cup.")
    entry = next(one for one in curated.entries() if one.id == "hiv-table")
    assert entry.correction in shown
    assert entry.source in shown
    assert "awaiting a clinician" in shown
