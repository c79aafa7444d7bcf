"""Write docs/operators/settings.md from `commonward.config.environment`, so that it cannot go stale.

Usage: python tools/settings_page.py           writes the page
       python tools/settings_page.py --check   exit code 1 when the page says something else than the code
"""

import sys
from pathlib import Path

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from commonward.config.environment import Environment

PAGE = Path(__file__).parents[1] / "docs" / "operators" / "settings.md"

HEAD = """\
# Settings

<!-- Written by `make docs` from src/commonward/config/environment.py. Change it there. -->

Nothing has to be set to try Commonward. For a place with real people, [running.md](running.md) says which of these
matter. A setting can be given in three ways; the first that is there counts:

1. an environment variable, such as `COMMONWARD_SITE_URL=https://commonward.example`;
2. a line in the file `commonward.env` in the data folder, in the same form;
3. a file of its own in the folder that `COMMONWARD_SECRETS_DIR` names, called like the variable in small letters
   (`commonward_secret_key`). Meant for secrets.

`COMMONWARD_DATA_DIR` and `COMMONWARD_SECRETS_DIR` say where the other two ways begin, so they are always environment
variables. Settings that contradict each other, or would leave people unprotected, are refused at start-up with a
sentence that says what to do.

| variable | what it is | when it is not set |
|---|---|---|
"""

#: What a default that is worked out, or empty, means to the reader.
SPOKEN = {
    "data_dir": "the folder `var` where the command is run",
    "database_url": "SQLite",
    "replica_url": "everything is read from the first database",
    "listen_url": "the address in `DATABASE_URL`",
    "site_url": "`http://localhost` and the port",
    "allowed_hosts": "none further",
    "secret_key": "made once, kept in the folder of keys",
    "factor_key": "made once, kept in the folder of keys",
    "media_store_url": "the folder `media` of the data folder",
    "email_url": "files in the folder `mail` of the data folder",
    "sign_on_ca_file": "the public authorities",
    "sealing_keys": "the file of the next line",
    "sealing_keys_file": "`sealing_keys` in the folder of keys, made once",
    "ledger_key": "made once, kept in the folder of keys",
    "keys_dir": "the data folder",
    "backup_dir": "the worker makes none, and `upgrade` writes to `backups` in the data folder",
    "ledger_heads_dir": "`ledger-heads` in the data folder",
}


def names_of(name: str, field: FieldInfo) -> list[str]:
    """Every variable by which a setting can be given, ours first."""
    if isinstance(field.validation_alias, AliasChoices):
        return [str(choice) for choice in field.validation_alias.choices]
    return [f"COMMONWARD_{name.upper()}"]


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_row(name, field) for name, field in Environment.model_fields.items())


def _row(name: str, field: FieldInfo) -> str:
    names = " or ".join(f"`{one}`" for one in names_of(name, field))
    return f"| {names} | {field.description} | {_default(name, field)} |\n"


def _default(name: str, field: FieldInfo) -> str:
    if name in SPOKEN:
        return SPOKEN[name]
    value = field.default
    if value is None or isinstance(value, SecretStr) or value == "":
        raise SystemExit(f"Say in SPOKEN what it means that {name} is not set.")
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"`{value}`"


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        there = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if there != page():
            print(f"{PAGE.name} does not say what the code does. Run `make docs`.")
            sys.exit(1)
    else:
        PAGE.write_text(page(), encoding="utf-8")
