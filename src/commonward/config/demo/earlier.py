"""What happened in the demo before its last four weeks, so that its public numbers are those of a place with a past.

Small things said every week, stories with a name in them that a second person read, what readers reported, two
exercises of the pause. All of it goes through the same doors. What the guard holds today it may let pass in a later
version: only what it held is decided here, and nothing rests on how many that are.
"""

from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from typing import Final

from django.http import QueryDict

from commonward.community import composing, objecting
from commonward.community.actions import publishing
from commonward.community.actions.publishing import Done
from commonward.community.composition import Composition
from commonward.community.models import Post
from commonward.config.demo.information import Hands
from commonward.kernel.ref import Ref
from commonward.oversight import reports, reviews
from commonward.oversight.models import Report, Review
from commonward.people.actions import halt_publishing, resume_publishing
from commonward.people.models import Halt
from commonward.people.queries import person_of

_DAY: Final = 24.0
#: When the demo's own four weeks begin, and how long its people were there before.
_UNTIL: Final = 34 * _DAY
SINCE: Final = 186 * _DAY

#: Somebody's line of every week.
_WEEKLY: Final = (
    (
        "lena",
        "In my notebook this week: {}",
        (
            "ask before you are sure.",
            "the kindest word on a ward is “sit”.",
            "how to fold a corner that holds.",
            "wash your hands like you mean it.",
            "listen until the end of the sentence.",
            "a blanket from the warm cupboard beats a speech.",
            "nobody learns on an empty stomach.",
            "the porter knows the shortest way.",
            "write big, others read it, too.",
            "you can say “I do not know yet”.",
            "the second pair of socks is not vanity.",
            "knock, wait, then go in.",
            "how to carry three cups and one thought.",
            "questions are cheaper than guesses.",
            "a chair is for sitting down at eye level.",
            "whoever cleans sees everything.",
            "rest is on the timetable for a reason.",
            "spell it, say it, spell it again.",
            "one thing at a time is fast.",
            "a thank-you takes two seconds.",
            "bring a pen for somebody else.",
        ),
    ),
    (
        "henrik",
        "Row by row: {}",
        (
            "the blue wool ran out at the best part.",
            "I dropped a stitch and found it a week later.",
            "a scarf for a lamp post. It looked cold.",
            "the cat next door took the red ball and negotiates.",
            "mittens, both of them left.",
            "I counted to a hundred and lost to the kettle.",
            "my first hat fits a melon.",
            "unravelled all of it and felt fine.",
            "green with grey, like the pier in the rain.",
            "the needles click louder than the clock.",
            "two sleeves of different opinions.",
            "a square for somebody's quilt.",
            "socks with a view.",
            "yellow, because it rained.",
            "the pattern says easy. The pattern lies.",
            "a row each evening is a blanket by spring.",
            "purling in company goes faster and worse.",
            "a pocket for a pebble.",
            "the moth and I have an agreement.",
            "this one I keep.",
            "buttons from my old coat.",
        ),
    ),
    (
        "nadia",
        "Tea of the week: {}",
        (
            "black, strong, forgotten twice.",
            "mint from the kitchen windowsill.",
            "somebody brought ginger. Somebody is loved.",
            "the machine is broken. We talk more.",
            "half a cup, and a whole story about a goat.",
            "with honey, because it was that kind of night.",
            "the good cups are back.",
            "cold. All five times.",
            "lemon, for the colour.",
            "cinnamon by accident.",
            "from a thermos with a dent and a history.",
            "the last bag, shared by three.",
            "rose hip. We are divided.",
            "too hot, then a bell, then too cold.",
            "a new box with a ribbon and no card. Thank you.",
            "smoky. The day shift complained, so it was right.",
            "nettle, for the brave.",
            "with milk, for a guest from upstairs.",
            "chamomile, for whoever comes next.",
            "plain water in a nice glass.",
            "the first one of autumn.",
        ),
    ),
)

