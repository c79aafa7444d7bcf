"""What pages hand to the frame and to components: small frozen values that any app above may make.

Templates ask for attributes only, so an object of your own with the same names serves as well.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go in the rail. `narrow` ones also stand at the bottom of a narrow page: four at most."""

    url: str
    icon: str
    label: str
    count: int = 0
    current: bool = False
    narrow: bool = True
    tally: str = ""  # the name by which an open page hears of a new count


@dataclass(frozen=True, slots=True)
class SeatCard:
    """Who acts, in which seat. `switch_url` is where the seat is changed."""

    name: str
    role_label: str
    organisation_name: str = ""
    avatar_seed: str = ""
    picture_url: str = ""
    switch_url: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """A person or place as others see it, beside what they wrote.

    `proof` is "verified", "unverified" or "" for a plain role tag; `role_label` is what stands in the badge.
    """

    name: str
    url: str = ""
    avatar_seed: str = ""
    picture_url: str = ""
    role_label: str = ""
    proof: str = ""
    organisation_name: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something that waits for the reader, beside a page: what, why, and where to do it.

    With `whole`, a ring shows how much of a usual wait is `left`, and `words` stands in it ("2 h"); else an icon.
    """

    url: str
    title: str
    sub: str = ""
    icon: str = "clock"
    words: str = ""
    left: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class TagLink:
    """A tag in use, and how often lately."""

    url: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the tabs over a list. `count` waits for somebody and is marigold; `hint` is plain ("6 new")."""

    url: str
    label: str
    current: bool = False
    count: int = 0
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may read: a value of the composer's choice, with the icon that stands beside it when it is chosen."""

    value: str
    label: str
    icon: str = "globe"


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture that came with an earlier try and is kept for the next, with what was found in it."""

    id: str
    name: str = field(repr=False)
    alt: str = field(default="", repr=False)
    preview_url: str = ""
    level: str = ""
    sentence: str = ""
    error: str = ""
    is_looked_at: bool = False  # now: what was found is not known yet
    can_decide: bool = False  # its author may still say what is covered
    can_credit: bool = False  # its author may say whose it is, or ask about it
    credit: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A picture or document that came with an earlier try and is kept for the next, with a preview if there is one."""

    id: str
    name: str = field(repr=False)
    sentence: str = ""
    level: str = ""
    preview_url: str = ""


@dataclass(frozen=True, slots=True)
class HelpWay:
    """One way to reach a line: an address for the telephone or the browser, and what its button says."""

    url: str
    label: str
    icon: str = "phone"


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One place where somebody in need can turn, with the ways to reach it."""

    name: str
    says: str
    ways: tuple[HelpWay, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpCard:
    """What a help card says above the numbers."""

    title: str
    says: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Helplines:
    """The numbers for one reader, by the country they said they live in (rules.md section 6), and all words around.

    `own` speaks to somebody who may be in danger, `other` to somebody who worries about another, `urgent` about an
    emergency of the body. Everything is in one language, which may be another than the page's.
    """

    language: str
    country: str  # its name, "" where it is not known
    lines: tuple[HelpLine, ...]
    elsewhere: str
    danger: str
    emergency: HelpWay | None
    emergency_says: str
    brief: str
    fold_title: str
    own: HelpCard
    other: HelpCard
    urgent: HelpCard
    private: str
    know_label: str
    more_label: str
    more_url: str
    close_label: str
    unfit_label: str
    know_url: str = ""  # where somebody can be told, for those who are signed in


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture as it is shown. Width and height are in pixels and keep its place while it loads."""

    url: str
    alt: str = field(repr=False)
    width: int = 0
    height: int = 0
    credit: str = field(default="", repr=False)  # whose it is, for readers
    note: str = field(default="", repr=False)  # what a reviewer is told of it


@dataclass(frozen=True, slots=True)
class MenuLink:
    """One line of a menu. With `post`, it is a button that posts to `url`; without, a link."""

    url: str
    label: str
    icon: str = ""
    grave: bool = False
    post: bool = False


@dataclass(frozen=True, slots=True)
class QualityPoint:
    """One short word about a post's information: `good` has a tick, the others say what is missing."""

    label: str
    good: bool = True


@dataclass(frozen=True, slots=True)
class QualityLine:
    """The quality card in one line, under a post. `url` leads to the whole card; `disputed` is said first."""

    url: str
    points: tuple[QualityPoint, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class QualityFact:
    """One row of the whole quality card: what it is about, what is known, whether something is missing.

    `lines` are more of the same kind (sources, reviewers): words and, where there is one, an address.
    """

    name: str
    words: str = field(default="", repr=False)
    missing: bool = False
    lines: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    icon: str = "check"


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post as `ui/post.html` shows it in a feed, and a comment as `ui/comment.html` does.

    `body_html` is safe HTML made from screened text. Urls left empty leave their button out. `state` is "", "wait" or
    "withdrawn", with its sentence.
    """

    url: str
    face: Face
    at: datetime
    body_html: str = field(repr=False)
    title: str = field(default="", repr=False)
    anchor: str = ""
    audience_label: str = ""
    audience_icon: str = "globe"
    edited: bool = False
    edited_url: str = ""
    pictures: tuple[Picture, ...] = ()
    thanks: int = 0
    thanked: bool = False
    thank_url: str = ""
    saved: bool = False
    save_url: str = ""
    replies: int = 0
    reply_url: str = ""
    menu: tuple[MenuLink, ...] = ()
    state: str = ""
    state_sentence: str = ""
    quality: QualityLine | None = None
    dispute: str = ""  # said of a reply that disputes what it answers
    children: "tuple[PostCard, ...]" = ()
