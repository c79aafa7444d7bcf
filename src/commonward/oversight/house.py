"""What an organisation writes for others to read: its policy, house rules and terms, screened like every word here.

The rows are of `people.house`, which asks for words that were screened; this is where they are.
"""

from typing import Final

from django.utils.translation import gettext as _

from commonward.kernel import text
from commonward.kernel.access import require
from commonward.kernel.actor import Person
from commonward.kernel.errors import Unacceptable
from commonward.oversight import screening
from commonward.oversight.models import Verdict
from commonward.people import access, actions
from commonward.people.actions.house import LONGEST_TEXT
from commonward.people.house import HouseText, TextKind
from commonward.people.models import Organisation

_PASSES: Final = frozenset({Verdict.ALLOW, Verdict.NOTE})


def put(person: Person, organisation: Organisation, kind: TextKind, words: str) -> HouseText:
    """Screen a text and put it in force as the next version. Raises Unacceptable beside `words`."""
    require(access.may_set_policy(person, organisation))
    return actions.put_text(person, organisation, kind, screened(person, organisation, words))


def screened(person: Person, organisation: Organisation, words: str, *, longest: int = LONGEST_TEXT) -> str:
    """Words of an organisation, tidied and looked at by the guard. Raises Unacceptable beside `words`."""
    tidied = text.tidy(words)
    if text.is_blank(tidied):
        raise Unacceptable(_("Please write something first."), field="words")
    if len(tidied) > longest:
        raise Unacceptable(_("Please keep it under %(most)d characters.") % {"most": longest}, field="words")
    voice = screening.Voice(
        author="organisation",
        names=(organisation.name,),
        country=organisation.country,
        jurisdiction=organisation.jurisdiction,
        policy=organisation.policy_in_force,
        curated_until=organisation.curated_until,
    )
    seen = screening.screen(person, voice, tidied, context="public_post")
    if seen.verdict not in _PASSES:
        rules = ", ".join(sorted({finding.rule for finding in seen.checked.findings}))
        told = _("Others read this. Please say it without what gives a person away, or promises (%(rules)s).")
        raise Unacceptable(told % {"rules": rules}, field="words")
    return seen.text
