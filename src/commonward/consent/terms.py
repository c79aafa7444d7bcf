"""What exactly is asked for, by kind: the fields that name it, and the parts that are permitted or not, each by itself.

Whoever asks fills the fields; the patient reads all of them. Parts are what can be narrowed away later: the uses of a
picture, the ways of writing, what a release is for.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.consent.kinds import Kind
from commonward.kernel import datakeys, text
from commonward.kernel.errors import Unacceptable


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to say. What `names_it` tells one use, recipient, campaign or study from another."""

    name: str
    label: Promise
    hint: Promise | str = ""
    longest: int = 200
    is_needed: bool = True
    names_it: bool = False
    type: str = "text"


_WHAT: Final = Field("what", gettext_lazy("What is given"), gettext_lazy("Only what the purpose needs."), 600)
_RECIPIENT: Final = Field(
    "recipient", gettext_lazy("To whom"), gettext_lazy("The name of one person or place, and where it is."),
    names_it=True,
)  # fmt: skip
_PURPOSE: Final = Field("purpose", gettext_lazy("What for"), longest=300, names_it=True)

FIELDS: Final[Mapping[Kind, tuple[Field, ...]]] = {
    Kind.CHANNEL: (
        Field("email", gettext_lazy("E-mail address"), longest=254, is_needed=False, type="email"),
        Field("sms", gettext_lazy("Number for text messages"), longest=30, is_needed=False, type="tel"),
    ),
    Kind.IMAGE: (
        Field(
            "what",
            gettext_lazy("What the picture or recording shows"),
            gettext_lazy("Such as: the wound on the left foot, without the face."),
            300,
            names_it=True,
        ),
        Field(
            "device",
            gettext_lazy("With which device"),
            gettext_lazy("Such as: the camera of the ward."),
            names_it=True,
        ),
    ),
    Kind.MARKETING: (
        Field("product", gettext_lazy("For which product"), names_it=True),
        Field("campaign", gettext_lazy("In which campaign"), names_it=True),
        Field("what", gettext_lazy("What is used for it"), longest=600),
        Field(
            "payment",
            gettext_lazy("Who pays whom for it"),
            gettext_lazy("Such as: the maker pays the clinic. Or: nobody is paid."),
        ),
        Field("recipient", gettext_lazy("Who sees it")),
    ),
    Kind.HIV: (_RECIPIENT, _WHAT, _PURPOSE),
    Kind.PART2: (_RECIPIENT, _WHAT, _PURPOSE),
    Kind.RESEARCH: (
        Field("study", gettext_lazy("Which study"), names_it=True),
        Field("led_by", gettext_lazy("Who leads it")),
        Field("what", gettext_lazy("Which data"), gettext_lazy("Only what the study needs."), 600),
        Field("purpose", gettext_lazy("What it wants to find out"), longest=600),
    ),
}

PARTS: Final[Mapping[Kind, Mapping[str, Promise]]] = {
    Kind.CHANNEL: {"email": gettext_lazy("Plain e-mail"), "sms": gettext_lazy("Text messages (SMS)")},
    Kind.IMAGE: {
        "care": gettext_lazy("For my care"),
        "teaching": gettext_lazy("For teaching those who work or learn in care"),
        "public": gettext_lazy("Showing it to everybody"),
    },
    Kind.PART2: {
        "treatment": gettext_lazy("For treatment"),
        "payment": gettext_lazy("For payment"),
        "operations": gettext_lazy("For running health care, such as checks of quality"),
        "stated": gettext_lazy("For the purpose that is stated"),
    },
}

