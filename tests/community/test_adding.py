"""What a finding's card adds: a source at the end, who pays in front, a colleague who is asked. Nothing is lost."""

import re

import pytest

from cast import Member
from commonward.community import citing
from commonward.community.models import Draft, Post, ReviewRequest
from commonward.guard.policy.catalogue import load
from commonward.kernel.errors import Unacceptable
from commonward.oversight import remedies
from commonward.oversight.remedies import Remedy
from community.test_quality import verified
from heard import hear

CLAIM = "Ginger halves the pain."
PAID = "This brace is the best."
CARD = "claims.no-reference-1"


# --- Sources by their form ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("10.1136/bmj.n71", "Source: https://doi.org/10.1136/bmj.n71"),
        (" doi: 10.1136/bmj.n71 ", "Source: https://doi.org/10.1136/bmj.n71"),
        ("https://doi.org/10.1136/bmj.n71", "Source: https://doi.org/10.1136/bmj.n71"),
        ("31452104", "Source: PMID 31452104"),
        ("pmid 31452104", "Source: PMID 31452104"),
        ("https://pubmed.ncbi.nlm.nih.gov/31452104/", "Source: PMID 31452104"),
        ("NICE guideline NG28, 2022", "Source: NICE guideline NG28, 2022"),
        ("WHO 2021", "Source: WHO 2021 guideline"),
        ("https://www.cdc.gov/flu/", "Source: https://www.cdc.gov/flu/"),
    ],
)
def test_what_is_taken(typed: str, line: str) -> None:
    assert citing.source_line(typed) == line


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Give a DOI"),
        ("x" * 301, "longer than a source is"),
        ("https://blog.example.com/ginger", "not of a listed health body"),
        ("10.12/x", "A DOI reads 10."),
        ("PMID 123456789", "one to eight digits"),
        ("NICE guideline", "needs its year"),
        ("my aunt, 2021", "Say who issued"),
    ],
)
def test_what_is_not_and_why(typed: str, sentence: str) -> None:
    with pytest.raises(Unacceptable) as refused:
        citing.source_line(typed)
    assert sentence in refused.value.sentence
    assert "invalid" not in refused.value.sentence.lower()


def test_sources_stand_at_the_end_one_below_the_other_and_once() -> None:
    text = citing.with_source(f"{CLAIM}\n", "31452104")
    assert text == f"{CLAIM}\n\nSource: PMID 31452104"
    text = citing.with_source(text, "10.1136/bmj.n71")
    assert text == f"{CLAIM}\n\nSource: PMID 31452104\nSource: https://doi.org/10.1136/bmj.n71"
    assert citing.with_source(text, "31452104") == text


def test_who_pays_stands_first_and_once() -> None:
    assert citing.with_disclosure(PAID, "") == f"#ad {PAID}"
    assert citing.with_disclosure(f"#ad {PAID}", "") == f"#ad {PAID}"
    text = citing.with_disclosure(PAID, " Brace  Works. ")
    assert text == f"Sponsored by Brace Works. {PAID}"
    assert citing.with_disclosure(text, "Brace Works") == text
    with pytest.raises(Unacceptable):
        citing.with_disclosure(PAID, "x" * 81)


# --- Which card offers what -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("claims.no-reference", Remedy.CITE),
        ("claims.stop-treatment", Remedy.CARE),
        ("promo.undisclosed", Remedy.DISCLOSE),
        ("consent.no-publication", Remedy.CONSENT),
        ("advice.individual", Remedy.CARE),
        ("relationship.none", Remedy.CARE),
        ("attribution.uncredited", Remedy.CITE),
    ],
)
def test_the_right_one_comes_first(rule: str, first: Remedy) -> None:
    assert remedies.of_rule(rule)[0] is first


def test_every_remedy_speaks_of_rules_that_are_there() -> None:
    families = {f"{rule.family}.*" for rule in load()}
    assert set(remedies._OF_RULES) <= families | set(load().rules)
    assert remedies.of_rule("phi.name") == ()


