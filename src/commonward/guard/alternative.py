"""Alternative texts judged as what they are: words about a picture.

The text rules read all alternative texts of a submission at once, as one text with a gap between each two. Whatever
identifiers they find in one of them stand readable in a picture, and become one finding of phi.image-text; data of the
file, a face and missing words have rules of their own.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from commonward.guard.contract import Edit, Fix
from commonward.guard.segments import LONGEST_ALT, Picture
from commonward.guard.text.candidate import Breach, Candidate
from commonward.guard.text.rules import access_alt_text, phi_face_alt, phi_image_meta, phi_image_text, phi_upload

_GAP = "\n\n"
_SURE = 0.9
_IN_PICTURE = ("phi.image-text", "phi.image-meta", "phi.face", "phi.biometric", "phi.upload")
# What an alternative text tells without words that could be read in the picture.
_NOT_READ = (*_IN_PICTURE, "phi.indirect", "phi.confirms-patient", "phi.third-party")
_COVERED = "…"
_FIXES = {
    "phi.image-text": "Leave these words out here, and cover them in the picture",
    "phi.image-meta": "Leave this out",
}


@dataclass(frozen=True, slots=True)
class Gallery:
    """The alternative texts of several pictures as one text for the text rules."""

    pictures: tuple[Picture, ...]
    starts: tuple[int, ...]
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in one alternative text, in its own offsets."""

    entities: tuple[Candidate, ...]
    breaches: tuple[Breach, ...]


def hang(pictures: Sequence[Picture]) -> Gallery:
    """Put the alternative texts one after the other."""
    starts: list[int] = []
    length = 0
    for picture in pictures:
        starts.append(length)
        length += len(picture.alt) + len(_GAP)
    return Gallery(tuple(pictures), tuple(starts), _GAP.join(picture.alt for picture in pictures))


def share_out(gallery: Gallery, entities: Sequence[Candidate], breaches: Sequence[Breach]) -> list[Seen]:
    """What the text rules found in the gallery, picture by picture. What spans a gap belongs to no picture."""
    entities_of: list[list[Candidate]] = [[] for _ in gallery.pictures]
    breaches_of: list[list[Breach]] = [[] for _ in gallery.pictures]
    for entity in entities:
        if (index := _index(gallery, entity)) is not None:
            start = gallery.starts[index]
            entities_of[index].append(entity._replace(start=entity.start - start, end=entity.end - start))
    for breach in breaches:
        if (index := _index(gallery, breach)) is not None:
            start = gallery.starts[index]
            moved = breach._replace(start=breach.start - start, end=breach.end - start, fixes=())
            breaches_of[index].append(moved)
    return [Seen(tuple(ones), tuple(others)) for ones, others in zip(entities_of, breaches_of, strict=True)]


def judge(picture: Picture, seen: Seen) -> list[Breach]:
    """The rules that the alternative text of a picture breaks. Offsets as `Picture` says, ready for policy."""
    alt = picture.alt
    if access_alt_text.says_nothing(alt):
        return [Breach("access.alt-text", picture.start, picture.end, _SURE, media=picture.media)]
    if len(alt) > LONGEST_ALT:
        return [_placed(breach, picture) for breach in seen.breaches]
    about_file = phi_image_meta.find(alt)
    entities = [entity for entity in seen.entities if entity.is_likely and not _overlaps(entity, about_file)]
    breaches = [breach for breach in seen.breaches if not _overlaps(breach, about_file)]
    readable = phi_image_text.find(alt, entities, [one for one in breaches if one.rule not in _NOT_READ])
    found = [Breach("phi.image-meta", start, end, _SURE) for start, end in about_file]
    found += [Breach("phi.face", start, end, _SURE) for start, end in phi_face_alt.find(alt)]
    found += [Breach("phi.image-text", words.start, words.end, words.confidence) for words in readable]
    if not readable and not any(breach.rule == "phi.upload" for breach in breaches):
        found += [Breach("phi.upload", start, end, phi_upload.SURE) for start, end in phi_upload.find_in_picture(alt)]
    found += [breach for breach in breaches if not breach.rule.startswith("phi.") or breach.rule in _IN_PICTURE]
    return [_placed(_with_fix(breach), picture) for breach in found]


def _index(gallery: Gallery, found: Candidate | Breach) -> int | None:
    """The picture in whose alternative text this stands as a whole."""
    index = bisect_right(gallery.starts, found.start) - 1
    if found.end > gallery.starts[index] + len(gallery.pictures[index].alt):
        return None
    return index


def _overlaps(found: Candidate | Breach, spans: Sequence[tuple[int, int]]) -> bool:
    return any(found.start < end and start < found.end for start, end in spans)


def _with_fix(breach: Breach) -> Breach:
    label = _FIXES.get(breach.rule)
    if label is None:
        return breach
    return breach._replace(fixes=(Fix(label, (Edit(breach.start, breach.end, _COVERED),)),))


def _placed(breach: Breach, picture: Picture) -> Breach:
    offset = picture.alt_start
    fixes = tuple(
        Fix(fix.label, tuple(Edit(edit.start + offset, edit.end + offset, edit.text) for edit in fix.edits))
        for fix in breach.fixes
    )
    return breach._replace(start=breach.start + offset, end=breach.end + offset, fixes=fixes, media=picture.media)
