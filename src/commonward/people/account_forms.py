"""allauth's forms with our words. What they check stays theirs (ACCOUNT_FORMS names these)."""

from allauth.account import forms as theirs
from allauth.core import context
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from commonward.people import actions, ages, entrance, queries
from commonward.people.forms import speak_plainly
from commonward.people.models import Account
from commonward.people.thresholds import Threshold

_ADDRESS = _("E-mail address")
_PASSWORD = _("Password")
_NEW_PASSWORD = _("New password")
_AGAIN = _("The same password again")
_HINT = _("12 characters or more. A few plain words in a row are easy to keep in mind and hard to guess.")


class SignInForm(theirs.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _ADDRESS
        self.fields["login"].widget.attrs["autocomplete"] = "email"
        self.fields["password"].label = _PASSWORD
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")
        self.fields["remember"].help_text = _("Not on a computer that others use too.")
        speak_plainly(self)

    def threshold(self) -> Threshold:
        """Whose page it looks like, and by whose servers one can sign in instead."""
        return Threshold(context.request)


class SignUpForm(theirs.SignupForm):  # type: ignore[misc]
    """A new account: address, a password, twice, and the month of birth, of which only the age band is kept."""

    #: Whether the page shows a child the way to a parent's consent.
    may_ask_parent = False

    born_month = forms.TypedChoiceField(label=_("Month in which you were born"), coerce=int)
    born_year = forms.IntegerField(
        label=_("Year in which you were born"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        help_text=_("So that young people are looked after. Of adults we keep nothing but that they are adults."),
        error_messages={"invalid": _("Please write the year with four digits, such as 1980.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["born_month"].choices = [("", _("Please choose")), *((n, MONTHS[n]) for n in range(1, 13))]
        self.fields["born_month"].widget.attrs["autocomplete"] = "bday-month"
        self.fields["email"].label = _ADDRESS
        self.fields["email"].help_text = _(
            "Others see the name you choose for a seat. Where you join an organisation, its administrators and privacy "
            "officers see this address, too."
        )
        _name_passwords(self, is_new=False)
        speak_plainly(self)

    def threshold(self) -> Threshold:
        """Whose page it looks like."""
        return Threshold(context.request)

    def clean_email(self) -> str:
        """As allauth does; where only some addresses are welcome, another one needs an invitation."""
        email: str = super().clean_email()
        if not entrance.is_welcome(context.request, email):
            raise ValidationError(
                _("Accounts here are for people with an address at one of these: %(places)s. Or ask for an invitation.")
                % {"places": ", ".join(queries.entry_rules().domains.split())}
            )
        return email

    def clean(self) -> dict[str, object]:
        """As allauth does. Whoever is under 13 has no account of their own, today not with another year either."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        year, month = given.get("born_year"), given.get("born_month")
        if not isinstance(year, int) or not isinstance(month, int):
            return given
        if not ages.is_possible(year, month):
            self.add_error("born_year", _("Please look at the year again: four digits, and not to come."))
        elif entrance.is_too_young(context.request, year, month):
            self.may_ask_parent = queries.entry_rules().lets_children
            self.add_error(
                None,
                _("You need to be 13 to have an account of your own. We kept nothing of what you typed.")
                if self.may_ask_parent
                else _(
                    "You need to be 13 to have an account of your own. In care a parent can act for you, from a seat "
                    "of theirs: show them this page. We kept nothing of what you typed."
                ),
            )
        else:
            given["band"] = ages.band_for(year, month)
        return given

    def try_save(self, request: HttpRequest) -> tuple[Account | None, HttpResponse | None]:
        """As allauth does, and no faster for an address that has an account: making a password hash takes its time."""
        if self.account_already_exists:
            Account().set_password(self.cleaned_data["password1"])
        answer: tuple[Account | None, HttpResponse | None] = super().try_save(request)
        return answer


class NewAddressForm(theirs.AddEmailForm):  # type: ignore[misc]
    """Another address for the account."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].help_text = _("We send a link there. Until you open it, the old address stays.")
        speak_plainly(self)


class ChangePasswordForm(theirs.ChangePasswordForm):  # type: ignore[misc]
    """The password of now, and a new one, twice."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Your password of now")
        self.fields["oldpassword"].help_text = ""
        _name_passwords(self)
        speak_plainly(self)


class FirstPasswordForm(theirs.SetPasswordForm):  # type: ignore[misc]
    """A password for an account that has none."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self)
        speak_plainly(self)

    def clean(self) -> dict[str, object]:
        """As allauth does, but for accounts whose way in is an organisation's server."""
        given: dict[str, object] = super().clean() or self.cleaned_data
        if queries.way_in_of(self.user.pk) is not None:
            raise ValidationError(_("You sign in by your organisation. A password would be a second way in beside it."))
        return given


class ForgottenPasswordForm(theirs.ResetPasswordForm):  # type: ignore[misc]
    """Where to send the link for a new password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _ADDRESS
        speak_plainly(self)

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """As allauth does; to an account whose way in is an organisation's server goes a mail that says so."""
        account = queries.account_with_email(self.cleaned_data["email"])
        place = queries.way_in_of(account.pk) if account is not None else None
        if account is None or place is None:
            return str(super().save(request, **kwargs))
        told: dict[str, object] = {
            "organisation": place.name,
            "login_url": f"{settings.SITE_URL}{reverse('account_login')}",
        }
        entrance.Entrance(request).send_mail("account/email/held_by_sign_on", account.email, told)
        return account.email


class NewPasswordForm(theirs.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, after opening the link."""

    def save(self) -> None:
        """As allauth does; an invitation to another address is not for whoever has no more than this one."""
        with transaction.atomic():
            super().save()
            actions.leave_invitation(self.user)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _name_passwords(self)
        speak_plainly(self)


class PasswordAgainForm(theirs.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _PASSWORD
        self.fields["password"].help_text = ""
        speak_plainly(self)


def _name_passwords(form: theirs.SetPasswordForm | theirs.SignupForm, *, is_new: bool = True) -> None:
    form.fields["password1"].label = _NEW_PASSWORD if is_new else _PASSWORD
    form.fields["password1"].help_text = _HINT
    form.fields["password2"].label = _AGAIN
