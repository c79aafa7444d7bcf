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
