"""Why a file is not taken: stable codes, and for each a sentence that says what to do next.

The platform translates by code; the guard itself speaks English. No sentence repeats a file's name or content.
"""

from enum import StrEnum

from commonward.guard.contract import MediaRefused
from commonward.guard.media.limits import DEFAULT, MB, Limits


class Code(StrEnum):
    """The stable name of a refusal. Codes may be added; one that exists never changes its meaning."""

    MISSING = "missing"
    NOT_A_FILE = "not-a-file"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_LONG = "too-long"
    TOO_MANY_FRAMES = "too-many-frames"
    TOO_HEAVY = "too-heavy"
    DAMAGED = "damaged"
    MIXED = "mixed"
    NOT_A_PICTURE = "not-a-picture"
    OTHER_PICTURE = "other-picture"
    SVG = "svg"
    HEIC = "heic"
    CAMERA_RAW = "camera-raw"
    DICOM = "dicom"
    PDF = "pdf"
    OFFICE = "office"
    WEB_PAGE = "web-page"
    ARCHIVE = "archive"
    PROGRAM = "program"
    VIDEO = "video"
    SOUND = "sound"
    LOCKED = "locked"


SENTENCES: dict[Code, str] = {
    Code.MISSING: "The picture could not be found. Please choose it again.",
    Code.NOT_A_FILE: "This is not a file that can be opened. Please choose a picture.",
    Code.EMPTY: "This file is empty. Please choose the picture again.",
    Code.TOO_LARGE: "This picture takes more than {megabytes} MB. Please save a smaller copy and choose that.",
    Code.TOO_MANY_PIXELS: "This picture has more than {megapixels} million pixels. Please save a smaller copy first.",
    Code.TOO_LONG: "This picture is more than {side} pixels long on one side. Please crop it or save a smaller copy.",
    Code.TOO_MANY_FRAMES: "This file holds more than {frames} pictures. Please save the one you need and choose that.",
    Code.TOO_HEAVY: "This picture takes too much work to open. Please save it as a smaller JPEG and choose that.",
    Code.DAMAGED: "This picture is cut short or damaged. Please try another copy of it.",
    Code.MIXED: "This file holds more than a picture. Please open it, save it as a new picture and choose that.",
    Code.NOT_A_PICTURE: "This is not a picture we know. Please choose a JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF file.",
    Code.OTHER_PICTURE: "This kind of picture cannot be read here. Please save it as JPEG or PNG and choose that.",
    Code.SVG: "SVG drawings can hold programs, so they are not taken. Please save it as PNG and choose that.",
    Code.HEIC: "HEIC pictures cannot be read here yet. Please save it as JPEG and choose that.",
    Code.CAMERA_RAW: "Raw camera files cannot be read here. Please save it as JPEG and choose that.",
    Code.DICOM: "This medical image file is of a kind that cannot be read here. Save the picture itself as PNG.",
    Code.PDF: "This is a PDF document. Only pictures can be added here.",
    Code.OFFICE: "This is an office document. Only pictures can be added here.",
    Code.WEB_PAGE: "This is a web page. Only pictures can be added here.",
    Code.ARCHIVE: "This is a packed folder of files. Please unpack it and choose one picture.",
    Code.PROGRAM: "This file is a program. Only pictures can be added here.",
    Code.VIDEO: "This is a video. Only pictures can be added here yet.",
    Code.SOUND: "This is a sound recording. Only pictures can be added here yet.",
    Code.LOCKED: "This document is locked by a password. Please save a copy without one and choose that.",
}


def refusal(code: Code, limits: Limits = DEFAULT) -> MediaRefused:
    """The error to raise for this code. Its sentence names the limit that was passed, where there is one."""
    sentence = SENTENCES[code].format(
        megabytes=limits.bytes // MB,
        megapixels=limits.pixels // 1_000_000,
        side=limits.side,
        frames=limits.frames,
    )
    return MediaRefused(sentence, code=code.value)
