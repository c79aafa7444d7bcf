"""The composer as a value: what `ui/composer/form.html` needs to draw the place where people write.

What comes back, without script and with it:

* `text`, `audience`, and the hidden fields that the page gave;
* a button: `publish`, `check`, or `fix` whose value is the token of the fix to make, "all", or "undo" (then `before`
  are the words to bring back); `object` and `unobject` name a finding that the author does not agree with;
* `help`, what the author said of the help card for this text, and `help-close`, the button that says it: "closed" or
  "unfit";
* `reason-KEY` for every warning that the author keeps, by the key of its card;
* `add`, whose value is the remedy and the key of a card, with `cite-KEY`, `sponsor-KEY` or `colleague-KEY`;
* `is_health` and `review_on`, where the composer offers them;
* `ask` and `unask` name a finding that the author asks somebody about, with `ask-to-KEY` and `ask-words-KEY`;
* `file` and `drop-file` for files kept from an earlier try, `new-file` for new ones, `bring` to add without sending;
* `media`, `alt-ID` and `drop` for pictures kept from an earlier try; `picture-N` and `picture-alt-N` for new ones.
"""

import re
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from commonward.ui.shapes import Audience, Face, KeptFile, KeptPicture

_ID = re.compile(r"^[a-z][a-z0-9-]{0,40}$")

#: Characters of one post that are checked while somebody writes, unless a page says otherwise.
USUAL_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Composer:
    """A place to write. `key` names seat and place for the copy in the browser ("7:new"); it never holds words.

    `small` is for replies; `cards_inside` shows findings under the words, where a page has no room beside them.
    """

    action: str
    check_url: str
    key: str
    id: str = "composer"
    draft_url: str = ""
    text: str = field(default="", repr=False)
    face: Face | None = None
    label: str = ""
    text_label: str = ""
    placeholder: str = ""
    publish_label: str = ""
    start_sentence: str = ""
    draft_sentence: str = ""
    error: str = ""
    pictures_error: str = ""
    before: str = field(default="", repr=False)  # the words before all was mended at once
    help_closed: bool = False  # the author closed the help card for this text
    audiences: tuple[Audience, ...] = ()
    audience: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    pictures: tuple[KeptPicture, ...] = ()
    max_pictures: int = 0
    files: tuple[KeptFile, ...] = ()  # pictures and documents of a message, which stay as they are
    max_files: int = 0
    files_accept: str = ""
    files_hint: str = ""
    files_error: str = ""
    limit: int = USUAL_LIMIT
    asks_health: bool = False  # offers to say that it is health information, and when it is looked at again
    is_health: bool = False
    review_on: str = ""
    review_on_error: str = ""
    colleague: str = ""  # the handle of a colleague who will be asked to review it
    small: bool = False
    cards_inside: bool = False
    names_nobody: bool = False  # what it says by itself is the same for everybody, so that it may stay drawn

    @property
    def stays_drawn(self) -> bool:
        """Whether nothing stands in it that anybody wrote or brought, so that what it shows is for many."""
        written = self.text, self.before, self.error, self.pictures_error, self.files_error, self.review_on
        return self.names_nobody and not any(written) and not (self.pictures or self.files or self.colleague)

    @property
    def blank(self) -> "Composer":
        """What all who may write the same have in common: without who writes and where it goes."""
        return replace(self, key="", action="", check_url="", draft_url="", face=None, hidden=())

    @property
    def prefix(self) -> str:
        """What stands before every id of this composer, so that two may be on one page."""
        return f"{self.id}-"

    @property
    def picture_slots(self) -> range:
        """Numbers of the file fields still free, from 1."""
        return range(1, max(0, self.max_pictures - len(self.pictures)) + 1)

    @property
    def audience_icon(self) -> str:
        """The icon beside the audience that is chosen now."""
        return next((audience.icon for audience in self.audiences if audience.value == self.audience), "globe")


def answering(post: QueryDict) -> Composer:
    """The composer that asks for a check, as far as `ui/composer/check.html` needs to know it."""
    id, _, inside = post.get("composer", "").partition(" ")
    return Composer(action="", check_url="", key="", id=id if _ID.match(id) else "composer", cards_inside=bool(inside))


def words_of(post: QueryDict, name: str = "text") -> str:
    """What was written, with line ends as the script counts them: browsers send two characters where people see one.

    Offsets of findings and fixes are true for this text only.
    """
    return post.get(name, "").replace("\r\n", "\n").replace("\r", "\n")


def reasons_of(post: QueryDict) -> dict[str, str]:
    """The reasons given for what is kept, by card key."""
    return {name[len("reason-") :]: words_of(post, name).strip() for name in post if name.startswith("reason-")}
