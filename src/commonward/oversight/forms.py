"""What privacy officers fill in."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from commonward.oversight.models import Hold, Incident, LibraryPicture, Licence
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


class IncidentForm(PlainForm):
    """What first is known of an incident."""

    discovered_at = forms.DateTimeField(
        label=_("When was it first known to anybody who works here?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("The clocks run from then."),
        error_messages={"invalid": _("Write day and time as 2026-11-26 14:30, please.")},
    )
    words = forms.CharField(
        label=_("What happened?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only privacy officers read this. Name nobody where a role will do."),
    )
    is_abroad = forms.BooleanField(label=_("People in the EU or the UK may be among them"), required=False)


class StepForm(PlainForm):
    """What was done about an incident."""

    words = forms.CharField(label=_("What was done?"), widget=forms.Textarea(attrs={"rows": 4}))


class AssessmentForm(StepForm):
    """The same, with what came of looking into it."""

    outcome = forms.ChoiceField(label=_("What is it?"), choices=Incident.Outcome.choices, widget=forms.RadioSelect)
    affected = forms.IntegerField(
        label=_("How many people is it about?"),
        required=False,
        min_value=0,
        error_messages={"invalid": _("Write a number, please."), "min_value": _("Write a number, please.")},
    )
    is_abroad = forms.BooleanField(label=_("People in the EU or the UK are among them"), required=False)
    field_order = ("outcome", "affected", "is_abroad", "words")


class LibraryForm(PlainForm):
    """What holds for a picture that an organisation may use."""

    title = forms.CharField(label=_("What it shows"), max_length=120)
    licence = forms.ChoiceField(label=_("By what right it is used"), choices=Licence.choices)
    source = forms.CharField(
        label=_("Who made it, and where it is from"),
        max_length=200,
        help_text=_("Readers see this below the picture, such as: Jan Berg, city archive."),
    )
    for_whom = forms.ChoiceField(label=_("Who may use it"), choices=LibraryPicture.ForWhom.choices)
    ends_on = DayField(
        label=_("Until when"), required=False, help_text=_("The last day of the licence. Leave it out if it has none.")
    )


class NewLibraryForm(LibraryForm):
    """The same with the picture itself."""

    use_required_attribute = False

    pictures = forms.FileField(
        label=_("The picture"),
        help_text=_("JPEG, PNG, WebP, GIF or AVIF, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif,image/avif"}),
        error_messages={"empty": _("This file is empty. Please choose it again.")},
    )
    field_order = ("pictures", "title", "licence", "source", "for_whom", "ends_on")
