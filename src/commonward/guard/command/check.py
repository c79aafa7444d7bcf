"""`commonward check`: for a person, files one after the other; with --jsonl, for a program, line by line."""

from dataclasses import replace
from pathlib import Path

from commonward.guard.command import answers, lines, screen
from commonward.guard.command.call import (
    DONE,
    FOUND,
    WRONG,
    Arguments,
    WrongCall,
    add_guard_options,
    answer,
    input_lines,
    make_guard,
    say,
    verb,
)
from commonward.guard.command.files import File, open_file
from commonward.guard.command.lines import Defaults, Line, LineError
from commonward.guard.command.redact import redact_file, redact_line
from commonward.guard.contract import AUTHORS, CONTEXTS, Decision, GuardError, Media, Submission
from commonward.guard.engine import Guard


@verb
def check(argv: list[str]) -> int:
    """Check texts and pictures before others see them."""
    arguments = _arguments()
    call = arguments.parse_args(argv)
    if call.jsonl and call.redact is not None:
        raise WrongCall("--redact is for one file; with --jsonl use --redact-dir.")
    if not call.jsonl and call.redact_dir is not None:
        raise WrongCall("--redact-dir goes with --jsonl; for one file use --redact.")
    if not call.jsonl and not call.files:
        raise WrongCall(f"name a file to check, or use --jsonl.\n{arguments.format_usage().rstrip()}")
    if call.redact is not None and len(call.files) != 1:
        raise WrongCall("--redact writes the redacted file of one; name exactly one.")
    guard, version = make_guard(call.tier, call.policy, reference=call.reference)
    defaults = Defaults(context=call.context, author=call.author, policy=version)
    if call.jsonl:
        return _check_lines(guard, call.files, defaults, _Wishes(call.all, call.redact_dir))
    return _check_files(guard, [Path(name) for name in call.files], defaults, _Wishes(call.all, call.redact))


class _Wishes:
    """What else a caller asked for: findings that are allowed here, and a place for redacted files."""

    def __init__(self, everything: bool, redacted: Path | None) -> None:
        self.everything = everything
        self.redacted = redacted


def _arguments() -> Arguments:
    arguments = Arguments(
        prog="commonward check",
        description="Check texts and pictures before others see them. Exit code 0: nothing above a note; 1: something "
        "above a note; 2: the call, a file or a line was wrong.",
    )
    arguments.add_argument("files", nargs="*", metavar="FILE", help="text or picture; with --jsonl JSON lines")
    arguments.add_argument("--jsonl", action="store_true", help="read JSON lines and answer each with a JSON line")
    arguments.add_argument("--all", action="store_true", help="also show findings that are allowed here")
    arguments.add_argument("--context", choices=CONTEXTS, default="public_post", help="where it is going (public_post)")
    arguments.add_argument("--author", choices=AUTHORS, default="unknown", help="who writes; inferred when not given")
    arguments.add_argument("--redact", type=Path, metavar="OUT", help="write the redacted file of the one named")
    arguments.add_argument("--redact-dir", type=Path, metavar="DIR", help="with --jsonl: write what would be published")
    arguments.add_argument(
        "--reference", type=Path, metavar="FILE", help="texts of others (JSON lines), for near-copies"
    )
    add_guard_options(arguments)
    return arguments


def _check_lines(guard: Guard, files: list[str], defaults: Defaults, wishes: _Wishes) -> int:
    worst = DONE
    for raw in input_lines(files):
        line_id: lines.LineId | None = None
        try:
            line = lines.parse(raw, defaults)
            if line is None:
                continue
            line_id = line.id
            worst = max(worst, _check_line(guard, line, wishes))
        except (LineError, GuardError, WrongCall) as error:
            answer(answers.failed(error.id if isinstance(error, LineError) else line_id, str(error)))
            worst = WRONG
    return worst


def _check_line(guard: Guard, line: Line, wishes: _Wishes) -> int:
    submission = _with_text_of_file(line)
    report = guard.check(submission, everything=wishes.everything)
    if submission.media and wishes.redacted is not None:
        redact_line(guard, line, wishes.redacted)
    answer(answers.checked(line.id, report))
    return FOUND if report.decision > Decision.NOTE else DONE


def _with_text_of_file(line: Line) -> Submission:
    """The submission; a path that leads to a text stands for that text, when the line has none of its own."""
    if line.path is None or line.submission.text:
        return line.submission
    text = open_file(line.path).text
    return line.submission if text is None else replace(line.submission, text=text, media=())


def _check_files(guard: Guard, paths: list[Path], defaults: Defaults, wishes: _Wishes) -> int:
    worst = DONE
    for number, path in enumerate(paths):
        if number:
            say()
        try:
            worst = max(worst, _check_file(guard, open_file(path), defaults, wishes))
        except (GuardError, WrongCall) as error:
            say(f"{path}: {error}")
            worst = WRONG
    return worst


def _check_file(guard: Guard, file: File, defaults: Defaults, wishes: _Wishes) -> int:
    submission = Submission(
        text=file.text or "",
        context=defaults.context,
        author=defaults.author,
        media=() if file.text is not None else (Media(file.path),),
        policy=defaults.policy,
    )
    report = guard.check(submission, everything=wishes.everything)
    for line in screen.report_lines(file.path.name, report):
        say(line)
    if wishes.redacted is not None:
        for line in redact_file(guard, file, report, wishes.redacted):
            say(line)
    return FOUND if report.decision > Decision.NOTE else DONE
