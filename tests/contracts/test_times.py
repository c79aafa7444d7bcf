"""Every time that is shown is the reader's own, in the form of their language."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import commonward
from cast import Member
from commonward.kernel import clock
from commonward.oversight import reviews
from commonward.oversight.models import Review
from commonward.people.models import Account

PACKAGE = Path(commonward.__file__).parent
SAID = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
READ = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
HELD = "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd."


def lives_in(member: Member, zone: str) -> None:
    Account.objects.filter(pk=member.account.pk).update(time_zone=zone)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "shown"),
    [("UTC", "11 h"), ("America/New_York", "Yesterday, 21:30"), ("Pacific/Auckland", "Yesterday, 15:30")],
)
def test_readers_in_different_zones_see_the_same_post_at_their_own_time(
    nadia: Member, sam: Member, zone: str, shown: str
) -> None:
    with clock.at(SAID):
        post = nadia.posts("A quiet walk does wonders after a long night.")
    lives_in(sam, zone)
    with clock.at(READ):
        page = sam.client.get(f"/p/{post.pk}/").content.decode()
    assert shown in page


@pytest.mark.django_db
def test_today_on_the_desk_begins_at_the_reviewers_midnight(pat: Member, mo: Member) -> None:
    with clock.at(SAID):
        pat.publishes(HELD)
        review = Review.objects.get()
        reviews.claim(mo.person, review.pk)
        reviews.send_back(mo.person, review.pk, words="Please leave the name out.")
    for zone, said in (("UTC", "1 read"), ("America/New_York", "Nothing was decided yet today.")):
        lives_in(mo, zone)
        with clock.at(READ):
            assert said in mo.client.get("/review/").content.decode()


#: Written one way everywhere: what machines read, and the name of a weekday, which is in the language by itself.
ONE_WAY = {"Y-m-d", "Ymd", "l"}


def test_templates_write_times_in_the_form_of_the_language() -> None:
    """A form written out by hand would be English everywhere, and a bare instant would be in UTC."""
    wrong = []
    for path in PACKAGE.glob("**/templates/**/*"):
        if path.suffix not in {".html", ".txt"}:
            continue
        source = path.read_text(encoding="utf-8")
        forms = re.findall(r'\|(?:date|time):"([^"]*)"', source)
        wrong += [(path.name, form) for form in forms if not form.endswith("_FORMAT") and form not in ONE_WAY]
        wrong += [(path.name, bare) for bare in re.findall(r"{{\s*[\w.]*(?:_at|\.at)\s*}}", source)]
    assert wrong == []
