"""Fields for clinical words and bytes: locked in the database, in the clear only in the object that was asked for.

    class Message(models.Model):
        id = IdField()
        text = SealedTextField()

    message.text                      # opened when it is read, and only then
    Message.objects.filter(text=…)    # FieldError: the database can not compare or search what is locked

What is locked is bound to its table, column and row, so the row's key must be known before it is saved (`IdField`).
It is written by `save`, `create` and `bulk_create`; `update` and `bulk_update` refuse, since they know no row. `values`
gives `Ciphertext`, which shows nothing; an order by it is an order by chance. To find equal texts keep
`datakeys.keyed_digest` beside them. A trigger that holds a row to what it was must leave these columns out: rotation
writes them anew, and a moved one does not open.
"""

import base64
from typing import Any, ClassVar

from django.core.checks import CheckMessage, Error
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.lookups import IsNull, Lookup
from django.db.models.query_utils import DeferredAttribute

from commonward.kernel import datakeys
from commonward.kernel.datakeys import Place


class Ciphertext:
    """Something locked, as it lies in the database."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return "<locked>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ciphertext) and other.data == self.data

    def __hash__(self) -> int:
        return hash(self.data)


class SealedAttribute(DeferredAttribute):
    """Opens what is locked when it is first read. Takes writes too, so that it is asked every time."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        """The words or bytes in the clear. Raises KeyMissing and SealBroken."""
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, Ciphertext):
            return value
        clear = self.field.opened(value, instance)
        instance.__dict__[self.field.attname] = clear
        instance.__dict__[self.field.memory] = (clear, value)
        return clear

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field[Any, Any]):
    """What both fields share. Use `SealedTextField` or `SealedBytesField`."""

    descriptor_class = SealedAttribute
    kind: ClassVar[type[str] | type[bytes]]

    @property
    def memory(self) -> str:
        """Where an object remembers what its words looked like when they were locked."""
        return f"_locked_{self.attname}"

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """A key, an index or a uniqueness would have the database compare; an unknown key would bind to nothing."""
        wrong = []
        if self.unique or getattr(self, "db_index", False) or self.primary_key:
            wrong.append("What is locked can not be compared: no index, key or uniqueness.")
        if not self.model._meta.pk.has_default():
            wrong.append("The row's key must be known before it is saved: use IdField.")
        return [*super().check(**kwargs), *(Error(text, obj=self, id="commonward.E020") for text in wrong)]

    def place(self, instance: models.Model) -> Place:
        """What the value in this object is bound to."""
        if instance.pk is None:
            raise TypeError("A locked value needs a row whose key is known.")
        return Place(self.model._meta.db_table, str(self.column), int(instance.pk))

    def sealed(self, value: Any, instance: models.Model) -> Ciphertext:
        """Lock a value for this object. Raises KeyMissing, and TypeError for another type; neither repeats it."""
        if not isinstance(value, self.kind):
            raise TypeError(f"{self.name} takes {self.kind.__name__}.")
        clear = value if isinstance(value, bytes) else value.encode()
        return Ciphertext(datakeys.seal(self.place(instance), clear))

    def opened(self, value: Ciphertext, instance: models.Model) -> str | bytes:
        """Open a value for this object. Raises KeyMissing and SealBroken."""
        clear = datakeys.unseal(self.place(instance), value.data)
        return clear.decode() if self.kind is str else clear

    def opened_of(self, value: Ciphertext | None, row: int) -> str | bytes | None:
        """Open a value that was asked for by `values_list`, of the row with this key. Raises as `opened` does."""
        if value is None:
            return None
        clear = datakeys.unseal(Place(self.model._meta.db_table, str(self.column), row), value.data)
        return clear.decode() if self.kind is str else clear

    def pre_save(self, model_instance: models.Model, add: bool) -> Ciphertext | None:
        """What is saved: the same bytes as before when the words are the same, else locked anew."""
        value = model_instance.__dict__.get(self.attname)
        if value is None:
            return None
        if isinstance(value, Ciphertext):
            if add:
                raise TypeError("What is locked for another row can not become a new one: read it first.")
            return value
        clear, before = model_instance.__dict__.get(self.memory, (None, None))
        if not add and isinstance(before, Ciphertext) and clear == value:
            return before
        locked = self.sealed(value, model_instance)
        model_instance.__dict__[self.memory] = (value, locked)
        return locked

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """The bytes for the database. Raises TypeError for anything in the clear, so that none can reach it."""
        if value is None:
            return None
        if not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} is written by saving its row, never by update or in a query.")
        return models.BinaryField().get_db_prep_value(value.data, connection, prepared)

    def from_db_value(self, value: Any, _expression: Combinable, _connection: BaseDatabaseWrapper) -> Ciphertext | None:
        return None if value is None else Ciphertext(bytes(value))

    def value_to_string(self, obj: models.Model) -> str:
        """For `dumpdata`: what lies in the database, never the words."""
        value = self.pre_save(obj, add=False)
        return "" if value is None else base64.b64encode(value.data).decode("ascii")

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Only whether there is something."""
        return IsNull if lookup_name == "isnull" else None


class SealedTextField(SealedField):
    """Clinical words. `message.text` is a `str`."""

    kind = str


class SealedBytesField(SealedField):
    """Clinical bytes, such as the original of a small file. The attribute is `bytes`."""

    kind = bytes
