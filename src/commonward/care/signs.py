"""What the team is told of a sign of danger in a message: which it may be, and what it asks of them.

The author has the help card (`oversight.crisis`); this is its other side, for those who serve in the team alone, beside
the words and on their board. It is said from the code that stands with the message's check, for the thirty days that it
stands there, and kept nowhere else (decision 84). Within which time somebody takes it up is in `actions.alerts`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Sign:
    """What it may be, in a few words, and what it asks."""

    title: str
    asks: str


def of(tier: str) -> Sign | None:
    """The sign behind the code of a message of the patient's side; None where there is none, or not any more."""
    match tier:
        case "":
            return None
        case "triage.red-flag":
            return Sign(
                _("May be an emergency"),
                _("Call whoever wrote this now. Can you reach nobody? You decide who else is called; write down why."),
            )
        case "triage.urgent":
            return Sign(
                _("May have to be seen today"),
                _("Read it within half an hour. Say today who sees them, and when."),
            )
        case "crisis.suicide-risk":
            return Sign(
                _("May want to die"),
                _(
                    "Call whoever wrote this now. Ask openly whether they think of dying; asking does not make it "
                    "worse. Stay until somebody is with them."
                ),
            )
        case "crisis.self-harm":
            return Sign(
                _("May be hurting themselves"),
                _("Call whoever wrote this within half an hour. Ask without blame how they are, and who is with them."),
            )
        case "crisis.concern-other":
            return Sign(
                _("Fears for somebody’s life"),
                _("Call whoever wrote this within half an hour. Ask who is with that person now, and who can go."),
            )
        case _:
            return Sign(_("May need help soon"), _("Call whoever wrote this within half an hour."))
