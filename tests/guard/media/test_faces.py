"""Faces: found wherever they are, judged by what the author declares, covered for good in what others get."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from commonward.guard import Guard, GuardUnavailable
from commonward.guard.contract import Context, Decision, Kind, Media, Submission
from commonward.guard.media import inspect, inspection, nurseries
from commonward.guard.media.things import Box, Thing
from commonward.guard.seen import covers, faces
from commonward.guard.written import is_readable
from guard.doubles import WordReader
from guard.media import pictures

pytestmark = pytest.mark.slow

PORTRAIT = Path(__file__).with_name("people") / "astronaut.jpg"
FACE: Box = (45, 20, 105, 125)  # in the portrait, by eye


@pytest.fixture
def scene(tmp_path: Path) -> Callable[..., Path]:
    """A picture of this size with the portrait at these places, each (left, top, side, degrees to the left)."""

    def drawn(size: tuple[int, int], *places: tuple[int, int, int, int]) -> Path:
        image = Image.new("RGB", size, (176, 190, 184))
        with Image.open(PORTRAIT) as portrait:
            for left, top, side, degrees in places:
                image.paste(portrait.resize((side, side)).rotate(degrees), (left, top))
        path = tmp_path / "scene.png"
        path.write_bytes(pictures.saved(image, "PNG"))
        return path

    return drawn


def found(path: Path) -> list[Thing]:
    return faces(inspect(path, looks=True).things or ())


def middle(box: Box) -> tuple[int, int]:
    return box[0] + box[2] // 2, box[1] + box[3] // 2


def is_at(box: Box, place: tuple[int, int, int, int]) -> bool:
    """Whether the middle of a box lies in the middle part of a portrait pasted at this place."""
    left, top, side, _ = place
    return all(
        side // 5 < length - start < side * 4 // 5 for start, length in zip((left, top), middle(box), strict=True)
    )


def test_a_portrait_has_one_face_and_its_box_holds_all_of_it() -> None:
    (face,) = found(PORTRAIT)
    left, top, width, height = face.box
    assert face.kind is Kind.FACE
    assert face.confidence > 0.8
    assert left <= FACE[0] + 8
    assert top <= FACE[1] + 8
    assert left + width >= FACE[0] + FACE[2] - 8
    assert top + height >= FACE[1] + FACE[3] - 8
    assert width * height < 0.6 * 200 * 200


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_face_is_found_however_a_person_lies(degrees: int, scene: Callable[..., Path]) -> None:
    place = (500, 200, 260, degrees)
    (face,) = found(scene((1000, 700), place))
    assert is_at(face.box, place)


def test_small_and_many_faces_are_found_in_a_large_picture(scene: Callable[..., Path]) -> None:
    places = [(40 + 290 * column, 60 + 380 * row, 90, 0) for row in range(3) for column in range(5)]
    seen = found(scene((1500, 1200), *places))
    assert [sum(is_at(face.box, place) for face in seen) for place in places] == [1] * len(places)
    assert len(seen) == len(places)


def test_small_faces_are_found_at_both_ends_of_a_long_picture(scene: Callable[..., Path]) -> None:
    places = [(30, 40, 70, 0), (1160, 500, 70, 0), (2290, 540, 70, 0)]
    seen = found(scene((2400, 660), *places))
    assert [sum(is_at(face.box, place) for face in seen) for place in places] == [1] * len(places)
    assert len(seen) == len(places)


def test_a_small_face_is_found_in_a_corner_of_a_picture_that_is_plain_elsewhere(scene: Callable[..., Path]) -> None:
    place = (1120, 840, 60, 0)
    (face,) = found(scene((1200, 900), place))
    assert is_at(face.box, place)


@pytest.mark.parametrize("size", [(2400, 1), (2, 2400), (2400, 40)])
def test_a_strip_is_looked_at_however_thin_it_is(size: tuple[int, int], scene: Callable[..., Path]) -> None:
    assert inspect(scene(size), looks=True).things == ()


@pytest.mark.parametrize(
    "image",
    [pictures.photo(640, 480), pictures.drawing(640, 480), Image.new("L", (300, 200), 128), Image.new("RGB", (1, 1))],
    ids=["noise", "areas", "grey", "dot"],
)
def test_no_face_where_there_is_none(image: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "given"
    path.write_bytes(pictures.saved(image, "PNG"))
    things = inspect(path, looks=True).things or ()
    assert [thing.kind for thing in things if thing.kind is not Kind.TEXT or is_readable(thing)] == []


def test_nobody_looked_is_not_the_same_as_nothing_there() -> None:
    assert inspect(PORTRAIT).things is None


def test_what_is_covered_is_gone_from_every_new_file(scene: Callable[..., Path], tmp_path: Path) -> None:
    path = scene((900, 600), (80, 100, 220, 0), (520, 260, 180, 90))
    things = inspect(path, looks=True).things or ()
    made = tmp_path / "made"
    made.mkdir()
    hidden = covers(things, Media(path))
    assert len(hidden) == 2
    for rendition in inspect(path, into=made, cover=hidden).renditions:
        assert found(rendition.path) == []
        with Image.open(rendition.path) as image:
            scale = rendition.width / 900
            for left, top, width, height in hidden:
                part = image.convert("RGB").crop(
                    [round(edge * scale) for edge in (left, top, left + width, top + height)]
                )
                assert all(high - low <= 12 for low, high in part.getextrema()), "something can be seen under the cover"


@pytest.mark.parametrize(
    ("declared", "context", "decision"),
    [
        (None, "public_post", Decision.HOLD),
        ("nonsense", "public_post", Decision.HOLD),
        ("me", "public_post", Decision.NOTE),
        ("colleague", "public_post", Decision.WARN),
        ("drawn", "public_post", Decision.NOTE),
        ("public", "public_post", Decision.NOTE),
        ("patient", "public_post", Decision.BLOCK),
        ("stranger", "professional_case", Decision.BLOCK),
        ("patient", "care_conversation", None),
    ],
)
def test_a_face_is_judged_by_what_its_author_declares(
    declared: str | None, context: Context, decision: Decision | None
) -> None:
    said = {} if declared is None else {"face:0": declared}
    media = Media(PORTRAIT, "A portrait in front of a flag", declared=said)
    report = Guard(reader=WordReader({})).check(
        Submission("Hello", context=context, author="professional", media=(media,))
    )
    seen = [finding for finding in report.findings if finding.rule == "phi.face"]
    assert [finding.decision for finding in seen] == ([] if decision is None else [decision])
    assert [(finding.media, finding.box is not None) for finding in seen] == [(0, True)] * len(seen)
    faces = [(entity.kind, entity.media) for entity in report.entities if entity.kind == Kind.FACE]
    assert faces == [(Kind.FACE, 0)]


@pytest.mark.parametrize(("declared", "number"), [("me", 0), ("colleague", 0), ("patient", 1), ("", 1)])
def test_only_faces_that_may_be_shown_stay_uncovered(declared: str, number: int) -> None:
    things = inspect(PORTRAIT, looks=True).things or ()
    assert len(covers(things, Media(PORTRAIT, declared={"face:0": declared}))) == number


@pytest.mark.parametrize(
    ("harm", "network"), [("missing", "faces"), ("altered", "faces"), ("no card", "lines"), ("altered", "letters")]
)
def test_a_picture_waits_when_the_finder_is_missing_or_altered(
    harm: str, network: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, others = inspection._folders()
    guard = tmp_path / "commonward" / "guard"
    shutil.copytree(Path(ours) / "commonward/guard/media", guard / "media")
    (guard / "resources").mkdir()
    for name in ("contract.py", "shipped.py"):
        shutil.copy(Path(ours) / "commonward/guard" / name, guard / name)
    for path in (Path(ours) / "commonward/guard/resources").glob("*.[ot][on][nm]*"):
        shutil.copy(path, guard / "resources" / path.name)
    monkeypatch.setattr(inspection, "_folders", lambda: (str(tmp_path), others))
    assert inspect(PORTRAIT, looks=True).things, "the copy works as it is"
    model = guard / "resources" / f"{network}.onnx"
    match harm:
        case "missing":
            model.unlink()
        case "altered":
            model.write_bytes(model.read_bytes() + os.urandom(1))
        case _:
            model.with_suffix(".toml").unlink()
    nurseries.close()  # one that runs has what it verified when it started
    with pytest.raises(GuardUnavailable, match="looks at pictures"):
        inspect(PORTRAIT, looks=True)
    assert inspect(PORTRAIT).width == 200, "making files needs no finder"
