"""Binary: a file of a message, as it was sent; and how a message points to it.

A file is read by who may read the message that it went with, with the scopes for Communication: there is no other way
to find one. Giving it out is on record like every reading of a file.
"""

import base64
from typing import Final

from commonward.care.actions import files
from commonward.care.models import CareFile, CareFilePiece
from commonward.fhir.answers import common
from commonward.fhir.answers.common import BASE
from commonward.fhir.outcomes import Resource

NAME: Final = "Binary"
_DOCUMENT: Final = {"pdf": "application/pdf"}


def media_type(file: CareFile) -> str:
    """What a file is, by its content."""
    return _DOCUMENT.get(file.kind, f"image/{file.kind}")


def attachment(file: CareFile) -> Resource:
    """A file as a message names it. FHIR's `hash` is SHA-1, which proves nothing any more, so none is given."""
    return {
        "contentType": media_type(file),
        "url": f"{BASE}/{NAME}/{file.pk}",
        "size": file.size,
        "title": file.name,
        "creation": common.instant(file.brought_at),
    }


def resource(file: CareFile) -> Resource:
    """The resource, with its bytes in base64."""
    body = {
        "contentType": media_type(file),
        "securityContext": common.reference("Communication", f"message-{file.message_id}"),
        "data": base64.b64encode(content(file)).decode("ascii"),
    }
    return common.resource(NAME, file.pk, file.brought_at, body)


def content(file: CareFile) -> bytes:
    """The bytes as they were sent. Raises NotFound where there are none."""
    return files.content(file, CareFilePiece.Use.ORIGINAL)
