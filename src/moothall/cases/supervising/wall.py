"""How the centre stands at this moment."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from moothall.cases.contact.queries import LONGEST_CALL, LONGEST_RING, states_of
from moothall.cases.supervising.rows import CouncilNow, Wall

#: What breaks within the hour wants looking at now.
SOON = timedelta(hours=1)
#: Counting goes no further in any council, so that it costs the same on every day.
COUNT_UP_TO = 200

_NOW = """
    SELECT council.id, ringing.n, ringing.since, talking.n, unfinished.n, overdue.n, soon.n,
           overdue.oldest
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, min(coalesce(c.rang_at, c.first_told_at)) AS since FROM cases_call c
        WHERE c.council_id = council.id AND c.ended_at IS NULL AND c.taken_at IS NULL
          AND c.direction = 'inbound' AND c.first_told_at > %(rings_since)s
    ) ringing
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM cases_call c
        WHERE c.council_id = council.id AND c.ended_at IS NULL AND c.taken_at IS NOT NULL
          AND c.first_told_at > %(talks_since)s
    ) talking
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM cases_interaction i
        WHERE i.council_id = council.id AND i.began_at IS NOT NULL AND i.finished_at IS NULL
    ) unfinished
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, min(late.next_due_at) AS oldest FROM (
            SELECT c.next_due_at FROM cases_case c
            WHERE c.council_id = council.id AND c.next_due_at < %(now)s
            ORDER BY c.next_due_at LIMIT %(bound)s + 1
        ) late
    ) overdue
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM (
            SELECT 1 FROM cases_case c
            WHERE c.council_id = council.id AND c.next_due_at >= %(now)s
              AND c.next_due_at < %(soon)s
            LIMIT %(bound)s + 1
        ) nearly
    ) soon
    ORDER BY council.id
"""


def wall(council_ids: Sequence[int], *, now: datetime) -> Wall:
    """Return how these councils stand, and what everybody does who serves them; two queries."""
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "now": now,
        "soon": now + SOON,
        "rings_since": now - LONGEST_RING,
        "talks_since": now - LONGEST_CALL,
        "bound": COUNT_UP_TO,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOW, values)
        rows = cursor.fetchall()
    return Wall(
        councils=tuple(
            CouncilNow(
                council_id=council_id,
                waiting=waiting,
                longest_since=since,
                talking=talking,
                unfinished=unfinished,
                overdue=overdue,
                breaking_soon=soon,
                oldest_due=oldest,
            )
            for council_id, waiting, since, talking, unfinished, overdue, soon, oldest in rows
        ),
        agents=tuple(states_of(council_ids)),
        counts_up_to=COUNT_UP_TO,
    )
