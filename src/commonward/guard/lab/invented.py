"""Names of bands, shops, teams, villages, games for training texts: composed from parts, with known ones between.

How a name of each kind is made is said in the frame file `en_kinds.txt`: "The <w_adj> <w_nouns>" may be a band.
What is no name of anyone, anywhere or any body (a telephone, a song, a holiday) is here as well and is of no kind:
texts that hold it teach the tagger to leave it alone. "the" before a name is no part of it, "The" is.
"""

import re
from collections.abc import Mapping
from typing import Protocol

from commonward.guard.lab.values_es import ARTICLE_END

KIND_OF_INVENTED: Mapping[str, str] = {
    **dict.fromkeys(("nick", "character", "ringname", "royal"), "NAME"),
    **dict.fromkeys(("venue", "nature", "area", "village", "airport", "station", "road"), "LOCATION"),
    **dict.fromkeys(("band", "shop", "eatery", "startup", "side"), "ORG"),
    **dict.fromkeys(("airline", "bank", "party", "campus", "label"), "ORG"),
    "handle_odd": "CONTACT",
    **dict.fromkeys(("thing", "game", "title", "happening", "breed", "dish", "people_of", "award", "tagday"), ""),
}


class Source(Protocol):
    """What names are composed from."""

    def given(self) -> str:
        """A given name."""

    def family(self) -> str:
        """A family name."""

    def town(self) -> str:
        """A town."""

    def pick(self, *names: str) -> str:
        """An entry of one of these lists. Raises KeyError for a list that there is not."""


def invent(kind: str, source: Source) -> str:
    """A name of this kind, its article set off; "" for a kind that is not of this module."""
    made = _composed(kind, source) if kind in KIND_OF_INVENTED else ""
    return f"the{ARTICLE_END}{made.removeprefix('the ')}" if made.startswith("the ") else made


def _composed(part: str, source: Source) -> str:
    match part:
        case "given":
            return source.given()
        case "family":
            return source.family()
        case "town":
            return source.town()
    return _PART.sub(lambda match: _composed(match[1], source), source.pick(part))


_PART = re.compile(r"<([a-z_]+)>")
