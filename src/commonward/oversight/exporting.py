"""A person's own copy of everything that is kept about them, in open formats: JSON, a page to read, their pictures.

Asked for on a page, made by a worker, fetched by that person alone for seven days, then removed. The zip file is
written under another name and renamed when it is whole, so a killed worker leaves no half copy.
"""

import json
import secrets
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from commonward.kernel import clock, ledger, work
from commonward.kernel.actor import Person, System
from commonward.kernel.errors import NotFound
from commonward.kernel.logs import log_event
from commonward.kernel.ref import Ref
from commonward.oversight import accounting, acts, parts, stored
from commonward.oversight.models import Export
from commonward.oversight.parts import Cell, Content, Part
from commonward.people import notices
from commonward.people.models import Account

BUILD: Final = "export.build"
KEPT: Final = timedelta(days=7)
FORMAT: Final = "commonward-export-1"
_JOB: Final = System("export")
#: A file that is being written has its name long before this.
_LEFT_OVER: Final = timedelta(hours=6)
#: The copy is read where no style sheet of ours can be reached.
_STYLE: Final = """body { font: 1rem/1.5 sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { border: 1px solid; padding: .3rem .6rem; text-align: left;
vertical-align: top; } .scroll { overflow-x: auto; } :root { color-scheme: light dark; }
"""


def ask(person: Person) -> Export:
    """Have a copy made. While one is being made, asking again answers that one."""
    try:
        with transaction.atomic():
            export = Export.objects.create(account_id=person.account, seat_id=person.seat)
            ledger.record(person, "export.asked", Ref("export", export.pk))
            work.enqueue(BUILD, export.pk)
    except IntegrityError:
        return Export.objects.visible_to(person).get(account_id=person.account, state=Export.State.ASKED)
    return export


def ask_for_parent(account_id: int, seat_id: int, parent_id: int) -> None:
    """Have a copy made of what a child's account kept, for its parent, without what is confidential.

    In the transaction that closes the account. What the child itself had asked for goes to nobody.
    """
    for mine in Export.objects.visible_to(_JOB).filter(account_id=account_id, reader=None):
        if mine.name:
            _path(mine.name).unlink(missing_ok=True)
        mine.delete()
    export = Export.objects.create(account_id=account_id, seat_id=seat_id, reader_id=parent_id)
    ledger.record(_JOB, "export.asked", Ref("export", export.pk))
    work.enqueue(BUILD, export.pk)


def waits_for_parent(account_id: int) -> bool:
    """Whether a copy for a parent is being made or lies there, so that what it is made of has to stay."""
    kept = [Export.State.ASKED, Export.State.READY]
    return Export.objects.visible_to(_JOB).filter(account_id=account_id, state__in=kept).exclude(reader=None).exists()


def fetch(person: Person, pk: int) -> Path:
    """The file of one's own copy, for as long as it is kept; that it was fetched is on record. Else NotFound."""
    export = Export.objects.visible_to(person).filter(pk=pk, state=Export.State.READY, until__gt=clock.now()).first()
    if export is None or not (path := _path(export.name)).is_file():
        raise NotFound(_("This copy is no longer here. You can ask for a new one."))
    with transaction.atomic():
        ledger.record(person, "export.fetched", Ref("export", pk))
    return path


@work.carries(BUILD, given_up=lambda pk: _give_up(pk))
def build(export_id: int) -> None:
    """Worker: make the copy and tell its person. Running it twice makes one."""
    export = Export.objects.visible_to(_JOB).select_related("account").get(pk=export_id)
    if export.state != Export.State.ASKED:
        return
    name = f"{secrets.token_urlsafe(24)}.zip"
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = path.with_suffix(".part")
    try:
        _write(partial, export.account, for_parent=export.reader_id is not None)
        partial.chmod(0o600)
        partial.replace(path)
        with transaction.atomic():
            mine = Export.objects.visible_to(_JOB).filter(pk=export_id, state=Export.State.ASKED)
            now = clock.now()
            fields = {"name": name, "size": path.stat().st_size, "ready_at": now, "until": now + KEPT}
            if not mine.update(state=Export.State.READY, **fields):
                raise work.TryAgain  # another worker made it: this file goes
            ledger.record(_JOB, "export.made", Ref("export", export_id))
            notices.notify(export.seat_id, "export.ready", Ref("export", export_id))
    except stored.Unreachable:
        partial.unlink(missing_ok=True)
        raise work.OutOfOrder from None
    except BaseException:
        partial.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise


def _give_up(export_id: int) -> None:
    mine = Export.objects.visible_to(_JOB).filter(pk=export_id, state=Export.State.ASKED)
    for export in mine.select_for_update():
        export.state = Export.State.FAILED
        export.save(update_fields=["state"])
        notices.notify(export.seat_id, "export.failed", Ref("export", export_id))


