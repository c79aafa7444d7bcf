"""Care in the demo: what patients permit, who cares for whom, and what is said between them."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from commonward.care import access
from commonward.care.actions import cover as covering
from commonward.care.actions import files, messaging, proxies, reading, ready, relating, showings, teams, turns
from commonward.care.actions.cover import Plan, Times
from commonward.care.actions.filing import Done
from commonward.care.models import Membership, Message, RecordEntry, Relationship, Team, Thread
from commonward.care.models.threads import Urgency
from commonward.care.words import Words
from commonward.config.demo import readings
from commonward.config.demo.calendar import carry_out
from commonward.config.demo.information import Hands
from commonward.consent import actions
from commonward.consent.actions import Offer
from commonward.consent.kinds import Kind, newest
from commonward.consent.models import Audience, Grant, Purpose
from commonward.consent.queries import Scope
from commonward.kernel import clock
from commonward.kernel.actor import Person

#: Place, name, its administrator, and who serves in it.
TEAMS: Final = (
    ("harbour", "Heart team", "jonas", ("nadia", "mei", "aisha", "leyla")),
    ("larkmoor", "Diabetes team", "ada", ("marisol", "ifeoma", "priya")),
)
#: Patient, place, kind, hours ago, and how many of them later it was taken back; None while it stands.
PERMITTED: Final = (
    ("pat", "harbour", Kind.MESSAGING, 24 * 24.0, None),
    ("pat", "harbour", Kind.SCREENING, 23 * 24.0, 9 * 24.0),
    ("henrik", "harbour", Kind.MESSAGING, 18 * 24.0, None),
    ("henrik", "harbour", Kind.SCREENING, 18 * 24.0, None),
    ("diego", "larkmoor", Kind.MESSAGING, 15 * 24.0, None),
)


@dataclass(frozen=True, slots=True)
class Cared:
    """A patient who asked a team, as the place knows them. Whoever took them into care has checked who they are."""

    who: str
    team: str
    name: str
    born: str
    hours: float
    by: str = ""


CARED: Final = (
    Cared("pat", "Heart team", "Pat Lindqvist", "1957-06-02", 25 * 24.0, "nadia"),
    Cared("henrik", "Heart team", "Henrik Solberg", "1949-11-20", 19 * 24.0, "nadia"),
    Cared("diego", "Diabetes team", "Diego Rojas", "1983-02-14", 16 * 24.0, "marisol"),
    Cared("ines", "Heart team", "Ines Carvalho", "1994-09-08", 7.0),
)


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter: who began it about what, and who said what, so many hours ago."""

    who: str
    team: str
    topic: str
    said: tuple[tuple[str, float, str], ...]
    read_by: tuple[str, ...] = ()


MATTERS: Final = (
    Matter(
        "pat",
        "Heart team",
        "The new tablet",
        (
            ("nadia", 30.0, "Good morning Pat. How did the first days on the new tablet go?"),
            ("pat", 28.5, "Morning! Sleeping well. A bit light in the head when I stand up fast."),
            (
                "nadia",
                28.0,
                "Thank you for telling me. Stand up in two steps, and sit down if the room turns. I asked our "
                "pharmacist to look at the dose today.",
            ),
            ("mei", 26.0, "I looked at it. Please take the tablet in the evening from today, not in the morning."),
            ("pat", 3.2, "Evening works. Here are my readings. Should I still measure twice a day?"),
        ),
        ("aisha",),
    ),
    Matter(
        "henrik",
        "Heart team",
        "Knitting with cold hands",
        (
            ("henrik", 80.0, "My hands are cold since the new medicine, and I drop stitches. Is that usual?"),
            ("nadia", 76.0, "It can happen with it. Do your fingers change colour, or hurt?"),
            ("henrik", 74.0, "No, only cold. Warm socks for hands it is, then."),
            ("nadia", 73.5, "A good plan. Tell us if that changes, and we look at it at your next visit."),
            (
                "leyla",
                71.0,
                "I read along, Henrik. Your pulse at the last visit was fine, so we stay with this dose. If your "
                "fingers turn white or hurt, write the same day.",
            ),
        ),
        ("henrik",),
    ),
    Matter(
        "henrik",
        "Heart team",
        "A flight in May",
        (("henrik", 5.2, "My sister turns eighty in May. May I fly to her? It is four hours each way."),),
        ("nadia",),
    ),
    Matter(
        "diego",
        "Diabetes team",
        "Readings from this week",
        (
            ("diego", 50.0, "I wrote down all readings this week. Most are fine, two in the morning were low."),
            ("marisol", 47.0, "Thank you for writing them down. What did you eat on those two evenings?"),
            ("diego", 5.5, "Soup only, both times. I was not hungry."),
        ),
        ("ifeoma",),
    ),
)
#: In which matter the patient's last message has a picture of their readings with it.
WITH_PICTURE: Final = "The new tablet"
#: Who acts for whom: the patient, the team, the handle of the caregiver, what they may beside reading, hours ago.
ACTING: Final = (("pat", "Heart team", "elsa", frozenset({"message"}), 22 * 24.0),)
#: Who is there for the heart team: what, from when to when, every day of the rota.
ROTA: Final = (
    ("nadia", "duty", "07:00", "19:00"),
    ("leyla", "duty", "07:00", "19:00"),
    ("aisha", "duty", "19:00", "07:00"),
    ("leyla", "on_call", "19:00", "07:00"),
    ("mei", "on_call", "00:00", "00:00"),
)
ROTA_WEEKS: Final = 6
AWAY: Final = "In the evening and at weekends, call the ward. Its number stands beside this."
#: The numbers of the teams; those that end like this are nobody's.
PHONES: Final = ("+1 207 555 0143", "+1 207 555 0178")
#: Words of staff that wait for a second reader: who, in whose matter, hours ago.
HELD: Final = (("aisha", "The new tablet", 1.4, "You should stop the warfarin today, and take only the new tablet."),)
#: What a nurse hands to a physician: the matter, who hands it over, to whom, hours ago.
HANDED: Final = (("A flight in May", "nadia", "leyla", 4.6),)
#: Who leads the heart team, and what they keep ready: title and words.
LEADS: Final = ("Heart team", "nadia")
READY: Final = (
    (
        "How to measure blood pressure",
        "Sit for five minutes first, feet on the floor, the arm on the table. Measure twice, a minute apart, and write "
        "down the second one with the time of day.",
    ),
    (
        "What to bring to a visit",
        "Please bring all medicines in their boxes, your readings, and your questions on paper.",
    ),
)
#: A question to a patient who may say no: who asks, whose words, and the words that would be shown.
SHOWN: Final = (
    "nadia",
    "pat",
    "Pat Lindqvist has knitted four scarves in our waiting room. Patience, says Pat, is a row at a time.",
)


