"""
Lists of cases, read the same way whether there are a thousand or a hundred thousand.

Each list takes the top rows of every council and every status it covers straight from an index
that begins with both, and merges those few. A plain `council_id IN (…)` or `status IN (…)` would
lose the order of the index and read everything (`docs/decisions/case-lists.md`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.channels import Channel
from moothall.cases.models.case import Case
from moothall.cases.queries.text import cases_by_text
from moothall.cases.rows import CasePage, CaseRow, StatusCount
from moothall.cases.sla import SOON_HOURS, promise_state
from moothall.cases.workflow import CLOSED, OPEN, Priority, Status
from moothall.councils.calendar import WorkingCalendar
from moothall.councils.queries import service_types
from moothall.kernel.errors import NotFound
from moothall.people import protection

PAGE = 25
#: Counting goes no further in any status of a council, so that it costs the same on every day.
COUNT_UP_TO = 200
_SEPARATOR = "|"

_GROUPS = {"": frozenset(Status), "open": OPEN, "closed": CLOSED}

_COLUMNS = """
    c.id, c.council_id, c.reference, c.kind, c.status, c.channel, c.service_type_id, c.team_id,
    c.person_id, c.summary, c.place, c.created_at, c.updated_at, c.next_due_at,
    c.resolution_due_at, c.closed_at, c.priority, c.category, c.resident_acted_at
"""

_NAMED = """
    SELECT c.*, service.slug, service.name, service.name_cy, team.name, person.name,
           coalesce(person.is_protected, false)
    FROM ({page}) c
    JOIN councils_servicetype service
      ON service.council_id = c.council_id AND service.id = c.service_type_id
    JOIN councils_team team ON team.council_id = c.council_id AND team.id = c.team_id
    LEFT JOIN people_person person
      ON person.council_id = c.council_id AND person.id = c.person_id
    ORDER BY {order}
"""

#: The councils with the id that the wanted service has in each.
_COUNCILS = "unnest(%(councils)s::int[], %(services)s::uuid[]) AS council(id, service_id)"

_NEWEST = f"""
    SELECT c.* FROM {_COUNCILS}
    CROSS JOIN unnest(%(statuses)s::text[]) AS wanted(status)
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM cases_case c
        WHERE c.council_id = council.id AND c.status = wanted.status {{conditions}} {{after}}
        ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s
    ) c
    ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s
"""  # noqa: S608 - names of our own

_MOST_OVERDUE = f"""
    SELECT c.* FROM {_COUNCILS}
    CROSS JOIN LATERAL (
        SELECT {_COLUMNS} FROM cases_case c
        WHERE c.council_id = council.id AND c.next_due_at < %(now)s {{conditions}} {{after}}
        ORDER BY c.next_due_at, c.id LIMIT %(limit)s
    ) c
    ORDER BY c.next_due_at, c.id LIMIT %(limit)s
"""  # noqa: S608 - names of our own

_FOUND = f"""
    SELECT {_COLUMNS} FROM {_COUNCILS}
    JOIN cases_case c ON c.council_id = council.id AND c.id = ANY(%(found)s)
    WHERE true {{conditions}} {{after}}
    ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s
"""  # noqa: S608 - names of our own

_OF_PERSON = f"""
    SELECT {_COLUMNS} FROM cases_case c
    WHERE c.council_id = %(council)s AND c.person_id = %(person)s
    ORDER BY c.created_at DESC, c.id DESC LIMIT %(limit)s
"""  # noqa: S608 - names of our own

_COUNTS = """
    SELECT wanted.status, sum(least(counted.n, %(bound)s)), bool_or(counted.n > %(bound)s)
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN unnest(%(statuses)s::text[]) AS wanted(status)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM (
            SELECT 1 FROM cases_case c
            WHERE c.council_id = council.id AND c.status = wanted.status {team}
            LIMIT %(bound)s + 1
        ) few
    ) counted
    GROUP BY wanted.status
    UNION ALL
    SELECT 'overdue', coalesce(sum(least(counted.n, %(bound)s)), 0),
           coalesce(bool_or(counted.n > %(bound)s), false)
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM (
            SELECT 1 FROM cases_case c
            WHERE c.council_id = council.id AND c.next_due_at < %(now)s {team}
            LIMIT %(bound)s + 1
        ) few
    ) counted
    UNION ALL
    SELECT 'has_news', coalesce(sum(least(counted.n, %(bound)s)), 0),
           coalesce(bool_or(counted.n > %(bound)s), false)
    FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM (
            SELECT 1 FROM cases_case c
            WHERE c.council_id = council.id AND c.resident_acted_at IS NOT NULL {team}
            LIMIT %(bound)s + 1
        ) few
    ) counted
