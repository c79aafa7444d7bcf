"""The JSON interface, put together: `/api/v1/`, its OpenAPI document, and its one translator of refusals."""

from typing import Any, Final

from django.db import OperationalError
from django.http import Http404
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from commonward.care.api import files as care_files
from commonward.care.api import keeping as care_keeping
from commonward.care.api import reading as care_reading
from commonward.care.api import writing as care_writing
from commonward.care.api.router import router as care_router
from commonward.community.api import among_people, reading, writing
from commonward.community.api.router import router
from commonward.kernel.errors import Refusal
from commonward.oversight import problems

_DESCRIPTION: Final = (
    "Everything that the pages of this place do, for programs that act in somebody's seat. What is written here is "
    "checked as on the pages, and who sees what is the same. Tokens are made on the page Applications and go into the "
    "header `Authorization: Bearer …`. Refusals are problem documents (RFC 9457); too many requests are answered with "
    "429 and `Retry-After`. Fields may be added to answers; none will change its meaning."
)


class Interface(NinjaAPI):
    """As ninja's, with the media type of problem documents in the OpenAPI document."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The document that `/api/v1/openapi.json` gives; tests/config holds a snapshot of it."""
        document = super().get_openapi_schema(**options)
        for methods in document["paths"].values():
            for operation in methods.values():
                for status, response in operation["responses"].items():
                    content = response.get("content")
                    if int(status) >= 400 and content is not None:
                        response["content"] = {problems.TYPE: content["application/json"]}
        return document

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name: each is the only one of that name."""
        return str(operation.view_func.__name__)


#: A name, in every language.
_TITLE: Final = "Commonward"

api = Interface(
    title=_TITLE,
    version="1",
    description=_DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
OPERATIONS: Final = (
    reading,
    writing,
    among_people,
    care_reading,
    care_writing,
    care_keeping,
    care_files,
)  # importing them puts their operations on the router
# Operations are tried in their order: a conversation is read again and again, and has to be done soonest.
api.add_router("", care_router)
api.add_router("", router)
api.add_exception_handler(Refusal, problems.refused)
api.add_exception_handler(ValidationError, problems.not_fitting)
api.add_exception_handler(HttpError, problems.not_understood)
api.add_exception_handler(Http404, problems.not_here)
api.add_exception_handler(OperationalError, problems.out_of_breath)
