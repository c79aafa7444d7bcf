"""Characters that look like others, as data for `normalise`: chosen by eye from the Unicode charts (Unicode 15).

Only pairs that a reader cannot tell apart in ordinary type are listed; letters that merely resemble each other are not.
"""

import re

# Generic combining marks (blocks 0300, 1AB0, 1DC0, 20D0, FE20). Marks that belong to one script (vowel signs of Hindi,
# Thai, Arabic …) carry meaning there and are left alone.
MARKS = frozenset(
    chr(code)
    for first, last in ((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))
    for code in range(first, last + 1)
    if code != 0x34F  # the grapheme joiner is not a mark but invisible
)

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789", strict=True))

# Would change their meaning when folded.
KEPT = frozenset("¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅟↉ªº™©®µ°℃℉Å²³¹")

REPLACED = {
    **dict.fromkeys("\u0085\u2028\u2029\x0b\x0c\x1c\x1d\x1e", "\n"),
    **dict.fromkeys("‘’‚‛ʼʻ′‵＇`´", "'"),
    **dict.fromkeys("“”„‟″‶«»＂", '"'),
    **dict.fromkeys("‹›", "'"),
    **dict.fromkeys("−﹣－⁃", "-"),
    **dict.fromkeys("⁄∕／", "/"),
    **dict.fromkeys("·•∙⋅・｡。．", "."),
    **dict.fromkeys("﹕：∶", ":"),
    **dict.fromkeys("，﹐、", ","),
    **dict.fromkeys("＠﹫", "@"),
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
    "ɑ": "a",
    "ɡ": "g",
    "`": "`",
}

_CYRILLIC = dict(
    zip("аеорсхуіјѕһԁԛԝӏкАВЕКМНОРСТХУІЈЅҮԌ", "aeopcxyijshdqwlkABEKMHOPCTXYIJSYG", strict=True),
)
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικραυ", "ABEZHIKMNOPTYXovikpau", strict=True))
CONFUSABLE_TABLE = str.maketrans({**_CYRILLIC, **_GREEK})

LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
SUSPECT = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")

LEET_TABLE = str.maketrans("013457@$", "oieastas")


def is_invisible(character: str) -> bool:
    """Whether the character takes no room: joiners, variation selectors, fillers, tags."""
    code = ord(character)
    return (
        code in {0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0}
        or 0xFE00 <= code <= 0xFE0F
        or 0x180B <= code <= 0x180F
        or 0xE0000 <= code <= 0xE01EF
    )
