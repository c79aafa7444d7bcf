"""What a composer remembers of rules that came up while its words were written, and says when they come up again."""

from dataclasses import replace

from django.urls import reverse

from commonward.community.composition import Composition
from commonward.kernel.actor import Person
from commonward.oversight import lessons
from commonward.oversight.screening import Checked
from commonward.ui.findings import Check


def beside(person: Person, composition: Composition, checked: Checked, check: Check) -> Check:
    """The check with what the form is to remember, and a calm word on the first card of what comes up often."""
    said = dict(lessons.again(person, checked))
    page = reverse("oversight:told")
    cards = tuple(replace(card, again=said.pop(card.rule, ""), again_url=page) for card in check.findings)
    return replace(check, findings=cards, told=" ".join(lessons.with_those_of(composition.told, checked)))
