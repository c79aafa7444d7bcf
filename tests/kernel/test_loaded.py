"""Objects that are loaded quickly are those that Django would have made."""

import pytest
from django.apps import apps
from django.db.models import Model
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init

from cast import Member
from commonward.community.models import Post
from commonward.kernel.loaded import Loaded
from commonward.people.models import Account, Seat

LOADED = [model for model in apps.get_models() if issubclass(model, Loaded)]


def _kept(one: Model) -> dict[str, object]:
    return {name: value for name, value in vars(one).items() if name != "_state"}


def _djangos(model: type[Model], names: list[str], values: list[str]) -> Model:
    """By Django's own way, which is a class method of another class."""
    made: Model = Model.from_db.__func__(model, "other", names, values)  # type: ignore[attr-defined]  # as it is bound
    return made


def _stands(one: Model) -> tuple[object, ...]:
    return one._state.adding, one._state.db, one._state.fields_cache


def test_there_are_some() -> None:
    assert {Account, Post, Seat} <= set(LOADED)


@pytest.mark.parametrize("model", LOADED, ids=lambda model: model.__name__)
def test_nobody_listens_and_every_field_keeps_its_value_by_its_name(model: type[Model]) -> None:
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)
    assert model.__init__ is Model.__init__
    for field in model._meta.concrete_fields:
        kept_by = type(vars(next(one for one in model.__mro__ if field.attname in vars(one)))[field.attname])
        assert kept_by in {DeferredAttribute, ForeignKeyDeferredAttribute}, field


@pytest.mark.parametrize("model", LOADED, ids=lambda model: model.__name__)
def test_a_row_becomes_what_django_makes_of_it(model: type[Model]) -> None:
    names = [field.attname for field in model._meta.concrete_fields]
    for asked in (names, names[:3]):
        values = [f"value of {name}" for name in asked]
        ours, djangos = model.from_db("other", asked, values), _djangos(model, asked, values)
        assert _kept(ours) == _kept(djangos)
        assert _stands(ours) == _stands(djangos)
        assert ours.get_deferred_fields() == djangos.get_deferred_fields()


def test_what_was_left_out_is_asked_for_and_what_was_changed_is_saved(nadia: Member) -> None:
    account = Account.objects.only("language").get(email=nadia.account.email)
    assert account.country == nadia.account.country
    account.language = "en"
    account.save()
    assert Account.objects.get(pk=account.pk).language == "en"
    seat = Seat.objects.select_related("account").get(pk=nadia.seat.pk)
    seat.account = account
    assert seat.account_id == account.pk
    assert seat.account is account
