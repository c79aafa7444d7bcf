"""The verbs of the platform. Each takes its arguments and returns an exit code; its first line is its line of help.

Exit codes: 0 done, 1 something is wrong and was said, 2 it could not be begun (a wrong call, a taken port, settings
that must not be). Django is loaded inside the verbs, so that help and wrong calls answer at once.
"""

import argparse
import http.client
import json
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from commonward.config import verbs_init, verbs_keeping
from commonward.config.loading import CannotStart, load_django, spoken

if TYPE_CHECKING:
    from commonward.kernel.verification import Verification

#: How long `serve` waits for the first page before it prints the address anyway.
PATIENCE_SECONDS = 60.0


def setup(argv: list[str]) -> int:
    """Make what an installation needs: folders, tables, files for pages, the ledger. Does no harm twice."""
    _parser("setup", setup).parse_args(argv)
    with spoken():
        load_django()
        from commonward.config import groundwork
        from commonward.config.keeping import entrance

        entrance.enter()
        groundwork.lay(_say)
        _say("Ready.")
        return 0


def serve(argv: list[str]) -> int:
    """Run everything on this machine: set up what is missing, then pages and workers until Ctrl-C."""
    parser = _parser("serve", serve)
    _add_address(parser)
    parser.add_argument("--workers", type=_count, help="how many worker processes (default: COMMONWARD_WORKERS or 1)")
    options = parser.parse_args(argv)
    with spoken():
        load_django(port=options.port)
        from django.conf import settings

        from commonward.config import groundwork, serving
        from commonward.config.keeping import entrance

        listener = serving.open_port(options.host, settings.PORT)
        entrance.enter()
        groundwork.lay(_say)
        workers = options.workers or settings.WORKERS
        children = serving.web_children(listener, options.processes)
        children += [serving.worker_child() for _ in range(workers)]
        _say(f"Starting {settings.SITE_NAME} …")
        _forget_connections()
        _announce_when_up(listener, settings.SITE_URL)
        serving.Household(children).run_until_told()
        groundwork.seal(_say)
        _say("Stopped.")
        return 0


