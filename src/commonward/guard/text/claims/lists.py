"""The word lists of the claims, read once and held to the hashes of their manifest."""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from commonward.guard.shipped import verified_files

EFFECTS: Final = "effects.toml"
FACTS: Final = "facts.toml"
BODIES: Final = "bodies.toml"
WORDS: Final = "words.toml"
_FILES: Final = frozenset({BODIES, EFFECTS, FACTS, WORDS})


@lru_cache(maxsize=1)
def files() -> dict[str, bytes]:
    """Each file of `resources/claims` by name. Raises GuardUnavailable when one is missing or altered."""
    folder = resources.files("commonward.guard").joinpath("resources", "claims")
    return verified_files(folder, _FILES, what="lists of claims")


@lru_cache(maxsize=1)
def effects() -> dict[str, Any]:
    """The words of which a claim of effect is made. Raises GuardUnavailable as `files`."""
    return tomllib.loads(files()[EFFECTS].decode("utf-8"))


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Words that stand for one another. Raises GuardUnavailable as `files`."""
    return tomllib.loads(files()[WORDS].decode("utf-8"))


@lru_cache(maxsize=1)
def bodies() -> dict[str, Any]:
    """Health bodies whose pages and guidelines count as a source. Raises GuardUnavailable as `files`."""
    return tomllib.loads(files()[BODIES].decode("utf-8"))