def plan(hands: Hands) -> None:
    """Put all of it on the calendar."""
    care = _Care(hands)
    for place, name, by, members in TEAMS:
        hands.plan(27 * 24.0, partial(care.open, place, name, by, members))
    hands.plan(26.5 * 24.0, care.cover)
    for cared in CARED:
        hands.plan(cared.hours, partial(care.ask, cared))
        if cared.by:
            hands.plan(cared.hours - 5.0, partial(care.take, cared))
    for who, place, kind, hours, after in PERMITTED:
        hands.plan(hours, partial(care.permit, who, place, kind))
        if after is not None:
            hands.plan(hours - after, partial(care.take_back, who, kind))
    for matter in MATTERS:
        for number, (_who, hours, _text) in enumerate(matter.said):
            hands.plan(hours, partial(care.say, matter, number))
        for who in matter.read_by:
            hands.plan(matter.said[-1][1] - 0.4, partial(care.read, matter, who))
    for who, team, handle, scopes, hours in ACTING:
        hands.plan(hours, partial(care.let_act, who, team, handle, scopes))
    for who, topic, hours, text in HELD:
        hands.plan(hours, partial(care.hold, who, topic, text))
    for topic, by, to, hours in HANDED:
        hands.plan(hours, partial(care.hand_over, topic, by, to))
    hands.plan(20 * 24.0, care.keep_ready)
    hands.plan(2.2, care.ask_to_show)


