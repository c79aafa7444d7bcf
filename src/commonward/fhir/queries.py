"""Reading connections and registered applications."""

from typing import Any

from django.urls import reverse
from oauth2_provider.models import Application as Client

from commonward.fhir import scopes
from commonward.fhir.models import Connection
from commonward.kernel.actor import Person
from commonward.people.connected import Connected


def connected_to(person: Person) -> list[Connected]:
    """What is connected to the seat that the person acts in, newest first. One query."""
    own = Connection.objects.visible_to(person).filter(ended_at=None).select_related("client").order_by("-pk")
    return [
        Connected(
            key=str(one.pk),
            name=one.client.name,
            labels=tuple(label for _scope, label in scopes.words(one.scopes.split())),
            since=one.given_at,
            used_on=one.used_on,
            end_url=reverse("connect:disconnect", kwargs={"pk": one.pk}),
        )
        for one in own
    ]


def registered() -> list[Any]:
    """The applications that people may connect, by name. Which there are is no secret."""
    return list(Client.objects.order_by("name", "pk"))


def client_with(client_id: str) -> Any:
    """The registered application with this public name, which the library has just found to be there."""
    return Client.objects.get(client_id=client_id)