"""


@dataclass(frozen=True, kw_only=True)
class CaseFilters:
    """
    What a list of cases is narrowed to; nothing said means everything.

    `status` is a status, or "open" or "closed" for the groups. `service` is a slug, which may be
    in several councils' catalogues. `text` is a reference, a name, a postcode, a street, an email
    address or a telephone number. `has_news` are those whose resident did something that nobody
    has taken note of. The overdue list begins with the most overdue, others with the
    newest.
    """

    status: str = ""
    team_id: UUID | None = None
    service: str = ""
    channel: str = ""
    overdue: bool = False
    has_news: bool = False
    text: str = ""

    def statuses(self) -> list[str]:
        """
        Return the statuses that are meant.

        :raises NotFound: if the filter names none that exists
        """
        if self.status in _GROUPS:
            return sorted(_GROUPS[self.status])
        if self.status in Status.values:
            return [self.status]
        raise NotFound("There is no such status.")


def cases_for(
    council_ids: Sequence[int],
    filters: CaseFilters | None = None,
    *,
    after: str = "",
    limit: int = PAGE,
    now: datetime,
) -> CasePage:
    """
    Return a page of the cases of these councils, whose scope must be in force; one query.

    With a text two more, and those by which people are found. Pass `next_after` as `after` for
    the next page.

    :raises NotFound: if the filter names no status that exists, or `after` no position
    """
    wanted = filters or CaseFilters()
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "services": _service_ids(council_ids, wanted.service),
        "statuses": wanted.statuses(),
        "team": wanted.team_id,
        "channel": wanted.channel,
        "now": now,
        "limit": limit + 1,
    }
    by_due = wanted.overdue and not wanted.text
    template = _MOST_OVERDUE if by_due else _NEWEST
    if wanted.text:
        values["found"] = cases_by_text(council_ids, wanted.text)
        template = _FOUND
    following = ""
    if after:
        values["after_at"], values["after_id"] = position_in(after)
        following = (
            "AND (c.next_due_at, c.id) > (%(after_at)s, %(after_id)s)"
            if by_due
            else "AND (c.created_at, c.id) < (%(after_at)s, %(after_id)s)"
        )
    page = template.format(conditions=_conditions(wanted), after=following)
    order = "c.next_due_at, c.id" if by_due else "c.created_at DESC, c.id DESC"
    rows = _rows(_NAMED.format(page=page, order=order), values, now=now, by_due=by_due)
    return CasePage(
        rows=tuple(rows[:limit]), next_after=rows[limit - 1].position if len(rows) > limit else ""
    )


def cases_of_person(
    person_id: UUID, *, council_id: int, limit: int = PAGE, now: datetime
) -> list[CaseRow]:
    """Return a person's cases, newest first; one query."""
    values = {"council": council_id, "person": person_id, "limit": limit}
    sql = _NAMED.format(page=_OF_PERSON, order="c.created_at DESC, c.id DESC")
    return _rows(sql, values, now=now, by_due=False)


def cases_by_id(
    council_ids: Sequence[int], case_ids: Iterable[UUID], *, now: datetime
) -> dict[UUID, CaseRow]:
    """Return several cases of these councils at once, by id; one query."""
    page = (
        f"SELECT {_COLUMNS} FROM cases_case c "  # noqa: S608 - names of our own
        "WHERE c.council_id = ANY(%(councils)s) AND c.id = ANY(%(cases)s)"
    )
    values = {"councils": list(council_ids), "cases": list(case_ids)}
    rows = _rows(_NAMED.format(page=page, order="c.id"), values, now=now, by_due=False)
    return {row.id: row for row in rows}


def newest_among(
    council_ids: Sequence[int], case_ids: Iterable[UUID], *, limit: int, now: datetime
) -> list[CaseRow]:
    """Return the newest of several cases of these councils; one query."""
    page = _FOUND.format(conditions="", after="")
    values = {
        "councils": list(council_ids),
        "services": [None for _ in council_ids],
        "found": list(case_ids),
        "limit": limit,
    }
    order = "c.created_at DESC, c.id DESC"
    return _rows(_NAMED.format(page=page, order=order), values, now=now, by_due=False)


def row_of(case: Case, *, now: datetime) -> CaseRow:
    """Return a case as a row of a list, without a query: its service, team and person are there."""
    service, person = case.service_type, case.person
    columns = (
        case.pk, case.council_id, case.reference, case.kind, case.status, case.channel,
        case.service_type_id, case.team_id, case.person_id, case.summary, case.place,
        case.created_at, case.updated_at, case.next_due_at, case.resolution_due_at, case.closed_at,
        case.priority, case.category, case.resident_acted_at, service.slug, service.name,
        service.name_cy, case.team.name, person.name if person else None,
        person.is_protected if person else False,
    )  # fmt: skip
    calendar = WorkingCalendar.for_council(case.council_id)
    return _row(columns, now=now, soon=calendar.add_hours(now, SOON_HOURS), by_due=False)


