"""What privacy officers fill in."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commonward.oversight.models import Hold
from commonward.people.forms import PlainForm


class DayField(forms.DateField):
    """A day, which may be left out."""

    widget = forms.DateInput(attrs={"type": "date"})
    default_error_messages: ClassVar = {"invalid": _("Write the day as 2026-11-26, please.")}


class SoughtForm(PlainForm):
    """What is looked for in the ledger. Everything may be left out."""

    who = forms.CharField(
        label=_("Person"),
        required=False,
        max_length=40,
        help_text=_("A handle, or the number of a seat: what they did, and what was done to what is theirs."),
    )
    reader = forms.CharField(
        label=_("Reader"), required=False, max_length=40, help_text=_("The same, for what they opened.")
    )
    item = forms.RegexField(
        r"^[a-z_]+:\d{1,19}$",
        label=_("Item"),
        required=False,
        help_text=_("Such as post:81 or review:12."),
        error_messages={"invalid": _("Write what it is and its number, such as post:81.")},
    )
    act = forms.RegexField(
        r"^[a-z_]+(\.[a-z_]*)?$",
        label=_("Act"),
        required=False,
        help_text=_("Or its beginning, such as review or post.withdrawn."),
        error_messages={"invalid": _("Write an act as the ledger does, such as post.withdrawn.")},
    )
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)


class HoldForm(PlainForm):
    """Whose things are kept from being removed, and why."""

    handle = forms.CharField(label=_("Handle"), max_length=40, help_text=_("Such as @quiet-river."))
    reason = forms.ChoiceField(label=_("Why"), choices=Hold.Reason.choices)
