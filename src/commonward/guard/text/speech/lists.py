"""The word lists of the speech rules, and the table of `whose/weighing.py`: read once, held to their manifest."""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from commonward.guard.shipped import verified_files

_FILES: Final = frozenset({"words.toml", "person_first.toml", "red_flags.toml", "phrases.toml", "weighing.toml"})


@lru_cache(maxsize=1)
def load() -> dict[str, dict[str, Any]]:
    """Each list by its name without ending. Raises GuardUnavailable when a file is missing or altered."""
    folder = resources.files("commonward.guard").joinpath("resources", "speech")
    files = verified_files(folder, _FILES, what="word lists")
    return {name.removesuffix(".toml"): tomllib.loads(content.decode("utf-8")) for name, content in files.items()}
