"""Hours, rota and calendar: an administrator fills them in, nothing typed is lost, and patients read what was kept."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from cast import Member
from cast.caring import Talk
from commonward.care import standing
from commonward.care.actions import relating
from commonward.care.models import Calendar, Cover, Relationship, Shift, Team, Turn
from commonward.consent import actions as consents
from commonward.consent.models import Grant
from commonward.kernel import clock, work
from commonward.kernel.models import Entry
from commonward.people.models import Organisation

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _thursday() -> Iterator[None]:
    with clock.at(TEN):
        yield


def address(name: str, team: Team) -> str:
    return reverse(f"care:{name}", args=[team.organisation.slug, team.pk])


def week(**changes: str) -> dict[str, str]:
    """The form of hours, filled in."""
    days = {f"from-{day}": "08:00" for day in range(5)} | {f"to-{day}": "16:30" for day in range(5)}
    return days | {"urgent": "30", "soon": "240", "routine": "960", "role": "nurse", "away": ""} | changes


class TestHours:
    """When the team answers."""

    def test_they_are_kept_and_told(self, ada: Member, heart: Team) -> None:
        answer = ada.client.post(address("hours", heart), week(away="In the evening, call the ward."))
        assert answer.status_code == 302
        cover = Cover.objects.get(team=heart)
        assert cover.hours == [[480, 990]] * 5 + [[]] * 2
        assert (cover.urgent_minutes, cover.soon_minutes, cover.routine_minutes) == (30, 240, 960)
        told = standing.of_team(heart)
        assert told.lines == ("Monday to Friday: 08:00 to 16:30", "Saturday to Sunday: closed")
        assert (told.is_open, told.away, told.answers) == (True, "", "Nurse")
        with clock.at(TEN.replace(hour=20)):
            told = standing.of_team(heart)
            assert told.away == "In the evening, call the ward."
            assert told.now == "Nobody is there now. The team reads this from Friday 27 November, 08:00."
        assert Entry.objects.filter(action="cover.changed").count() == 1

    def test_where_a_team_says_nothing_its_house_does(self, ada: Member, heart: Team, pat: Member, talk: Talk) -> None:
        ada.client.post(address("hours", heart), week())
        ada.client.post("/texts/harbour/hours/write/", {"words": "The evening line answers until ten."})
        heart = Team.objects.select_related("organisation").get(pk=heart.pk)
        assert standing.of_team(heart).away == ""
        with clock.at(TEN.replace(hour=20)):
            assert standing.of_team(heart).away == "The evening line answers until ten."
            page = pat.client.get(reverse("care:new_thread", args=[talk.relationship.pk])).content.decode()
            assert "The evening line answers until ten." in page
            ada.client.post(address("hours", heart), week(away="In the evening, call the ward."))
            heart = Team.objects.select_related("organisation").get(pk=heart.pk)
            assert standing.of_team(heart).away == "In the evening, call the ward."

    def test_day_and_night(self, ada: Member, heart: Team) -> None:
        always = {f"{side}-{day}": "00:00" for side in ("from", "to") for day in range(7)}
        assert ada.client.post(address("hours", heart), week(**always)).status_code == 302
        assert standing.of_team(heart).lines == ("Monday to Sunday: day and night",)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"from-2": "18:00"}, "The second time has to be later"),
            ({"to-2": ""}, "Please write a time of day"),
            ({"from-2": "morning"}, "Please write a time of day"),
            ({"urgent": "1"}, "Please choose a time from the list"),
            ({"role": "wizard"}, "Please choose who answers"),
            ({"phone": "the ward"}, "Please write the team's own number".replace("'", "&#x27;")),
            ({"phone": "112"}, "Please write the team's own number".replace("'", "&#x27;")),
            ({"phone": "+1 207 555 0143 Mrs. Ferriman"}, "Please write the team's own number".replace("'", "&#x27;")),
            ({"away": "x" * 401}, "Please say it in at most 400 characters"),
            ({"away": "Mrs. Ferriman, MRN 00482913, covers for us."}, "Please say this without anything"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
        self, ada: Member, heart: Team, changes: dict[str, str], sentence: str
    ) -> None:
        answer = ada.client.post(address("hours", heart), week(**{"away": "Call the ward."} | changes))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in page
        assert "08:00" in page
        for value in changes.values():
            if value and value not in {"1", "wizard"}:  # what no list holds
                assert value in page
        assert not Cover.objects.exists()


class TestNumber:
    """By which number the team is called."""

    NUMBER = "+1 (207) 555-0143"
    LINK = 'href="tel:+12075550143"'

    @pytest.fixture(autouse=True)
    def _stated(self, ada: Member, heart: Team) -> None:
        assert ada.client.post(address("hours", heart), week(phone=self.NUMBER)).status_code == 302
        assert Cover.objects.get(team=heart).phone == self.NUMBER
        assert self.NUMBER in ada.client.get(address("hours", heart)).content.decode()

    def test_it_stands_before_one_writes_and_beside_what_one_wrote(self, talk: Talk, pat: Member) -> None:
        for path in (
            "/care/",
            f"/care/relationships/{talk.relationship.pk}/",
            reverse("care:new_thread", args=[talk.relationship.pk]),
            f"/care/threads/{talk.thread.pk}/",
        ):
            page = pat.client.get(path).content.decode()
            assert self.LINK in page, path
            assert self.NUMBER in page, path

    def test_it_stands_beside_the_words_for_out_of_hours(self, talk: Talk, pat: Member) -> None:
        page = reverse("care:new_thread", args=[talk.relationship.pk])
        assert "hours-before" in pat.client.get(page).content.decode()
        open_now = pat.client.get(page).content.decode().count(self.LINK)
        with clock.at(TEN.replace(hour=20)):
            assert pat.client.get(page).content.decode().count(self.LINK) == open_now + 1

    def test_it_stands_beside_the_emergency_number_where_nobody_took_an_alert_up(self, talk: Talk, pat: Member) -> None:
        with clock.at(TEN.replace(hour=20)):
            talk.sent(pat, "Crushing chest pain, down my left arm.")
            page = pat.client.get(f"/care/threads/{talk.thread.pk}/").content.decode()
        banner = page[page.index("Do not wait: call now") :]
        assert "Call the team: +1 (207) 555-0143" in banner[:2000]

    @pytest.mark.parametrize("bar", ["withdrawn", "paused", "ended", "lapsed"])
    def test_it_is_a_way_on_from_every_refusal(self, talk: Talk, pat: Member, nadia: Member, bar: str) -> None:
        match bar:
            case "withdrawn":
                consents.withdraw(pat.person, Grant.objects.get())
            case "paused":
                relating.pause(nadia.person, talk.relationship)
            case "ended":
                relating.end(pat.person, talk.relationship)
            case _:
                Relationship.objects.update(until=clock.now())
        form = {"text": "May I?", "publish": "1", "key": f"thread:{talk.thread.pk}"}
        answer = pat.client.post(f"/care/threads/{talk.thread.pk}/", form)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Call the team: +1 (207) 555-0143" in page
        assert self.LINK in page
        assert "Call the team" not in nadia.client.post(f"/care/threads/{talk.thread.pk}/", form).content.decode()


class TestRota:
    """Who is there."""

    def send(self, ada: Member, team: Team, who: Member, **changes: str) -> int:
        form = {"seat": str(who.seat.pk), "duty": "duty", "day": "2026-11-26", "begin": "09:00", "end": "17:00"}
        return ada.client.post(address("rota", team), form | {"weeks": "0"} | changes).status_code

    def test_a_shift_for_several_weeks_in_the_place_s_own_time(
        self, ada: Member, heart: Team, nadia: Member, harbour: Organisation
    ) -> None:
        Calendar.objects.create(organisation=harbour, zone="Europe/Berlin")
        assert self.send(ada, heart, nadia, day="2027-03-22", weeks="1") == 302
        starts = list(Shift.objects.order_by("starts_at").values_list("starts_at", flat=True))
        # Clocks in Berlin go forward on 2027-03-28: nine stays nine there.
        assert starts == [datetime(2027, 3, 22, 8, 0, tzinfo=UTC), datetime(2027, 3, 29, 7, 0, tzinfo=UTC)]
        page = ada.client.get(address("rota", heart)).content.decode()
        assert page.count("09:00 – 17:00") == 2
        assert "Europe/Berlin" in page

    def test_a_night_shift_ends_on_the_next_day(self, ada: Member, heart: Team, nadia: Member) -> None:
        assert self.send(ada, heart, nadia, begin="21:00", end="07:00", duty="on_call") == 302
        shift = Shift.objects.get()
        assert (shift.starts_at, shift.ends_at) == (TEN.replace(hour=21), datetime(2026, 11, 27, 7, tzinfo=UTC))
        assert "07:00, Friday" in ada.client.get(address("rota", heart)).content.decode()

    def test_with_weeks_of_shifts_the_place_to_add_one_is_found_after_the_next_days(
        self, ada: Member, heart: Team, nadia: Member
    ) -> None:
        for day in range(26, 31):
            self.send(ada, heart, nadia, day=f"2026-11-{day}", weeks="3")
        page = ada.client.get(address("rota", heart)).content.decode()
        assert page.count("09:00 – 17:00") == 20
        assert page.index("28 November") < page.index("One more shift") < page.index("29 November")
        assert "17 later days" in page

    def test_the_same_shift_twice_is_one(self, ada: Member, heart: Team, nadia: Member) -> None:
        assert [self.send(ada, heart, nadia) for _ in range(2)] == [302, 302]
        assert Shift.objects.count() == 1

    @pytest.mark.parametrize(
        "changes",
        [{"day": "26 November"}, {"day": "2026-11-20"}, {"begin": "9"}, {"weeks": "-1"}, {"weeks": "27"}, {"duty": ""}],
    )
    def test_what_is_wrong_is_said(self, ada: Member, heart: Team, nadia: Member, changes: dict[str, str]) -> None:
        assert self.send(ada, heart, nadia, **changes) == 422
        assert not Shift.objects.exists()

    def test_nobody_of_elsewhere(self, ada: Member, heart: Team, remy: Member) -> None:
        assert self.send(ada, heart, remy) == 422

    def test_a_shift_that_is_removed_hands_its_turns_over(
        self, ada: Member, heart: Team, nadia: Member, priya: Member, talk: Talk
    ) -> None:
        self.send(ada, heart, nadia)
        self.send(ada, heart, priya)
        work.drain()
        turn = Turn.objects.get(thread=talk.thread)
        mine = Shift.objects.get(seat=turn.responsible)
        assert ada.client.post(address("rota", heart), {"remove": str(mine.pk)}).status_code == 302
        work.drain()
        turn.refresh_from_db()
        assert turn.responsible_id == Shift.objects.get().seat_id


class TestCalendar:
    """Zone and closed days."""

    def test_both_are_kept(self, ada: Member, harbour: Organisation) -> None:
        page = reverse("care:calendar", args=[harbour.slug])
        assert ada.client.post(page, {"zone": "America/New_York"}).status_code == 302
        assert ada.client.post(page, {"day": "2026-12-25"}).status_code == 302
        assert ada.client.post(page, {"day": "2026-12-24"}).status_code == 302
        assert ada.client.post(page, {"open": "2026-12-24"}).status_code == 302
        kept = Calendar.objects.get(organisation=harbour)
        assert (kept.zone, kept.closed_days) == ("America/New_York", ["2026-12-25"])
        assert "25 December 2026" in ada.client.get(page).content.decode()

    @pytest.mark.parametrize("form", [{"zone": "Mars/Olympus"}, {"day": "Christmas"}, {"day": "1066-10-14"}])
    def test_what_is_wrong_is_said(self, ada: Member, harbour: Organisation, form: dict[str, str]) -> None:
        assert ada.client.post(reverse("care:calendar", args=[harbour.slug]), form).status_code == 422
        assert not Calendar.objects.exists()


def test_colleagues_and_strangers_change_nothing(
    heart: Team, nadia: Member, remy: Member, pat: Member, harbour: Organisation
) -> None:
    for name in ("hours", "rota"):
        assert [who.client.get(address(name, heart)).status_code for who in (nadia, remy, pat)] == [403, 404, 404]
    found = reverse("care:calendar", args=[harbour.slug])
    assert [who.client.get(found).status_code for who in (nadia, remy, pat)] == [403, 404, 404]
