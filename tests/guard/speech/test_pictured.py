"""What kind of picture an alternative text is about: an ultrasound, an X-ray or a drawing shows no open body."""

import pytest

from commonward.guard import Guard, Submission
from commonward.guard.text.speech import pictured

RULE = "conduct.surgical-photo"
THROUGH_OR_DRAWN = [
    "an ultrasound picture of a gallbladder",
    "Black and white ultrasound of a liver",
    "An X-ray of a hip with a plate",
    "Two X-rays of an open fracture",
    "MRI scan of a brain",
    "Photo of an X-ray of a skull",
    "Screenshot of a CT scan, tumour circled",
    "A drawing of an open abdomen",
    "Diagram showing the exposed heart and lungs",
    "Plastic model of a heart, opened in two halves",
    "Ecografía de una vesícula con cálculos",
    "Dibujo de un corazón abierto",
]
OPEN_BODIES = [
    "open abdomen beside an ultrasound machine",
    "abdomen open, drawing on the wall",
    "drawing beside the open abdomen",
    "ultrasound probe on an exposed liver in theatre",
    "X-ray of the hip and the removed femoral head in a dish",
    "a diagram held above an open chest",
    "gallbladder with stones on a steel tray",
    "brain exposed after craniotomy",
]


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def rules(guard: Guard, alt: str) -> set[str]:
    """The rules found about a text with such a picture."""
    text = f"What we looked at in class this morning. [image: {alt}]"
    report = guard.check(Submission(text, context="public_post", author="professional"))
    return {finding.rule for finding in report.findings}


@pytest.mark.parametrize("alt", THROUGH_OR_DRAWN)
def test_what_is_seen_through_the_skin_or_drawn_is_no_surgical_photograph(alt: str, guard: Guard) -> None:
    assert RULE not in rules(guard, alt)


@pytest.mark.parametrize("alt", THROUGH_OR_DRAWN)
def test_it_is_told_by_how_the_picture_is_named(alt: str) -> None:
    said = f"Look: [image: {alt}] and more. An open abdomen."
    assert pictured.shows_no_open_body(said, 14, 18)
    assert pictured.shows_no_open_body(alt, 0, len(alt))
    assert not pictured.shows_no_open_body(said, said.index("An open"), len(said))


@pytest.mark.parametrize("alt", OPEN_BODIES)
def test_an_open_body_beside_it_still_is_one(alt: str) -> None:
    assert not pictured.shows_no_open_body(f"[image: {alt}]", 8, 12)


@pytest.mark.parametrize(
    "alt", ["gallbladder with stones on a steel tray", "open abdomen beside an ultrasound machine"]
)
def test_photographs_of_open_bodies_are_found_as_before(alt: str, guard: Guard) -> None:
    assert RULE in rules(guard, alt)
