"""Writing down who looked at a person's record (UK GDPR arts 5(1)(f), 5(2) and 15)."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.audit import LONGEST_REASON
from moothall.kernel.ids import new_id
from moothall.people.covert import covert_accesses

PERSON, CASE = "person", "case"

#: The roles are those of this moment: what somebody was when they looked.
_NOTE = """
    INSERT INTO people_recordaccess
        (id, council_id, person_id, staff_identifier, staff_name, hour, looked_at, what, reason,
         is_covert, roles)
    SELECT %s, %s, %s, %s, %s, date_trunc('hour', %s::timestamptz), %s, %s, %s, %s,
        coalesce((
            SELECT left(string_agg(
                DISTINCT coalesce(nullif(given.role, ''), replace(own.name, ',', ' ')), ','
            ), 200)
            FROM people_staffrole given
            LEFT JOIN councils_council council ON council.id = %s
            LEFT JOIN people_ownrole own
                ON own.council_id = given.council_id AND own.id = given.own_role_id
            WHERE given.user_id::text = %s
              AND (given.council_id = %s OR given.partnership_id = council.partnership_id)
        ), '')
    ON CONFLICT (council_id, person_id, staff_identifier, hour) DO UPDATE
        SET reason = excluded.reason
        WHERE people_recordaccess.reason = '' AND excluded.reason <> ''
"""


def note_access(
    *, actor: Actor, council_id: int, person_id: UUID, what: str, now: datetime
) -> None:
    """
    Write down that an employee looks at what is held about a person; once an hour, one statement.

    Whoever else looks has their own ways: residents see themselves, and partners' programs are in
    the audit.
    """
    if actor.kind is not ActorKind.STAFF:
        return
    is_covert = any(one.is_covert(actor, council_id, person_id) for one in covert_accesses)
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            [
                new_id(), council_id, person_id, actor.identifier, actor.name, now, now, what,
                actor.reason[:LONGEST_REASON], is_covert,
                council_id, actor.identifier, council_id,
            ],
        )  # fmt: skip
