"""What somebody sent in a form, to give it back on the page that says why it was not taken. Files cannot be."""

from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict

from commonward.ui.composing import words_of

#: Fields that people write sentences in. They are shown; everything else that was sent goes along unseen.
WORDS: Final = ("text", "words", "plea", "why", "what", "display_name", "biography")
#: What no page repeats: proofs and secrets.
_NEVER: Final = ("csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword")


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came: the words by field, and the rest as it would be sent once more."""

    words: tuple[tuple[str, str], ...] = field(repr=False)
    rest: tuple[tuple[str, str], ...] = field(repr=False)


def sent(post: QueryDict) -> Sent:
    """What this form held."""
    words = tuple((name, words_of(post, name)) for name in WORDS if post.get(name, "").strip())
    shown = {name for name, _text in words}
    return Sent(
        words=words,
        rest=tuple(
            (name, value)
            for name, values in post.lists()
            if name not in _NEVER and name not in shown
            for value in values
        ),
    )
