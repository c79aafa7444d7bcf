"""Why signing in by an organisation's server did not work: a code for the log and the ledger, a sentence for people."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SignOnFailed(Exception):
    """It did not work. `code` is one of `FAILURES`; nothing that the server said is in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Failure:
    """What somebody reads, and the status of the page."""

    sentence: Promise
    status: int = 503
    #: Whether trying again at once can help.
    again: bool = True


_NOT_SOUND: Final = _(
    "The answer of the sign-on server does not hold, so we do not believe it. Nobody was signed in. Try once more; if "
    "it stays like this, tell your organisation."
)
_CLOCKS: Final = _(
    "The clock of the sign-on server and ours are more than two minutes apart, so its answer counts as too old or too "
    "new. Your organisation, or the people who run this place, can set them right."
)

FAILURES: Final = {
    "expired": Failure(_("The sign-on server's certificate has run out, so we do not talk to it.")),
    "certificate": Failure(
        _("The sign-on server cannot show that it is the right one: its certificate does not hold.")
    ),
    "unreachable": Failure(_("The sign-on server does not answer just now.")),
    "slow": Failure(_("The sign-on server took too long to answer.")),
    "busy": Failure(_("Many people are signing in just now and the sign-on server is slow. Try again in a minute.")),
    "odd": Failure(_("The sign-on server answered in a way that we do not understand.")),
    "unfit": Failure(
        _("The sign-on server is not what was set here: its own description names another, or an unsafe one.")
    ),
    "refused": Failure(
        _("The sign-on server did not take our question. Your organisation has to look at what is set.")
    ),
    "signature": Failure(_NOT_SOUND),
    "issuer": Failure(_NOT_SOUND),
    "audience": Failure(_NOT_SOUND),
    "nonce": Failure(_NOT_SOUND),
    "token": Failure(_NOT_SOUND),
    "clock": Failure(_CLOCKS),
    "unverified": Failure(
        _("Your organisation's server does not say that your e-mail address was confirmed. Ask your organisation."),
        status=403,
        again=False,
    ),
    "domain": Failure(
        _("Your organisation does not let people with an address like yours in by this way. Ask your organisation."),
        status=403,
        again=False,
    ),
    "cancelled": Failure(_("You left the sign-on server before you were done. Nothing happened."), status=200),
    "state": Failure(
        _("This way in was begun elsewhere, or more than ten minutes ago. Begin once more from here."), status=400
    ),
    "no_seat": Failure(
        _("You have no seat in this organisation now, so its server cannot let you in. Ask its administrator."),
        status=403,
        again=False,
    ),
    "closed": Failure(
        _("Your account here is closed. The people who run this place can open it again."), status=403, again=False
    ),
    "somebody_else": Failure(
        _("The sign-on server named somebody else than the person who is signed in here."), status=403
    ),
    "not_fresh": Failure(
        _("The sign-on server did not say that you signed in just now, so it proves nothing here."), status=403
    ),
}
