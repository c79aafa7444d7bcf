"""One JSON line in: what it asks, as a Submission. Sentences for lines that cannot be understood never repeat them."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar, get_args

from commonward.guard.contract import AUTHORS, CONTEXTS, Author, Context, Known, KnownRole, Media, Submission

LineId = str | int
Word = TypeVar("Word", bound=str)

_ROLES: tuple[KnownRole, ...] = get_args(KnownRole)


class LineError(Exception):
    """A line that cannot be answered; `id` is its id where it has one."""

    def __init__(self, sentence: str, line_id: LineId | None = None) -> None:
        super().__init__(sentence)
        self.id = line_id


@dataclass(frozen=True, slots=True)
class Line:
    """What a line asks for. `path` is the file it names, which is also in the submission's media."""

    id: LineId
    submission: Submission = field(repr=False)
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for lines that do not say."""

    context: Context = "public_post"
    author: Author = "unknown"
    policy: str | None = None


def parse(raw: bytes | None, defaults: Defaults) -> Line | None:
    """The line as a question; None for a blank one. Raises LineError with a plain sentence."""
    record = _record(raw)
    if record is None:
        return None
    line_id = record.get("id")
    if isinstance(line_id, bool) or not isinstance(line_id, str | int):
        raise LineError("This line has no id." if line_id is None else "The id should be a text or a whole number.")
    fields = _Fields(record, line_id)
    path = fields.text("path")
    text = fields.text("text")
    if path is None and text is None:
        raise LineError("This line has neither a text nor a path.", line_id)
    submission = Submission(
        text=text or "",
        context=fields.choice("context", CONTEXTS, defaults.context),
        author=fields.choice("author", AUTHORS, defaults.author),
        people=fields.people(),
        thread=fields.texts("thread"),
        media=() if path is None else (Media(Path(path), alt=fields.text("alt")),),
        credential=fields.text("credential"),
        profession=fields.text("profession"),
        jurisdiction=fields.text("jurisdiction"),
        country=fields.text("country"),
        language=fields.text("lang"),
        policy=defaults.policy,
    )
    return Line(line_id, submission, None if path is None else Path(path))


def _record(raw: bytes | None) -> dict[str, object] | None:
    if raw is None:
        raise LineError("This line is too long.")
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise LineError("This line is not UTF-8.") from None
    if not text:
        return None
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        raise LineError("This line is not JSON.") from None
    if not isinstance(record, dict):
        raise LineError("This line is not a JSON object.")
    return record


class _Fields:
    """The fields of a line, checked as they are read. A field that is null counts as left out."""

    def __init__(self, record: dict[str, object], line_id: LineId) -> None:
        self._record = record
        self._id = line_id

    def text(self, name: str) -> str | None:
        value = self._record.get(name)
        if value is None or isinstance(value, str):
            return value
        raise LineError(f"`{name}` should be a text.", self._id)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self._list(name)
        if not all(isinstance(value, str) for value in values):
            raise LineError(f"`{name}` should be a list of texts.", self._id)
        return tuple(value for value in values if isinstance(value, str))

    def choice(self, name: str, allowed: tuple[Word, ...], default: Word) -> Word:
        value = self._record.get(name)
        if value is None:
            return default
        for word in allowed:
            if word == value:
                return word
        raise LineError(f"`{name}` should be one of {', '.join(allowed)}.", self._id)

    def people(self) -> tuple[Known, ...]:
        return tuple(self._person(person) for person in self._list("people"))

    def _person(self, person: object) -> Known:
        name, role = (person.get("name"), person.get("role")) if isinstance(person, dict) else (None, None)
        for known in _ROLES:
            if isinstance(name, str) and name.strip() and role == known:
                return Known(name, role=known)
        roles = ", ".join(_ROLES)
        raise LineError(f"Each of `people` should have a name, and a role that is one of {roles}.", self._id)

    def _list(self, name: str) -> list[object]:
        value = self._record.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise LineError(f"`{name}` should be a list.", self._id)
        return value
