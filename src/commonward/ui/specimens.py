"""Invented people and words for the page that shows every component. Nothing here is anybody's."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from django.http import HttpRequest

from commonward.kernel import clock
from commonward.ui import findings
from commonward.ui.composing import Composer
from commonward.ui.shapes import (
    Audience,
    Due,
    Face,
    HelpCard,
    HelpLine,
    Helplines,
    HelpWay,
    KeptPicture,
    MenuLink,
    Place,
    PostCard,
    SeatCard,
    Tab,
    TagLink,
)

_STATIC = Path(__file__).parent / "static" / "ui"

WORDS = (
    "What a week with our team. Mrs. Odalys Ferriman walked to the garden on her own, and the harpist from the harbour "
    "market played for us from his bed.\n\nHe was non-compliant with his tablets at first; a pill box and a daily call "
    "changed that. If you care for someone after surgery: short walks, rest, and plenty of water. Small steps count."
)

NADIA = Face("Nadia Okafor", "#", "nadia-okafor", "", "Nurse", "verified", "Harbour Clinic")
MARISOL = Face("Marisol Quispe", "#", "marisol", "", "Diabetes nurse", "verified", "Larkmoor Community Clinic")
PAT = Face("Pat Lindqvist", "#", "pat-lindqvist", "", "Patient", "", "")
WEI = Face("Wei-Ling Chen", "#", "wei-ling", "", "Physiotherapist", "unverified", "")
YUSUF = Face("Yusuf Karaca", "#", "yusuf", "", "Family", "", "")


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit as the guard would suggest it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A fix as the guard would suggest it."""

    label: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A finding as the guard would report it, on one phrase of `WORDS`."""

    rule: str
    decision: str
    phrase: str = field(repr=False)
    title: str
    reason: str
    source: str
    becomes: str = field(repr=False)
    label: str
    media: int | None = None

    @property
    def start(self) -> int:
        """Where the phrase begins."""
        return WORDS.index(self.phrase)

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.phrase)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """One fix: the phrase becomes other words."""
        return (Fix(self.label, (Edit(self.start, self.end, self.becomes),)),)


EXAMPLES = (
    Example(
        "phi.name",
        "block",
        "Mrs. Odalys Ferriman",
        "This names a patient",
        "Her name tells everyone that she was in hospital. A role tells the same story.",
        "Privacy Rule, 164.514(b)(2)(i)(A)",
        "One of our patients",
        "Use her role",
    ),
    Example(
        "phi.indirect",
        "hold",
        "the harpist from the harbour market",
        "Neighbours may know who this is",
        "There is one harpist at that market. Without a change, a second person reads this before it goes out.",
        "Privacy Rule, 164.514(b)(2)(ii)",
        "a musician",
        "Use “a musician”",
    ),
    Example(
        "stigma.language",
        "warn",
        "was non-compliant with",
        "“Non-compliant” puts the blame on him",
        "Say what got in the way, not what he is. Or tell us why the word is needed here.",
        "Words Matter guide, NIDA",
        "had not been able to take",
        "Use these words",
    ),
    Example(
        "claims.false",
        "note",
        "plenty of water",
        "“Plenty” is not right for everyone",
        "Some people with heart failure have a daily limit. This entry is still waiting for a clinician.",
        "Our fact list: fluids after heart surgery",
        "plenty of water, unless your team says otherwise",
        "Add these words",
    ),
)


def check() -> findings.Check:
    """The example text as the composer and the review desk show it."""
    return findings.read(WORDS, EXAMPLES, source_url=lambda finding: "#thread")


def composer(*, id: str, small: bool = False, text: str = "") -> Composer:
    """A composer that sends nowhere."""
    return Composer(
        action="#",
        check_url="",
        key="",
        id=id,
        text=text,
        face=NADIA,
        audiences=(Audience("public", "Public"), Audience("followers", "People who follow you", "people")),
        audience="public",
        pictures=(
            KeptPicture(
                "specimen",
                "garden-bench.jpg",
                "Hospital garden at sunset, an empty bench.",
                level="note",
                sentence="We took hidden data out of the file: the place and the time.",
            ),
        )
        if text and not small
        else (),
        max_pictures=0 if small else 4,
        label="Write a reply" if small else "",
        small=small,
        cards_inside=small,
        draft_sentence="Draft kept" if text else "",
    )


def posts() -> tuple[PostCard, ...]:
    """Three posts of three kinds of people."""
    now = clock.now()
    return (
        _post(
            MARISOL,
            now - timedelta(minutes=40),
            "<p>You count, weigh, prick and plan, every day, with no day off. Feeling tired of it is not a failure. "
            'Here is what people in our <a href="#">Thursday circle</a> say keeps them going.</p>'
            "<ul><li><b>One rest day for the mind.</b> Keep the medicine, drop the diary for a day.</li>"
            "<li><b>Ask for one thing.</b> “Could you cook on Tuesdays?” works better than “I need help”.</li></ul>",
            title="When diabetes wears you out",
            thanks=41,
            replies=12,
        ),
        _post(
            PAT,
            now - timedelta(days=1),
            "<p>Twelve weeks since my new valve. Today I climbed the hill behind the library without stopping. To "
            "whoever told me to count lamp posts instead of minutes: it works.</p>",
            thanks=28,
            thanked=True,
            audience_label="Members only",
            audience_icon="lock",
        ),
        _post(
            WEI,
            now - timedelta(days=9),
            "<p>Question for the night shift: how do you keep your own back well? I am putting together five stretches "
            "that fit between two call bells, and would love your tricks.</p>",
            state="wait",
            state_sentence="Waits for a second reader",
            edited=True,
        ),
    )


def comments() -> tuple[PostCard, ...]:
    """A comment with an answer, and another."""
    now = clock.now()
    answer = _post(
        NADIA,
        now - timedelta(days=1, hours=2),
        "<p>That sounds like a good drawer. Your worth is not a number on a meter.</p>",
        audience_label="",
    )
    first = _post(
        Face("quiet-river", "#", "quiet-river", "", "Patient"),
        now - timedelta(days=1, hours=3),
        "<p>Thank you for giving it a name. I put the diary in a drawer for the night.</p>",
        children=(answer,),
        thanks=3,
    )
    return (first, _post(YUSUF, now - timedelta(hours=1), "<p>My father asked me to come to the circle with him.</p>"))


def _post(face: Face, at: datetime, body: str, **more: object) -> PostCard:
    given: dict[str, object] = {
        "url": "#",
        "face": face,
        "at": at,
        "body_html": body,
        "audience_label": "Public",
        "thank_url": "#",
        "save_url": "#",
        "reply_url": "#",
        "menu": (MenuLink("#", "Copy the link", "copy"), MenuLink("#", "Report", "flag", grave=True)),
        **more,
    }
    return PostCard(**given)  # type: ignore[arg-type]  # every name above is a field of PostCard


def frame(request: HttpRequest) -> dict[str, object]:
    """A frame as somebody with a seat sees it."""
    return {
        "places": (
            Place("#", "home", "Home"),
            Place("#", "spaces", "Spaces", narrow=True),
            Place("#", "care", "Care", count=3),
            Place("#", "learn", "Learn", narrow=False),
            Place("#", "review", "Review", narrow=False),
            Place(request.path, "you", "You", current=True),
        ),
        "seat_card": SeatCard("Nadia Okafor", "Nurse", "Harbour Clinic", "nadia-okafor", "", "#"),
        "write_url": "#",
        "search_url": "#",
    }


def _names(file: str, pattern: str) -> tuple[str, ...]:
    """What a file of ours defines, read from the file itself: the page cannot fall behind."""
    text = (_STATIC / file).read_text(encoding="utf-8")
    return tuple(dict.fromkeys(re.findall(pattern, text)))


TABS = (Tab("#", "Following", current=True), Tab("#", "Questions", count=2), Tab("#", "Saved", hint="6 new"))
DUES = (
    Due("#", "Your words came back", "See why, change them, or ask for a second look", "undo"),
    Due("#", "Verify a licence", "Compare the number with the register", "seal-open"),
    Due("#", "A held text waits", "Read it, and take it if you have a moment", words="18 m", left=85, whole=100),
    Due("#", "A reader has a doubt", "Read it, and take it if you have a moment", words="3 h", left=0, whole=100),
)
TAGS = (TagLink("#", "nightshift", 12), TagLink("#", "walking", 5), TagLink("#", "medicines", 1))
HELP = Helplines(
    language="en",
    country="Larkland",
    lines=(
        HelpLine(
            "Night line",
            "For anybody. At any hour, free.",
            (HelpWay("#", "Call 988"), HelpWay("#", "Text 988", "send")),
        ),
        HelpLine("Line for those who write", "At any hour.", (HelpWay("#", "Text HOME to 741741", "send"),)),
    ),
    elsewhere="",
    danger="If somebody is in danger now:",
    emergency=HelpWay("#", "Call 911, the emergency number"),
    emergency_says="",
    brief="Call 988",
    fold_title="If it gets too heavy, someone is there.",
    own=HelpCard("You matter. Help is here now", "Talking to someone helps, today. You do not have to be sure."),
    other=HelpCard(
        "You are worried about someone", "Asking does not make it worse.", ("Ask plainly.", "Listen.", "Stay.")
    ),
    urgent=HelpCard("This may be an emergency", "Some signs cannot wait for an answer here."),
    private="Only you see this. Nothing was sent to anybody.",
    know_label="Let somebody know",
    more_label="All numbers",
    more_url="#",
    close_label="Close",
    unfit_label="This does not fit",
    know_url="#",
)
SWATCHES = _names("css/tokens.css", r"--([a-z-]+): light-dark\(#[0-9a-f]{6}, ")
ICONS = _names("icons.svg", r'id="i-([a-z-]+)"')
DRAWINGS = _names("drawings.svg", r'id="([a-z]+)"')
LEVELS = (
    ("note", "plenty of water", "Nothing. It is good to know."),
    ("warn", "was non-compliant with", "Change it, or say why. The reason is kept."),
    ("hold", "the harpist from the market", "A second person reads it first."),
    ("block", "Mrs. Odalys Ferriman", "A change. Then it can go out."),
)
BUTTONS = (
    ("main", "Publish"),
    ("second", "Save draft"),
    ("fix", "Use their role"),
    ("quiet", "Dismiss"),
    ("grave", "Refuse"),
    ("urgent", "Call Pat"),
)
SEEDS = ("marisol", "nadia-okafor", "pat-lindqvist", "yusuf", "amara", "lena", "wei-ling")
