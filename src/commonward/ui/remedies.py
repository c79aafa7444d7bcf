"""What the card of a finding offers beyond the guard's own fixes: small forms, and what was typed into them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in the fields of the cards, by name; `problem` is the field that could not be taken, and why."""

    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    problem: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class RemedyForm:
    """A way to put a finding right that needs something typed or known: `kind` chooses the words on the card.

    `kind` is "cite", "disclose", "consent", "care" or "colleague". `name` is the field, where there is one.
    """

    kind: str
    name: str = ""
    value: str = field(default="", repr=False)
    error: str = ""


_FIELDS = {"cite": "cite", "disclose": "sponsor", "colleague": "colleague"}


def remedy_forms(kinds: Sequence[str], key: str, entered: Entered) -> tuple[RemedyForm, ...]:
    """The remedies of a card, with what was typed before."""
    forms = []
    for kind in kinds:
        name = f"{_FIELDS[kind]}-{key}" if kind in _FIELDS else ""
        error = entered.sentence if name and name == entered.problem else ""
        forms.append(RemedyForm(kind, name, entered.typed.get(name, ""), error))
    return tuple(forms)
