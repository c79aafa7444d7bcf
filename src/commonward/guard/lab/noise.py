"""What people do to text: small letters, shouting, slips of the finger, missing stops, signs for letters, line breaks.

Every change keeps the spans where they belong. Seeded by the caller's generator.
"""

import random
from collections.abc import Callable

from commonward.guard.lab import numbers
from commonward.guard.lab.marked_text import MarkedText, substituted


def noisy(text: MarkedText, rng: random.Random, *, strength: float = 1.0) -> MarkedText:
    """The text with one or two of the habits of people, or as it was."""
    for chance, change in _HABITS:
        if rng.random() < chance * strength:
            text = change(text, rng)
    return text


def tagged(text: MarkedText, rng: random.Random) -> MarkedText:
    """With what hangs on posts and tweets: who is quoted, a link, tags of ordinary words."""
    changes: list[tuple[int, int, str, str]] = []
    if rng.random() < 0.3:
        lead = rng.choice(("RT ", "", "MT ", "."))
        handle = numbers.draw("handle", rng, "en")
        changes += [(0, 0, f"{lead}@", ""), (0, 0, handle, "CONTACT"), (0, 0, rng.choice((": ", " ")), "")]
    end = len(text.text)
    if rng.random() < 0.3:
        bare = substituted(text, [(span.start, span.end, " ", "") for span in text.spans]).text
        words = [word for word in bare.split() if word.isalpha() and word.islower() and len(word) > 3]
        for _ in range(rng.randint(1, 3)):
            tag = "".join(word.capitalize() for word in rng.sample(words, min(len(words), rng.choice((1, 1, 2)))))
            changes.append((end, end, f" #{tag if rng.random() < 0.6 else tag.lower()}" if tag else "", ""))
    if rng.random() < 0.3:
        changes.append((end, end, f" http://t.co/{numbers.draw('code', rng, 'en')}", ""))
    return substituted(text, changes)


def _lower(text: MarkedText, rng: random.Random) -> MarkedText:
    small = text.text.lower()
    return text.map(small, text.spans) if len(small) == len(text.text) else text


def _shout(text: MarkedText, rng: random.Random) -> MarkedText:
    loud = text.text.upper()
    return text.map(loud, text.spans) if len(loud) == len(text.text) else text


def _small_names(text: MarkedText, rng: random.Random) -> MarkedText:
    """The writer has no time for capitals in names."""
    letters = list(text.text)
    for span in text.spans:
        for place in range(span.start, span.end):
            if len(letters[place].lower()) == 1:
                letters[place] = letters[place].lower()
    return text.map("".join(letters), text.spans)


def _slips(text: MarkedText, rng: random.Random) -> MarkedText:
    """Letters left out, doubled or swapped, outside and inside of names."""
    changes: list[tuple[int, int, str, str]] = []
    taken = {place: span for span in text.spans for place in range(span.start, span.end)}
    for place in sorted(rng.sample(range(len(text.text)), k=min(len(text.text), 1 + len(text.text) // 90))):
        pair = text.text[place : place + 2]
        if place in taken or not pair.isalpha() or len(pair) < 2 or place + 1 in taken:
            continue
        if changes and changes[-1][1] > place:
            continue
        new = rng.choice((pair[0], pair[::-1], pair[0] + pair, pair[1]))
        changes.append((place, place + 2, new, ""))
    return substituted(text, changes)


def _bare(text: MarkedText, rng: random.Random) -> MarkedText:
    """No full stops, no commas."""
    taken = {place for span in text.spans for place in range(span.start, span.end)}
    stops = [(i, i + 1, "", "") for i, sign in enumerate(text.text) if sign in ".,!?" and i not in taken]
    return substituted(text, stops)


def _wrapped(text: MarkedText, rng: random.Random) -> MarkedText:
    """Line breaks where a message was pasted."""
    letters = list(text.text)
    for place, sign in enumerate(letters):
        if sign == " " and rng.random() < 0.06:
            letters[place] = "\n"
    return text.map("".join(letters), text.spans)


def _title_case(text: MarkedText, rng: random.Random) -> MarkedText:
    """A Headline With Capitals."""
    words = text.text.split(" ")
    return text.map(" ".join(word[:1].upper() + word[1:] if word[:1].islower() else word for word in words), text.spans)


_HABITS: tuple[tuple[float, Callable[[MarkedText, random.Random], MarkedText]], ...] = (
    (0.08, _bare),
    (0.12, _slips),
    (0.05, _wrapped),
    (0.03, _title_case),
    (0.06, _small_names),
    (0.09, _lower),
    (0.05, _shout),
)
