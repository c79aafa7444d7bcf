"""What a privacy officer of the demo has on the desk: a pause that was tried, two incidents, two requests."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Final

from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.oversight import correcting, incidents
from commonward.oversight.incidents import Assessment
from commonward.oversight.models import Correction, Incident
from commonward.people.actions import halt_publishing, resume_publishing
from commonward.people.models import Halt

Plan = Callable[[float, Callable[[], None]], None]
Who = Callable[[str], Person]

OFFICER: Final = "samira"
#: How many hours ago each step was taken, to which state, and the officer's words. None of them names anybody.
STEPS: Final = (
    (
        400.0,
        "reported",
        "A printed list of next week's visits lay on the bench by the lift for about half an hour. A colleague from "
        "the front desk found it and brought it to me.",
    ),
    (399.6, "contained", "The list is shredded. The printer by the lift asks for a badge now before it prints."),
    (
        330.0,
        "assessed",
        "First names and times only, no reasons and no numbers. Two colleagues passed by, both of the clinic, and "
        "said that they did not read it.",
    ),
    (329.0, "closed", "The team talked about it on Tuesday. The poster about printing is new."),
)
NEW: Final = (
    2.1,
    "A reader told us that a photograph of our corridor may show a whiteboard with initials. The post is taken back.",
)
#: Who asked, how many hours ago, the words; then the answer, if there is one, and how many hours later.
ASKED: Final = (
    ("nadia", 90.0, "My page of credentials says Maine. I moved and work in Vermont now.", 4.0,
     "You can state the new one yourself now; I ended the old one so that it does not stand in the way."),
    ("lena", 5.5, "It says that a post of mine came back in May. I was not here then. Was it somebody else?", 0.0, ""),
)  # fmt: skip


#: Who tried the pause of all publishing, who ended it, and how many hours ago: while nobody was writing.
EXERCISE: Final = ("samira", "jonas")
EXERCISED: Final = 500.25


def plan(at: Plan, who: Who) -> None:
    """Put it all on the calendar."""
    at(EXERCISED, partial(_halt, who))
    at(EXERCISED - 0.1, partial(_resume, who))
    for hours, state, words in STEPS:
        at(hours, partial(_step, who, state, words))
    at(NEW[0], partial(_step, who, "reported", NEW[1]))
    for by, hours, words, after, answer in ASKED:
        at(hours, partial(_ask, who, by, words))
        if answer:
            at(hours - after, partial(_answer, who, by, answer))


def _halt(who: Who) -> None:
    halt_publishing(who(EXERCISE[0]), reason=Halt.Reason.EXERCISE.value)


def _resume(who: Who) -> None:
    resume_publishing(who(EXERCISE[1]))


def _step(who: Who, state: str, words: str) -> None:
    officer = who(OFFICER)
    if state == "reported":
        incidents.report(officer, discovered_at=clock.now() - timedelta(minutes=20), words=words)
        return
    incident = Incident.objects.visible_to(officer).order_by("pk")[0]
    found = Assessment("not_breach", 9) if state == "assessed" else None
    incidents.step(officer, incident.pk, to=state, words=words, assessment=found)


def _ask(who: Who, by: str, words: str) -> None:
    correcting.ask(who(by), words=words)


def _answer(who: Who, by: str, answer: str) -> None:
    officer = who(OFFICER)
    asked = Correction.objects.to_answer_by(officer).get(seat_id=who(by).seat, state=Correction.State.ASKED)
    correcting.answer(officer, asked.pk, done=True, words=answer)
