"""References found by their form: what counts as a source, what does not, and that nothing is mistaken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonward.community import evidence
from commonward.community.evidence import Evidence
from commonward.oversight import references
from commonward.oversight.references import Form

COUNTS = [
    ("See doi:10.1056/NEJMoa2034577.", Form.DOI, "doi:10.1056/NEJMoa2034577"),
    ("(https://doi.org/10.1000/xyz(1)2).", Form.DOI, "doi:10.1000/xyz(1)2"),
    ("Read 10.1136/bmj.n71, it is free", Form.DOI, "doi:10.1136/bmj.n71"),
    ("https://www.nejm.org/doi/full/10.1056/NEJMoa2034577", Form.DOI, "doi:10.1056/NEJMoa2034577"),
    ("Fewer falls (PMID: 31452104).", Form.PMID, "PMID 31452104"),
    ("https://pubmed.ncbi.nlm.nih.gov/31452104/ says so", Form.PMID, "PMID 31452104"),
    ("Free to read: PMCID: PMC7096066.", Form.PMCID, "PMC7096066"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7096066/ is free", Form.PMCID, "PMC7096066"),
    ("NICE guideline NG28 (2022) says so.", Form.GUIDELINE, "NICE guideline NG28 (2022)"),
    ("As in the 2023 ESC Guidelines, early.", Form.GUIDELINE, "2023 ESC Guidelines"),
    ("Follow the ADA Standards of Care 2024.", Form.GUIDELINE, "ADA Standards of Care 2024"),
    ("Según la guía de la OMS de 2021, no.", Form.GUIDELINE, "guía de la OMS de 2021"),
    ("KDOQI guideline, 2020 update", Form.GUIDELINE, "KDOQI guideline, 2020"),
    ("More: https://www.who.int/news-room/fact-sheets.", Form.BODY, "www.who.int"),
    ("https://WWW.CDC.GOV/flu", Form.BODY, "www.cdc.gov"),
    ("https://www.nhs.uk/conditions/", Form.BODY, "www.nhs.uk"),
]
DOES_NOT = [
    "https://who.int.evil.example/a",
    "https://who.int@evil.example/a",
    "https://notwho.int/a",
    "https://blog.example.com/cure",
]
NONE = [
    "Version 10.2 of the form is out.",
    "PMID 0 and PMID 123456789012",
    "My cousin read guidance in 2023.",
    "The guideline is old.",
    "NICE people met in 2022 for tea.",
    "NICE weather, guidance from above.",
    "ALL THE GUIDELINES OF 2023 SAY SO",
    "HIV guidelines changed in 2021",
    "Call 10.1234 if you can",
    "doi: pending",
    "",
]


@pytest.mark.parametrize(("text", "form", "label"), COUNTS, ids=lambda part: str(part)[:40])
def test_what_counts(text: str, form: Form, label: str) -> None:
    [found] = references.find(text)
    assert (found.form, found.label, found.counts) == (form, label, True)
    assert text[found.start : found.end].strip() == text[found.start : found.end] != ""


@pytest.mark.parametrize("text", DOES_NOT)
def test_a_link_to_elsewhere_alone_is_no_source(text: str) -> None:
    [found] = references.find(text)
    assert found.form is Form.LINK
    assert not found.counts


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_one(text: str) -> None:
    assert references.find(text) == ()


def test_several_stand_in_their_order_and_each_once() -> None:
    text = "PMID 31452104, then https://doi.org/10.1136/bmj.n71 and https://pubmed.ncbi.nlm.nih.gov/31452105/."
    assert [one.label for one in references.find(text)] == ["PMID 31452104", "doi:10.1136/bmj.n71", "PMID 31452105"]


def test_a_body_is_named_for_its_page() -> None:
    [found] = references.find("https://www.ncbi.nlm.nih.gov/books/NBK279395/")
    assert found.body == "National Institutes of Health"


def test_the_list_holds_together() -> None:
    bodies = references.bodies()
    assert len(bodies) > 40
    assert all(
        one.names and one.domains and one.country and one.kind in {"public", "society", "evidence"} for one in bodies
    )
    assert references.body_of("who.int") is references.body_of("apps.who.int.")


@given(st.text(alphabet="10./:doiPMIDhtps wgue()[]@#%2023NICE\n", max_size=200))
def test_offsets_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for one in references.find(text):
        assert end <= one.start < one.end <= len(text)
        end = one.end


def test_long_texts_are_read_in_a_line() -> None:
    """No pattern goes back and forth: ten times the text takes about ten times the steps, which a wall shows."""
    for piece in ("10.1000/", "https://", "NICE guideline ", "(" * 50, "guidance 2023 ", "PMID "):
        assert len(references.find(piece * 20_000)) <= references.MOST


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("A randomised controlled trial of 900 people.", (Evidence.TRIAL,)),
        ("Two RCTs and a meta-analysis agree.", (Evidence.REVIEW, Evidence.TRIAL)),
        ("A cohort study, and one case report.", (Evidence.OBSERVATION, Evidence.CASES)),
        ("So far only in mice.", (Evidence.LABORATORY,)),
        ("In my experience it helps.", (Evidence.OPINION,)),
        ("Un ensayo clínico aleatorizado lo mostró.", (Evidence.TRIAL,)),
        ("There is no randomised trial of it.", ()),
        ("We still await a systematic review.", ()),
        ("It was a trial of patience.", ()),
        ("Walks are good for you.", ()),
    ],
)
def test_evidence_is_what_the_post_says(text: str, kinds: tuple[Evidence, ...]) -> None:
    assert evidence.stated(text) == kinds
