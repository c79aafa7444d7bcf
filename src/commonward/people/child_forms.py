"""What a child, and then a parent, fill in about a child's account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from commonward.people.forms import PlainForm


class AskParentForm(PlainForm):
    """Where a parent reads mail."""

    parent_email = forms.EmailField(
        label=_("E-mail address of your mother, your father or your guardian"),
        help_text=_("We write them one mail. They say yes or no."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class PermitForm(PlainForm):
    """What a parent gives beside their consent."""

    use_required_attribute = False

    called = forms.CharField(
        label=_("What you call this account"), max_length=40, help_text=_("For yourself; nobody else sees it.")
    )
    email = forms.EmailField(
        label=_("E-mail address with which your child signs in"),
        help_text=_("Another one than yours, best one that you can read, too. Mail about the account goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    password1 = forms.CharField(
        label=_("Password for your child"),
        strip=False,
        help_text=_("12 characters or more. A few plain words in a row are easy to keep in mind and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    agrees = forms.BooleanField(
        label=_("I am a parent or the guardian, I have read this, and I permit it."),
        error_messages={"required": _("Without this there is no account.")},
    )
    wording = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Both passwords are the same."""
        given = dict(self.cleaned_data)
        if given.get("password1") and given.get("password2") and given["password1"] != given["password2"]:
            self.add_error("password2", _("The two are not the same. Please type it again."))
        return given
