"""Everything that an installation holds, in a form that can be compared: every row of every table, every file."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from config.installed import Installation

_ROWS = """
import hashlib, json
from django.db import connection
found = {}
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT * FROM "{table}"')
        found[table] = sorted(hashlib.sha256(repr(row).encode()).hexdigest() for row in cursor.fetchall())
from commonward.kernel.models import Entry
print(json.dumps([found, list(Entry.objects.order_by("sequence").values_list("action", "hash"))]))
"""


@dataclass(frozen=True, slots=True)
class Inventory:
    """Rows by table, as hashes; the ledger's entries; files by their place, as hashes."""

    rows: dict[str, list[str]]
    entries: list[list[str]]
    files: dict[str, str]

    @classmethod
    def of(cls, installation: Installation) -> "Inventory":
        """What it holds now."""
        answer = installation.python(_ROWS)
        assert answer.returncode == 0, answer.stderr
        rows, entries = json.loads(answer.stdout)
        return cls(rows, entries, files_of(installation.folder))

    def beside_the_ledger(self) -> dict[str, list[str]]:
        """Every table but those that grow when a restore is noted."""
        return {name: rows for name, rows in self.rows.items() if name not in {"kernel_entry", "kernel_tip"}}


def files_of(folder: Path) -> dict[str, str]:
    """What lies in media and quarantine."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in ("media", "quarantine")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }
