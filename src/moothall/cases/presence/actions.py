"""Noting who is there. No audit: that somebody looked is written down by the page's own access."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.presence.models import Presence
from moothall.kernel.actors import Actor
from moothall.kernel.ids import new_id

#: How often a page with JavaScript says that it is still open.
HEARTBEAT = timedelta(minutes=1)
#: Two heartbeats may be lost on the way before somebody counts as gone.
GONE_AFTER = HEARTBEAT * 3
#: A page without JavaScript says so once only, when it is opened: it stays open about so long.
KEPT_FOR = timedelta(hours=1)

_NOTE = """
    INSERT INTO cases_presence (id, council_id, subject_kind, subject_id, employee_identifier,
                                employee_name, is_writing, came_at, seen_at)
    VALUES (%(id)s, %(council)s, %(kind)s, %(subject)s, %(who)s, %(name)s, %(writes)s, %(now)s,
            %(now)s)
    ON CONFLICT (council_id, subject_kind, subject_id, employee_identifier) DO UPDATE
    SET seen_at = EXCLUDED.seen_at, employee_name = EXCLUDED.employee_name,
        is_writing = EXCLUDED.is_writing,
        came_at = CASE WHEN cases_presence.seen_at < %(gone)s THEN EXCLUDED.came_at
                       ELSE cases_presence.came_at END
"""
_LOOK = f"""
    WITH noted AS ({_NOTE})
    SELECT employee_name, is_writing FROM cases_presence
    WHERE council_id = %(council)s AND subject_kind = %(kind)s AND subject_id = %(subject)s
      AND seen_at > %(gone)s AND employee_identifier <> %(who)s
    ORDER BY is_writing DESC, came_at, id
"""  # noqa: S608 - names of our own


def note_presence(
    *,
    actor: Actor,
    council_id: int,
    subject_kind: str,
    subject_id: UUID,
    now: datetime,
    is_writing: bool = False,
) -> None:
    """Note that an employee has this open now; one statement, whether they had it or not."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE, _noted(actor, council_id, subject_kind, subject_id, now, writes=is_writing)
        )


def note_and_look(
    *,
    actor: Actor,
    council_id: int,
    subject_kind: str,
    subject_id: UUID,
    now: datetime,
    is_writing: bool = False,
) -> list[tuple[str, bool]]:
    """Note the same, and return who else has it open and whether they write; one statement."""
    said = _noted(actor, council_id, subject_kind, subject_id, now, writes=is_writing)
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, said)
        return [(name, writes) for name, writes in cursor.fetchall()]


def _noted(
    actor: Actor,
    council_id: int,
    subject_kind: str,
    subject_id: UUID,
    now: datetime,
    *,
    writes: bool = False,
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "council": council_id,
        "kind": subject_kind,
        "subject": subject_id,
        "who": actor.identifier,
        "name": actor.name,
        "writes": writes,
        "now": now,
        "gone": now - GONE_AFTER,
    }


def leave(*, actor: Actor, council_id: int, subject_kind: str, subject_id: UUID) -> None:
    """Note that an employee is done with this."""
    Presence.objects.filter(
        council_id=council_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        employee_identifier=actor.identifier,
    ).delete()


def forget_absent(*, now: datetime) -> int:
    """Delete, in the councils in force, who has long gone; return how many rows it was."""
    deleted, _ = Presence.objects.filter(seen_at__lt=now - KEPT_FOR).delete()
    return deleted
