"""`commonward keys`: what locks clinical content, by name; exchanging it; removing what only old backups need."""

from collections.abc import Callable

from django.db import transaction

from commonward.kernel import datakeys, keyring, ledger, resealing
from commonward.kernel.actor import System
from commonward.kernel.models import DataKey
from commonward.kernel.ref import Ref

Say = Callable[[str], None]
OPERATOR = System("operator")


def show(say: Say) -> int:
    """Every key of the installation, and every data key with what it locks. No key is shown, only names."""
    here = [key.name for key in keyring.ring()]
    uses = resealing.uses()
    for position, name in enumerate(here):
        wrapped = sum(use.row.wrapped_by == name for use in uses)
        standing = "in use" if position == 0 else "needed" if wrapped else "for older backups only"
        say(f"key       {name}  {standing}, wraps {wrapped} data keys")
    for name in sorted({use.row.wrapped_by for use in uses} - set(here)):
        say(f"key       {name}  NOT HERE; put it back")
    for use in uses:
        standing = "in use" if use.row.retired_at is None else f"retired {use.row.retired_at:%Y-%m-%d %H:%M} UTC"
        what = f"locks {use.values} values" if use.row.use == DataKey.Use.SEAL else "behind digests, never exchanged"
        say(f"data key  {use.row.pk}  by {use.row.wrapped_by}  made {use.row.made_at:%Y-%m-%d}, {standing}, {what}")
    if not here:
        say("There is no key yet. `commonward setup` makes one.")
    return 0


def rotate(say: Say) -> int:
    """Take new keys into use, at once and while everything runs."""
    if datakeys.missing():
        say("Nothing was changed: a key that is needed is not here. `commonward keys list` names it.")
        return 1
    if not _first_is_new():
        if keyring.are_given():
            say("Put a fresh key first in COMMONWARD_SEALING_KEYS, before the others, and restart everything;")
            say("then run this again. `commonward keys new` shows a fresh one. Nothing was changed.")
            return 1
        keyring.add()
    fresh = resealing.rotate(OPERATOR)
    say(f"{fresh.wrapped_by} is in use. The worker locks everything anew; `commonward keys list` shows how far it is.")
    say("Keep the older keys, with your copy of them, for as long as you keep backups that were made before now.")
    return 0


def show_new(say: Say) -> int:
    """A fresh key that is kept nowhere."""
    say(keyring.spelled(keyring.fresh()))
    return 0


def forget(name: str, say: Say) -> int:
    """Remove an older key from the file, unless something in the database needs it."""
    keys = keyring.ring()
    if name not in {key.name for key in keys}:
        say("There is no key of that name here.")
        return 1
    if name == keys[0].name or DataKey.objects.filter(wrapped_by=name).exists():
        say("Nothing was removed: this key is in use. Run `commonward keys rotate` first.")
        return 1
    keyring.remove(name)
    with transaction.atomic():
        ledger.record(OPERATOR, "keys.forgotten", Ref("data_key", 0), detail={"key": name})
    say(f"{name} is removed. Backups from the time when it was in use can be read only with a copy of it.")
    return 0


def _first_is_new() -> bool:
    """Whether the first key wraps nothing yet: it was just given, or a rotation was interrupted."""
    keys = keyring.ring()
    return bool(keys) and len(keys) > 1 and not DataKey.objects.filter(wrapped_by=keys[0].name).exists()