def sweep() -> int:
    """Remove the files of copies whose seven days are over, and what a killed worker left; how many copies."""
    over = Export.objects.visible_to(_JOB).filter(state=Export.State.READY, until__lte=clock.now())
    gone = 0
    for export in over:
        _path(export.name).unlink(missing_ok=True)
        with transaction.atomic():
            if (
                Export.objects.visible_to(_JOB)
                .filter(pk=export.pk, state=Export.State.READY)
                .update(state="gone", name="")
            ):
                ledger.record(_JOB, "export.removed", Ref("export", export.pk))
                notices.forget("export.ready", Ref("export", export.pk))
                gone += 1
    _sweep_left_over()
    return gone


def remove_files_of(account: int) -> None:
    """Take away every copy of an account, as when it is deleted."""
    for export in Export.objects.visible_to(_JOB).filter(account_id=account).exclude(name=""):
        _path(export.name).unlink(missing_ok=True)


def _sweep_left_over() -> None:
    folder = Path(settings.EXPORT_DIR)
    if not folder.is_dir():
        return
    known = set(Export.objects.visible_to(_JOB).exclude(name="").values_list("name", flat=True))
    for path in folder.iterdir():
        age = clock.now().timestamp() - path.stat().st_mtime
        if path.name not in known and age > _LEFT_OVER.total_seconds():
            path.unlink(missing_ok=True)
            log_event("export.left_over_removed")


def _path(name: str) -> Path:
    return Path(settings.EXPORT_DIR) / name


@dataclass(frozen=True, slots=True)
class Table:
    """A part as the page in the copy shows it."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)


def _write(path: Path, account: Account, *, for_parent: bool) -> None:
    with translation.override(account.language or settings.LANGUAGE_CODE), timezone.override(_zone(account)):
        found = (
            parts.open_parts_of(account.pk)
            if for_parent
            else [*parts.parts_of(account.pk), _read_by(account.pk), _ledger(account.pk)]
        )
        page = render_to_string(
            "oversight/export.html",
            {
                "site_name": settings.SITE_NAME,
                "address": settings.SITE_URL,
                "made_at": clock.now(),
                "language": translation.get_language(),
                "tables": [_table(part) for part in found],
            },
        )
    data = {
        "format": FORMAT,
        "site": settings.SITE_URL,
        "made_at": clock.now().isoformat(),
        "account": account.pk,
        "parts": {part.name: part.records() for part in found},
    }
    with zipfile.ZipFile(path, "w", compression=zipfile.ZIP_DEFLATED) as made:
        made.writestr("index.html", page)
        made.writestr("style.css", _STYLE)
        made.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1, default=_plain))
        for name, file in _files(found):
            # Pictures are packed already.
            if isinstance(file, Path):
                made.write(file, name, compress_type=zipfile.ZIP_STORED)
            elif (contents := file()) is not None:
                made.writestr(name, contents, compress_type=zipfile.ZIP_STORED)


def _files(found: Iterable[Part]) -> Iterable[tuple[str, Path | Content]]:
    for part in found:
        yield from part.files.items()


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError("A copy holds numbers, words, days and instants.")


def _table(part: Part) -> Table:
    rows = tuple(tuple(_shown(cell) for cell in row) for row in part.rows)
    return Table(part.name, part.title, tuple(label for _key, label in part.columns), rows)


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return _("yes") if cell else _("no")
        case datetime():
            return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
        case _:
            return str(cell)


def _zone(account: Account) -> ZoneInfo:
    try:
        return ZoneInfo(account.time_zone or settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)


def _read_by(account: int) -> Part:
    """Every time somebody else opened what is theirs, as their page says it: by name and place."""
    opened = list(accounting.read_by_others(account).order_by("sequence"))
    return Part(
        "read_by",
        _("Who read what is yours"),
        (
            ("sequence", _("Number")),
            ("at", _("When")),
            ("who", _("Who")),
            ("role", _("In which role")),
            ("place", _("Where")),
            ("words", _("What they did")),
            ("subject", _("To what")),
        ),
        tuple(
            (line.sequence, line.at, line.who, line.role, line.place, line.words, line.item)
            for line in accounting.lines(opened)
        ),
    )


def _ledger(account: int) -> Part:
    """What the ledger has: one's own acts, and what others did to what is one's own, by their role."""
    entries = parts.about(account).order_by("sequence")
    return Part(
        "ledger",
        _("What is on record about you"),
        (
            ("sequence", _("Number")),
            ("at", _("When")),
            ("action", _("What")),
            ("words", _("In words")),
            ("subject", _("To what")),
            ("outcome", _("Outcome")),
            ("reason", _("Reason")),
            ("by_you", _("By you")),
            ("role", _("In which role")),
        ),
        tuple(
            (
                one.sequence,
                one.at,
                one.action,
                acts.words_for(one.action),
                f"{one.subject_kind} {one.subject_id}",
                one.outcome,
                one.reason_code,
                one.actor_id == account,
                one.role or one.actor_name,
            )
            for one in entries
        ),
    )