_FIRST: Final = (
    "Alda",
    "Bram",
    "Corisande",
    "Dorrit",
    "Evander",
    "Fenna",
    "Gisbert",
    "Hedda",
    "Isolde",
    "Jory",
    "Kasimir",
)
_LAST: Final = ("Averill", "Brockhurst", "Calloway", "Dunmore", "Eastlake", "Fairweather", "Greaves")
_WHO: Final = ("uncle", "cousin", "aunt", "brother", "neighbour", "sister", "grandmother")
_WHAT: Final = ("epilepsy", "lupus", "diabetes", "asthma", "Parkinson's disease", "multiple sclerosis")
#: What they do all the same; the author's second try says only this.
_ALL_THE_SAME: Final = (
    "dances in the kitchen on Sundays",
    "sings in the car, in two voices",
    "wins at cards and never tells how",
    "bakes when the day is bad, and the street knows",
    "writes letters by hand to people on the bus",
    "keeps bees and apologises to them",
    "paints the fence blue every spring",
    "feeds a crow that brings buttons",
    "repairs clocks that nobody asked about",
    "learns the names of clouds",
    "grows one pumpkin, and it is enormous",
    "plays the tuba to the hedge",
    "knows every bus by its number",
    "tells the joke about the horse, slowly",
    "swims in the harbour until the frost",
)
#: What sounds like somebody and is nobody; what the reviewer says of it.
_NOBODY: Final = (
    (
        "{} lies in the harbour with a new mast, and my uncle, who has been ill for a year, took the helm and cried.",
        "That is a boat. Fair winds.",
    ),
    (
        "{} is in bloom again. My aunt planted her before the chemotherapy, and she waited for her.",
        "That is a rose. May she bloom for long.",
    ),
    (
        "{} sleeps on the bed of my brother since his surgery and will not be moved. So much purring helps.",
        "That is a cat. Out it goes, and greetings.",
    ),
)
_RETURNED: Final = (
    "Please leave out the name, and what they have. The rest is lovely.",
    "Would they want everybody to know it? Without the name this can go out at once.",
    "Name and illness together are theirs to tell. The second half says it all.",
)
_REFUSED: Final = (
    "This is somebody else's story, with their name on it. Please ask them first, or tell your own part of it."
)
_PLEA: Final = "I can leave out the name, and I would like somebody else to look at it once more."
_STAYS: Final = "I read it anew and see it the same way: it is theirs to tell. Thank you for asking."
_AUTHORS: Final = ("yusuf", "elsa", "diego", "noor")
_READERS: Final = ("olu", "ravi", "bea")

#: What sells something, which a moderator sends back.
_SOLD: Final = (
    "Two places are left in my stretching course on Mondays. Bring a mat and a neighbour.",
    "My balance boards are here, in three colours. The first ten come with a towel.",
    "I have room for private lessons again. Whoever brings a neighbour pays half.",
    "The foam roller that I made myself can be ordered now. Supplies are small.",
    "My little book of stretches is printed. Tell me how many you want.",
)
_SOLD_BY: Final = "wei"
_SELLING: Final = "It reads like an advertisement. Please say what helps, and leave out what it costs."
_FINE: Final = "I read it, and it can stay. Thank you for looking after this place."
_MODERATORS: Final = {"harbour": "olu", "heart-friends": "bea"}
_REPORTERS: Final = ("tess", "kofi", "mei", "aisha", "tomasz", "ines", "marisol")
_REASONS: Final = ("other", "unkind", "other", "harmful", "promotion")

#: How many in all, spread evenly over the months.
_STORIES_RETURNED, _STORIES_OF_NOBODY, _STORIES_REFUSED, _REPORTS = 30, 27, 6, 32


@dataclass(slots=True)
class _Story:
    """Words with a name in them, and what became of them."""

    by: str
    reader: str
    text: str
    fate: str
    words: str
    post: Post | None = None


def plan(hands: Hands) -> None:
    """Put it all on the calendar."""
    weekly = [
        (by, pattern.format(line), hours - place * 31)
        for place, (by, pattern, lines) in enumerate(_WEEKLY)
        for line, hours in zip(lines, _spread(len(lines)), strict=True)
    ]
    for number, (by, text, hours) in enumerate(weekly):
        hands.plan(hours, partial(_say, hands, f"weekly-{number}", by, text))
    _plan_stories(hands)
    _plan_reports(hands, len(weekly))
    for hours in (SINCE - 40 * _DAY, SINCE - 110 * _DAY):
        hands.plan(hours, partial(_pause, hands))
        hands.plan(hours - 0.2, partial(_go_on, hands))


def _spread(number: int) -> list[float]:
    """So many moments of the months before, evenly, oldest first."""
    step = (SINCE - 6 * _DAY - _UNTIL) / number
    return [SINCE - 6 * _DAY - step * place for place in range(number)]


def _name(number: int) -> str:
    return f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}"


def _plan_stories(hands: Hands) -> None:
    names = iter(range(len(_FIRST) * len(_LAST)))
    for number, hours in enumerate(_spread(_STORIES_RETURNED)):
        does = _ALL_THE_SAME[number % len(_ALL_THE_SAME)]
        who, what = _WHO[number % len(_WHO)], _WHAT[number % len(_WHAT)]
        text = f"My {who} {_name(next(names))} has {what} and {does}."
        story = _story(number, text, "returned", _RETURNED[number % len(_RETURNED)])
        _plan_story(hands, story, hours - 5)
        if number < len(_ALL_THE_SAME):
            hands.plan(hours - 11, partial(_say_anew, hands, story, f"Somebody dear to me {does}. I am glad of it."))
        else:
            hands.plan(hours - 11, partial(_take_back, hands, story))
    for number, hours in enumerate(_spread(_STORIES_OF_NOBODY)):
        text, words = _NOBODY[number % len(_NOBODY)]
        story = _story(number + 1, text.format(_name(next(names))), "released", words)
        _plan_story(hands, story, hours - 17, objects=number % 2 == 0)
    for number, hours in enumerate(_spread(_STORIES_REFUSED)):
        who, what = _WHO[-number - 1], _WHAT[number]
        text = f"My {who} {_name(next(names))} learned today that it is {what}. Nobody knows yet. What can I do?"
        story = _story(number + 2, text, "refused", _REFUSED)
        _plan_story(hands, story, hours - 29)
        if number % 2:
            hands.plan(hours - 40, partial(_look_twice, hands, story))


