"""Who was in touch, when and how."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from moothall.cases.channels import Channel, Direction
from moothall.cases.rows import InteractionRow
from moothall.people import protection

PAGE = 20

_NAMED = """
    SELECT i.id, i.council_id, i.channel, i.direction, i.summary, i.happened_at, i.logged_by_name,
           i.person_id, person.name, i.case_id, c.reference,
           of_case.id, coalesce(person.is_protected, false), coalesce(of_case.is_protected, false)
    FROM ({page}) i
    LEFT JOIN people_person person
      ON person.council_id = i.council_id AND person.id = i.person_id
    LEFT JOIN cases_case c ON c.council_id = i.council_id AND c.id = i.case_id
    LEFT JOIN people_person of_case
      ON of_case.council_id = c.council_id AND of_case.id = c.person_id
    ORDER BY i.happened_at DESC, i.id DESC LIMIT %(limit)s
"""
_LATEST = """
    SELECT i.* FROM unnest(%(councils)s::int[]) AS council(id) CROSS JOIN LATERAL (
        SELECT * FROM cases_interaction i
        WHERE i.council_id = council.id {of_person}
        ORDER BY i.happened_at DESC, i.id DESC LIMIT %(limit)s
    ) i
"""
_BY_ID = (
    "SELECT * FROM cases_interaction i"
    " WHERE i.council_id = %(council)s AND i.id = ANY(%(interactions)s)"
)
_OF_CASE = (
    "SELECT * FROM cases_interaction i WHERE i.council_id = %(council)s AND i.case_id = %(case)s"
)


def recent_interactions(
    council_ids: Sequence[int], *, person_id: UUID | None = None, limit: int = PAGE
) -> list[InteractionRow]:
    """Return the latest interactions of these councils, of one person or of all; one query."""
    page = _LATEST.format(of_person="AND i.person_id = %(person)s" if person_id else "")
    values = {"councils": list(council_ids), "person": person_id, "limit": limit}
    return _rows(page, values)


def interactions_of_case(
    case_id: UUID, *, council_id: int, limit: int = 100
) -> list[InteractionRow]:
    """Return the latest interactions about one case; one query."""
    return _rows(_OF_CASE, {"council": council_id, "case": case_id, "limit": limit})


def interactions_by_id(interaction_ids: Sequence[UUID], *, council_id: int) -> list[InteractionRow]:
    """Return these interactions of a council, newest first; one query."""
    ids = list(interaction_ids)
    return _rows(_BY_ID, {"council": council_id, "interactions": ids, "limit": len(ids)})


def _rows(page: str, values: dict[str, Any]) -> list[InteractionRow]:
    with connection.cursor() as cursor:
        cursor.execute(_NAMED.format(page=page), values)
        return list(_read(cursor.fetchall()))


def _read(found: Iterable[tuple[Any, ...]]) -> Iterable[InteractionRow]:
    for (
        interaction_id, council_id, channel, direction, summary, at, by, person_id, person_name,
        case_id, reference, of_case, is_protected, is_case_protected,
    ) in found:  # fmt: skip
        is_withheld = protection.is_withheld(
            person_id, is_protected=is_protected
        ) or protection.is_withheld(of_case, is_protected=is_case_protected)
        yield InteractionRow(
            id=interaction_id,
            council_id=council_id,
            channel=Channel(channel),
            direction=Direction(direction),
            summary=str(protection.HIDDEN) if is_withheld else summary,
            at=at,
            by=by,
            person_id=person_id,
            person_name=person_name or "",
            case_id=case_id,
            case_reference=reference or "",
        )
