"""The help card with words that were sent: on the page where their author finds them, until they close it."""

from django.urls import reverse

from commonward.oversight import showing
from commonward.oversight.models import Screening


def help_with(screening: Screening | None) -> dict[str, object]:
    """What `ui/help_sent.html` needs of the author's own screening; nothing where no help stands with it."""
    first = showing.help_for(screening) if screening is not None else ""
    if screening is None or not first:
        return {}
    return {"help_first": first, "help_said_url": reverse("oversight:said_of_help", args=[screening.pk])}
