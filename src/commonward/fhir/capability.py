"""CapabilityStatement: what this interface does, made from the same kinds that answer."""

from typing import Final

from django.conf import settings
from django.urls import reverse

from commonward import __version__
from commonward.fhir.answers import binaries
from commonward.fhir.answers.common import BASE
from commonward.fhir.answers.kinds import KINDS
from commonward.fhir.outcomes import TYPE, Resource

VERSION: Final = "4.0.1"
#: When what this says last changed.
_SAID_ON: Final = "2026-11-26"
_SECURITY: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"
_OAUTH: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"


def statement() -> Resource:
    """The resource."""
    return {
        "resourceType": "CapabilityStatement",
        "id": "commonward",
        "status": "active",
        "date": _SAID_ON,
        "kind": "instance",
        "software": {"name": "Commonward", "version": __version__},
        "implementation": {"description": f"{settings.SITE_NAME}: care conversations, to read", "url": BASE},
        "fhirVersion": VERSION,
        "format": [TYPE, "json"],
        "rest": [{"mode": "server", "security": _security(), "resource": [*map(_told, KINDS), _BINARY]}],
    }


def _security() -> Resource:
    uris = [{"url": name, "valueUri": f"{settings.SITE_URL}{reverse(to)}"} for name, to in _PLACES]
    return {
        "extension": [{"url": _OAUTH, "extension": uris}],
        "cors": False,
        "service": [{"coding": [{"system": _SECURITY, "code": "SMART-on-FHIR"}]}],
        "description": "OAuth 2 with PKCE (S256), for registered applications. No launch yet.",
    }


_PLACES: Final = (("authorize", "connect:authorize"), ("token", "connect:token"), ("revoke", "connect:revoke"))


#: Files are found by the messages that name them, so there is no search for them.
_BINARY: Final = {
    "type": binaries.NAME,
    "interaction": [{"code": "read"}],
    "versioning": "no-version",
    "readHistory": False,
    "updateCreate": False,
}


def _told(name: str) -> Resource:
    return {
        "type": name,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "no-version",
        "readHistory": False,
        "updateCreate": False,
        "searchParam": [{"name": param, "type": kind} for param, kind in KINDS[name].params.items()],
    }
