"""Knowledge that travels upward. An event is past tense and carries identifiers: `PostPublished(post_id)`.

Handlers run inside the emitting transaction. They only write rows or enqueue work; anything slow is work
(`kernel.work`). Lower layers emit, higher layers listen, so that imports keep pointing one way.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db import transaction

E = TypeVar("E")
Handler = Callable[[E], None]

_handlers: dict[type[Any], list[Handler[Any]]] = defaultdict(list)


def on(kind: type[E]) -> Callable[[Handler[E]], Handler[E]]:
    """Register a handler: `@on(PostPublished)`. Import handlers in the app's `ready`."""

    def register(handler: Handler[E]) -> Handler[E]:
        if handler not in _handlers[kind]:
            _handlers[kind].append(handler)
        return handler

    return register


def emit(event: object) -> None:
    """Tell every handler, in the order of registration, inside the caller's transaction.

    Raises RuntimeError outside a transaction: an event whose rows could be half written is no event.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("emit() needs a transaction: wrap the action in transaction.atomic().")
    for handler in cast("list[Handler[object]]", _handlers[type(event)]):
        handler(event)
