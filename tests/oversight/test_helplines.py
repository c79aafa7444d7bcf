"""Numbers to call or text: for the stated country, in two languages, on a page that needs nothing."""

import copy
import tomllib
from importlib import resources

import pytest
from django.test import Client
from django.utils import translation

from cast import Member
from commonward.guard import GuardUnavailable
from commonward.oversight import helplines, screening
from commonward.people.countries import COUNTRIES
from commonward.people.models import Account


def _labels(country: str, language: str = "en") -> list[str]:
    return [way.label for line in helplines.for_reader(country, language).lines for way in line.ways]


@pytest.mark.parametrize(
    ("country", "labels"),
    [
        ("US", {"Call 988", "Text 988", "Text AYUDA to 988", "Text 838255", "Text HOME to 741741"}),
        ("CA", {"Call 988", "Text 988"}),
        ("GB", {"Call 116 123"}),
        ("IE", {"Call 116 123"}),
        ("AU", {"Call 13 11 14"}),
    ],
)
def test_each_country_has_its_lines(country: str, labels: set[str]) -> None:
    assert labels <= set(_labels(country))


@pytest.mark.parametrize(
    ("country", "number"), [("US", "911"), ("GB", "999"), ("AU", "000"), ("DE", "112"), ("PL", "112")]
)
def test_each_country_has_its_emergency_number(country: str, number: str) -> None:
    way = helplines.for_reader(country, "en").emergency
    assert way is not None
    assert (way.url, number in way.label) == (f"tel:{number}", True)


@pytest.mark.parametrize("country", ["", "BR", "??"])
def test_elsewhere_it_says_so_and_offers_what_works_in_most_places(country: str) -> None:
    found = helplines.for_reader(country, "en")
    assert found.elsewhere
    assert "112" in found.emergency_says
    assert _labels(country) == ["Open findahelpline.com"]


def test_what_is_dialled_has_no_gaps() -> None:
    for country in helplines.directory().countries:
        for line in helplines.for_reader(country.codes[0], "en").lines:
            for way in line.ways:
                assert " " not in way.url
                assert way.url.startswith(("tel:", "sms:", "https://"))


def test_on_a_spanish_page_it_is_spanish_and_elsewhere_english() -> None:
    assert "Llama al 988" in _labels("US", "es-MX")
    with translation.override("es"):
        assert "Llama al 988" in _labels("US", "")
    assert "Call 988" in _labels("US", "de")
    assert helplines.for_reader("US", "es").own.title != helplines.for_reader("US", "en").own.title


def test_every_entry_says_when_and_where_it_was_looked_up() -> None:
    found = helplines.directory()
    assert found.owner
    for country in found.all:
        for entry in (country, *country.lines):
            assert entry.source.startswith("https://")
            assert found.oldest_check <= entry.checked_on
    codes = [code for country in found.countries for code in country.codes]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(COUNTRIES)


@pytest.mark.parametrize("spoil", ["day", "source", "language", "way", "country"])
def test_a_spoilt_file_is_refused(spoil: str) -> None:
    table = tomllib.loads(resources.files("commonward.oversight").joinpath("helplines.toml").read_text("utf-8"))
    assert helplines.read(copy.deepcopy(table)) == helplines.directory()
    line = table["country"][0]["line"][0]
    match spoil:
        case "day":
            line["checked_on"] = "lately"
        case "source":
            line["source"] = "somebody told me"
        case "language":
            del line["says"]["es"]
        case "way":
            line["ways"] = []
        case _:
            table["country"][0]["codes"] = ["ZZ"]
    with pytest.raises(helplines.HelplinesDamaged):
        helplines.read(table)


@pytest.mark.django_db
def test_a_visitor_finds_every_number_without_a_question_to_the_database(
    client: Client, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        page = client.get("/help-now/").content.decode()
    for number in ("988", "116 123", "13 11 14", "024", "1737", "112"):
        assert number in page


@pytest.mark.django_db
def test_another_country_can_be_asked_for(client: Client) -> None:
    assert "13 11 14" in client.get("/help-now/?country=AU").content.decode().split("Another country")[0]
    page = client.get("/help-now/?country=<script>&lang=<script>").content.decode()
    assert "<script>" not in page.replace("<script ", "").replace("<script type", "")


@pytest.mark.django_db
def test_it_is_there_in_spanish(client: Client) -> None:
    page = client.get("/help-now/?lang=es&country=US").content.decode()
    assert '<div class="stack gap5" lang="es">' in page
    assert "Llama al 988" in page
    assert "Ayuda ahora" in page


def test_the_stated_country_comes_first_then_the_organisations(nadia: Member, sam: Member) -> None:
    assert "Call 988" in nadia.client.get("/help-now/").content.decode().split("Another country")[0]  # Harbour: US
    Account.objects.filter(pk=nadia.account.pk).update(country="GB")
    assert "Call 116 123" in nadia.client.get("/help-now/").content.decode().split("Another country")[0]
    assert "Open findahelpline.com" in sam.client.get("/help-now/").content.decode().split("Another country")[0]


@pytest.mark.parametrize("path", ["/", "/welcome/", "/local/", "/policy/", "/accounts/login/", "/nowhere/"])
def test_every_foot_leads_there(client: Client, db: None, path: str) -> None:
    assert 'href="/help-now/"' in client.get(path).content.decode().split("<footer")[1]


class _Silent:
    def check(self, *_args: object, **_options: object) -> object:
        raise GuardUnavailable("out of order")


def test_it_is_there_when_the_checker_is_off(nadia: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "guard", lambda *_tier: _Silent())
    page = nadia.client.post("/write/", {"text": "I want to die.", "audience": "public", "check": "1"})
    assert 'href="/help-now/"' in page.content.decode()
    assert "Call 988" in nadia.client.get("/help-now/").content.decode()