def case_row(case_id: UUID, *, now: datetime) -> CaseRow | None:
    """Return one case as a row of a list, if the councils in force have it; one query."""
    page = f"SELECT {_COLUMNS} FROM cases_case c WHERE c.id = %(case)s"  # noqa: S608
    rows = _rows(_NAMED.format(page=page, order="c.id"), {"case": case_id}, now=now, by_due=False)
    return rows[0] if rows else None


def counts_by_status(
    council_ids: Sequence[int],
    *,
    team_id: UUID | None = None,
    bound: int = COUNT_UP_TO,
    now: datetime,
) -> dict[str, StatusCount]:
    """
    Return how many cases have each status, under "overdue" how many are, and under "has_news" in
    how many the resident did something that nobody has taken note of; one query.

    No status of a council is counted past `bound`.
    """
    sql = _COUNTS.format(team="AND c.team_id = %(team)s" if team_id else "")
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "statuses": Status.values,
        "team": team_id,
        "bound": bound,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {
            name: StatusCount(count=int(count), is_more=bool(is_more))
            for name, count, is_more in cursor.fetchall()
        }


def _conditions(filters: CaseFilters) -> str:
    # What is overdue is open; without either the newest are read status by status already.
    understood = {"", "open"} if filters.overdue else {""}
    by_status = (filters.overdue or bool(filters.text)) and filters.status not in understood
    conditions = {
        "AND c.status = ANY(%(statuses)s)": by_status,
        "AND c.team_id = %(team)s": filters.team_id is not None,
        "AND c.service_type_id = council.service_id": bool(filters.service),
        "AND c.channel = %(channel)s": bool(filters.channel),
        "AND c.resident_acted_at IS NOT NULL": filters.has_news,
        "AND c.next_due_at < %(now)s": filters.overdue and bool(filters.text),
    }
    return " ".join(condition for condition, applies in conditions.items() if applies)


def _service_ids(council_ids: Sequence[int], slug: str) -> list[UUID | None]:
    """Return the service's id in each council's catalogue, or nothing where it has none."""
    return [
        next((one.id for one in service_types(council_id) if one.slug == slug), None)
        if slug
        else None
        for council_id in council_ids
    ]


def position_in(after: str) -> tuple[datetime, UUID]:
    """
    Return where a page of a list begins after, as its address says it.

    :raises NotFound: if it says no such thing
    """
    moment, _, last_id = after.rpartition(_SEPARATOR)
    try:
        return datetime.fromisoformat(moment), UUID(last_id)
    except ValueError as error:
        raise NotFound("There is no such page of this list.") from error


def _rows(sql: str, values: dict[str, Any], *, now: datetime, by_due: bool) -> list[CaseRow]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    soon = {
        council_id: WorkingCalendar.for_council(council_id).add_hours(now, SOON_HOURS)
        for council_id in {row[1] for row in found}
    }
    return [_row(columns, now=now, soon=soon[columns[1]], by_due=by_due) for columns in found]


def _row(columns: tuple[Any, ...], *, now: datetime, soon: datetime, by_due: bool) -> CaseRow:
    (
        case_id, council_id, reference, kind, status, channel, service_id, team_id, person_id,
        summary, place, created_at, updated_at, next_due_at, resolution_due_at, closed_at,
        priority, category, resident_acted_at, service_slug, service_name, service_name_cy,
        team_name, person_name, is_protected,
    ) = columns  # fmt: skip
    is_withheld = protection.is_withheld(person_id, is_protected=is_protected)
    ordered_by = next_due_at if by_due else created_at
    return CaseRow(
        id=case_id,
        council_id=council_id,
        reference=reference,
        kind=kind,
        status=Status(status),
        channel=Channel(channel),
        service_id=service_id,
        service_slug=service_slug,
        service_name=service_name,
        service_name_cy=service_name_cy,
        team_id=team_id,
        team_name=team_name,
        person_id=person_id,
        person_name=person_name or "",
        summary=str(protection.HIDDEN) if is_withheld else summary,
        place="" if is_withheld else place,
        is_withheld=is_withheld,
        priority=Priority(priority),
        category=category,
        resident_acted_at=resident_acted_at,
        created_at=created_at,
        updated_at=updated_at,
        next_due_at=next_due_at,
        resolution_due_at=resolution_due_at,
        closed_at=closed_at,
        promise=promise_state(
            next_due_at=next_due_at,
            resolution_due_at=resolution_due_at,
            closed_at=closed_at,
            now=now,
            soon=soon,
        ),
        position=f"{ordered_by.isoformat()}{_SEPARATOR}{case_id}",
    )
