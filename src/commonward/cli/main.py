"""`commonward VERB …`: looks the verb up among the installed entry points and hands over.

Guard and platform each register their verbs in the group `commonward.verbs`; with only the base install the
platform's verbs are absent and this says how to get them. A verb is a callable `(argv: list[str]) -> int` that
returns the exit code; the first line of its docstring is its line of help.
"""

import sys
from importlib import metadata

from commonward import __version__

GROUP = "commonward.verbs"
WRONG_CALL = 2


def _usage(verbs: metadata.EntryPoints) -> str:
    lines = ["usage: commonward VERB [options]", "", "verbs:"]
    lines += [f"  {verb.name}" for verb in sorted(verbs, key=lambda verb: verb.name)]
    lines += ["", "`commonward VERB --help` explains one of them."]
    return "\n".join(lines)


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
        run = found.load()
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.split(".")[0] == "commonward":
            raise
        print(
            f"commonward: `{name}` needs the platform. Install it with: pip install 'commonward[site]'",
            file=sys.stderr,
        )
        return WRONG_CALL
    return int(run(rest))


if __name__ == "__main__":
    sys.exit(main())
