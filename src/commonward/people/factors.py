"""How allauth's second factors are done here: kind words, secrets sealed, a code that works once, all on record.

Maintainers: as in `people.entrance`, allauth's flows stay as they are; this and `factor_forms` are where we lean on
its inside.
"""

import time
from urllib.parse import urlsplit

import qrcode
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonward.people import factor_key, queries
from commonward.people.models import Account


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types that mypy may follow here
    """The settings' MFA_ADAPTER."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That does not fit. Please try again; a code changes every half minute."),
        "cannot_generate_recovery_codes": gettext_lazy("Add an app or a passkey first. Then there are codes for it."),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
    }

    def encrypt(self, text: str) -> str:
        """What is kept of a secret: without the installation's key a copy of the database opens no account."""
        return factor_key.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises kernel.errors.Unavailable when the key is not the one it was sealed with."""
        return factor_key.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """What the app calls this place."""
        return str(settings.SITE_NAME)

    def build_totp_svg(self, url: str) -> SafeString:
        """The square for a camera, drawn into the page: the page's policy takes pictures from this place only."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        code.make(fit=True)
        rows = code.get_matrix()
        path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}"><path d="{2}"/></svg>',
            len(rows),
            _("A square code for your app's camera"),
            path,
        )

    def generate_authenticator_name(self, user: Account, type: str) -> str:
        """The name a passkey gets while its owner gives it none."""
        number = queries.passkeys(user.pk) + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the address people know, whatever name this request came by."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": str(settings.SITE_NAME)}


def use_code_once(authenticator: Authenticator, code: str) -> bool:
    """Mark a one-time code as used; False when it, or a later one, was used before, by whichever process.

    allauth remembers used codes in the cache, which each process has of its own (RFC 6238 section 5.2: a code must be
    accepted once only).
    """
    secret = Factors().decrypt(authenticator.data["secret"])
    now = int(time.time()) // app_settings.TOTP_PERIOD
    tolerance = app_settings.TOTP_TOLERANCE
    digits = "".join(one for one in code if one.isascii() and one.isdigit())
    fitting = [
        counter
        for counter in range(now - tolerance, now + tolerance + 1)
        if format_hotp_value(hotp_value(secret, counter)) == digits
    ]
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        fresh = [counter for counter in fitting if counter > row.data.get("last_counter", -1)]
        if not fresh:
            return False
        row.data["last_counter"] = min(fresh)
        row.save(update_fields=["data"])
    authenticator.data = row.data
    return True
