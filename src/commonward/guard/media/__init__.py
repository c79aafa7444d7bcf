"""Pictures: what they are, what they carry, and new files that may be shown.

Of what is *in* a picture, faces and codes are looked for; writing and things are not yet. See docs/guard-media.md.
"""

from commonward.guard.media import limits
from commonward.guard.media.inspection import Inspection, Rendition, inspect
from commonward.guard.media.limits import Limits
from commonward.guard.media.metadata import PERSONAL, MetaKind, Trace
from commonward.guard.media.pages import Pages, draw
from commonward.guard.media.refusals import Code
from commonward.guard.media.sniff import HEAD, Format, recognise

__all__ = [
    "HEAD",
    "PERSONAL",
    "Code",
    "Format",
    "Inspection",
    "Limits",
    "MetaKind",
    "Pages",
    "Rendition",
    "Trace",
    "draw",
    "inspect",
    "limits",
    "recognise",
]