def web(argv: list[str]) -> int:
    """Answer requests for pages only. Put a proxy with a certificate in front when others can reach it."""
    parser = _parser("web", web)
    _add_address(parser)
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)  # an open port, from `serve`
    parser.add_argument("--beside", action="store_true", help=argparse.SUPPRESS)  # others answer at the same port
    parser.add_argument("--leashed", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    with spoken():
        _leash(options.leashed)
        load_django(port=options.port)
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application

        from commonward.config import groundwork, serving
        from commonward.config.keeping import entrance

        entrance.enter()
        if options.fd is not None:
            listener = socket.socket(fileno=options.fd)
            serving.serve_pages(get_wsgi_application(), listener, is_alone=not options.beside)
            return 0
        listener = serving.open_port(options.host, settings.PORT)
        _refuse_unready(groundwork.pending_migrations())
        groundwork.refuse_bad_settings()
        groundwork.refuse_wrong_database()
        groundwork.refuse_missing_keys()
        _forget_connections()
        if options.processes == 1:
            serving.serve_pages(get_wsgi_application(), listener)
        else:
            serving.Household(serving.web_children(listener, options.processes)).run_until_told()
        return 0


def worker(argv: list[str]) -> int:
    """Carry out what pages leave for later, and sign the ledger's heads. Several may run, on several machines."""
    parser = _parser("worker", worker)
    parser.add_argument("--once", action="store_true", help="end when nothing is due")
    parser.add_argument("--retry-failed", action="store_true", help="put work that failed for good back in line first")
    parser.add_argument("--leashed", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    with spoken():
        _leash(options.leashed)
        load_django()
        from commonward.config import groundwork
        from commonward.config.keeping import entrance
        from commonward.kernel import upkeep
        from commonward.kernel import worker as kernel_worker

        entrance.enter()
        _refuse_unready(groundwork.pending_migrations())
        groundwork.refuse_wrong_database()
        groundwork.refuse_missing_keys()
        if options.retry_failed:
            _say(f"{upkeep.retry_failed()} put back in line.")
        kernel_worker.run(once=options.once)
        return 0


def manage(argv: list[str]) -> int:
    """Django's own commands: `commonward manage migrate`, `… shell`, `… check --deploy`."""
    with spoken():
        load_django()
        from django.core.management import execute_from_command_line

        execute_from_command_line(["commonward manage", *argv])
        return 0


def doctor(argv: list[str]) -> int:
    """Look at everything and say, line by line, whether it is well and what to do where it is not."""
    parser = _parser("doctor", doctor)
    parser.add_argument("--json", action="store_true", help="for programs: about, well, found and remedy of each")
    options = parser.parse_args(argv)
    with spoken():
        load_django()
        from commonward.config import doctor as examination

        answers = []
        for answer in examination.examine():
            answers.append(answer)
            if not options.json:
                _say(answer.line())
        if options.json:
            _say(json.dumps([answer.as_data() for answer in answers], indent=1, ensure_ascii=False))
        return 0 if all(answer.is_well for answer in answers) else 1


def ledger(argv: list[str]) -> int:
    """Verify, export or sign the record of acts (docs/ledger.md)."""
    parser = _parser("ledger", ledger)
    parts = parser.add_subparsers(dest="part", required=True, metavar="verify|export|sign|head")
    parts.add_parser("verify", help="check every entry and every signed head; exit code 1 and where, if one is wrong")
    export = parts.add_parser("export", help="write every entry as a line of JSON, for tools/verify_ledger.py")
    export.add_argument("--out", type=Path, help="the file to write (default: standard output)")
    parts.add_parser("sign", help="sign a head now")
    parts.add_parser("head", help="show the newest signed head and the public key")
    options = parser.parse_args(argv)
    with spoken():
        load_django()
        from commonward.config import groundwork

        _refuse_unready(groundwork.pending_migrations())
        if options.part == "verify":
            return _verify()
        if options.part == "export":
            return _export(options.out)
        return _sign() if options.part == "sign" else _show_head()


def reference(argv: list[str]) -> int:
    """Texts that are nobody's own, such as an organisation's leaflets: near-copies of them without credit are found."""
    parser = _parser("reference", reference)
    parts = parser.add_subparsers(dest="part", required=True, metavar="add|remove|list|fill")
    adding = parts.add_parser("add", help="keep texts (.txt, .md), JSON lines with id and text, or folders of them")
    adding.add_argument("files", nargs="+", type=Path, metavar="FILE")
    removing = parts.add_parser("remove", help="keep texts no longer, by their names")
    removing.add_argument("names", nargs="+", metavar="NAME")
    for part in (adding, removing):
        part.add_argument(
            "--for", dest="slug", default="", metavar="SLUG", help="for whose people (default: everybody)"
        )
    parts.add_parser("list", help="show which texts are kept")
    parts.add_parser("fill", help="make known what was published before this version; does no harm twice")
    options = parser.parse_args(argv)
    with spoken():
        load_django()
        from commonward.config import corpus, groundwork

        _refuse_unready(groundwork.pending_migrations())
        try:
            if options.part == "add":
                return corpus.add(options.files, options.slug, _say)
            if options.part == "remove":
                return corpus.remove(options.names, options.slug, _say)
        except corpus.Unreadable as refusal:
            raise CannotStart(str(refusal)) from None
        return corpus.show(_say) if options.part == "list" else corpus.fill(_say)


def keys(argv: list[str]) -> int:
    """The keys that lock what is clinical: show them by name, exchange them while everything runs, remove old ones."""
    parser = _parser("keys", keys)
    parts = parser.add_subparsers(dest="part", required=True, metavar="list|rotate|new|forget")
    parts.add_parser("list", help="show every key by name, and how much each still locks")
    parts.add_parser("rotate", help="take new keys into use; the worker locks everything anew, in small steps")
    parts.add_parser("new", help="show a fresh key, for those who give the keys as a setting")
    forgetting = parts.add_parser("forget", help="remove an older key from the file, for good")
    forgetting.add_argument("name", metavar="KEY", help="its name, as `list` shows it")
    options = parser.parse_args(argv)
    with spoken():
        load_django()
        from commonward.config import groundwork
        from commonward.config import keys as keeping

        if options.part == "new":
            return keeping.show_new(_say)
        _refuse_unready(groundwork.pending_migrations())
        if options.part == "list":
            return keeping.show(_say)
        return keeping.rotate(_say) if options.part == "rotate" else keeping.forget(options.name, _say)


def _verify() -> int:
    from commonward.kernel import verification

    result = verification.verify()
    for flaw in result.flaws:
        _say(flaw.sentence)
    if not result.holds:
        return 1
    _say(_praise(result))
    return 0


def _praise(result: "Verification") -> str:
    if result.entries == 0:
        return "The ledger is empty."
    counted = f"{result.entries} entries, {result.heads} signed head{'s' if result.heads != 1 else ''}."
    loose = result.entries - result.sealed
    tail = f" The last {loose} are not covered by a head yet; the worker signs at intervals." if loose else ""
    return f"The ledger holds: {counted}{tail}"


def _export(out: Path | None) -> int:
    from commonward.kernel import chain

    if out is None:
        chain.export(sys.stdout)
        return 0
    with out.open("w", encoding="ascii") as file:
        count = chain.export(file)
    _say(f"{count} entries written to {out}.")
    return 0


def _sign() -> int:
    from commonward.kernel import heads, verification
    from commonward.kernel.actor import System

    try:
        head = verification.seal(System("operator"))
    except verification.Broken as broken:
        _say(f"Nothing was signed: the ledger does not hold. {broken.flaw.sentence}")
        return 1
    _say("Nothing new to sign." if head is None else f"Signed at entry {head.sequence} in {heads.folder()}.")
    return 0


def _show_head() -> int:
    from commonward.kernel import heads

    head = heads.newest()
    if head is None:
        _say("The present key has signed no head yet. Run `commonward ledger sign`.")
        return 1
    _say(f"entry      {head.sequence}\nhash       {head.hash}\nsigned on  {head.at}\nkey        {head.key}")
    _say(f"public key {heads.public_bytes(heads.private_key()).hex()}")
    return 0


def _parser(verb: str, function: object) -> argparse.ArgumentParser:
    help_line = (function.__doc__ or "").splitlines()[0]
    return argparse.ArgumentParser(prog=f"commonward {verb}", description=help_line)


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to answer at (default: this machine only)")
    parser.add_argument("--port", type=_port, help="the port (default: PORT or 8000)")
    parser.add_argument("--processes", type=_count, default=1, help="how many processes answer (default: 1)")


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 64:
        raise argparse.ArgumentTypeError("a number from 1 to 64, please")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65_535:
        raise argparse.ArgumentTypeError("a number from 1 to 65535, please")
    return number


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _leash(is_leashed: bool) -> None:
    """A child of `serve` ends when `serve` is gone."""
    if is_leashed:
        from commonward.config import leash

        leash.end_with_parent()


def _refuse_unready(pending: int) -> None:
    if pending:
        from commonward.config.keeping import upgrade

        verb = "upgrade" if upgrade.is_in_use() else "setup"
        raise CannotStart(f"{pending} changes of the tables are not made yet. Run `commonward {verb}` first.")


def _forget_connections() -> None:
    """Close this process's connections before it starts others or sits and waits."""
    from django.db import connections

    connections.close_all()


def _announce_when_up(listener: socket.socket, address: str) -> None:
    """Print the address as soon as a page can be had there; the thread ends by itself."""
    threading.Thread(target=_await_first_page, args=(listener.getsockname()[:2], address), daemon=True).start()


def _await_first_page(place: tuple[str, int], address: str) -> None:
    try:
        waiting = http.client.HTTPConnection(*place, timeout=PATIENCE_SECONDS)
        waiting.request("GET", "/healthz", headers={"Host": "localhost"})
        waiting.getresponse().read()
    except OSError:
        return  # it ended first; what ended it has been said
    _say(f"Commonward is at {address} (Ctrl-C stops it).")


OURS = (setup, serve, web, worker, manage, ledger, keys, reference, doctor)
VERBS = {verb.__name__: verb for verb in OURS} | verbs_keeping.VERBS | {"init": verbs_init.init}

if __name__ == "__main__":  # how `serve` starts its children
    sys.exit(VERBS[sys.argv[1]](sys.argv[2:]))
