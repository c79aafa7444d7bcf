"""Rotation: new keys at once, and everything locked anew by the worker, in small steps, while people go on.

`rotate` wraps every data key with the installation's first key and takes a new data key into use, in one short
transaction. What older data keys locked stays readable all the time. A data key that nothing needs any more is removed
a day after; the installation's older keys stay until somebody removes them, because older backups need them.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db import models, transaction
from django.db.models import BinaryField, F, Q
from django.db.models.functions import Substr

from commonward.kernel import clock, datakeys, keyring, ledger, upkeep, work
from commonward.kernel.actor import Actor
from commonward.kernel.models import DataKey
from commonward.kernel.ref import Ref
from commonward.kernel.sealed import Ciphertext, SealedField

#: Rows that one step takes, in a transaction of some milliseconds, and steps after which other work has its turn.
STEP = 100
MOST_STEPS = 50
#: A process may lock with the data key it knows for a while after that was retired.
KEEP_RETIRED = timedelta(days=1)

Rows = models.QuerySet[models.Model, models.Model]


@dataclass(frozen=True, slots=True)
class KeyUse:
    """One data key: which installation key wraps it, since when, and how many values it still locks."""

    row: DataKey
    values: int


def rotate(actor: Actor) -> DataKey:
    """Wrap every data key with the installation's first key and take a new data key into use. Raises KeyMissing."""
    datakeys.in_use(DataKey.Use.SEAL)  # there is one, also where nothing was locked yet
    first = keyring.ring()[0]
    with transaction.atomic():
        for row in DataKey.objects.select_for_update().exclude(wrapped_by=first.name):
            datakeys.rewrap(row, first)
        present = DataKey.objects.select_for_update().get(use=DataKey.Use.SEAL, retired_at=None)
        fresh = datakeys.replace(present)
        work.enqueue("reseal", fresh.pk)
        ledger.record(actor, "keys.rotated", Ref("data_key", fresh.pk), detail={"key": first.name})
    datakeys.forget()
    return fresh


upkeep.sweeps(datakeys.renew)


@work.carries("reseal")
def reseal(number: int) -> None:
    """Lock everything anew with this data key, a part of it each time. Nothing when it was retired meanwhile."""
    if not DataKey.objects.filter(pk=number, retired_at=None).exists():
        return
    steps = 0
    for model in locked_models():
        last = -1
        while steps < MOST_STEPS and (last := _step(model, number, last)) >= 0:
            steps += 1
    with transaction.atomic():
        if steps == MOST_STEPS:
            work.enqueue("reseal", number)
        else:
            work.enqueue("drop_keys", number, after_seconds=KEEP_RETIRED.total_seconds())


@work.carries("drop_keys")
def drop_keys(number: int) -> None:
    """Remove retired data keys that lock nothing; when one locks something after all, lock that anew first."""
    for row in DataKey.objects.filter(retired_at__lte=clock.now() - KEEP_RETIRED):
        if not _values_of(row.pk):
            row.delete()
    if DataKey.objects.exclude(retired_at=None).filter(pk__lt=number).exists():
        with transaction.atomic():
            work.enqueue("reseal", number)


def uses() -> list[KeyUse]:
    """Every data key, the newest first, with how many values it locks. Looks at every locked value."""
    rows = DataKey.objects.order_by("-pk")
    return [KeyUse(row, _values_of(row.pk)) for row in rows]


def locked_models() -> list[type[models.Model]]:
    """Every model that has a locked field."""
    return [model for model in apps.get_models() if fields_of(model)]


def fields_of(model: type[models.Model]) -> list[SealedField]:
    """The locked fields of a model."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def _step(model: type[models.Model], number: int, after: int) -> int:
    """Lock the next rows of a model anew, in one short transaction; the last one's key, or -1 when there are none."""
    with transaction.atomic():
        keys = list(_locked_by_others(model, number).filter(pk__gt=after).values_list("pk", flat=True)[:STEP])
        for pk in keys:
            _reseal_row(model, pk, number)
    return keys[-1] if keys else -1


def _locked_by_others(model: type[models.Model], number: int) -> Rows:
    """Rows with a field that another data key locks, in order."""
    rows, wanted = model._base_manager.all(), Q()
    for field in fields_of(model):
        rows = rows.alias(**{_begin(field): _beginning(field)})
        wanted |= ~Q(**{_begin(field): datakeys.header_of(number)}) & Q(**{f"{field.attname}__isnull": False})
    return rows.filter(wanted).order_by("pk")


def _values_of(number: int) -> int:
    count = 0
    for model in locked_models():
        for field in fields_of(model):
            rows = model._base_manager.alias(**{_begin(field): _beginning(field)})
            count += rows.filter(**{_begin(field): datakeys.header_of(number)}).count()
    return count


def _begin(field: SealedField) -> str:
    return f"begin_{field.attname}"


def _beginning(field: SealedField) -> Substr:
    """The first bytes of a locked value: they name its data key."""
    return Substr(F(field.attname), 1, datakeys.HEADER_BYTES, output_field=BinaryField())


def _reseal_row(model: type[models.Model], pk: int, number: int) -> None:
    """Lock a row anew, unless it is gone. Nothing else of it changes, and nobody can change it meanwhile."""
    row = model._base_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        return
    anew = {}
    for field in fields_of(model):
        value = row.__dict__.get(field.attname)
        if isinstance(value, Ciphertext) and datakeys.key_of(value.data) != number:
            anew[field.attname] = field.sealed(field.opened(value, row), row)
    model._base_manager.filter(pk=pk).update(**anew)
