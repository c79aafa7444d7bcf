"""How allauth does things here: kind words, the same answer for known and unknown addresses, every act on record.

Maintainers: allauth's flows stay as they are; this class and `account_forms` are the only places where we lean on
its inside. Nothing here may answer faster, slower or with other mail for an address that has an account.
"""

from datetime import date
from typing import Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.kernel import ledger
from commonward.kernel.actor import VISITOR
from commonward.kernel.errors import TooMany, Unavailable
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.people import access, ages, mail, proof, queries
from commonward.people.ages import Band
from commonward.people.entry import EntryRules
from commonward.people.models import Account
from commonward.people.thresholds import Threshold

#: The longest window of ACCOUNT_RATE_LIMITS: after so long every limit is open again.
RETRY_AFTER_SECONDS: Final = 300

#: In the session: the day on which somebody under 13 asked for an account.
_TOO_YOUNG_KEY: Final = "too_young"
#: In the session: when that person turns 13, which a parent's consent needs.
_CHILD_UNTIL_KEY: Final = "child_until"
#: In the session: the invitation that was opened, as it is kept.
_INVITATION_KEY: Final = "invitation"
_WAYS: Final = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code of your app, or a recovery code"),
    "mfa_reauthenticate_webauthn": gettext_lazy("Use a passkey"),
    "sign_on": gettext_lazy("Sign in at your organisation once more"),
}
_PAGES: Final = {"reauthenticate": "account_reauthenticate", "sign_on": "people:sign_on_again"}


