"""Objects for rows, without what Django does for every object that somebody makes.

A page reads a hundred rows. For each, Django calls the model's `__init__`, which sets one attribute after the other by
way of its field and tells whoever listens. Models that are read by the hundred inherit from `Loaded`, which puts the
values where Django would have put them: `from_db` is the place that Django has for this. What was not asked for is
left out, by which Django knows that it is to be asked for later. An object that somebody makes is made as ever.
"""

from collections.abc import Collection
from typing import Any, Self

from django.db.models import Model
from django.db.models.base import ModelState


class Loaded(Model):
    """To be inherited by models that nobody listens to while they are made (`tests/kernel/test_loaded.py`)."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override]  # the types are of a later Django, which tells one thing more
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """The object of a row, as Django's own makes it."""
        loaded = cls.__new__(cls)
        loaded._state = state = ModelState()
        state.adding, state.db = False, db
        loaded.__dict__.update(zip(field_names, values, strict=True))
        return loaded
