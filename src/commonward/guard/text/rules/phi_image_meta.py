"""phi.image-meta  place, time or device in the file

What it finds: in pictures, what the file itself carries (place, time, device, author), and in alternative text the
words that repeat it, such as "EXIF GPS 40.0, -105.2" or "taken 2025-06-02 07:14".
Why it matters: the place where a picture was taken is often a bedside or a home. The platform takes these data out
of every picture and tells the author.
Known misses: a place described in plain words ("geotagged at the river ward") without numbers.
"""

import re

RULES = ("phi.image-meta",)

_LABEL = re.compile(
    r"\b(?:exif(?: data)?|metadata|meta data|file (?:data|info|information|properties)|geotag(?:ged)?(?: at)?)\b"
    r"[ :=]{0,3}",
    re.IGNORECASE,
)
_COORDINATES = re.compile(
    r"\b(?:gps|lat(?:itude)?|coordinates)\b[ :=]{0,3}-?\d{1,3}\.\d{1,8} ?°? ?[nsew]?"
    r"[,;/ ]{1,3}(?:lon(?:gitude)?[ :=]{0,3})?-?\d{1,3}\.\d{1,8} ?°? ?[ew]?",
    re.IGNORECASE,
)
_TAKEN = re.compile(
    r"[,; ]{1,3}taken(?: on)? \d{4}[-:/.]\d{2}[-:/.]\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?)?", re.IGNORECASE
)
_TELLING = re.compile(r"\d{2,}|\b(?:gps|serial|author|camera|device)\b", re.IGNORECASE)


def find(alt: str) -> list[tuple[int, int]]:
    """Where alternative text repeats the data of the file: after a label such as "EXIF" up to the end of the clause,
    or coordinates on their own with the time after them."""
    spans: list[tuple[int, int]] = []
    for label in _LABEL.finditer(alt):
        end = min((at for at in (alt.find(";", label.end()), alt.find("\n", label.end())) if at >= 0), default=len(alt))
        data = alt[label.end() : end].rstrip(" .)")
        if _TELLING.search(data) and not _is_inside(label.end(), spans):
            spans.append((label.end(), label.end() + len(data)))
    for place in _COORDINATES.finditer(alt):
        if not _is_inside(place.start(), spans):
            taken = _TAKEN.match(alt, place.end())
            spans.append((place.start(), len(alt[: taken.end() if taken else place.end()].rstrip())))
    return sorted(spans)


def _is_inside(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans[-4:])