def _story(number: int, text: str, fate: str, words: str) -> _Story:
    reader = _READERS[number % len(_READERS)]
    return _Story(_AUTHORS[number % len(_AUTHORS)], reader, text, fate, words)


def _plan_story(hands: Hands, story: _Story, hours: float, *, objects: bool = False) -> None:
    hands.plan(hours, partial(_tell, hands, story, objects=objects))
    hands.plan(hours - 3, partial(_decide, hands, story))


def _tell(hands: Hands, story: _Story, *, objects: bool) -> None:
    person, seat = hands.person(story.by), hands.seat(story.by)
    composition = Composition(considered=True, text=story.text)
    if objects:
        checked = composing.check(person, seat, composition, audience=composition.audience)
        for number in range(len(checked.findings)):
            objecting.answer(person, composition.draft_key, checked, QueryDict(f"object={number}.nobody"))
    outcome = publishing.publish_post(person, seat, composition)
    if isinstance(outcome, Done) and outcome.post.state == Post.State.HELD:
        story.post = outcome.post


def _review(story: _Story) -> Review | None:
    if story.post is None:
        return None
    versions = story.post.versions.values("pk")
    return Review.objects.filter(subject_kind="version", subject_id__in=versions).order_by("-pk").first()


def _decide(hands: Hands, story: _Story) -> None:
    review = _review(story)
    if review is None:
        return
    reader = hands.person(story.reader)
    reviews.claim(reader, review.pk)
    act = {"returned": reviews.send_back, "released": reviews.release, "refused": reviews.refuse}[story.fate]
    act(reader, review.pk, words=story.words)


def _say_anew(hands: Hands, story: _Story, text: str) -> None:
    if story.post is not None:
        post = Post.objects.get(pk=story.post.pk)
        composition = Composition(considered=True, text=text, draft_key=f"edit:{post.pk}")
        publishing.edit_post(hands.person(story.by), hands.seat(story.by), post, composition)


def _take_back(hands: Hands, story: _Story) -> None:
    if story.post is not None:
        publishing.withdraw_post(hands.person(story.by), Post.objects.get(pk=story.post.pk))


def _look_twice(hands: Hands, story: _Story) -> None:
    """Its author asks for a second look, and somebody else reads it."""
    review = _review(story)
    if review is None:
        return
    second = reviews.appeal(hands.person(story.by), review.pk, plea=_PLEA)
    other = hands.person(next(one for one in _READERS if one != story.reader))
    reviews.claim(other, second.pk)
    reviews.refuse(other, second.pk, words=_STAYS)


def _say(hands: Hands, key: str, by: str, text: str) -> None:
    composition = Composition(considered=True, text=text)
    hands.remember(key, hands.publish(by, composition, Post.State.LIVE, None))


def _plan_reports(hands: Hands, said: int) -> None:
    moments = zip(
        _spread(_REPORTS), islice(cycle(_REPORTERS), _REPORTS), islice(cycle(_REASONS), _REPORTS), strict=True
    )
    for number, (hours, by, reason) in enumerate(moments):
        # Of what somebody said some days before, in the order in which it was said.
        about = f"weekly-{number * (said // 3) // _REPORTS + number % 3 * (said // 3)}"
        hands.plan(hours - 9 * _DAY, partial(_report, hands, about, by, reason))
    for number, (text, hours) in enumerate(zip(_SOLD, _spread(len(_SOLD)), strict=True)):
        hands.plan(hours - 50, partial(_say, hands, f"sold-{number}", _SOLD_BY, text))
        hands.plan(hours - 61, partial(_report, hands, f"sold-{number}", _REPORTERS[number], "promotion"))


def _report(hands: Hands, about: str, by: str, reason: str) -> None:
    """A reader reports it, and a moderator answers within the day."""
    post = hands.post(about)
    assert post.live_id is not None  # readers report what they can read
    author = person_of(post.author.seat)
    made = reports.report(hands.person(by), Ref("version", post.live_id), author=author, reason=reason, words="")
    place = post.author.seat.organisation
    reader = hands.person("ravi" if place is None else _MODERATORS[place.slug])
    review = Report.objects.get(pk=made.pk).review
    assert review is not None  # reports are read as a review
    reviews.claim(reader, review.pk)
    if about.startswith("sold"):
        reviews.send_back(reader, review.pk, words=_SELLING)
    else:
        reviews.release(reader, review.pk, words=_FINE)


def _pause(hands: Hands) -> None:
    halt_publishing(hands.person("samira"), reason=Halt.Reason.EXERCISE.value)


def _go_on(hands: Hands) -> None:
    resume_publishing(hands.person("jonas"))
