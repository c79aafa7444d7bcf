"""How a verb is called and how it ends: arguments, standard streams, exit codes."""

import argparse
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, NoReturn

from commonward.guard.contract import GuardError, Tier
from commonward.guard.engine import Guard
from commonward.guard.text.copies import Reference

DONE = 0
FOUND = 1
WRONG = 2

# One line holds one text of at most 1 MB; written as \uXXXX escapes that is six times as long, and then some.
LONGEST_LINE = 16 * 1_048_576

Verb = Callable[[list[str]], int]


class WrongCall(Exception):
    """The verb was called in a way that makes no sense; the message says what to do instead."""


class Arguments(argparse.ArgumentParser):
    """An argument parser that tells a wrong call as an exception, so that tests and other callers can see it."""

    def error(self, message: str) -> NoReturn:
        """Raise WrongCall with the usage below the sentence."""
        raise WrongCall(f"{message}\n{self.format_usage().rstrip()}")


def verb(run: Verb) -> Verb:
    """Make a function a verb: wrong calls and errors of the guard become a sentence and exit code 2."""

    @functools.wraps(run)
    def called(argv: list[str]) -> int:
        try:
            return run(argv)
        except (WrongCall, GuardError) as error:
            sys.stderr.write(f"commonward {run.__name__}: {error}\n")
            return WRONG
        except BrokenPipeError:
            # Who read our answers has gone (`| head`). Python would complain again when it closes the stream.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return WRONG

    return called


def make_guard(tier: str, policy: Path | None, *, reference: Path | None = None) -> tuple[Guard, str | None]:
    """A guard, and the version of the organisation's policy that submissions should name, if one was given.
    `reference`: a file of texts for near-copies.
    """
    chosen: Tier = "release" if tier == "release" else "live"
    known = None if reference is None else Reference.of_file(reference)
    guard = Guard(chosen, packs=() if policy is None else (policy,), reference=known)
    return guard, None if policy is None else guard.policies[-1].version


def add_guard_options(arguments: Arguments) -> None:
    """The options of all verbs that use the guard."""
    arguments.add_argument("--tier", choices=("live", "release"), default="live", help="how much work to put in")
    arguments.add_argument("--policy", type=Path, metavar="FILE", help="judge by an organisation's policy file")


def say(line: str = "") -> None:
    """Write one line for a person."""
    sys.stdout.write(f"{line}\n")


def answer(record: dict[str, object]) -> None:
    """Write one answer as a JSON line, at once. Escapes keep every offset and every half of a character true."""
    sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def input_lines(files: list[str]) -> Iterator[bytes | None]:
    """The lines of the files, or of standard input when there are none (or for "-"). None: a line that is too long."""
    for name in files or ["-"]:
        with ExitStack() as stack:
            yield from _lines(_opened(name, stack))


def _opened(name: str, stack: ExitStack) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(Path(name).open("rb"))
    except OSError as error:
        raise WrongCall(f"{name} could not be opened.") from error


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    while line := stream.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        yield None
