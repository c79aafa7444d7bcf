"""How people are called in care: patients as they said there, staff by the face of their seat.

A patient's name here and their name in the community are never shown together: nobody learns who stands behind a
chosen name.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from commonward.care.models import Chart, Proxy
from commonward.kernel.actor import Role
from commonward.people.badges import spoken, spoken_role
from commonward.people.models import Seat


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody in a conversation: name, what they are here, and what their picture is drawn from."""

    name: str = field(repr=False)
    role: str
    avatar_seed: str
    is_patient: bool = False


def patient(chart: Chart) -> Named:
    """The patient of a chart. Drawn from the chart, so that the picture tells nothing of their other faces."""
    return Named(chart.name, "", str(chart.pk), is_patient=True)


def staff(seat: Seat) -> Named:
    """Somebody of the team, by the face of their seat, which `profile` has to have been loaded with."""
    profile = getattr(seat, "profile", None)
    name = profile.display_name if profile is not None and not profile.is_pseudonym else ""
    return Named(name, spoken_role(seat), str(profile.pk if profile is not None else seat.pk))


def caregiver(seat: Seat) -> Named:
    """Somebody who acts for a patient."""
    profile = getattr(seat, "profile", None)
    name = profile.display_name if profile is not None else ""
    return Named(name, spoken_role(seat), str(seat.pk))


def of_face(role: str, profession: str, display_name: str | None, is_pseudonym: bool | None) -> tuple[str, str]:
    """The name and the role of somebody who is not the patient, of what was read of their seat and its face."""
    is_called = display_name is not None and (role == Role.CAREGIVER or not is_pseudonym)
    return (display_name or "") if is_called else "", spoken(role, profession)


def by_seat(chart: Chart, seats: Iterable[Seat], proxies: Iterable[Proxy] = ()) -> dict[int, Named]:
    """Everybody who takes part in a conversation of this patient's, by seat."""
    acting = {proxy.seat_id for proxy in proxies}
    found = {}
    for seat in seats:
        if seat.pk == chart.seat_id:
            found[seat.pk] = patient(chart)
        else:
            found[seat.pk] = caregiver(seat) if seat.pk in acting or seat.role == "caregiver" else staff(seat)
    return found
