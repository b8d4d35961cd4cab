"""
Events: facts told to the apps above, in the same transaction as the change they tell of.

`publish` writes one row an event and one job a listener, two statements in all, on the action's
own connection: they are committed with the change or vanish with it. A worker then calls each
listener at least once, so listeners are idempotent. What one action publishes in several places is
written together (`kernel.inserting.gathered`).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, TypeVar, get_type_hints
from uuid import UUID

from django.db import connection

from moothall.kernel.inserting import insert, together
from moothall.kernel.models import OutboxEvent
from moothall.kernel.tasks import task

Handler = Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of every published fact; its payload names things by identifier only."""

    name: ClassVar[str]
    council_id: int
    occurred_at: datetime


E = TypeVar("E", bound=Event)

#: A job that was called off was called off by somebody who knew why.
_UNHEARD = """
    SELECT DISTINCT args -> 'payload' ->> %s FROM procrastinate_jobs
    WHERE status NOT IN ('succeeded', 'cancelled') AND task_name = %s
      AND args -> 'payload' ->> %s = ANY(%s)
"""

_handlers: dict[str, tuple[type[Event], Handler]] = {}
_listeners: dict[str, list[str]] = {}


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """
    Let `handler` hear of every event of this type; called in `AppConfig.ready()`.

    The handler's key is its app and name, since jobs that wait in the queue outlive a release.
    """
    app = handler.__module__.removeprefix("moothall.").removesuffix(".handlers")
    key = f"{app}.{handler.__name__}"
    _handlers[key] = (event_type, handler)
    keys = _listeners.setdefault(event_type.name, [])
    if key not in keys:
        keys.append(key)


def publish(*events: Event) -> None:
    """
    Write the events and a job for each of their listeners.

    :raises RuntimeError: outside a transaction, where a crash could part the two
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Events are published inside the transaction of the change they tell.")
    told = [(event, _to_payload(event)) for event in events]
    insert(
        [
            OutboxEvent(
                council_id=event.council_id,
                name=event.name,
                payload=payload,
                occurred_at=event.occurred_at,
            )
            for event, payload in told
        ]
    )
    together(
        handle_event.defer_many,
        (
            {"council_id": event.council_id, "handler": key, "payload": payload}
            for event, payload in told
            for key in _listeners.get(event.name, ())
        ),
    )


@task(name="kernel.handle_event", queue="events")
def handle_event(*, council_id: int, handler: str, payload: dict[str, Any]) -> None:
    """Give one event to one listener, in the scope of the event's council."""
    event_type, function = _handlers[handler]
    function(_from_payload(event_type, payload))


def unheard(about: str, ids: Collection[UUID]) -> frozenset[UUID]:
    """
    Return those of these things of whose events some listener has not heard, or has failed to.

    `about` is the name by which payloads call the thing, such as `case_id`. It reads the whole
    queue: for the few ids that a schedule is about to act on, not for a page.
    """
    if not ids:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_UNHEARD, [about, handle_event.name, about, [str(one) for one in ids]])
        return frozenset(UUID(found) for (found,) in cursor.fetchall())


def _to_payload(event: Event) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, datetime)
        else str(value)
        if isinstance(value, UUID)
        else value
        for name, value in ((one.name, getattr(event, one.name)) for one in fields(event))
    }


def _from_payload(event_type: type[Event], payload: dict[str, Any]) -> Event:
    hints = get_type_hints(event_type)
    return event_type(**{name: _read(hints[name], value) for name, value in payload.items()})


def _read(hint: Any, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if hint in (datetime, datetime | None):
        return datetime.fromisoformat(value)
    if hint in (UUID, UUID | None):
        return UUID(value)
    return value
