"""Invented words with what the guard finds in them, to show strangers how it helps. Not a picture: checked here."""

from functools import lru_cache
from typing import Final

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from commonward.oversight import screening, showing
from commonward.oversight.screening import Voice
from commonward.ui.findings import Check

_WORDS: Final = gettext_noop(
    "What a week! Mrs. Ferriman walked to the garden on her own, and the whole corridor cheered."
)


def sample() -> Check | None:
    """The words, marked. None where they can not be checked or nothing is found: the page then goes without."""
    try:
        return _checked(get_language() or "")
    except LookupError:
        return None


@lru_cache(maxsize=8)
def _checked(language: str) -> Check:
    """Kept once it is there. What could not be checked now is not kept, so that it is tried again."""
    words = _(_WORDS)
    checked = screening.preview(Voice(author="professional", language=language), words, context="public_post")
    check = showing.check_of(words, checked)
    if not check.findings:
        raise LookupError
    return check
