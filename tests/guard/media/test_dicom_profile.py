"""Every attribute of table E.1-1 of DICOM PS3.15: told as what can lead to a person, and in no published file."""

from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from PIL import Image
from pydicom.datadict import dictionary_has_tag, dictionary_VR
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from commonward.guard.media import PERSONAL, inspect
from commonward.guard.media.dicom import kind_of
from commonward.guard.media.dicom_profile import ACTIONS, action_of
from guard.media.scans import scan

WORD, NUMBER = "QUILLONBRAX", "77190423"
_CODES = {"X", "Z", "D", "U", "Z/D", "X/Z", "X/D", "X/Z/D", "X/Z/U*"}
#: Groups of messages, and of what says how the file is packed, which whoever writes it sets.
_NOT_IN_FILES = (0x0000, 0x0002)
_CURVE, _OVERLAY, _PRIVATE = 0x50000030, 0x60024000, 0x00291010


def a_value(form: str, uid: str) -> object:
    """Something that can be known again, in the form that an attribute takes."""
    return {
        "DA": "19231104",
        "TM": "034719",
        "DT": "19231104034719",
        "UI": uid,
        "AS": "087Y",
        "IS": NUMBER,
        "DS": NUMBER,
        "FL": 1.5,
        "FD": 1.5,
        "US": 3,
        "SS": 3,
        "UL": 3,
        "SL": 3,
        "OB": WORD.encode() + b"!",
        "OW": WORD.encode() + b"!",
        "UN": WORD.encode() + b"!",
        "CS": WORD,
        "SQ": None,
    }.get(form, WORD)


def everything(uid: str) -> bytes:
    """A file in which every attribute of the table says something."""
    with pydicom.config.disable_value_validation():
        data = pydicom.dcmread(BytesIO(scan(Image.radial_gradient("L").resize((96, 96)))))
        for tag in (*ACTIONS, _CURVE, _OVERLAY, 0x00290010, _PRIVATE):
            form = dictionary_VR(tag).split(" or ")[0] if dictionary_has_tag(tag) else "LO"
            value = a_value(form, uid)
            if form == "SQ":
                inside = Dataset()
                inside.PatientName = inside.PatientComments = WORD
                value = [inside]
            if tag >> 16 not in _NOT_IN_FILES:
                data.add_new(tag, form, value)
        target = BytesIO()
        data.save_as(target, enforce_file_format=True)
    return target.getvalue()


def test_the_table_is_whole() -> None:
    assert len(ACTIONS) == 652
    assert set(ACTIONS.values()) == _CODES
    # Some that every list of de-identification begins with.
    wanted = {
        0x00100010: "Z",
        0x00100020: "Z/D",
        0x00100030: "Z",
        0x00080080: "X/Z/D",
        0x0020000D: "U",
        0x00080018: "U",
    }
    assert {tag: ACTIONS[tag] for tag in wanted} == wanted
    assert [action_of(tag) for tag in (_CURVE, _OVERLAY, 0x60023000, _PRIVATE, 0x00280010)] == ["X", "X", "X", "X", ""]


@pytest.mark.parametrize("action", sorted(_CODES))
def test_every_attribute_is_told_as_one_that_can_lead_to_a_person(action: str) -> None:
    silent = [f"{tag:08X}" for tag, said in ACTIONS.items() if said == action and kind_of(tag) not in PERSONAL]
    assert silent == []


@pytest.mark.slow
def test_nothing_of_any_attribute_is_in_what_is_published(tmp_path: Path) -> None:
    study = generate_uid()
    for number in range(2):  # two files of one study: what ties them is gone from both
        source, into = tmp_path / f"{number}.dcm", tmp_path / str(number)
        source.write_bytes(everything(study))
        assert WORD.encode() in source.read_bytes()
        into.mkdir()
        seen = inspect(source, into=into, sides=(48,))
        told = sum(trace.count for trace in seen.traces if trace.kind in PERSONAL)
        assert told >= sum(tag >> 16 not in _NOT_IN_FILES for tag in ACTIONS), "every one is counted"
        assert len(seen.renditions) == 2
        for made in seen.renditions:
            given = made.path.read_bytes()
            for trace in (WORD, NUMBER, study, "19231104", "034719", "DICM", "Ferriman"):
                assert trace.encode() not in given
