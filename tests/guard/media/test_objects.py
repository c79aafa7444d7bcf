"""Bottles, glasses and knives: found in a decoded picture, judged by who else is in it.

No photograph of such things could be had that may be kept here. So what is tested is the way from the network's answer
to a box and a decision; how well the network finds them, its makers and docs/guard-media.md say.
"""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from commonward.guard import Guard
from commonward.guard.contract import Author, Decision, Kind, Media, Submission
from commonward.guard.media import inspect, objects
from commonward.guard.media.objects import ObjectFinder
from commonward.guard.media.things import SEEN, Box, Thing
from commonward.guard.reading import MediaReading
from commonward.guard.seen import judge, noticed
from guard.media import pictures

PORTRAIT = Path(__file__).with_name("people") / "astronaut.jpg"
PLACES = sum((416 // step) ** 2 for step in (8, 16, 32))
PERSON, BOTTLE, GLASS, KNIFE = range(4)


class Answers:
    """In place of the network: one thing, wherever a picture is light, with its middle where the light is."""

    def __init__(self, kind: int, score: float, reach: tuple[int, int, int, int] = (2, 3, 2, 3)) -> None:
        self.kind, self.score, self.reach, self.asked = kind, score, reach, 0

    def run(self, given: np.ndarray) -> list[np.ndarray]:
        self.asked += 1
        likely = np.full((1, PLACES, 4), 0.01, np.float32)
        told = np.zeros((1, PLACES, 4, 11), np.float32)
        for side, length in enumerate(self.reach):
            told[:, :, side, length] = 50
        light = given[0].mean(axis=0)
        if light.max() > 1:
            down, across = np.unravel_index(int(light.argmax()), light.shape)
            likely[0, (down // 8) * 52 + across // 8, self.kind] = self.score
        return [likely, told.reshape(1, PLACES, 44)]


def finder(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> ObjectFinder:
    monkeypatch.setattr(objects, "Network", lambda *_, **__: answers)
    return ObjectFinder()


def dark(size: tuple[int, int], light: Box | None = None) -> Image.Image:
    image = Image.new("RGB", size, (10, 10, 10))
    if light is not None:
        left, top, width, height = light
        image.paste((250, 250, 250), (left, top, left + width, top + height))
    return image


def test_a_thing_is_boxed_where_it_is_in_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    # The square of 416 shows 832 by 416 pixels: a place of 8 is 16 wide and 8 high.
    found = finder(Answers(BOTTLE, 0.6), monkeypatch).find(dark((832, 300), (320, 150, 16, 6)))
    [thing] = found
    assert thing.kind is Kind.DRINK
    left, top, width, height = thing.box
    assert (width, height) == pytest.approx((64, 48 * 300 / 416), abs=3)
    assert (left + width / 2, top + height / 2) == pytest.approx((328, 153), abs=9)
    assert thing.confidence > SEEN


@pytest.mark.parametrize(
    ("kind", "told", "uncertain"), [(BOTTLE, Kind.DRINK, 0.34), (GLASS, Kind.DRINK, 0.25), (KNIFE, Kind.KNIFE, 0.25)]
)
def test_two_bars_part_what_is_seen_from_what_is_uncertain(
    kind: int, told: Kind, uncertain: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = dark((312, 312), (90, 90, 6, 6))  # one place, in the mirror as well
    assert finder(Answers(kind, 0.1), monkeypatch).find(scene) == []
    for score, is_seen in ((uncertain, False), (0.6, True)):
        [thing] = finder(Answers(kind, score), monkeypatch).find(scene)
        assert thing.kind is told
        assert (thing.confidence >= SEEN) is is_seen


def test_a_small_thing_is_looked_for_in_parts_and_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers(KNIFE, 0.6)
    # In the overlap of all four parts, so that five looks see it.
    [thing] = finder(answers, monkeypatch).find(dark((1000, 1000), (500, 500, 12, 12)))
    assert thing.kind is Kind.KNIFE
    assert answers.asked == 10  # five squares, each plain and mirrored
    answers.asked = 0
    assert finder(answers, monkeypatch).find(dark((1000, 1000))) == []
    assert answers.asked == 5  # each once: there was nothing to look at again


@pytest.mark.slow
def test_the_network_sees_a_person_and_no_bottle_in_a_portrait() -> None:
    things = [thing for thing in inspect(PORTRAIT, looks=True).things or () if thing.kind is not Kind.TEXT]
    assert {thing.kind for thing in things if thing.confidence >= SEEN} == {Kind.FACE, Kind.PERSON}


@pytest.mark.slow
def test_a_sheet_of_colour_shows_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sheet.png"
    path.write_bytes(pictures.saved(pictures.drawing(640, 480), "PNG"))
    assert not [thing for thing in inspect(path, looks=True).things or () if thing.kind in (Kind.DRINK, Kind.KNIFE)]


FACE = Thing(Kind.FACE, (0, 0, 40, 40), 0.9)
SOMEBODY = Thing(Kind.PERSON, (0, 0, 90, 200), 0.45)
BEER, DOUBTFUL = Thing(Kind.DRINK, (50, 50, 20, 60), 0.8), Thing(Kind.DRINK, (50, 50, 20, 60), 0.44)
BLADE = Thing(Kind.KNIFE, (80, 50, 9, 60), 0.7)


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        ((BEER,), [("conduct.alcohol-image", Decision.NOTE)]),
        ((DOUBTFUL,), []),
        ((FACE, BEER), [("conduct.alcohol-image", Decision.HOLD)]),
        ((SOMEBODY, DOUBTFUL), [("conduct.alcohol-image", Decision.HOLD)]),
        ((SOMEBODY, BLADE), [("conduct.weapon-image", Decision.HOLD)]),
        ((SOMEBODY,), []),
    ],
    ids=["a bottle alone", "perhaps one", "with a face", "perhaps one with somebody", "a knife", "somebody alone"],
)
def test_it_is_judged_by_who_is_beside_it(
    things: tuple[Thing, ...], expected: list[tuple[str, Decision]], tmp_path: Path
) -> None:
    breaches = judge(things, Media(tmp_path / "x", declared={"face:0": "me"}), 0)
    assert [(one.rule, one.most) for one in breaches if one.rule.startswith("conduct.")] == expected


def test_what_a_second_person_looks_for_is_kept_by_kind() -> None:
    assert noticed((FACE, DOUBTFUL, BLADE)) == (Kind.DRINK, Kind.KNIFE)
    assert noticed((BEER, BLADE)) == ()
    assert noticed((SOMEBODY, FACE)) == ()


class Shown:
    """A reader of files that has seen these things."""

    def __init__(self, *things: Thing) -> None:
        self.things = things

    def examine(self, media: Media, index: int) -> MediaReading:
        return MediaReading((), tuple(judge(self.things, media, index)), self.things, is_scan=False)


@pytest.mark.parametrize(
    ("author", "decision"), [("professional", Decision.HOLD), ("student", Decision.HOLD), ("patient", Decision.NOTE)]
)
def test_the_rule_binds_those_who_work_in_care(author: Author, decision: Decision, tmp_path: Path) -> None:
    guard = Guard(media_reader=Shown(SOMEBODY, BEER))
    report = guard.check(Submission("A good evening.", author=author, media=(Media(tmp_path / "x", "A table"),)))
    found = [finding for finding in report.findings if finding.rule == "conduct.alcohol-image"]
    assert max((finding.decision for finding in found), default=Decision.ALLOW) <= decision
    if author != "patient":
        assert [finding.decision for finding in found] == [decision]
