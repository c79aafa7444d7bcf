"""The desk as a reviewer meets it: who wrote in which seat, how long it waits, what follows from each decision."""

from cast import Member
from commonward.community.actions.publishing import Done
from commonward.oversight import reviews
from commonward.oversight.models import Review

OF_A_NEIGHBOUR = "My neighbour Odalys Ferriman came home from Larkmoor Regional on March 3rd and sings again!"


def _held(author: Member) -> Review:
    outcome = author.publishes(OF_A_NEIGHBOUR)
    assert isinstance(outcome, Done)
    return Review.objects.get(subject_kind="version", subject_id=outcome.version.pk)


def test_the_queue_says_how_a_reading_goes_and_how_much_waits(pat: Member, mo: Member) -> None:
    empty = mo.client.get("/review/").content.decode()
    assert "How a reading goes" in empty
    assert "Nothing waits to be taken." in empty
    _held(pat)
    page = mo.client.get("/review/").content.decode()
    assert "Choose something to read" in page
    assert "1 waits to be taken." in page


def test_the_rail_and_the_first_tab_count_the_same_and_what_others_took_stands_apart(
    pat: Member, mo: Member, olu: Member
) -> None:
    first, second, third = (_held(pat) for _again in range(3))
    reviews.claim(mo.person, first.pk)
    reviews.claim(olu.person, second.pk)
    page = mo.client.get("/review/").content.decode()
    rail, tabs = page.split('aria-label="Which items"')
    waiting = '<span class="count{}"><span class="unseen">waiting: </span>1</span>'
    assert "waiting: </span>1</span>" in rail.split('href="/review/"')[1].split("</a>")[0]
    for label in ("To read", "Mine", "With others"):
        assert f"{label} {waiting.format('')}" in tabs, label
    assert "1 waits to be taken." in page
    assert _listed(mo, "open") == [third.pk]
    assert _listed(mo, "mine") == [first.pk]
    assert _listed(mo, "others") == [second.pk]
    assert (
        "waiting: </span>1</span>" in mo.client.get("/").content.decode().split('href="/review/"')[1].split("</a>")[0]
    )
    reviews.give_back(olu.person, second.pk)
    page = mo.client.get("/review/").content.decode()
    assert "With others" not in page
    assert page.count("waiting: </span>2</span>") >= 2
    assert _listed(mo, "open") == [second.pk, third.pk]


def test_what_somebody_else_reads_is_shown_beside_what_others_read(pat: Member, mo: Member, olu: Member) -> None:
    review = _held(pat)
    reviews.claim(olu.person, review.pk)
    page = mo.client.get(f"/review/{review.pk}/")
    assert [row.pk for row in page.context["rows"] if row.current] == [review.pk]
    assert "Olu" in page.content.decode()


def _listed(reader: Member, tab: str) -> list[int]:
    return [row.pk for row in reader.client.get(f"/review/?tab={tab}").context["rows"]]


def test_a_reader_sees_the_seat_and_what_each_decision_does(pat: Member, mo: Member) -> None:
    review = _held(pat)
    page = mo.client.get(f"/review/{review.pk}/").content.decode()
    assert "Nobody has this yet." in page
    assert "Patient" in page
    assert '<mark class="mark" data-level="hold"' in page
    reviews.claim(mo.person, review.pk)
    page = mo.client.get(f"/review/{review.pk}/").content.decode()
    assert "Taken by you" in page
    assert "It goes out at once, as it stands." in page
    reviews.refuse(mo.person, review.pk, words="A name is theirs to tell.")
    done = mo.client.get("/review/?tab=done").content.decode()
    assert "Refused" in done


def test_the_author_sees_who_judged_it_and_by_what(pat: Member, mo: Member) -> None:
    review = _held(pat)
    reviews.claim(mo.person, review.pk)
    reviews.send_back(mo.person, review.pk, words="Please say “a neighbour”.")
    page = pat.client.get(f"/review/{review.pk}/decision/").content.decode()
    assert "Mo Tarek wrote to you" in page
    assert "What judged this" in page
    assert "You may ask once for a second look." in page


def test_the_rules_can_be_narrowed_and_say_what_follows_where(mo: Member) -> None:
    everything = mo.client.get("/policy/").content.decode()
    machine = mo.client.get("/policy/?show=machine").content.decode()
    people = mo.client.get("/policy/?show=people").content.decode()
    assert "phi.name" in everything
    assert "phi.name" in machine
    assert "phi.name" not in people
    assert ("?show=people" in everything) is (people.count('class="rule"') > 0), "no tab leads to nothing"
    assert "people look after it" not in machine
    assert everything.count('class="rule"') == machine.count('class="rule"') + people.count('class="rule"')
    assert mo.client.get("/policy/?show=nonsense").content.decode().count('class="rule"') == everything.count(
        'class="rule"'
    )
