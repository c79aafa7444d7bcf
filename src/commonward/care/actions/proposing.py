"""A team offers care to somebody it knows: a code goes to them by hand or mail, and they accept it with their name and
birth date. Nobody is looked up, and a wrong name or day tells nothing (rules.md, boundary.search-patient).
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from commonward.care import access
from commonward.care.actions import relating
from commonward.care.models import Proposal, Relationship, Team
from commonward.kernel import clock, datakeys, ledger, text
from commonward.kernel.access import require
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import Conflict, NotFound, Unacceptable
from commonward.kernel.ref import Ref
from commonward.people import mail, notices

JOB: Final = System("care")
KEPT: Final = timedelta(days=14)
#: Open ones of one team.
MOST: Final = 200
#: After so many tries with another name or day the code is no longer good for anything.
MOST_TRIES: Final = 5
#: Without letters and digits that are taken for each other.
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH: Final = 12
#: How a team knows somebody whom it writes to first: not by having been asked.
PROOFS: Final = (Relationship.Proof.VISIT, Relationship.Proof.RECORD)
Ending = Proposal.Ending


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of it: the proposal, and the code, which is shown this once."""

    proposal: Proposal
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the team knows, as its record says it, how, and where a letter with the code may go."""

    name: str = field(repr=False)
    born: str = field(repr=False)
    proof: str
    email: str = field(default="", repr=False)


def propose(person: Person, team: Team, known: Known) -> Offered:
    """Offer care. Raises Denied for whoever does not serve in the team, Unacceptable beside the field of `known`.

    A letter says that there is an invitation, and neither from which team nor what for.
    """
    require(access.may_propose(person, team))
    name, day = relating.told(known.name, known.born)
    if known.proof not in PROOFS:
        raise Unacceptable(_("Please say how the team knows this patient."), field="proof")
    email = known.email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Unacceptable(_("Please look at the address again."), field="email") from None
    if Proposal.objects.visible_to(person).filter(team=team).still_open().count() >= MOST:
        raise Conflict(_("Many of these are open. Withdraw some first."))
    code = "".join(secrets.choice(_ALPHABET) for _index in range(_LENGTH))
    with transaction.atomic():
        made = Proposal.objects.create(
            team=team,
            proposer_id=person.seat,
            proof=known.proof,
            name=name,
            lookup=relating.lookup_of(name, day),
            code_hash=_hash(code),
            was_mailed=bool(email),
            expires_at=clock.now() + KEPT,
        )
        detail: ledger.Detail = {"team": team.pk, "proof": known.proof, "mailed": bool(email)}
        ledger.record(person, "proposal.made", Ref("proposal", made.pk), detail=detail)
        if email:
            # In the transaction: when the letter does not go out, nothing was offered. The address is kept nowhere.
            words: dict[str, object] = {"code": spaced(code), "path": reverse("care:invited")}
            mail.send(mail.compose("care/proposal_mail.txt", email, subject=_("You are invited"), context=words))
    return Offered(made, spaced(code))


def accept(person: Person, *, code: str, name: str, born: str) -> Relationship:
    """Take up an offer of care. From a health professional it is in care at once; else one of the team confirms it.

    Raises Denied for anybody but a patient, Unacceptable beside `code`, `name` or `born`, Conflict while the team
    cares for them already. A wrong code, name or day are told apart from nothing.
    """
    require(access.may_ask(person))
    told, day = relating.told(name, born)
    wrong = Unacceptable(
        _("Code, name and birth date do not fit together. Look at each, or ask the team."), field="code"
    )
    found = Proposal.objects.visible_to(JOB).still_open().filter(code_hash=_hash(code))
    with transaction.atomic():
        row = found.select_for_update(of=("self",)).select_related("team__organisation", "proposer").first()
        if row is not None and row.lookup == relating.lookup_of(told, day):
            return _accepted(person, row, told, day.isoformat())
        if row is not None:
            _missed(row)
    raise wrong


def withdraw(person: Person, proposal: Proposal) -> None:
    """Take an offer back; the code is then good for nothing. Twice does no harm. Raises Denied."""
    require(access.may_propose(person, proposal.team))
    with transaction.atomic():
        still = Proposal.objects.visible_to(person).filter(pk=proposal.pk, ended_at=None)
        if still.update(ended_at=clock.now(), ending=Ending.WITHDRAWN):
            ledger.record(person, "proposal.withdrawn", Ref("proposal", proposal.pk))


def spaced(code: str) -> str:
    """In groups of four, as people read it out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def get_proposal(person: Person, pk: int) -> Proposal:
    """An open offer of a team that this person serves in. Raises NotFound."""
    found = (
        Proposal.objects.visible_to(person).select_related("team__organisation").filter(pk=pk, ended_at=None).first()
    )
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    return found


def _accepted(person: Person, row: Proposal, name: str, born: str) -> Relationship:
    relationship = relating.begin_offered(
        person, row.team, name=name, born=born, proof=row.proof, proposer=row.proposer
    )
    row.ended_at, row.ending, row.relationship = clock.now(), Ending.ACCEPTED, relationship
    row.save(update_fields=["ended_at", "ending", "relationship"])
    ledger.record(person, "proposal.accepted", Ref("proposal", row.pk), detail={"relationship": relationship.pk})
    notices.notify(row.proposer_id, "care.proposal_accepted", Ref("relationship", relationship.pk))
    return relationship


def _missed(row: Proposal) -> None:
    row.tries = F("tries") + 1
    row.save(update_fields=["tries"])
    row.refresh_from_db()
    if row.tries >= MOST_TRIES:
        row.ended_at, row.ending = clock.now(), Ending.MISSED
        row.save(update_fields=["ended_at", "ending"])
        ledger.record(JOB, "proposal.missed", Ref("proposal", row.pk), outcome="refused")


def _hash(code: str) -> str:
    return datakeys.keyed_digest("care.proposal", "".join(text.storable(code).upper().split()).replace("-", ""))
