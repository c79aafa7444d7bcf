"""In which language a text is, as far as that matters: whether it is one that is read here (English, Spanish).

A language is told by its little words (`little_words.py`), and by its letters where they are not Latin. The text is
looked at in stretches of sixteen words: one stretch of English or Spanish is enough for the whole to be read as
such, so that nobody hides a sentence behind others. What is too short or holds few little words (names, lists of
medicines, smileys) counts as read here. Known misses: very short texts in other languages, languages without a list
written in Latin letters, Galician and others so near to Spanish that their little words are its own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from commonward.guard.text.bare_letters import ascii_character
from commonward.guard.text.little_words import LITTLE_WORDS

#: The languages that are read here.
SUPPORTED: Final = ("en", "es")
STRETCH: Final = 16  # words that are judged together; stretches overlap by half
#: Of the words of a stretch: how many must be little words of one language, and how many of them of no read one.
_SHARE: Final = 0.3
_READ_SHARE: Final = 0.18
_LEAST: Final = 4
_LEAST_OWN: Final = 3
_LEAST_LETTERS: Final = 8
_LEAST_SIGNS: Final = 4  # of scripts in which one sign is a syllable or a word
_MOST_LETTERS: Final = 0.6


def unsupported(text: str, stated: str | None = None) -> str:
    """The language of a text that is not read here, as a code ("fr", "ja", "und-Cyrl"); "" when it is, or may be.

    A `stated` language counts, unless the text is plainly in a language that is read. `text` is normalised: letters of
    other alphabets that pose as Latin ones are Latin.
    """
    code = (stated or "").partition("-")[0].lower()
    if code in SUPPORTED:
        return ""
    words = _LATIN.findall(_SIGNS_OF_THE_WEB.sub(" ", text))
    told: dict[str, int] = {}
    for verdict in _verdicts(words):
        if verdict in SUPPORTED:
            return ""
        told[verdict] = told.get(verdict, 0) + 1
    told.pop("", None)
    return code or _script(text) or max(told, key=lambda one: told[one], default="")


def name_of(code: str) -> str:
    """The English name of a language, "" for one that has none here."""
    return _NAMES.get(code.partition("-")[0].lower(), "")


def _verdicts(words: Sequence[str]) -> Iterator[str]:
    """For each stretch the language that it is in, "" where that cannot be told."""
    for first in range(0, max(1, len(words) - STRETCH // 2), STRETCH // 2):
        yield _verdict(words[first : first + STRETCH])


def _verdict(stretch: Sequence[str]) -> str:
    counts = [0] * len(_CODES)
    own = set()  # little words that no language read here has; single letters are anybody's
    for word in map(_bare, stretch):
        languages = _LANGUAGES_OF.get(word)
        if languages:
            for language in languages:
                counts[language] += 1
            if languages[0] >= _READ and len(word) > 1:
                own.add(word)
    read, other = max(counts[:_READ]), max(counts[_READ:])
    if read >= max(2, _READ_SHARE * len(stretch)) and read > other:
        return _CODES[counts.index(read)]
    if other < max(_LEAST, _SHARE * len(stretch)) or len(own) < _LEAST_OWN or other < read + 2:
        return ""
    return _CODES[counts.index(other, _READ)]


def _script(text: str) -> str:
    """The language that is told by its letters, where most of them are not Latin."""
    others = _OTHER_LETTERS.findall(text)
    if not others:
        return ""
    letters = sum(map(len, others))
    latin = sum(map(len, _LATIN.findall(text)))
    counts: dict[str, int] = {}
    for letter in "".join(others):
        counts[_script_of(letter)] = counts.get(_script_of(letter), 0) + 1
    code = max(counts, key=lambda code: counts[code])
    if counts.get("ja", 0) * 5 >= counts.get("zh", 0) > 0:
        code = "ja"  # a text with some kana is Japanese, however many characters of Chinese stand in it
    least = _LEAST_SIGNS if code in _SIGNS else _LEAST_LETTERS
    return code if letters >= least and letters >= _MOST_LETTERS * (letters + latin) else ""


def _script_of(letter: str) -> str:
    number = ord(letter)
    for first, last, code in _SCRIPTS:
        if first <= number <= last:
            return code
    return "und"


def _bare(word: str) -> str:
    return word.lower() if word.isascii() else "".join(map(ascii_character, word.lower()))


_SCRIPTS: Final = (
    (0x0370, 0x03FF, "el"),
    (0x1F00, 0x1FFF, "el"),
    (0x0400, 0x052F, "und-Cyrl"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "und-Arab"),
    (0x0750, 0x077F, "und-Arab"),
    (0x08A0, 0x08FF, "und-Arab"),
    (0x0900, 0x097F, "und-Deva"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x139F, "am"),
    (0x1780, 0x17FF, "km"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x4DBF, "zh"),
    (0x4E00, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)
_SIGNS: Final = frozenset({"zh", "ja", "ko"})
# Latin with all its marks ends at U+024F; U+1E00 to U+1EFF are further Latin letters, Vietnamese among them.
_OTHER_LETTERS: Final = re.compile(r"[\u0370-\u1CFF\u1F00-\u1FFF\u3040-\u30FF\u3400-\u4DBF\u4E00-\u9FFF\uAC00-\uD7AF]+")
_LATIN: Final = re.compile(r"[A-Za-z\u00C0-\u024F\u1E00-\u1EFF]+")
_SIGNS_OF_THE_WEB: Final = re.compile(r"https?://\S+|[@#]\w+|&#?\w{1,8};")

_CODES: Final = tuple(LITTLE_WORDS)
_READ: Final = len(SUPPORTED)


def _by_word() -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, code in enumerate(_CODES):
        for word in {_bare(word) for word in LITTLE_WORDS[code].split()}:
            found.setdefault(word, []).append(number)
    return {word: tuple(numbers) for word, numbers in found.items()}


_LANGUAGES_OF: Final = _by_word()
# fmt: off
_NAMES: Final = {
    "en": "English", "es": "Spanish", "fr": "French", "de": "German", "it": "Italian", "pt": "Portuguese",
    "nl": "Dutch", "pl": "Polish", "cs": "Czech", "sk": "Slovak", "sv": "Swedish", "da": "Danish", "no": "Norwegian",
    "nb": "Norwegian", "fi": "Finnish", "hu": "Hungarian", "ro": "Romanian", "tr": "Turkish", "ca": "Catalan",
    "hr": "Croatian, Bosnian or Serbian", "sr": "Serbian", "sl": "Slovenian", "sq": "Albanian", "lt": "Lithuanian",
    "lv": "Latvian", "et": "Estonian", "is": "Icelandic", "id": "Indonesian or Malay", "vi": "Vietnamese",
    "tl": "Tagalog", "sw": "Swahili", "ht": "Haitian Creole", "so": "Somali", "cy": "Welsh", "eu": "Basque",
    "ga": "Irish", "el": "Greek", "hy": "Armenian", "he": "Hebrew", "bn": "Bengali", "pa": "Punjabi",
    "gu": "Gujarati", "ta": "Tamil", "te": "Telugu", "kn": "Kannada", "ml": "Malayalam", "si": "Sinhala",
    "th": "Thai", "my": "Burmese", "ka": "Georgian", "ko": "Korean", "am": "Amharic", "km": "Khmer",
    "ja": "Japanese", "zh": "Chinese", "ru": "Russian", "uk": "Ukrainian", "ar": "Arabic", "fa": "Persian",
    "ur": "Urdu", "hi": "Hindi",
}
# fmt: on
