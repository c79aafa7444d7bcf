"""`commonward entities` and `commonward read`: what is in texts and files, without a judgement."""

from collections.abc import Iterable
from pathlib import Path

from commonward.guard.command import answers, lines
from commonward.guard.command.call import (
    DONE,
    WRONG,
    Arguments,
    WrongCall,
    add_guard_options,
    answer,
    input_lines,
    make_guard,
    verb,
)
from commonward.guard.command.files import open_file
from commonward.guard.command.lines import Defaults, Line, LineError
from commonward.guard.contract import Entity, GuardError
from commonward.guard.engine import Guard
from commonward.guard.media.inspection import inspect
from commonward.guard.media.things import Thing
from commonward.guard.written import words_of


@verb
def entities(argv: list[str]) -> int:
    """List names, dates, numbers and the like in texts, whoever they belong to."""
    arguments = _arguments("entities", "List what is in texts and files, whoever it belongs to.")
    add_guard_options(arguments)
    call = arguments.parse_args(argv)
    guard, _ = make_guard(call.tier, call.policy)
    worst = DONE
    for raw in input_lines(call.files):
        line_id: lines.LineId | None = None
        try:
            line = lines.parse(raw, Defaults())
            if line is None:
                continue
            line_id = line.id
            answer(answers.listed(line_id, _in_line(guard, line)))
        except (LineError, GuardError, WrongCall) as error:
            answer(answers.failed(error.id if isinstance(error, LineError) else line_id, str(error)))
            worst = WRONG
    return worst


def _in_line(guard: Guard, line: Line) -> tuple[Entity, ...]:
    submission = line.submission
    if line.path is None:
        return guard.entities(submission.text, language=submission.language)
    text = open_file(line.path).text
    if text is not None:
        return guard.entities(submission.text or text, language=submission.language)
    return guard.entities(submission.text, language=submission.language, media=submission.media)


@verb
def read(argv: list[str]) -> int:
    """Read the words in pictures."""
    arguments = _arguments("read", "Read the words in pictures: each line with its box. Documents are not read yet.")
    call = arguments.parse_args(argv)
    worst = DONE
    for raw in input_lines(call.files):
        line_id: lines.LineId | None = None
        try:
            line = lines.parse(raw, Defaults())
            if line is None:
                continue
            line_id = line.id
            if line.path is None:
                raise LineError("This line has no path: `read` reads pictures.", line_id)
            answer(answers.read(line_id, _words(line.path)))
        except (LineError, GuardError) as error:
            answer(answers.failed(error.id if isinstance(error, LineError) else line_id, str(error)))
            worst = WRONG
    return worst


def _words(path: Path) -> Iterable[Thing]:
    return words_of(inspect(path, looks=True).things or ())


def _arguments(name: str, description: str) -> Arguments:
    arguments = Arguments(prog=f"commonward {name}", description=description)
    arguments.add_argument("files", nargs="*", metavar="FILE", help="JSON lines; standard input when none is named")
    arguments.add_argument("--jsonl", action="store_true", required=True, help="read and answer JSON lines")
    return arguments