class Entrance(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types that mypy may follow here
    """The settings' ACCOUNT_ADAPTER."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed. Its administrator can open it again."),
        "duplicate_email": gettext_lazy("This is your address already."),
        "email_password_mismatch": gettext_lazy("Address and password do not fit together. Please try again."),
        "enter_current_password": gettext_lazy("This is not your password of now. Please try again."),
        "incorrect_password": gettext_lazy("This is not your password. Please try again."),
        "too_many_login_attempts": gettext_lazy("That was one try too many. Wait five minutes, then try again."),
        "invalid_password_reset": gettext_lazy("This link does not work any more. Ask for a new one."),
        "rate_limited": gettext_lazy("That was a lot in a short time. Wait a moment, then try again."),
    }

    # --- Mail -----------------------------------------------------------------------------------------------------
    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, object], headers: object = None
    ) -> EmailMessage:
        """The mail, signed by this place and marked as sent by a machine."""
        context = context | {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
        message: EmailMessage = super().render_mail(template_prefix, email, context, headers=mail.HEADERS)
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Send it now; a mail server that does not answer gives one kind page to known and unknown alike."""
        mail.send(self.render_mail(template_prefix, email, {"request": self.request, "email": email} | context))

    def send_notification_mail(self, *args: object, **kwargs: object) -> None:
        """Tell by mail what was done. It is done: a mail server that does not answer is in the log, not in the way."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except Unavailable:
            log_event("mail.notification_dropped")

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        """Links in mail begin with the address people know, whatever name this request came by."""
        key = getattr(emailconfirmation, "key", "")
        return f"{settings.SITE_URL}{reverse('account_confirm_email', args=[key])}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        """As above. The key is "uid-token"."""
        uid, _dash, token = key.partition("-")
        return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', args=[uid, token])}"

    def is_safe_url(self, url: str | None) -> bool:
        """As allauth does, which trips over an address that is none."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    # --- Where to go next ---------------------------------------------------------------------------------------
    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home; somebody without a seat is asked for one first, or offered the one they were invited to."""
        if request.user.is_authenticated and not queries.has_seat(request.user.pk):
            if queries.has_brought_invitation(request.user):
                return reverse("people:invitation", args=[access.BROUGHT])
            return reverse("people:new_seat")
        return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """After signing up nobody has a seat yet."""
        return reverse("people:new_seat")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the settings that led there."""
        return reverse("people:settings")

    # --- Signing up ---------------------------------------------------------------------------------------------
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether accounts are opened here by whoever asks; with an invitation always."""
        return queries.entry_rules().sign_up != EntryRules.SignUp.INVITED or is_invited(request)

    def save_user(self, request: HttpRequest, user: Account, form: object, commit: bool = True) -> Account:
        """As allauth does, with the age band that the form found, and the invitation that the person came with."""
        band = getattr(form, "cleaned_data", {}).get("band")
        if band is not None:
            user.age_band, user.band_ends_on = band
        user.came_with = _invitation_of(request)
        saved: Account = super().save_user(request, user, form, commit)
        return saved

    # --- Signing in ---------------------------------------------------------------------------------------------
    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Count the try. The answer is the same whether or not the address has an account."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            raise TooMany(
                _("That was one try too many. Wait five minutes, or ask for a new password."),
                retry_after=RETRY_AFTER_SECONDS,
            ) from None

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """On record with the account where there is one; the address itself is nowhere."""
        account = queries.account_with_email(str(credentials.get("email", "")))
        _record_failure(account, "password")

    def pre_login(self, request: HttpRequest, user: Account, **hook: object) -> HttpResponse | None:
        """Whoever was let in by an organisation's server comes in by it, as long as it is on: it knows who has left."""
        told = hook.get("signal_kwargs")
        by_sign_on = isinstance(told, dict) and "sign_on" in told
        place = None if by_sign_on else queries.way_in_of(user.pk)
        if place is not None:
            _record_failure(user, "sign_on")
            return render(request, "people/sign_on_only.html", {"organisation": place}, status=403)
        answer: HttpResponse | None = super().pre_login(request, user, **hook)
        return answer

    def get_login_stages(self) -> list[str]:
        """allauth's, with our second step, which knows what an organisation's server has asked already."""
        theirs, ours = "allauth.mfa.stages.AuthenticateStage", "commonward.people.signon.stages.SecondStep"
        return [ours if stage == theirs else stage for stage in super().get_login_stages()]

    def respond_user_inactive(self, request: HttpRequest, user: Account) -> HttpResponse:
        """Shown only to somebody who knows the password."""
        _record_failure(user, "inactive")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whether to ask once more who sits here. Signing in a moment ago answers it."""
        return not proof.is_proven(self.request)

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, str]]:
        """The ways to show once more that it is you, in our words and by one question."""
        if not user.is_authenticated:
            return []
        kinds = queries.factor_kinds(user.pk)
        ways = {
            "reauthenticate": user.has_usable_password(),
            "mfa_reauthenticate": bool(kinds & {"totp", "recovery_codes"}),
            "mfa_reauthenticate_webauthn": "webauthn" in kinds,
        }
        if not any(ways.values()):
            ways["sign_on"] = queries.way_in_of(user.pk) is not None
        return [
            {"id": name, "description": str(_WAYS[name]), "url": reverse(_PAGES.get(name, name))}
            for name, is_open in ways.items()
            if is_open
        ]

    # --- Addresses ----------------------------------------------------------------------------------------------
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address. Whoever can read its mail may have it: a sign-up that never confirmed it gives way."""
        with transaction.atomic():
            others = Account.objects.filter(email=email_address.email).exclude(pk=email_address.user_id)
            never_used = others.filter(last_login=None, seats=None).exclude(emailaddress__verified=True)
            for account in never_used:
                ledger.record(VISITOR, "account.given_up", Ref("account", account.pk))
                account.delete()
            if not others.exists():
                return bool(super().confirm_email(request, email_address))
        self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
        return False


def invite_in(request: HttpRequest, token: str) -> None:
    """Remember, where it matters, that this browser opened an invitation, so that an account can be opened for it."""
    if queries.entry_rules().sign_up == EntryRules.SignUp.OPEN:
        return
    request.session[_INVITATION_KEY] = access.hash_of(token)


def is_invited(request: HttpRequest) -> bool:
    """Whether this browser opened an invitation that can still be accepted."""
    kept = request.session.get(_INVITATION_KEY)
    return isinstance(kept, str) and queries.is_open_invitation(kept)


def _invitation_of(request: HttpRequest) -> str:
    """The invitation that somebody comes from, as it is kept; "" for none that can still be accepted.

    A browser that opens the link in the mail may be another one: so the account keeps it, not the session alone.
    """
    token = Threshold(request).invitation
    kept = access.hash_of(token) if token else request.session.get(_INVITATION_KEY)
    return kept if isinstance(kept, str) and queries.is_open_invitation(kept) else ""


def is_too_young(request: HttpRequest, year: int, month: int) -> bool:
    """Whether somebody born then has no account of their own. Remembered for the day, so that an older year, tried
    next, does not open one (16 CFR 312.3).
    """
    band, ends_on = ages.band_for(year, month)
    if band == Band.CHILD and ends_on is not None:
        request.session[_TOO_YOUNG_KEY] = ages.today().isoformat()
        request.session[_CHILD_UNTIL_KEY] = ends_on.isoformat()
    return bool(request.session.get(_TOO_YOUNG_KEY) == ages.today().isoformat())


def child_until(request: HttpRequest) -> date | None:
    """When the child who asked for an account today, in this browser, turns 13; None where none asked."""
    kept = request.session.get(_CHILD_UNTIL_KEY)
    asked_today = request.session.get(_TOO_YOUNG_KEY) == ages.today().isoformat()
    return date.fromisoformat(kept) if asked_today and isinstance(kept, str) else None


def is_welcome(request: HttpRequest, email: str) -> bool:
    """Whether an account may be opened with this address. It is the same for addresses that have one."""
    rules = queries.entry_rules()
    if rules.sign_up != EntryRules.SignUp.DOMAINS or is_invited(request):
        return True
    return email.rpartition("@")[2].lower() in rules.domains.split()


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for too many tries; `handler429` of the URL configuration, which allauth asks for."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _record_failure(account: Account | None, reason: str) -> None:
    with transaction.atomic():
        ledger.record(
            VISITOR,
            "account.sign_in_failed",
            Ref("account", account.pk if account is not None else 0),
            outcome="refused",
            reason=reason,
        )
