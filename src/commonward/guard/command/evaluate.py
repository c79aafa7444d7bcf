"""`commonward evaluate`: scores on data, as tables, and whether they got worse."""

from pathlib import Path

from commonward.guard.command.call import (
    DONE,
    FOUND,
    Arguments,
    WrongCall,
    add_guard_options,
    make_guard,
    say,
    verb,
)
from commonward.guard.evaluation import tables
from commonward.guard.evaluation.corpus import DatasetError, Selection, load
from commonward.guard.evaluation.run import Options, Result
from commonward.guard.evaluation.run import evaluate as run
from commonward.guard.evaluation.spans import merged


@verb
def evaluate(argv: list[str]) -> int:
    """Score the guard on data sets."""
    call = _arguments().parse_args(argv)
    try:
        options = Options(merge=dict(merged(call.merge)), kinds=tuple(call.kinds.split(",")) if call.kinds else ())
    except ValueError as error:
        raise WrongCall(f"{error}.") from error
    selection = Selection(_names(call.language), _names(call.source), _names(call.split), call.limit)
    guard, version = make_guard(call.tier, call.policy)
    try:
        earlier = tables.previous(call.against) if call.against else {}
        results = []
        for path in call.datasets:
            results.append(run(guard, load(path, selection), options))
            for line in tables.table(results[-1]):
                say(line)
            if call.confusions:
                _say_confusions(results[-1], call.words)
            say()
    except DatasetError as error:
        raise WrongCall(str(error)) from error
    if call.save:
        tables.save(results, call.save, version or guard.policies[0].version)
    return _compared(results, earlier) if call.against else DONE


def _names(words: str | None) -> frozenset[str]:
    return frozenset(word.strip() for word in words.split(",")) if words else frozenset()


def _say_confusions(result: Result, reach: int | None) -> None:
    """Where guard and marks differ. Words only where they are asked for: the data may be about real people."""
    say(f"  {len(result.confusions)} places where guard and marks differ: text, offsets, marked -> found")
    for confusion in result.confusions:
        say(confusion.line(reach))


def _arguments() -> Arguments:
    arguments = Arguments(
        prog="commonward evaluate",
        description="Score the guard on data: marked spans, marked findings, or texts where nothing should be found. "
        "Exit code 1: --against found a summary that got worse.",
    )
    arguments.add_argument("datasets", nargs="+", type=Path, metavar="DATASET", help="a folder or a JSON lines file")
    arguments.add_argument("--merge", action="append", default=[], metavar="LOCATION=ORG", help="score labels as one")
    arguments.add_argument("--kinds", metavar="NAME,DATE", help="look at these kinds only")
    arguments.add_argument("--limit", type=int, metavar="N", help="use the first N texts of each")
    arguments.add_argument("--language", metavar="es,en", help="only texts of these languages (their field lang)")
    arguments.add_argument("--source", metavar="NAME,…", help="only texts whose field source is one of these")
    arguments.add_argument("--split", metavar="NAME,…", help="only texts whose field split is one of these")
    arguments.add_argument("--confusions", action="store_true", help="list where guard and marks differ, as offsets")
    arguments.add_argument(
        "--words", type=int, metavar="N", help="with --confusions: print the words, too, with N characters around them"
    )
    arguments.add_argument("--save", "--json", type=Path, metavar="FILE", help="save the scores")
    arguments.add_argument("--against", "--compare", type=Path, metavar="FILE", help="what changed since saved scores")
    add_guard_options(arguments)
    return arguments


def _compared(results: list[Result], earlier: dict[str, dict[str, float]]) -> int:
    worse = False
    for result in results:
        say(f"{result.name}, against the earlier run:")
        for line, counts in tables.compare(result, earlier.get(result.name, {})):
            say(line)
            worse = worse or counts
    return FOUND if worse else DONE
