"""All kinds of resources that are served, by name."""

from typing import Final

from commonward.fhir.answers.care import CARE_TEAM
from commonward.fhir.answers.common import Kind
from commonward.fhir.answers.consents import CONSENT
from commonward.fhir.answers.messages import AUDIT, COMMUNICATION
from commonward.fhir.answers.people import PATIENT, PRACTITIONER, RELATED, ROLE

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind for kind in (PATIENT, PRACTITIONER, ROLE, RELATED, CARE_TEAM, CONSENT, COMMUNICATION, AUDIT)
}
