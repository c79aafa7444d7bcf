"""What is filled in about sign-ons: how an organisation's is set, and what a new person is asked."""

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.people import ages, entrance
from commonward.people.forms import PlainForm
from commonward.people.models import SignOn
from commonward.people.requests import ActorRequest
from commonward.people.signons import GIVEN


class SignOnForm(PlainForm):
    """How an organisation's people sign in by its server. `seen` is the state that somebody decides upon."""

    use_required_attribute = False

    issuer = forms.CharField(
        label=gettext_lazy("Address of the server"),
        max_length=300,
        help_text=gettext_lazy("Its issuer, as the server writes it, such as https://sign-on.hospital.example."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none", "spellcheck": "false"}),
    )
    client_id = forms.CharField(
        label=gettext_lazy("What the server calls this place"),
        max_length=190,
        help_text=gettext_lazy("Its client id."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=gettext_lazy("The secret that it gave"),
        required=False,
        max_length=500,
        strip=True,
        help_text=gettext_lazy(
            "It is kept locked and never shown again. Leave it empty to keep the one that is there."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=gettext_lazy("Addresses that it answers for"),
        max_length=20_000,
        help_text=gettext_lazy("One a line, such as hospital.example. Only what stands behind the @ counts."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("The seat that new people get"),
        choices=list(GIVEN.items()),
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "Health professionals are invited, and state their licence; a server's word is not enough."
        ),
    )
    counts_factor = forms.BooleanField(
        label=gettext_lazy("A second step shown to the server counts here, too"),
        help_text=gettext_lazy("Only where the server says with each sign-in that there was one."),
        required=False,
    )
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(sign_on: SignOn | None) -> dict[str, object]:
        """The fields as they are now, without the secret."""
        if sign_on is None:
            return {"role": next(iter(GIVEN))}
        return {
            "issuer": sign_on.issuer,
            "client_id": sign_on.client_id,
            "domains": sign_on.domains,
            "role": sign_on.role,
            "counts_factor": sign_on.counts_factor,
            "seen": sign_on.changed_at.isoformat(),
        }


class NewcomerForm(PlainForm):
    """The month of birth of somebody whom a server named, of which only the age band is kept."""

    born_month = forms.TypedChoiceField(label=gettext_lazy("Month in which you were born"), coerce=int)
    born_year = forms.IntegerField(
        label=gettext_lazy("Year in which you were born"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        help_text=gettext_lazy("So that young people are looked after. Of adults we keep nothing but that they are."),
        error_messages={"invalid": gettext_lazy("Please write the year with four digits, such as 1980.")},
    )

    def __init__(self, request: ActorRequest, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        field = self.fields["born_month"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Please choose")), *((number, MONTHS[number]) for number in range(1, 13))]
        field.widget.attrs["autocomplete"] = "bday-month"

    def clean(self) -> dict[str, object]:
        """The band, unless the day cannot be or somebody is too young."""
        given = dict(self.cleaned_data)
        year, month = given.get("born_year"), given.get("born_month")
        if not isinstance(year, int) or not isinstance(month, int):
            return given
        if not ages.is_possible(year, month):
            self.add_error("born_year", _("Please look at the year again: four digits, and not to come."))
        elif entrance.is_too_young(self._request, year, month):
            self.add_error(None, _("You need to be 13 to have an account of your own. We kept nothing of this."))
        else:
            given["band"] = ages.band_for(year, month)
        return given
