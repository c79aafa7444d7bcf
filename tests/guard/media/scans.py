"""Medical image files made for tests. Every name in them is invented."""

from io import BytesIO

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    RLELossless,
    UltrasoundImageStorage,
    generate_uid,
)

NAME, NUMBER = "Ferriman^Odalys", "00482913"
_BY_PILLOW = {JPEGBaseline8Bit: "JPEG", JPEG2000Lossless: "JPEG2000"}


def scan(
    image: Image.Image, *, syntax: UID = ExplicitVRLittleEndian, frames: int = 1, photometric: str = "MONOCHROME2"
) -> bytes:
    """A file with this grey picture, `frames` times, and a header that names a patient."""
    grey = image.convert("L")
    data = Dataset()
    data.PatientName, data.PatientID, data.PatientBirthDate = NAME, NUMBER, "19510303"
    data.InstitutionName, data.Manufacturer, data.DeviceSerialNumber = "Harbour Clinic", "Wardcam", "SN-4471"
    data.StudyDate, data.ReferringPhysicianName = "20240303", "Okafor^Nadia"
    data.SOPClassUID, data.SOPInstanceUID = UltrasoundImageStorage, generate_uid()
    data.StudyInstanceUID, data.SeriesInstanceUID = generate_uid(), generate_uid()
    block = data.private_block(0x0011, "WARDCAM", create=True)
    block.add_new(0x01, "LO", NAME)
    data.Rows, data.Columns, data.SamplesPerPixel = grey.height, grey.width, 1
    data.PhotometricInterpretation, data.PixelRepresentation = photometric, 0
    data.BitsAllocated = data.BitsStored = 8
    data.HighBit = 7
    if frames > 1:
        data.NumberOfFrames = frames
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID = UltrasoundImageStorage
    data.file_meta.MediaStorageSOPInstanceUID = data.SOPInstanceUID
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    if syntax in _BY_PILLOW:
        packed = BytesIO()
        grey.save(packed, _BY_PILLOW[syntax])
        data.PixelData = encapsulate([packed.getvalue()] * frames)
        data["PixelData"].VR = "OB"
        data.file_meta.TransferSyntaxUID = syntax
    else:
        data.PixelData = np.asarray(grey).tobytes() * frames + b"\0" * (grey.width * grey.height * frames % 2)
        data["PixelData"].VR = "OB"
        if syntax == RLELossless:
            data.compress(RLELossless)
    target = BytesIO()
    data.save_as(target, enforce_file_format=True)
    return target.getvalue()