class _Care:
    """One run of building what happens in care."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._teams: dict[str, Team] = {}
        self._relationships: dict[tuple[str, str], Relationship] = {}
        self._threads: dict[str, Thread] = {}

    def open(self, place: str, name: str, by: str, members: tuple[str, ...]) -> None:
        """A team, and who serves in it."""
        person = self._hands.person(by)
        self._teams[name] = teams.open_team(person, self._hands.organisation(place), name=name)
        for handle in members:
            teams.join(person, self._teams[name], self._hands.seat(handle))

    def cover(self) -> None:
        """When the teams answer: one day and night, by a rota; one in office hours, with a word for the evening."""
        always, office = (("00:00", "00:00"),) * 7, (("09:00", "17:00"),) * 5 + (("", ""),) * 2
        for (place, name, by, _members), phone in zip(TEAMS, PHONES, strict=True):
            person, team = self._hands.person(by), self._teams[name]
            covering.set_zone(person, self._hands.organisation(place), settings.TIME_ZONE)  # as the pages tell time
            is_heart = name == TEAMS[0][1]
            promises = {Urgency.URGENT: "60", Urgency.SOON: "480", Urgency.ROUTINE: "1440"}
            plan = Plan(
                always if is_heart else office, promises, role="nurse", away="" if is_heart else AWAY, phone=phone
            )
            covering.set_cover(person, team, plan)
            if is_heart:
                self._rota(person, team)

    def _rota(self, person: Person, team: Team) -> None:
        first = clock.now().date()
        for number in range(7):
            day = (first + timedelta(days=number)).isoformat()
            for who, kind, begin, end in ROTA:
                times = Times(day, begin, end, str(ROTA_WEEKS))
                covering.add_shift(person, team, self._hands.seat(who), kind, times)

    def ask(self, cared: Cared) -> None:
        """A patient asks a team."""
        made = relating.ask(self._hands.person(cared.who), self._teams[cared.team], name=cared.name, born=cared.born)
        self._relationships[cared.who, cared.team] = made

    def take(self, cared: Cared) -> None:
        """The team knows them, and takes them into care."""
        clinician, relationship = self._hands.person(cared.by), self._relationships[cared.who, cared.team]
        relating.verify(clinician, relationship, "visit")
        relating.establish(clinician, relationship)

    def permit(self, who: str, place: str, kind: Kind) -> None:
        """A patient permits something."""
        actions.give(self._hands.person(who), self._hands.organisation(place), Offer(Scope(kind), newest(kind)))

    def take_back(self, who: str, kind: Kind) -> None:
        """And takes it back."""
        person = self._hands.person(who)
        actions.withdraw(person, Grant.objects.visible_to(person).get(kind=kind, ended_at=None))

    def let_act(self, who: str, team: str, handle: str, scopes: frozenset[str]) -> None:
        """A patient lets somebody close act for them."""
        relationship = self._relationships[who, team]
        proxies.name(self._hands.person(who), relationship, handle, proof="", scopes=scopes, until="")

    def say(self, matter: Matter, number: int) -> None:
        """The next thing that is said in a matter; the others have read what came before."""
        who, _hours, text = matter.said[number]
        if number:
            self.read(matter, who)
        is_last = number == len(matter.said) - 1
        done = self._sent(matter, who, text, self._picture(matter) if is_last and matter.topic == WITH_PICTURE else ())
        if done.entry.state != RecordEntry.State.FILED:
            raise AssertionError("The demo's words in care have to be ones that can be taken.")
        self._threads[matter.topic] = Thread.objects.visible_to(self._hands.person(who)).get(pk=done.message.thread_id)

    def _picture(self, matter: Matter) -> tuple[int, ...]:
        """The patient brings a picture for their next message, and it is looked at."""
        person, thread = self._hands.person(matter.who), self._threads[matter.topic]
        upload = SimpleUploadedFile(readings.NAME, readings.sheet(), "image/jpeg")
        brought = files.bring(person, self._relationships[matter.who, matter.team], thread, upload)
        carry_out()
        return (brought.pk,)

    def _sent(self, matter: Matter, who: str, text: str, carried: tuple[int, ...] = ()) -> Done:
        person, seat = self._hands.person(who), self._hands.seat(who)
        relationship = self._relationships[matter.who, matter.team]
        thread = self._threads.get(matter.topic)
        words = Words(text, topic=matter.topic, once=uuid4(), files=carried)
        if thread is None:
            outcome = messaging.open_thread(person, seat, relationship, words)
        else:
            outcome = messaging.send(person, seat, thread, words)
        assert isinstance(outcome, Done)  # the demo's words have to be ones that can be taken
        return outcome

    def read(self, matter: Matter, who: str) -> None:
        """Somebody reads a matter."""
        person, thread = self._hands.person(who), self._threads[matter.topic]
        shown = Message.objects.visible_to(person).filter(thread=thread).select_related("live")
        reading.read(person, thread, list(shown))

    def hold(self, who: str, topic: str, text: str) -> None:
        """Words that wait for a second reader."""
        outcome = messaging.send(
            self._hands.person(who), self._hands.seat(who), self._threads[topic], Words(text, once=uuid4())
        )
        assert isinstance(outcome, Done)  # the demo's words have to be ones that are held
        assert outcome.entry.state == RecordEntry.State.HELD

    def hand_over(self, topic: str, by: str, to: str) -> None:
        """Somebody gives what waits to a colleague."""
        person = self._hands.person(by)
        turns.hand_over(person, access.get_thread(person, self._threads[topic].pk), self._hands.seat(to).pk)

    def keep_ready(self) -> None:
        """Words that a team begins its messages with, kept by whoever leads it."""
        name, handle = LEADS
        by = next(by for _place, team, by, _members in TEAMS if team == name)
        administrator, team = self._hands.person(by), self._teams[name]
        membership = Membership.objects.visible_to(administrator).get(team=team, seat=self._hands.seat(handle))
        teams.lead(administrator, membership, leads=True)
        for title, words in READY:
            ready.write(self._hands.person(handle), self._hands.seat(handle), team, title=title, words=words)

    def ask_to_show(self) -> None:
        """A nurse asks her patient whether others may read exactly these words."""
        handle, patient, words = SHOWN
        until = (clock.now() + timedelta(days=180)).date().isoformat()
        wish = showings.Wish(words, Audience.PUBLIC, Purpose.STORY, until)
        relationship = self._relationships[patient, LEADS[0]]
        showings.ask(self._hands.person(handle), self._hands.seat(handle), relationship, wish)
