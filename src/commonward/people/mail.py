"""Mail that people's acts cause. It never holds content: only links, names of organisations and of this place."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commonward.kernel.errors import Unavailable
from commonward.kernel.logs import log_event

#: Keeps out-of-office answers from coming back (RFC 3834).
HEADERS = {"Auto-Submitted": "auto-generated"}


def send(message: EmailMessage) -> None:
    """Send one mail now. Raises Unavailable when the mail server does not take it."""
    try:
        message.send()
    except (SMTPException, OSError) as error:
        # The server's words may repeat the address; the class is enough to know where to look.
        log_event("mail.failed", error=type(error).__name__)
        raise Unavailable(_("Our mail does not go out just now. Please try again in a few minutes.")) from None


def compose(template: str, to: str, *, subject: str, context: dict[str, object]) -> EmailMessage:
    """A plain-text mail from a template, signed by this place."""
    words = render_to_string(template, context | {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL})
    return EmailMessage(f"[{settings.SITE_NAME}] {subject}", words.strip() + "\n", to=[to], headers=HEADERS)
