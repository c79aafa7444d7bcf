"""Changes of the tables that older processes could not live with are refused, unless they say why."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import call_command
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.models import F, Q, Value

from commonward.config import changes

FIRST = operations.CreateModel(
    "Thing",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("words", models.CharField(max_length=20)),
        ("maybe", models.CharField(max_length=20, null=True)),
    ],
)
SHORT = models.CheckConstraint(condition=Q(words__lt=F("maybe")), name="short")


def found(*made: Operation, known: frozenset[str] = frozenset({"part.0001_first"})) -> list[str]:
    """The reasons that are found in a second change, when the first is released."""
    migrations = []
    for name, contents in (("0001_first", [FIRST]), ("0002_second", list(made))):
        kind = type("Migration", (Migration,), {"operations": contents, "__module__": f"commonward.part.{name}"})
        migrations.append(kind(name, "part"))
    return [one.why for one in changes.found_in(migrations, known)]


def added(field: models.Field[object, object]) -> Operation:
    return operations.AddField("thing", "more", field)


def altered(name: str, field: models.Field[object, object]) -> Operation:
    return operations.AlterField("thing", name, field)


@pytest.mark.parametrize(
    "operation",
    [
        operations.DeleteModel("Thing"),
        operations.RemoveField("thing", "words"),
        operations.RenameField("thing", "words", "text"),
        operations.RenameModel("Thing", "Matter"),
        added(models.CharField(max_length=20)),
        added(models.CharField(max_length=20, default="")),
        altered("maybe", models.CharField(max_length=20)),
        altered("words", models.CharField(max_length=10)),
        altered("words", models.IntegerField()),
        operations.AddConstraint("thing", SHORT),
        operations.SeparateDatabaseAndState(database_operations=[operations.RemoveField("thing", "words")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_needs_a_stop_is_refused(operation: Operation) -> None:
    assert len(found(operation)) == 1


@pytest.mark.parametrize(
    "operation",
    [
        operations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        added(models.CharField(max_length=20, null=True)),
        added(models.CharField(max_length=20, db_default=Value(""))),
        altered("words", models.CharField(max_length=40, null=True)),
        altered("words", models.CharField(max_length=20, blank=True)),
        operations.AddIndex("thing", models.Index(fields=["words"], name="by_words")),
        operations.RunPython(operations.RunPython.noop, operations.RunPython.noop),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_older_processes_live_with_is_not(operation: Operation) -> None:
    assert found(operation) == []


def test_a_table_that_no_release_has_may_still_change() -> None:
    assert found(operations.RemoveField("thing", "words"), known=frozenset()) == []
    assert (
        found(operations.RemoveField("thing", "words"), known=frozenset({"part.0001_first", "part.0002_second"})) == []
    )


@pytest.mark.parametrize(
    ("line", "count"), [("# needs a stop: the column held what must go now", 0), ("# needs a stop:", 1)]
)
def test_a_reason_is_believed_and_none_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, count: int
) -> None:
    module = ModuleType("commonward.part.0002_second")
    module.__file__ = str(tmp_path / "second.py")
    Path(module.__file__).write_text(f"{line}\n")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert len(found(operations.RemoveField("thing", "words"))) == count


def test_ours_need_no_stop() -> None:
    call_command("check_changes")
