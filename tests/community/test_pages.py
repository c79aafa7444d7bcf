"""Pages of the community as readers meet them: history with its changes, where a post stands, the welcome."""

import pytest
from django.test import Client

from cast import Member
from commonward.community import samples
from commonward.community.actions import faces
from commonward.guard import GuardUnavailable
from commonward.kernel.actor import Role
from commonward.oversight import screening
from commonward.people.models import Seat


def _edited(nadia: Member) -> int:
    post = nadia.posts("A walk does one good.")
    words = {"key": f"edit:{post.pk}", "text": "A slow walk does everybody good.", "publish": "1"}
    assert nadia.client.post(f"/p/{post.pk}/edit/", words).status_code == 302
    return post.pk


def test_history_strikes_what_went_and_marks_what_came(nadia: Member, sam: Member) -> None:
    pk = _edited(nadia)
    page = sam.client.get(f"/p/{pk}/history/").content.decode()
    assert "As it stands" in page
    assert 'one<span class="unseen">]</span></del>' in page
    assert 'everybody<span class="unseen">]</span></ins>' in page
    assert f'href="/p/{pk}/history/"' in sam.client.get("/local/").content.decode()


def test_a_post_says_who_wrote_it_when_and_what_judged_it(nadia: Member, sam: Member) -> None:
    pk = _edited(nadia)
    page = sam.client.get(f"/p/{pk}/").content.decode()
    assert "How good is this information?" in page
    assert "Not yet verified." in page
    assert "Before it went out, by policy" in page
    assert "changed since" in page


def test_the_welcome_shows_how_it_helps_with_a_check_of_its_own(db: None) -> None:
    page = Client().get("/welcome/").content.decode()
    assert "This is how it helps" in page
    assert '<mark class="mark" data-level="block"' in page
    assert "This names a patient" in page


class _Silent:
    """A guard that can not answer."""

    def check(self, *_args: object, **_options: object) -> object:
        raise GuardUnavailable("out of order")


def test_without_the_guard_the_welcome_goes_without_the_sample_and_tries_again(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples._checked.cache_clear()

    with monkeypatch.context() as patched:
        patched.setattr(screening, "guard", lambda *_tier: _Silent())
        assert "This is how it helps" not in Client().get("/welcome/").content.decode()
    assert "This is how it helps" in Client().get("/welcome/").content.decode()


def test_ones_own_empty_page_says_what_it_is_for(nadia: Member, sam: Member) -> None:
    assert "Your page is still empty" in nadia.client.get("/@nadia-okafor/").content.decode()
    assert "There are no posts that you may see." in sam.client.get("/@nadia-okafor/").content.decode()


def test_nobody_is_offered_to_report_their_own_words(nadia: Member, sam: Member) -> None:
    other = Seat.objects.create(account=nadia.account, role=Role.PATIENT.value)
    reader = Member(nadia.account, other)
    face = faces.Face(display_name="Quiet River", handle="quiet-river", is_pseudonym=True)
    faces.show_face(reader.person, reader.fresh_seat(), face)
    post = nadia.posts("The choir meets at eight.")
    address = f"/p/{post.pk}/report/"
    for own in (nadia, reader):
        assert address not in own.client.get(f"/p/{post.pk}/").content.decode()
        refused = own.client.get(address)
        assert refused.status_code == 403
        assert "These are your own words." in refused.content.decode()
    assert address in sam.client.get(f"/p/{post.pk}/").content.decode()
    assert sam.client.get(address).status_code == 200
