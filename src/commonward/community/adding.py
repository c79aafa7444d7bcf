"""What the buttons of a finding's card add to what somebody writes: a source, who paid, a colleague who is asked.

The button is `add` with the remedy and the card's key ("cite:claims.no-reference-1"); what is typed beside it comes as
`cite-KEY`, `sponsor-KEY` or `colleague-KEY`, and is shown again until it was taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from django.http import QueryDict

from commonward.community import citing
from commonward.community.actions import appraising
from commonward.community.composition import Composition
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable
from commonward.oversight.remedies import Remedy
from commonward.ui.remedies import Entered

FIELDS: Final = ("cite-", "sponsor-", "colleague-")
_LONGEST_TYPED: Final = 400
_MOST_TYPED: Final = 60


@dataclass(frozen=True, slots=True)
class Added:
    """What came of a button: the composition, and what is to say beside the field that it was about."""

    composition: Composition
    entered: Entered = field(default_factory=Entered)
    changed: bool = False


def entered_in(data: QueryDict) -> Entered:
    """What stands in the fields of the cards, to show it again."""
    names = [name for name in data if name.startswith(FIELDS)][:_MOST_TYPED]
    return Entered({name: data.get(name, "")[:_LONGEST_TYPED] for name in names})


def add(person: Person, composition: Composition, data: QueryDict) -> Added:
    """Do what a button named, if one did. Nothing typed is lost when it can not be taken."""
    entered = entered_in(data)
    remedy, _colon, key = data.get("add", "").partition(":")
    try:
        match remedy:
            case Remedy.CITE:
                name = f"cite-{key}"
                made = replace(composition, text=citing.with_source(composition.text, data.get(name, "")))
            case Remedy.DISCLOSE:
                name = f"sponsor-{key}"
                made = replace(composition, text=citing.with_disclosure(composition.text, data.get(name, "")))
            case Remedy.COLLEAGUE:
                name = f"colleague-{key}"
                made = replace(composition, colleague=_colleague(person, data.get(name, "")))
            case "nobody":  # takes the colleague out again
                name, made = "", replace(composition, colleague="")
            case _:
                return Added(composition, entered)
    except Unacceptable as refusal:
        return Added(composition, replace(entered, problem=name, sentence=refusal.sentence))
    return Added(made, _without(entered, name), changed=True)


def _colleague(person: Person, handle: str) -> str:
    return appraising.colleague_of(person, handle).handle


def _without(entered: Entered, name: str) -> Entered:
    kept: Mapping[str, str] = {field: words for field, words in entered.typed.items() if field != name}
    return Entered(kept)
