"""allauth's forms about second factors with our words (MFA_FORMS names these)."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from commonward.people.factors import use_code_once
from commonward.people.forms import speak_plainly

_CODE = _("Code")
_LONGEST_NAME = 60


class _Code:
    """A field for a code, and the check that each works once."""

    fields: dict[str, forms.Field]

    def _say(self, hint: object) -> None:
        field = self.fields["code"]
        field.label, field.help_text = _CODE, str(hint)
        field.widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "off"}
        speak_plainly(self)  # type: ignore[arg-type]  # mixed into forms only


class SignInCodeForm(_Code, base.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The second step of signing in: a code of the app, or a recovery code."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._say(_("Six digits that your app shows now, or one of your recovery codes."))

    def clean_code(self) -> str:
        """As allauth does, and each code once, whichever process took it."""
        return _taken_once(self, super().clean_code())


class AgainCodeForm(_Code, base.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something that matters."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._say(_("Six digits that your app shows now, or one of your recovery codes."))

    def clean_code(self) -> str:
        """As above."""
        return _taken_once(self, super().clean_code())


class AppForm(_Code, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an app, which shows that it has the key."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._say(_("Six digits that your app shows for this place now."))


class NewPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey and its name. The browser fills in the rest."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _name_of_passkey(self.fields["name"])
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = _("It then asks for your finger, your face or its PIN each time.")
        speak_plainly(self)

    def clean(self) -> dict[str, object]:
        """As allauth does; what went wrong between browser and passkey is told as that."""
        try:
            cleaned: dict[str, object] = super().clean()
        except forms.ValidationError:
            self.add_error("credential", _("That did not work. Please try again."))
            cleaned = self.cleaned_data
        return cleaned


class PasskeyNameForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        _name_of_passkey(self.fields["name"])
        speak_plainly(self)


def _name_of_passkey(field: forms.Field) -> None:
    field.label = _("Its name")
    field.help_text = _("So that you know it again. Only you see it.")
    field.widget.attrs |= {"maxlength": _LONGEST_NAME, "autocomplete": "off"}


def _taken_once(form: base.BaseAuthenticateForm, code: str) -> str:
    authenticator: Authenticator = form.authenticator
    if authenticator.type == Authenticator.Type.TOTP and not use_code_once(authenticator, code):
        raise get_adapter().validation_error("incorrect_code")
    return code
