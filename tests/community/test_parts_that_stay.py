"""Parts of pages stay drawn in a process: each reader is shown their own, and what changes shows at once."""

import re

from django.test import Client, override_settings

from cast import Member
from commonward.community import drafts
from commonward.community.composition import Composition
from commonward.community.models import Profile
from commonward.people.models import Account, Notice, Organisation


def _home(who: Member) -> str:
    answer = who.client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_readers_after_one_another_see_themselves_alone(nadia: Member, priya: Member, pat: Member) -> None:
    """The second time all is drawn already."""
    names = {one: one.profile.display_name for one in (nadia, priya, pat)}
    for _time in range(2):
        for reader, own in names.items():
            page = _home(reader)
            frame = page.partition('<section class="feed"')[0].partition("beside__more")[0]
            assert own in frame
            assert not [name for name in names.values() if name != own and name in frame]
            assert f'data-key="{reader.seat.pk}:new"' in page


def test_each_form_has_a_token_and_a_name_of_its_own(nadia: Member, priya: Member) -> None:
    pages = [_home(nadia), _home(nadia), _home(priya)]
    for name in ("csrfmiddlewaretoken", "once"):
        found = [re.findall(rf'name="{name}" value="([^"]+)"', page) for page in pages]
        assert all(found)
        assert len({one[0] for one in found}) == 3, name


def test_a_new_name_shows_at_once(nadia: Member) -> None:
    assert "Nadia Okafor" in _home(nadia)
    Profile.objects.filter(pk=nadia.profile.pk).update(display_name="Nadia Okafor-Lind")
    page = _home(nadia)
    assert page.count("Nadia Okafor-Lind") == page.count("Nadia Okafor")


def test_a_new_notice_is_counted_at_once_and_for_its_seat_alone(nadia: Member, priya: Member) -> None:
    waiting = re.compile(r'data-tally="notices".*?waiting: </span>(\d+)</span></a>')
    for number in (1, 2, 3):
        Notice.objects.create(seat=nadia.seat, kind="post.thanked", subject_kind="post", subject_id=number)
        assert set(waiting.findall(_home(nadia))) == {str(number)}
        assert not waiting.findall(_home(priya))


def test_another_house_shows_at_once(nadia: Member) -> None:
    assert nadia.seat.organisation is not None
    assert nadia.seat.organisation.name in _home(nadia)
    Organisation.objects.filter(pk=nadia.seat.organisation_id).update(name="Lantern House")
    assert "Lantern House" in _home(nadia).partition('<main class="frame__all"')[0]


def test_the_language_of_an_account_is_that_of_its_parts(nadia: Member, priya: Member) -> None:
    with override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")]):
        Account.objects.filter(pk=nadia.account.pk).update(language="de")
        for _time in range(2):
            assert '<html lang="de"' in _home(nadia)
            assert '<html lang="en"' in _home(priya)
            assert "Places" in _home(priya)


def test_words_that_were_kept_are_shown_to_who_wrote_them(nadia: Member, priya: Member) -> None:
    _home(nadia)
    drafts.keep_draft(nadia.person, Composition(text="A slow walk does wonders.", draft_key="new"))
    assert "A slow walk does wonders." in _home(nadia)
    assert "A slow walk does wonders." not in _home(priya)
    drafts.keep_draft(nadia.person, Composition(text="", draft_key="new"))
    assert "A slow walk does wonders." not in _home(nadia)


def test_a_visitor_sees_no_seat(nadia: Member) -> None:
    _home(nadia)
    page = Client().get("/local/").content.decode()
    assert "Nadia Okafor" not in page
    assert 'class="seat"' not in page
    assert "Sign in" in page
