"""Which promises somebody must be told of, read from the index of promises alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.due.models import DueRule
from moothall.councils.calendar import WorkingCalendar
from moothall.councils.queries import service_types

#: What is more overdue than that was told long ago, or is nobody's news.
OLDEST = timedelta(days=60)
MOST = 500
WHOLE = 100

# The promise that is next is the answer's until there is one: its hours count until then.
_NEAR = """
    SELECT c.id, c.next_due_at FROM cases_case c
    WHERE c.council_id = %(council)s AND c.service_type_id = %(service)s
      AND c.next_due_at > %(oldest)s
      AND c.next_due_at <= CASE WHEN c.first_response_at IS NULL
                                THEN %(response)s ELSE %(resolution)s END
      AND c.next_due_at <= greatest(%(response)s, %(resolution)s)
      AND NOT EXISTS (
        SELECT 1 FROM cases_duetelling told
        WHERE told.council_id = %(council)s AND told.case_id = c.id
          AND told.rule_id = %(rule)s AND told.due_at = c.next_due_at
      )
    ORDER BY c.next_due_at, c.id LIMIT %(most)s
"""


@dataclass(frozen=True, kw_only=True)
class DuePromise:
    """A case whose promise somebody is to be told of by a rule."""

    rule: DueRule
    case_id: UUID
    due_at: datetime


def rules_of(council_id: int) -> list[DueRule]:
    """Return whom a council tells when; one query."""
    return list(
        DueRule.objects.filter(council_id=council_id)
        .select_related("service_type")
        .order_by("service_type__name", "percent", "hours_after")
    )


def promises_to_tell(council_id: int, *, now: datetime) -> list[DuePromise]:
    """
    Return the promises of which staff must be told and were not; a query a service of a rule.

    A rule of one service stands beside those that are for all.
    """
    calendar = WorkingCalendar.for_council(council_id)
    found: list[DuePromise] = []
    for rule in rules_of(council_id):
        for service in service_types(council_id):
            if rule.service_type_id not in (None, service.id):
                continue
            hours = calendar.of_service(service.id)
            response, resolution = _until(
                rule, hours, service.response_hours, service.resolution_hours, now
            )
            values: dict[str, Any] = {
                "council": council_id,
                "service": service.id,
                "rule": rule.pk,
                "response": response,
                "resolution": resolution,
                "oldest": max(rule.made_at, now - OLDEST),
                "most": MOST,
            }
            with connection.cursor() as cursor:
                cursor.execute(_NEAR, values)
                rows = cursor.fetchall()
            found += [
                DuePromise(rule=rule, case_id=case_id, due_at=due_at)
                for case_id, due_at in rows
                if _is_time(rule, hours, due_at, now)
            ]
    return found


def _until(
    rule: DueRule,
    calendar: WorkingCalendar,
    response_hours: float,
    resolution_hours: float,
    now: datetime,
) -> tuple[datetime, datetime]:
    """Return up to which promise, of an answer and of the end, this rule looks at this moment."""
    if rule.percent is None:
        before = now - timedelta(hours=rule.hours_after or 0)
        return before, before
    left = 1 - rule.percent / WHOLE
    return (
        calendar.add_hours(now, response_hours * left) if left else now,
        calendar.add_hours(now, resolution_hours * left) if left else now,
    )


def _is_time(rule: DueRule, calendar: WorkingCalendar, due_at: datetime, now: datetime) -> bool:
    if rule.hours_after is None:
        return True
    return calendar.hours_between(due_at, now) >= timedelta(hours=rule.hours_after)
