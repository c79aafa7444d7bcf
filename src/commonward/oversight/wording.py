"""What columns and decisions are called on pages."""

from typing import Final

from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from commonward.guard.policy.catalogue import Column
from commonward.guard.text.language import name_of

COLUMNS: Final = {
    Column.PUBLIC: _("Public post"),
    Column.GROUP: _("Closed group"),
    Column.CARE: _("Care conversation"),
    Column.CASE: _("Case discussion"),
}
#: By the word that stands for a decision in forms and rows.
DECISIONS: Final = {
    "allow": _("Allow"),
    "note": _("Note: good to know"),
    "warn": _("Warn: fix it or say why"),
    "hold": _("Hold: a second person reads it"),
    "block": _("Block: change it first"),
}


def of_language(code: str) -> str:
    """What an author hears of words in a language that is not read here; "" where there is nothing to hear."""
    if not code:
        return ""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:  # a script, or a language that the pages have no name of their own for
        name = name_of(code)
    seems = gettext("This looks like %(language)s.") % {"language": name} if name else ""
    says = gettext(
        "We read English and Spanish so far. Here we look for numbers and addresses only, so please look for names and "
        "for what you say of others yourself."
    )
    return f"{seems} {says}".strip()
