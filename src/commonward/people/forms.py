"""What people fill in about themselves and their organisations. Errors stand beside the field; nothing is lost."""

from collections.abc import Callable
from functools import cache
from typing import TypeVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.kernel.actor import GRANTED_ROLES, Role
from commonward.kernel.errors import Unacceptable
from commonward.people import countries, professions
from commonward.people.entry import EntryRules
from commonward.people.house import Training
from commonward.people.models import ROLE_CHOICES, Account, Credential, Digest, Halt
from commonward.people.notice_kinds import GROUPS
from commonward.people.offices import OfficeKind
from commonward.people.reaching import Way
from commonward.people.reaching_choices import groups_of

T = TypeVar("T")
_LARGEST_LIST = 100_000

_ADDRESS_SHAPE = gettext_lazy("That does not look like an e-mail address. It needs an @, as in name@example.org.")
_DAY_SHAPE = gettext_lazy("Please write a date as year-month-day, such as 2027-06-30.")
#: Zones that people know; the database of zones holds as many again for machines.
_REGIONS = frozenset(
    ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"]
)

ROLE_HINTS = {
    Role.PATIENT: gettext_lazy("You live with an illness, or come for care yourself."),
    Role.CAREGIVER: gettext_lazy("You care for somebody: a parent, a child, a friend."),
    Role.STUDENT: gettext_lazy("You learn a health profession."),
    Role.PROFESSIONAL: gettext_lazy("You work in one. You may state your licence; until it is checked, others see so."),
    Role.SUPPORT_WORKER: gettext_lazy("You help with daily life, transport, meals, company, peer support."),
}


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def speak_plainly(form: forms.BaseForm) -> None:
    """Give every field of a form our words for what is missing, and take away hints that vanish while typing."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = _("Please fill this in.")
        if isinstance(field, forms.EmailField):
            field.error_messages["invalid"] = _ADDRESS_SHAPE
        elif isinstance(field, forms.ChoiceField):
            field.error_messages["required"] = _("Please choose one.")
            field.error_messages["invalid_choice"] = _("Please choose one from the list.")


class PlainForm(forms.Form):
    """A form of ours."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # whatever a form takes
        speak_plainly(self)

    def attempt(self, act: Callable[[], T]) -> T | None:
        """Do it; or, when the action asks for a change, say so beside the field and answer None."""
        try:
            return act()
        except Unacceptable as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
            return None


class ChoiceWhenNeeded(forms.ChoiceField):
    """A choice that another answer asks for. Not marked as free to leave out; the action says when it is missing."""

    def validate(self, value: str) -> None:
        """Only what was chosen is checked here."""
        if value:
            super().validate(value)


class WordsWhenNeeded(forms.CharField):
    """Words that another answer asks for, as above."""

    def validate(self, value: str) -> None:
        """Nothing is missing yet."""


class PasswordForm(PlainForm):
    """The password once more, before something that cannot be undone."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=gettext_lazy("So that nobody else can do this in your name."),
    )


class HaltForm(PlainForm):
    """Why all publishing is paused."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=Halt.Reason.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("For those who act here, and for the record. Others only learn that it is paused."),
    )


class SeatForm(PlainForm):
    """A seat of one's own."""

    use_required_attribute = False

    role = forms.ChoiceField(label=gettext_lazy("I come as"), widget=forms.RadioSelect)
    profession = ChoiceWhenNeeded(
        label=gettext_lazy("Profession"), help_text=gettext_lazy("Only for health professionals.")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "role", [(role, label) for role, label in ROLE_CHOICES if Role(role) not in GRANTED_ROLES])
        _choose(self, "profession", [("", _("Please choose")), *professions.choices()])


