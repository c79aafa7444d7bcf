"""access.alt-text  a picture without words

What it finds: a picture whose alternative text is missing, empty, or only a file name or the word "image".
Why it matters: people who use a screen reader hear nothing, or a row of letters, where the picture is.
Known misses: alternative text that is there but says nothing useful, such as "nice view".
"""

import re

RULES = ("access.alt-text",)

_FILE_NAME = re.compile(r"[\w.() -]{1,80}\.(?:jpe?g|png|gif|webp|heic|tiff?|bmp|pdf|mp4)", re.IGNORECASE)
_SAYS_NOTHING = frozenset(
    {"image", "photo", "picture", "img", "pic", "alt", "alt text", "description", "untitled", "none", "imagen", "foto"}
)


def says_nothing(alt: str | None) -> bool:
    """Whether this alternative text leaves a reader with nothing."""
    words = (alt or "").strip(" \t\r\n.,-–—…_*'\"").casefold()
    return not words or words in _SAYS_NOTHING or _FILE_NAME.fullmatch(words) is not None
