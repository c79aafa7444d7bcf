"""What may be private skin: asked only beside a person, held for a second reader, never refused by a number."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from commonward.guard.contract import Decision, Kind, Media
from commonward.guard.media import inspect, skin
from commonward.guard.media.networks import Floats
from commonward.guard.media.skin import SkinFinder
from commonward.guard.media.things import Thing
from commonward.guard.seen import judge, noticed
from commonward.oversight import covering
from commonward.oversight.models import Media as Kept

PORTRAIT = Path(__file__).parent / "people" / "astronaut.jpg"
FACE = Thing(Kind.FACE, (10, 10, 40, 40), 0.9)


def answering(monkeypatch: pytest.MonkeyPatch, *likely: float) -> SkinFinder:
    """A finder whose network answers this."""

    class Answers:
        def __init__(self, *_args: object, **_named: object) -> None:
            self.asked = 0

        def run(self, given: Floats) -> list[Floats]:
            assert given.shape == (1, 3, 224, 224)
            assert 0 <= float(given.min()) <= float(given.max()) <= 1
            return [np.array([likely], np.float32)]

    monkeypatch.setattr(skin, "Network", Answers)
    return SkinFinder()


@pytest.mark.parametrize(
    ("likely", "told"),
    [((0, 0, 0.3, 0.7, 0), 0.7), ((0, 0.4, 0.4, 0.2, 0), 0.6), ((0, 0, 0, 0, 1), 0.5), ((0, 0, 0.6, 0.4, 0), None)],
)
def test_the_bar_is_half(likely: tuple[float, ...], told: float | None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answering(monkeypatch, *likely).find(Image.new("RGB", (300, 200)), [FACE])
    assert [(one.kind, one.box, one.confidence) for one in found] == (
        [] if told is None else [(Kind.NUDITY, (0, 0, 300, 200), pytest.approx(told, abs=0.01))]
    )


def test_without_a_person_it_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    bottle = Thing(Kind.DRINK, (0, 0, 10, 10), 0.9)
    assert answering(monkeypatch, 0, 0, 0, 1, 0).find(Image.new("RGB", (300, 200)), [bottle]) == []


def test_it_is_held_for_a_second_person_and_no_more() -> None:
    whole = Thing(Kind.NUDITY, (0, 0, 300, 200), 0.7)
    [_face, found] = judge((FACE, whole), Media(PORTRAIT), 0)
    assert (found.rule, found.most) == ("conduct.sexual", Decision.HOLD)
    assert noticed((FACE, whole)) == (Kind.NUDITY,)


def test_a_second_person_reads_it_whoever_wrote_it() -> None:
    media = Kept(noticed=["NUDITY"])
    assert covering.needs_reading(media, by_staff=False)
    assert "private skin" in covering.noticed_sentence(media)
    assert not covering.needs_reading(Kept(noticed=["DRINK"]), by_staff=False)


@pytest.mark.slow
def test_a_portrait_is_none(tmp_path: Path) -> None:
    things = inspect(PORTRAIT, looks=True).things or ()
    assert Kind.FACE in {thing.kind for thing in things}
    assert Kind.NUDITY not in {thing.kind for thing in things}
