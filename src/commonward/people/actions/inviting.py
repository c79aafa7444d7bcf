"""Inviting many at once, from a list: looked through line by line first, then all of it or nothing.

The rows and the work to send each mail are written in one transaction; a worker sends them, and tries again while the
mail server does not answer. The token of a link is made by the worker for the mail at hand, and is nowhere else. When
a worker is killed between a mail and its record, the next mail brings a link of its own and the first stops working.
"""

import csv
import io
import secrets
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonward.kernel import clock, ledger, work
from commonward.kernel.access import require
from commonward.kernel.actor import Person, Role, System
from commonward.kernel.errors import Unacceptable, Unavailable
from commonward.kernel.ref import Ref
from commonward.people import access, mail, queries
from commonward.people.actions.organisations import INVITATION_DAYS, MOST_OPEN_INVITATIONS, letter_of, shaped_address
from commonward.people.models import ROLE_CHOICES, Invitation, Organisation

SEND: Final = "invitation.send"
MOST_LINES: Final = 300
_JOB: Final = System("invitations")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: whom, as what, and what is wrong with it, "" when nothing is."""

    number: int
    email: str = field(repr=False)
    role: str
    role_label: str
    wrong: str


def read_list(organisation: Organisation, text: str) -> list[Line]:
    """Each line of a list "address, role", with what is wrong with it. Empty lines and a heading are passed over.

    Raises Unacceptable beside `text` for a list that is empty or longer than is taken at once.
    """
    rows = [(number, row) for number, row in enumerate(_rows(text), start=1) if any(cell.strip() for cell in row)]
    if rows and "@" not in "".join(rows[0][1]) and rows[0][1][0].strip().lower() in {"email", "e-mail", "address"}:
        rows = rows[1:]
    if not rows:
        raise Unacceptable(_("There is nobody in this list yet. Write one line for each: address, role."), field="text")
    if len(rows) > MOST_LINES:
        told = ngettext("At most %(most)d line at once.", "At most %(most)d lines at once.", MOST_LINES)
        raise Unacceptable(told % {"most": MOST_LINES}, field="text")
    held = queries.seats_by_address(organisation)
    seen: set[tuple[str, str]] = set()
    lines = []
    for number, row in rows:
        line = _line(number, [cell.strip() for cell in row], held, seen)
        seen.add((line.email, line.role))
        lines.append(line)
    return lines


def invite_many(person: Person, organisation: Organisation, text: str) -> int:
    """Invite everybody of a list; how many. All of it is written down or none of it.

    Raises Denied without the right, and Unacceptable beside `text` while anything in the list is wrong.
    """
    require(access.may_manage_members(person, organisation))
    lines = read_list(organisation, text)
    if any(line.wrong for line in lines):
        raise Unacceptable(_("Some lines need a change first. Nobody was invited."), field="text")
    with transaction.atomic():
        waiting = queries.open_invitations(organisation)
        again = waiting.filter(email__in=[line.email for line in lines])
        wanted = {(line.email, line.role) for line in lines}
        for one in again:
            if (one.email, one.role) in wanted:
                Invitation.objects.visible_to(person).filter(pk=one.pk).update(withdrawn_at=clock.now())
        if queries.open_invitations(organisation).count() + len(lines) > MOST_OPEN_INVITATIONS:
            raise Unacceptable(_("Many invitations are open. Withdraw some, or invite fewer at once."), field="text")
        for line in lines:
            invitation = Invitation.objects.create(
                organisation=organisation,
                email=line.email,
                role=line.role,
                token_hash=access.hash_of(secrets.token_urlsafe(32)),  # of no link, until the mail is sent
                inviter_id=person.seat,
                expires_at=clock.after(days=INVITATION_DAYS),
            )
            ledger.record(person, "invitation.made", Ref("invitation", invitation.pk), detail={"role": line.role})
            work.enqueue(SEND, invitation.pk)
    return len(lines)


@work.carries(SEND, given_up=lambda pk: _give_up(pk))
def send(invitation_id: int) -> None:
    """Worker: send the mail of one invitation, unless it was withdrawn, answered or ran out meanwhile."""
    found = Invitation.objects.visible_to(_JOB).still_open().select_related("organisation").filter(pk=invitation_id)
    invitation = found.first()
    if invitation is None:
        return
    token = secrets.token_urlsafe(32)
    if not found.update(token_hash=access.hash_of(token)):
        return
    try:
        mail.send(letter_of(invitation, invitation.organisation, token))
    except Unavailable:
        raise work.TryAgain from None


def _give_up(invitation_id: int) -> None:
    """Its mail did not go out, after every try: it is withdrawn, so that the page does not say it is on its way."""
    still_open = Invitation.objects.visible_to(_JOB).still_open().filter(pk=invitation_id)
    if still_open.update(withdrawn_at=clock.now()):
        ledger.record(_JOB, "invitation.withdrawn", Ref("invitation", invitation_id), reason="mail_failed")


def _rows(text: str) -> list[list[str]]:
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((mark for mark in (";", "\t") if mark in first), ",")
    return list(csv.reader(io.StringIO(text), delimiter=separator, strict=False))


def _line(number: int, cells: list[str], held: set[tuple[str, str]], seen: set[tuple[str, str]]) -> Line:
    email, named = cells[0].lower()[:254], (cells[1] if len(cells) > 1 else "")
    role = _role(named)
    label = str(dict(ROLE_CHOICES).get(role, ""))

    def line(wrong: str) -> Line:
        return Line(number, email, role, label, wrong)

    try:
        shaped_address(email)
    except Unacceptable as refusal:
        return line(refusal.sentence)
    if not role:
        return line(_("Say as what: one of the roles below."))
    if (email, role) in seen:
        return line(_("This line stands here twice."))
    if (email, role) in held:
        return line(_("This person has this seat already."))
    return line("")


def _role(named: str) -> str:
    """The code of a role, by its code or by its name in the language of the page; "" for anything else."""
    wanted = " ".join(named.lower().replace("_", " ").split())
    for role in Role:
        if wanted in {role.value.replace("_", " "), str(dict(ROLE_CHOICES)[role.value]).lower()}:
            return role.value
    return ""