# --- On the page, without script ------------------------------------------------------------------------------------
@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard hears an unsourced claim and undisclosed payment."""
    hear(monkeypatch, {"halves the pain": "claims.no-reference", "the best": "promo.undisclosed"})


def press(by: Member, text: str, **more: str) -> tuple[int, str]:
    """The page after a button."""
    draft = Draft.objects.filter(seat=by.seat, key="new").first()
    state = draft.updated_at.strftime("%Y%m%d%H%M%S%f") if draft is not None else ""
    form = {"text": text, "audience": "public", "key": "new", "draft": state}
    answer = by.client.post("/write/", form | more)
    return answer.status_code, answer.content.decode()


def words_in(page: str) -> str:
    found = re.search(r'<textarea class="composer__input".*?>\n(.*?)</textarea>', page, re.DOTALL)
    assert found is not None
    return found.group(1)


pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("heard")
def test_a_source_is_added_and_kept(nadia: Member) -> None:
    _status, page = press(nadia, CLAIM, check="1")
    assert page.index("Add a source") < page.index("Keep it, say why"), "what mends it comes first"
    status, page = press(nadia, CLAIM, add=f"cite:{CARD}", **{f"cite-{CARD}": "31452104"})
    assert status == 200
    assert words_in(page) == f"{CLAIM}\n\nSource: PMID 31452104"
    assert Draft.objects.get(seat=nadia.seat).text == words_in(page)
    assert f'name="cite-{CARD}"' in page
    assert 'value="31452104"' not in page  # it was taken, so the field is empty again


@pytest.mark.usefixtures("heard")
def test_what_is_no_source_is_said_beside_the_field_and_stays_in_it(nadia: Member) -> None:
    reason = {"reason-claims.no-reference-1": "Everybody knows."}
    status, page = press(nadia, CLAIM, add=f"cite:{CARD}", **{f"cite-{CARD}": "my aunt"}, **reason)
    assert status == 422
    error = re.search(rf'id="composer-new-cite-{CARD}-error".*?</p>', page, re.DOTALL)
    assert error is not None
    assert "needs its year" in error.group(0)
    assert 'value="my aunt"' in page
    assert words_in(page) == CLAIM
    assert "Everybody knows." in page


@pytest.mark.usefixtures("heard")
def test_who_pays_is_put_first(nadia: Member) -> None:
    card = "promo.undisclosed-1"
    _status, page = press(nadia, PAID, add=f"disclose:{card}", **{f"sponsor-{card}": "Brace Works"})
    assert words_in(page) == f"Sponsored by Brace Works. {PAID}"
    _status, page = press(nadia, PAID, add=f"disclose:{card}")
    assert words_in(page) == f"#ad {PAID}"


@pytest.mark.usefixtures("heard")
def test_a_colleague_is_asked_when_it_is_out(nadia: Member, priya: Member, olu: Member) -> None:
    status, page = press(nadia, CLAIM, add=f"colleague:{CARD}", **{f"colleague-{CARD}": "@priya-raman"})
    assert status == 422
    assert "Only professionals with a verified licence" in page
    assert 'value="@priya-raman"' in page
    verified(priya, olu, "MD 77")
    _status, page = press(nadia, CLAIM, add=f"colleague:{CARD}", **{f"colleague-{CARD}": "@priya-raman"})
    assert "@priya-raman will be asked to review it." in page
    again = nadia.client.get("/write/").content.decode()
    assert "@priya-raman will be asked to review it." in again  # kept with the draft
    _status, page = press(nadia, CLAIM, add="nobody", colleague="priya-raman")
    assert "will be asked to review it" not in page
    reason = {"reason-claims.no-reference-1": "My grandmother said so."}
    press(nadia, CLAIM, publish="1", colleague="priya-raman", **reason)
    assert ReviewRequest.objects.get().colleague == priya.profile


@pytest.mark.usefixtures("heard")
def test_the_live_check_keeps_what_was_typed(nadia: Member) -> None:
    form = {"text": CLAIM, "audience": "public", "key": "new", f"cite-{CARD}": "10.1136"}
    page = nadia.client.post("/write/check/", form).content.decode()
    assert re.search(r'<details class="keep" data-keep="cite" open>', page)
    assert 'value="10.1136"' in page


@pytest.mark.usefixtures("heard")
def test_an_unknown_button_adds_nothing(nadia: Member) -> None:
    for token in ("cite", "cite:", "cite:nothing-9", "publish:x", "colleague:"):
        _status, page = press(nadia, CLAIM, add=token)
        assert words_in(page) == CLAIM
    assert not Post.objects.exists()


def test_consent_and_care_are_explained(nadia: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, {"her story": "consent.no-publication", "your dose": "advice.individual"})
    _status, page = press(nadia, "This is her story, and your dose is two.", check="1")
    assert "Ask for consent" in page
    assert "agree in writing" in page
    assert "Take it into care" in page


def test_profiles_offer_no_form_that_they_could_not_take(nadia: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    hear(monkeypatch, {"halves the pain": "claims.no-reference"})
    face = {"display_name": "Nadia Okafor", "handle": "nadia-okafor", "biography": CLAIM, "check": "1"}
    page = nadia.client.post("/face/", face).content.decode()
    assert "Add a source" not in page