class ProfessionForm(PlainForm):
    """The profession of a seat, or of the seat that an invitation offers."""

    profession = forms.ChoiceField(label=gettext_lazy("Your profession"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "profession", [("", _("Please choose")), *professions.choices()])


class SettingsForm(PlainForm):
    """Time zone, language, country."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    country = forms.ChoiceField(
        label=gettext_lazy("Country"),
        required=False,
        help_text=gettext_lazy("So that we show you the right numbers for help."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "time_zone", [("", _("As this place: %(zone)s") % {"zone": settings.TIME_ZONE}), *zones()])
        _choose(self, "language", [("", _("As my browser says")), *settings.LANGUAGES])
        _choose(self, "country", [("", _("I'd rather not say")), *countries.choices()])

    @staticmethod
    def initial_of(account: Account) -> dict[str, str]:
        """What is set now."""
        return {"time_zone": account.time_zone, "language": account.language, "country": account.country}


class WishesForm(PlainForm):
    """What somebody wants to hear of, by which way."""

    every = forms.ChoiceField(
        label=gettext_lazy("A digest by e-mail"),
        choices=Digest.Every.choices,
        help_text=gettext_lazy("It says how many notices wait, never what they say. Nothing comes when nothing waits."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for way in Way:
            self.fields[way.value] = forms.MultipleChoiceField(
                label=way.label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(code, _(GROUPS[code].label)) for code in groups_of(way)],
            )
        self.fields[Way.PAGE.value].help_text = _("Everything else is always told here.")
        speak_plainly(self)

    def wanted(self) -> dict[Way, list[str]]:
        """The groups that were ticked, by way."""
        return {way: self.cleaned_data[way.value] for way in Way}


class CredentialForm(PlainForm):
    """A licence, registration or NPI."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Credential.Kind.choices)
    number = forms.CharField(
        label=gettext_lazy("Its number"),
        max_length=60,
        help_text=gettext_lazy("As it stands on the paper. Never your DEA number. Only those who check it see it."),
    )
    jurisdiction = WordsWhenNeeded(
        label=gettext_lazy("Who gave it"),
        max_length=20,
        help_text=gettext_lazy("Country, and state if there is one: US-NY, IE. Leave empty for an NPI."),
    )


class RestateForm(PlainForm):
    """Another number for what was stated."""

    use_required_attribute = False

    number = forms.CharField(label=gettext_lazy("Its number"), max_length=60)
    jurisdiction = WordsWhenNeeded(
        label=gettext_lazy("Who gave it"),
        max_length=20,
        help_text=gettext_lazy("Country, and state if there is one: US-NY, IE. Leave empty for an NPI."),
    )


class EvidenceForm(PlainForm):
    """A picture or PDF that shows a licence."""

    use_required_attribute = False

    file = forms.FileField(
        label=gettext_lazy("A picture or PDF of it"),
        help_text=gettext_lazy("JPEG, PNG or PDF, at most 5 MB. Cover what is not needed, such as a home address."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"empty": gettext_lazy("This file is empty. Please choose it again.")},
    )


class DecisionForm(PlainForm):
    """What a verifier found in the register."""

    use_required_attribute = False

    decision = forms.ChoiceField(
        choices=[("verify", gettext_lazy("Verified")), ("refuse", gettext_lazy("Not verified"))]
    )
    expires_on = forms.DateField(
        label=gettext_lazy("It runs out on"),
        required=False,
        widget=_day_input(),
        error_messages={"invalid": _DAY_SHAPE},
    )
    refusal = ChoiceWhenNeeded(label=gettext_lazy("Why not"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "refusal", [("", _("Please choose")), *Credential.Refusal.choices])

    def clean(self) -> dict[str, object]:
        """A refusal needs its reason."""
        cleaned: dict[str, object] = super().clean() or {}
        if cleaned.get("decision") == "refuse" and not cleaned.get("refusal"):
            self.add_error("refusal", _("Please say why, so that the person knows what to do."))
        return cleaned


class InvitationForm(PlainForm):
    """Whom to invite, and to which seat."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), help_text=gettext_lazy("We send a link there."))
    role = forms.ChoiceField(label=gettext_lazy("As"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "role", [("", _("Please choose")), *ROLE_CHOICES])


class ListForm(PlainForm):
    """A list of whom to invite: typed, pasted, or from a file."""

    use_required_attribute = False

    text = forms.CharField(
        label=gettext_lazy("One line for each: address, role"),
        required=False,
        help_text=gettext_lazy("Such as: sam@example.org, Student"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a CSV file"), required=False, help_text=gettext_lazy("As your table program saves it.")
    )

    def clean(self) -> dict[str, object]:
        """The file's lines take the place of typed ones."""
        given: dict[str, object] = super().clean() or {}
        sent = given.get("file")
        if isinstance(sent, UploadedFile):
            if (sent.size or 0) > _LARGEST_LIST:
                self.add_error("file", _("This file is too large for a list of people."))
            else:
                try:
                    given["text"] = sent.read().decode("utf-8-sig")
                except UnicodeDecodeError:
                    self.add_error("file", _("This is not a text file in UTF-8. Save it as “CSV UTF-8”."))
        return given


class EntryForm(PlainForm):
    """What the place asks of those who come in. `seen` is the state that somebody decides upon."""

    use_required_attribute = False

    sign_up = forms.ChoiceField(
        label=gettext_lazy("Who may open an account"), choices=EntryRules.SignUp.choices, widget=forms.RadioSelect
    )
    domains = forms.CharField(
        label=gettext_lazy("Places whose addresses are welcome"),
        help_text=gettext_lazy("One a line, such as hospital.example. Only what stands behind the @ counts."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    asks_factor = forms.BooleanField(
        label=gettext_lazy("Moderators, privacy officers and administrators show a second step"),
        help_text=gettext_lazy("Whoever has none is asked to add one before they see or decide anything."),
        required=False,
    )
    lets_children = forms.BooleanField(
        label=gettext_lazy("Children under 13 may have an account, if a parent permits it"),
        help_text=gettext_lazy(
            "Nobody finds such an account, and it publishes nothing. A parent can close it any time."
        ),
        required=False,
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(rules: EntryRules) -> dict[str, object]:
        """The fields as they are now."""
        is_kept = not rules._state.adding
        return {
            "sign_up": rules.sign_up,
            "domains": rules.domains,
            "asks_factor": rules.asks_factor,
            "lets_children": rules.lets_children,
            "seen": rules.changed_at.isoformat() if is_kept else "",
        }


class TrainingForm(PlainForm):
    """What some members were trained for, and when. Who was there is ticked in the list."""

    use_required_attribute = False

    kind = forms.ChoiceField(label=gettext_lazy("What it was about"))
    done_on = forms.DateField(label=gettext_lazy("When"), widget=_day_input(), error_messages={"invalid": _DAY_SHAPE})
    expires_on = forms.DateField(
        label=gettext_lazy("It counts until"),
        required=False,
        widget=_day_input(),
        error_messages={"invalid": _DAY_SHAPE},
        help_text=gettext_lazy("Leave it empty when it does not run out."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "kind", [("", _("Please choose")), *Training.Kind.choices])


class OfficeForm(PlainForm):
    """Which member is named, and for what."""

    use_required_attribute = False

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the member"),
        help_text=gettext_lazy("They must belong to the organisation already."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Office"), choices=OfficeKind.choices, widget=forms.RadioSelect)


def _choose(form: forms.Form, name: str, choices: list[tuple[str, object]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every time zone that people know, by region, for a select."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, _slash, place = zone.partition("/")
        if region in _REGIONS:
            regions.setdefault(region, []).append((zone, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", [("UTC", "UTC")]), *regions.items()]
