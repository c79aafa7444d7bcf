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
from commonward.guard.evaluation.corpus import DatasetError, load
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
    guard, version = make_guard(call.tier, call.policy)
    try:
        earlier = tables.previous(call.compare) if call.compare else {}
        results = []
        for path in call.datasets:
            results.append(run(guard, load(path, call.limit), options))
            for line in tables.table(results[-1]):
                say(line)
            say()
    except DatasetError as error:
        raise WrongCall(str(error)) from error
    if call.json:
        tables.save(results, call.json, version or guard.policies[0].version)
    return _compared(results, earlier) if call.compare else DONE


def _arguments() -> Arguments:
    arguments = Arguments(
        prog="commonward evaluate",
        description="Score the guard on data: marked spans, marked findings, or texts where nothing should be found. "
        "Exit code 1: --compare found a summary that got worse.",
    )
    arguments.add_argument("datasets", nargs="+", type=Path, metavar="DATASET", help="a folder or a JSON lines file")
    arguments.add_argument("--merge", action="append", default=[], metavar="LOCATION=ORG", help="score labels as one")
    arguments.add_argument("--kinds", metavar="NAME,DATE", help="look at these kinds only")
    arguments.add_argument("--limit", type=int, metavar="N", help="use the first N texts of each")
    arguments.add_argument("--json", type=Path, metavar="FILE", help="save the scores")
    arguments.add_argument("--compare", type=Path, metavar="FILE", help="show what changed since saved scores")
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