_NUMBER: Final = re.compile(r"\+?[0-9 ()/.-]{6,29}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """What one permission is about: the fields as they were filled in, and the parts that can be said yes to."""

    kind: Kind
    values: tuple[tuple[str, str], ...] = field(repr=False)
    parts: tuple[str, ...] = ()

    def value(self, name: str) -> str:
        """What a field says, or ""."""
        return dict(self.values).get(name, "")

    @property
    def item(self) -> str:
        """By which the same thing is known again: keyed, so that nobody reads it from the database.

        "" for a kind of which there is one at an organisation.
        """
        naming = [one.name for one in FIELDS[self.kind] if one.names_it]
        if not naming:
            return ""
        said = "\x1f".join(" ".join(self.value(name).casefold().split()) for name in naming)
        return datakeys.keyed_digest(f"consent.{self.kind.value}", said)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each field that says something, by its label."""
        return [(str(one.label), said) for one in FIELDS[self.kind] if (said := self.value(one.name))]

    def written(self) -> str:
        """As it is kept."""
        return json.dumps({"values": dict(self.values), "parts": self.parts}, ensure_ascii=False)

    @classmethod
    def of(cls, kind: Kind, written: str) -> "Named":
        """What was kept."""
        kept = json.loads(written)
        return cls(kind, tuple(kept["values"].items()), tuple(kept["parts"]))


def named(kind: Kind, given: Mapping[str, str], parts: Collection[str] = ()) -> Named:
    """What somebody filled in, tidied. Raises Unacceptable beside the field, or beside `parts`."""
    values = []
    for one in FIELDS[kind]:
        said = text.tidy(given.get(one.name, "")).strip()
        if text.is_blank(said):
            if one.is_needed:
                raise Unacceptable(_("Please fill this in: the patient has to know."), field=one.name)
            continue
        if len(said) > one.longest:
            raise Unacceptable(
                _("This is longer than %(most)s characters. Please say it shorter.") % {"most": one.longest},
                field=one.name,
            )
        values.append((one.name, said))
    if kind == Kind.CHANNEL:
        return _channel(dict(values))
    known = PARTS.get(kind, {})
    chosen = tuple(one for one in known if one in parts)
    if known and not chosen:
        raise Unacceptable(_("Please choose at least one."), field="parts")
    return Named(kind, tuple(values), chosen)


def _channel(values: dict[str, str]) -> Named:
    """The ways are those for which there is an address."""
    if not values:
        raise Unacceptable(_("Please write an e-mail address, a number, or both."), field="email")
    if address := values.get("email"):
        try:
            validate_email(address)
        except ValidationError:
            raise Unacceptable(_("Please write the whole address, such as pat@example.org."), field="email") from None
    number = values.get("sms", "")
    if number and (not _NUMBER.fullmatch(number) or len(digits(number)) < 6):
        raise Unacceptable(_("Please write the whole number, with digits and spaces only."), field="sms")
    return Named(Kind.CHANNEL, tuple(values.items()), tuple(values))


def digits(number: str) -> str:
    """The digits of a number, however it is written."""
    return re.sub(r"\D", "", number, flags=re.ASCII)


def labels(kind: Kind, parts: Collection[str]) -> list[str]:
    """What parts are called, in the order in which they are asked for."""
    return [str(label) for part, label in PARTS.get(kind, {}).items() if part in parts]


def parts_of(kept: str) -> tuple[str, ...]:
    """The parts that a grant or a question keeps in one column."""
    return tuple(kept.split()) if kept else ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a form, with what was written and what is wrong with it."""

    about: Field
    said: str = field(repr=False)
    error: str = ""


def form_of(kind: Kind, given: Mapping[str, str], errors: Mapping[str, str]) -> list[Asked]:
    """The fields of a kind as a form shows them."""
    return [Asked(one, given.get(one.name, ""), errors.get(one.name, "")) for one in FIELDS[kind]]


def choices_of(kind: Kind, chosen: Collection[str]) -> list[tuple[str, str, bool]]:
    """The parts to choose from, with whether each is. None for the ways of writing: their addresses say it."""
    if kind == Kind.CHANNEL:
        return []
    return [(part, str(label), part in chosen) for part, label in PARTS.get(kind, {}).items()]
