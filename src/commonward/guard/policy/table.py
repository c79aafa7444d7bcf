"""Reading a table of a TOML file with sentences instead of tracebacks when something in it is wrong.

Use it for data that people write by hand (the catalogue, an organisation's pack, evaluation floors). Each getter
raises TableError, whose sentence names the place ("rule phi.name") and the key, and says what was expected there.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path


class TableError(Exception):
    """Hand-written data that does not hold together; the message says where and what to do."""


class Table:
    """One table of a TOML file, read key by key; `done` finds keys that nobody asked for (often a slip)."""

    def __init__(self, data: Mapping[str, object], place: str) -> None:
        self._data = data
        self._asked: set[str] = set()
        self.place = place

    def text(self, key: str, default: str | None = None) -> str:
        """The text under this key, without white space around it, never empty."""
        value = self._get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "a text that is not empty")
        return value.strip()

    def one_of(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """The text under this key, which is one of those allowed."""
        value = self._get(key, default)
        if not isinstance(value, str) or value not in allowed:
            raise self.wrong(key, f"one of {', '.join(allowed)}")
        return value

    def number(self, key: str, least: float, most: float) -> float:
        """The number under this key, between two bounds."""
        value = self._get(key, None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(key, f"a number from {least:g} to {most:g}")
        return float(value)

    def whole(self, key: str, least: int, most: int) -> int:
        """The whole number under this key, between two bounds."""
        value = self._get(key, None)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(key, f"a whole number from {least} to {most}")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """The true or false under this key."""
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "true or false")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        """The list of texts under this key; empty when it is left out."""
        value = self._get(key, ())
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
            raise self.wrong(key, "a list of texts")
        return tuple(value)

    def table(self, key: str) -> "Table":
        """The table under this key."""
        value = self._get(key, None)
        if not isinstance(value, dict):
            raise self.wrong(key, "a table")
        return Table(value, f"{self.place}, `{key}`" if self.place else f"`{key}`")

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of a list such as [[rule]]; none when it is left out."""
        value = self._get(key, ())
        if not isinstance(value, list | tuple) or not all(isinstance(entry, dict) for entry in value):
            raise self.wrong(key, "a list of tables")
        for number, entry in enumerate(value, start=1):
            yield Table(entry, f"{key} number {number}")

    def keys(self) -> tuple[str, ...]:
        """The keys of this table, as they stand in the file."""
        return tuple(self._data)

    def done(self) -> None:
        """Say that all keys have been read. Raises TableError when there is one more."""
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            raise TableError(f"{self.place}: `{unknown[0]}` is not a key that is known here.")

    def wrong(self, key: str, expected: str) -> TableError:
        """The error for this key, to be raised."""
        missing = "is missing" if key not in self._data else "is not right"
        return TableError(f"{self.place}: `{key}` {missing}; it should be {expected}.")

    def _get(self, key: str, default: object) -> object:
        self._asked.add(key)
        return self._data.get(key, default)


def read_table(path: Path) -> Table:
    """The top table of a TOML file. Raises TableError when the file cannot be read as TOML."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise TableError(f"{path.name} could not be opened.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"{path.name} is not a TOML file: {error}.") from error
    return Table(data, path.name)
