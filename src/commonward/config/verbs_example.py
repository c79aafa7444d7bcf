"""`commonward example`: files for what stands around the place, with its own name, folders and program in them."""

import argparse
import os
import sys
from importlib.resources import files
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from commonward.config import beginning
from commonward.config.loading import spoken

#: What can be asked for, the file it comes from, and where it goes.
EXAMPLES: Final = {
    "nginx": ("nginx.conf", "/etc/nginx/sites-enabled/commonward"),
    "caddy": ("Caddyfile", "/etc/caddy/Caddyfile"),
    "systemd": ("commonward.service", "/etc/systemd/system/commonward.service"),
    "systemd-web": ("commonward-web.service", "/etc/systemd/system/commonward-web.service"),
    "systemd-worker": ("commonward-worker.service", "/etc/systemd/system/commonward-worker.service"),
}
_NAME: Final = "commonward.example"
_DATA: Final = "/var/lib/commonward/data"
_PORT: Final = "127.0.0.1:8000"
_PROGRAM: Final = "/opt/commonward/.venv"
#: Where a unit lets the program write anyway.
_STATE: Final = Path("/var/lib/commonward")
_FOLDERS: Final = ("COMMONWARD_KEYS_DIR", "COMMONWARD_BACKUP_DIR", "COMMONWARD_LEDGER_HEADS_DIR")
#: What `ProtectHome` hides from a unit.
_HOMES: Final = ("/home", "/root", "/run/user")
_STRICT: Final = "ProtectSystem=strict\n"


def example(argv: list[str]) -> int:
    """Write a file for nginx, Caddy or systemd to the screen, with this place's name and folders in it."""
    parser = argparse.ArgumentParser(prog="commonward example", description=(example.__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=list(EXAMPLES))
    parser.add_argument(
        "--data", metavar="DIR", help="where the data lie (default: COMMONWARD_DATA_DIR, or as by the handbook)"
    )
    options = parser.parse_args(argv)
    with spoken():
        name, goes_to = EXAMPLES[options.what]
        data = Path(options.data or os.environ.get("COMMONWARD_DATA_DIR", _DATA)).absolute()
        print(_filled(name, data), end="")
        print(f"It goes to {goes_to}.", file=sys.stderr)
        return 0


def _filled(name: str, data: Path) -> str:
    text = (files("commonward.config") / "examples" / name).read_text(encoding="utf-8")
    kept = beginning.kept_if_readable(data)
    address = urlsplit(kept.get("COMMONWARD_SITE_URL", ""))
    if address.scheme == "https" and address.hostname:
        # nginx names a host without its port, which stands after `listen`; Caddy takes both together.
        text = text.replace(_NAME, address.netloc if name == "Caddyfile" else address.hostname)
        if address.port not in {None, 443}:
            text = text.replace(":443 ", f":{address.port} ").replace("listen 443 ", f"listen {address.port} ")
            text = text.replace("https://$host$", f"https://$host:{address.port}$")
            text = text.replace("Host $host;", f"Host $host:{address.port};")
    text = text.replace(_PORT, f"127.0.0.1:{kept.get('COMMONWARD_PORT') or 8000}")
    program = sys.prefix if sys.prefix != sys.base_prefix else _PROGRAM
    text = text.replace(_DATA, str(data)).replace(_PROGRAM, program)
    folders = [data, *(Path(kept[name]) for name in _FOLDERS if kept.get(name))]
    if any(folder.is_relative_to(home) for folder in (*folders, Path(program)) for home in _HOMES):
        text = text.replace("ProtectHome=yes\n", "ProtectHome=read-only\n")  # else they would not be there at all
    return text.replace(_STRICT, _STRICT + _writable(folders))


def _writable(folders: list[Path]) -> str:
    """Lines for folders that the unit would close. With a disk that is missing the place still starts."""
    outside = [folder for folder in folders if not folder.is_relative_to(_STATE)]
    return "".join(f'ReadWritePaths="-{str(folder).replace("%", "%%")}"\n' for folder in outside)
