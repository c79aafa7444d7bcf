"""What a picture as a whole shows: guns, blades, drinks, clinical rooms, judged by who else is in it.

No photograph of a gun may be kept here. So the way from the network's answer to a decision is tested with an answer of
our own, and the network itself on pictures that show nothing of the kind.
"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from commonward.guard.contract import Decision, Kind, Media
from commonward.guard.media import inspect, whole
from commonward.guard.media.networks import Floats
from commonward.guard.media.things import SEEN, Thing
from commonward.guard.media.whole import WholeFinder
from commonward.guard.seen import judge, noticed
from commonward.oversight import covering
from commonward.oversight.models import Media as Kept
from guard.media import pictures

PORTRAIT = Path(__file__).with_name("people") / "astronaut.jpg"
REVOLVER, CLEAVER, RED_WINE, LAB_COAT, STETHOSCOPE = 1, 3, 10, 11, 13
SOMEBODY = Thing(Kind.PERSON, (0, 0, 90, 200), 0.8)
CLINIC = Thing(Kind.UNIFORM, (0, 0, 300, 200), 0.8)
GUN, DOUBTED = Thing(Kind.GUN, (0, 0, 300, 200), 0.8), Thing(Kind.GUN, (0, 0, 300, 200), 0.3)
BEER = Thing(Kind.DRINK, (50, 50, 20, 60), 0.8)


def answering(
    monkeypatch: pytest.MonkeyPatch, *, as_a_whole: dict[int, float], lower_right: dict[int, float] | None = None
) -> WholeFinder:
    """A finder whose network says this of the whole picture and of its last part."""

    class Answers:
        def __init__(self, *_args: object, **_named: object) -> None:
            pass

        def run(self, given: Floats) -> list[Floats]:
            assert -1 <= float(given.min()) <= float(given.max()) <= 1.01
            many = 1 if given.shape == (1, 3, 224, 224) else 3
            assert given.shape[2:] == ((224, 224) if many == 1 else (448, 448))
            shares = np.zeros((1, 16, many, many), np.float32)
            for place, share in (as_a_whole if many == 1 else lower_right or {}).items():
                shares[0, place, -1, -1] = share
            return [shares]

    monkeypatch.setattr(whole, "Network", Answers)
    return WholeFinder()


@pytest.mark.parametrize(
    ("shares", "kind", "is_seen"),
    [
        ({REVOLVER: 0.8}, Kind.GUN, True),
        ({REVOLVER: 0.3}, Kind.GUN, False),
        ({CLEAVER: 0.6}, Kind.KNIFE, True),
        ({RED_WINE: 0.3}, Kind.DRINK, False),
        ({LAB_COAT: 0.3, STETHOSCOPE: 0.3}, Kind.UNIFORM, True),
    ],
)
def test_shares_of_like_kinds_are_added_and_two_bars_part_them(
    shares: dict[int, float], kind: Kind, is_seen: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    [found] = answering(monkeypatch, as_a_whole=shares).find(Image.new("RGB", (300, 200)))
    assert (found.kind, found.box, found.confidence >= SEEN) == (kind, (0, 0, 300, 200), is_seen)


def test_a_little_of_everything_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = answering(monkeypatch, as_a_whole=dict.fromkeys(range(16), 0.05))
    assert [found.kind for found in finder.find(Image.new("RGB", (300, 200)))] == [Kind.DRINK]  # six kinds of it
    assert answering(monkeypatch, as_a_whole=dict.fromkeys(range(16), 0.03)).find(Image.new("RGB", (300, 200))) == []


def test_a_part_that_is_surer_gives_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = answering(monkeypatch, as_a_whole={REVOLVER: 0.3}, lower_right={REVOLVER: 0.9})
    [found] = finder.find(Image.new("RGB", (896, 448)))
    assert (found.kind, found.box) == (Kind.GUN, (384, 192, 448, 224))
    [small] = finder.find(Image.new("RGB", (896, 300)))  # too low to be looked at in parts
    assert small.box == (0, 0, 896, 300)


def test_a_blade_is_not_looked_for_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = answering(monkeypatch, as_a_whole={}, lower_right={CLEAVER: 0.95})
    assert finder.find(Image.new("RGB", (600, 600))) == []


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        ((GUN,), [("conduct.weapon-image", Decision.NOTE)]),
        ((DOUBTED,), []),
        ((SOMEBODY, DOUBTED), [("conduct.weapon-image", Decision.HOLD)]),
        ((CLINIC, GUN), [("conduct.weapon-image", Decision.HOLD)]),
        ((CLINIC, BEER), [("conduct.alcohol-image", Decision.HOLD)]),
        ((CLINIC,), []),
        ((SOMEBODY, CLINIC), []),
    ],
    ids=["a gun", "perhaps one", "perhaps with somebody", "in a clinic", "a beer in one", "a clinic", "somebody there"],
)
def test_it_is_judged_by_what_is_beside_it(
    things: tuple[Thing, ...], expected: list[tuple[str, Decision]], tmp_path: Path
) -> None:
    breaches = judge(things, Media(tmp_path / "x"), 0)
    assert [(one.rule, one.most) for one in breaches if one.rule.startswith("conduct.")] == expected


def test_a_second_person_reads_what_staff_show_of_it_and_the_author_reads_why() -> None:
    assert noticed((SOMEBODY, DOUBTED)) == (Kind.GUN,)
    assert noticed((DOUBTED,)) == noticed((SOMEBODY, CLINIC)) == ()
    media = Kept(noticed=["GUN"])
    assert covering.needs_reading(media, by_staff=True)
    assert not covering.needs_reading(media, by_staff=False)
    assert "a gun" in covering.noticed_sentence(media)


@pytest.mark.slow
def test_a_portrait_and_a_sheet_of_colour_show_none_of_it(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    sheet.write_bytes(pictures.saved(pictures.drawing(640, 480), "PNG"))
    for path in (PORTRAIT, sheet):
        kinds = {thing.kind for thing in inspect(path, looks=True).things or ()}
        assert not kinds & {Kind.GUN, Kind.KNIFE, Kind.DRINK, Kind.UNIFORM}
