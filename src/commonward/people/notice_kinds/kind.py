"""What a kind of notice is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """The sentence of a notice, once and for several at a time, and its icon.

    `%(name)s` is who did it, as the reader may know them; `%(count)d` how often; `%(people)d` how many did it, for the
    sentence that is said of two and more.
    """

    once: str
    often: str
    icon: str
    together: str = ""
