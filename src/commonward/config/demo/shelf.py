"""Pictures that the demo's clinic may use, as its library keeps them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commonward.config.demo.pictures import drawn
from commonward.kernel import clock
from commonward.kernel.actor import Person
from commonward.oversight import library
from commonward.oversight.models import LibraryPicture, Licence
from commonward.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Licensed:
    """A scene that was never posted, what is said of it, and how many days the licence lasts; 0: without an end."""

    scene: str
    title: str
    source: str
    licence: Licence
    for_whom: LibraryPicture.ForWhom
    days: int = 0


#: How many days ago they were brought.
BROUGHT: Final = 20.0
LICENSED: Final = (
    Licensed(
        "door",
        "The front of the clinic, drawn, with its door open",
        "Drawn for Harbour Clinic by Ilka Sund",
        Licence.LICENSED,
        LibraryPicture.ForWhom.STAFF,
    ),
    Licensed(
        "chairs",
        "Five chairs in a circle on a rug, drawn",
        "Ilka Sund, Larkmoor drawings, by permission",
        Licence.PERMISSION,
        LibraryPicture.ForWhom.COMMUNICATION,
        days=200,
    ),
)


def put(keeper: Person, organisation: Organisation, licensed: Licensed) -> None:
    """Take one in; it is looked at as soon as what waits is carried out."""
    ends_on = timezone.localdate(clock.now()) + timedelta(days=licensed.days) if licensed.days else None
    terms = library.Terms(licensed.title, licensed.licence.value, licensed.source, licensed.for_whom.value, ends_on)
    library.add(keeper, organisation, terms, SimpleUploadedFile("drawing.jpg", drawn(licensed.scene), "image/jpeg"))
