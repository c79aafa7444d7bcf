"""`commonward VERB …`: looks the verb up among the installed entry points and hands over.

Guard and platform each register their verbs in the group `commonward.verbs`; with only the base install the
platform's verbs are absent and this says how to get them. A verb is a callable `(argv: list[str]) -> int` that
returns the exit code; the first line of its docstring is its line of help.
"""

import sys
from collections.abc import Callable
from importlib import metadata

from commonward import __version__

GROUP = "commonward.verbs"
WRONG_CALL = 2


EXTRA = "pip install 'commonward[site]'"


class _Missing(Exception):
    """A verb's part of the product is not installed. The message is the sentence for the person."""


def _usage(verbs: metadata.EntryPoints) -> str:
    lines = ["usage: commonward VERB [options]", "", "verbs:"]
    lines += [f"  {verb.name:<9} {_help_line(verb)}" for verb in sorted(verbs, key=lambda verb: verb.name)]
    lines += ["", "`commonward VERB --help` explains one of them."]
    return "\n".join(lines)


def _help_line(verb: metadata.EntryPoint) -> str:
    try:
        told = _loaded(verb).__doc__ or ""
    except _Missing:
        return f"(not installed: {EXTRA})"
    return told.strip().splitlines()[0]


def _loaded(verb: metadata.EntryPoint) -> Callable[[list[str]], int]:
    """The function of a verb. Raises _Missing when a package that it needs is not there."""
    try:
        function: Callable[[list[str]], int] = verb.load()
    except ModuleNotFoundError as missing:
        package = (missing.name or "").split(".")[0]
        if package == "commonward":
            raise
        if verb.value.startswith("commonward.guard"):
            raise _Missing(f"`{verb.name}` needs the package {package}. Install Commonward again.") from None
        raise _Missing(f"`{verb.name}` needs the platform. Install it with: {EXTRA}") from None
    return function


def main(argv: list[str] | None = None) -> int:
    """Run one verb and return its exit code: 0, 1 or 2 as the verb says, 2 for a call that makes no sense."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    verbs = metadata.entry_points(group=GROUP)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_usage(verbs))
        return 0 if arguments else WRONG_CALL
    if arguments[0] in {"-V", "--version"}:
        print(f"commonward {__version__}")
        return 0
    name, rest = arguments[0], arguments[1:]
    found = next((verb for verb in verbs if verb.name == name), None)
    if found is None:
        print(f"commonward: there is no verb {name!r}.\n\n{_usage(verbs)}", file=sys.stderr)
        return WRONG_CALL
    try:
        run = _loaded(found)
    except _Missing as missing:
        print(f"commonward: {missing}", file=sys.stderr)
        return WRONG_CALL
    return int(run(rest))


if __name__ == "__main__":
    sys.exit(main())
