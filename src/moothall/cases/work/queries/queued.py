"""
Queues and the cases in them, oldest promise first.

Each is read from the index of a council's open cases (`case_in_work`), which holds all that a rule
asks; cases whose clock stands come last. Nothing is worked out beforehand for anybody: a queue is
read when somebody looks at it (docs/decisions/queues-by-rule.md).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.queries.lists import cases_by_id
from moothall.cases.rows import StatusCount
from moothall.cases.work.models import WorkQueue
from moothall.cases.work.queries.rules import conditions_of
from moothall.cases.work.rows import QueuedCase, QueuedPage, QueueRule
from moothall.kernel.errors import NotFound
from moothall.kernel.short_memory import remembered

PAGE = 25
#: Counting goes no further in any queue.
COUNT_UP_TO = 100
_SEPARATOR = "|"
_CLOCK_STANDS = "paused"

_PAGE = """
    SELECT q.id, q.next_due_at, q.holder_id, coalesce(nullif(holder.name, ''), holder.email, '')
    FROM ({parts}) q
    LEFT JOIN people_account holder ON holder.id = q.holder_id
    ORDER BY q.next_due_at NULLS LAST, q.id
"""
#: Where the clock stands the order names it all the same: else the index would not give it.
_PART = """
    (SELECT c.id, c.next_due_at, c.holder_id FROM cases_case c
     WHERE c.council_id = %(council)s AND c.closed_at IS NULL AND c.next_due_at {clock}
     {rule} {after} ORDER BY c.next_due_at, c.id LIMIT %(limit)s)
"""
#: One pass over a council's open cases for all its queues: cheaper than one for each, since few fit
#: a narrow rule and all must be looked at to know.
_COUNT = """
    SELECT {council}::int, ARRAY[{counts}] FROM cases_case c
    WHERE c.council_id = {council} AND c.closed_at IS NULL
"""
#: Counts are remembered for so long, so that a hundred agents cost no more than a few.
MEMORY = 5.0


def queues_of(council_ids: Sequence[int], *, active_only: bool = True) -> list[QueueRule]:
    """Return the queues of councils in their order; one query."""
    rows = WorkQueue.objects.filter(council_id__in=council_ids)
    if active_only:
        rows = rows.filter(is_active=True)
    return [rule_of(row) for row in rows.order_by("council_id", "position", "name")]


def queue_by_id(council_ids: Sequence[int], queue_id: UUID) -> QueueRule:
    """
    Return one queue of these councils.

    :raises NotFound: if they have none of this id
    """
    row = WorkQueue.objects.filter(council_id__in=council_ids, pk=queue_id).first()
    if row is None:
        raise NotFound("There is no such queue.")
    return rule_of(row)


def cases_in_queue(
    rule: QueueRule, *, after: str = "", limit: int = PAGE, now: datetime
) -> QueuedPage:
    """
    Return a page of the cases in a queue, whose council must be in force; two queries.

    :raises NotFound: if `after` names no position
    """
    said, values = conditions_of(rule, now=now)
    values |= {"council": rule.council_id, "limit": limit + 1}
    due, last_id = _position(after) if after else (None, None)
    values |= {"after_at": due, "after_id": last_id}
    parts = []
    if not after or due is not None:
        following = "AND (c.next_due_at, c.id) > (%(after_at)s, %(after_id)s)" if after else ""
        parts.append(_PART.format(clock="IS NOT NULL", rule=said, after=following))
    if not rule.deadline:
        following = "AND c.id > %(after_id)s" if after and due is None else ""
        parts.append(_PART.format(clock="IS NULL", rule=said, after=following))
    if not parts:
        return QueuedPage(rows=(), next_after="")
    with connection.cursor() as cursor:
        cursor.execute(_PAGE.format(parts=" UNION ALL ".join(parts)), values)
        found = cursor.fetchall()
    shown = found[:limit]
    cases = cases_by_id([rule.council_id], [row[0] for row in shown], now=now)
    rows = [
        QueuedCase(case=cases[case_id], holder_id=holder_id, holder_name=name)
        for case_id, _due, holder_id, name in shown
        if case_id in cases
    ]
    more = len(found) > limit
    return QueuedPage(
        rows=tuple(rows), next_after=_said(shown[-1][1], shown[-1][0]) if more else ""
    )


def queue_counts(rules: Sequence[QueueRule], *, now: datetime) -> dict[UUID, StatusCount]:
    """
    Return how many cases are in each queue, said up to a bound; one query, none for no queue.

    They are seconds old, and what is due is so to the minute.
    """
    counted = _counted(tuple(rules), now.replace(second=0, microsecond=0)) if rules else {}
    return {
        queue_id: StatusCount(count=min(count, COUNT_UP_TO), is_more=count > COUNT_UP_TO)
        for queue_id, count in counted.items()
    }


@remembered(seconds=MEMORY)
def _counted(rules: tuple[QueueRule, ...], now: datetime) -> dict[UUID, int]:
    """Return how many cases are in each queue of those that have any; the scope is in force."""
    values: dict[str, Any] = {}
    of_council: defaultdict[int, list[QueueRule]] = defaultdict(list)
    for rule in rules:
        of_council[rule.council_id].append(rule)
    statements = []
    for council_id, own in of_council.items():
        counts = []
        for number, rule in enumerate(own):
            said, wanted = conditions_of(rule, now=now, prefix=f"c{council_id}_q{number}_")
            values |= wanted
            counts.append(f"count(*) FILTER (WHERE true{said})")
        values[f"c{council_id}"] = council_id
        statements.append(_COUNT.format(council=f"%(c{council_id})s", counts=", ".join(counts)))
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        found = dict(cursor.fetchall())
    return {
        rule.id: count
        for council_id, own in of_council.items()
        for rule, count in zip(own, found[council_id], strict=True)
    }


def rule_of(row: WorkQueue) -> QueueRule:
    """Return a queue as others read it."""
    return QueueRule(
        id=row.pk,
        council_id=row.council_id,
        name=row.name,
        name_cy=row.name_cy,
        position=row.position,
        is_active=row.is_active,
        services=tuple(row.services),
        teams=tuple(row.teams),
        statuses=tuple(row.statuses),
        priorities=tuple(row.priorities),
        channels=tuple(row.channels),
        languages=tuple(row.languages),
        wards=tuple(row.wards),
        postcodes=tuple(row.postcodes),
        deadline=row.deadline,
        only_unassigned=row.only_unassigned,
        skills=tuple(row.skills),
        capacity=row.capacity,
        pushes=row.pushes,
    )


def _said(due: datetime | None, case_id: UUID) -> str:
    return f"{due.isoformat() if due else _CLOCK_STANDS}{_SEPARATOR}{case_id}"


def _position(after: str) -> tuple[datetime | None, UUID]:
    moment, _, last_id = after.rpartition(_SEPARATOR)
    try:
        due = None if moment == _CLOCK_STANDS else datetime.fromisoformat(moment)
        return due, UUID(last_id)
    except ValueError as error:
        raise NotFound("There is no such page of this list.") from error
