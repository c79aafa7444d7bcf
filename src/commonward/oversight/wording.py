"""What columns and decisions are called on pages."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commonward.guard.policy.catalogue import Column

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
