"""The work on one case."""

import json
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.dateparse import parse_datetime

from moothall.cases.models import Case
from moothall.cases.work.rows import (
    CaseWork,
    ChecklistRow,
    DraftRow,
    PartRow,
    TaskRow,
    WatcherRow,
)
from moothall.cases.workflow import Status

_NAME = "coalesce(nullif(person.name, ''), person.email, '')"

_WORK = f"""
    SELECT c.holder_id,
      (SELECT {_NAME} FROM people_account person WHERE person.id = c.holder_id),
      (SELECT json_agg(json_build_object(
           'id', t.id, 'title', t.title, 'due_at', t.due_at, 'holder_name', {_NAME},
           'team_name', team.name, 'blocks_closing', t.blocks_closing, 'done_at', t.done_at,
           'done_by_name', t.done_by_name)
         ORDER BY t.done_at IS NOT NULL, t.due_at NULLS LAST, t.made_at, t.id)
       FROM cases_casetask t
       LEFT JOIN people_account person ON person.id = t.holder_id
       LEFT JOIN councils_team team ON team.council_id = t.council_id AND team.id = t.team_id
       WHERE t.council_id = c.council_id AND t.case_id = c.id),
      (SELECT json_agg(json_build_object(
           'id', i.id, 'text', i.text, 'text_cy', i.text_cy, 'is_mandatory', i.is_mandatory,
           'ticked_at', tick.ticked_at, 'ticked_by_name', tick.ticked_by_name)
         ORDER BY i.position, i.id)
       FROM cases_checklistitem i
       LEFT JOIN cases_checklisttick tick
         ON tick.council_id = c.council_id AND tick.case_id = c.id AND tick.item_id = i.id
       WHERE i.council_id = c.council_id AND i.service_type_id = c.service_type_id
         AND (NOT i.is_retired OR tick.id IS NOT NULL)),
      (SELECT json_agg(json_build_object(
           'is_parent', s.child_id = c.id, 'reference', other.reference, 'service', service.name,
           'team', team.name, 'status', other.status, 'is_mandatory', s.is_mandatory)
         ORDER BY s.opened_at, s.id)
       FROM cases_subcase s
       JOIN cases_case other ON other.council_id = s.council_id
         AND other.id = CASE WHEN s.child_id = c.id THEN s.parent_id ELSE s.child_id END
       JOIN councils_servicetype service
         ON service.council_id = other.council_id AND service.id = other.service_type_id
       JOIN councils_team team
         ON team.council_id = other.council_id AND team.id = other.team_id
       WHERE s.council_id = c.council_id AND (s.parent_id = c.id OR s.child_id = c.id)),
      (SELECT json_agg(json_build_object('id', w.employee_id, 'name', {_NAME}) ORDER BY w.since)
       FROM cases_casewatch w
       LEFT JOIN people_account person ON person.id = w.employee_id
       WHERE w.council_id = c.council_id AND w.case_id = c.id),
      (SELECT json_build_object('fields', d.fields, 'begun_at', d.begun_at, 'saved_at', d.saved_at)
       FROM cases_casedraft d
       WHERE d.council_id = c.council_id AND d.case_id = c.id AND d.form = %(form)s
         AND d.employee_id = %(employee)s)
    FROM cases_case c WHERE c.council_id = %(council)s AND c.id = %(case)s
"""  # noqa: S608 - names of our own

_BLOCKS = """
    SELECT
      (SELECT count(*) FROM cases_casetask t
       WHERE t.council_id = %(council)s AND t.case_id = %(case)s
         AND t.done_at IS NULL AND t.blocks_closing),
      (SELECT count(*) FROM cases_checklistitem i
       WHERE i.council_id = %(council)s AND i.service_type_id = %(service)s
         AND i.is_mandatory AND NOT i.is_retired
         AND NOT EXISTS (SELECT 1 FROM cases_checklisttick tick
                         WHERE tick.council_id = i.council_id AND tick.case_id = %(case)s
                           AND tick.item_id = i.id)),
      (SELECT count(*) FROM cases_subcase s
       JOIN cases_case child ON child.council_id = s.council_id AND child.id = s.child_id
       WHERE s.council_id = %(council)s AND s.parent_id = %(case)s
         AND s.is_mandatory AND child.closed_at IS NULL)
"""

NO_WORK = CaseWork(
    holder_id=None, holder_name="", tasks=(), checklist=(), parent=None, parts=(), watchers=()
)


def work_of_case(
    case_id: UUID, *, council_id: int, employee_id: int | None = None, form: str = ""
) -> CaseWork:
    """
    Return who holds a case, and its tasks, checklist, sub-cases and watchers; one query.

    With what an employee has begun to write in a form of it and not saved.
    """
    values: dict[str, Any] = {
        "council": council_id, "case": case_id, "employee": employee_id, "form": form,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WORK, values)
        found = cursor.fetchone()
    if found is None:
        return NO_WORK
    holder_id, holder_name, tasks, items, linked, watchers, draft = (_read(one) for one in found)
    beside = [(one["is_parent"], _part(one)) for one in linked or ()]
    return CaseWork(
        holder_id=holder_id,
        holder_name=holder_name or "",
        tasks=tuple(_task(one, council_id) for one in tasks or ()),
        checklist=tuple(_item(one) for one in items or ()),
        parent=next((part for is_parent, part in beside if is_parent), None),
        parts=tuple(part for is_parent, part in beside if not is_parent),
        watchers=tuple(
            WatcherRow(employee_id=one["id"], name=one["name"]) for one in watchers or ()
        ),
        draft=_draft(draft) if draft else None,
    )


def what_blocks_closing(case: Case) -> tuple[int, int, int]:
    """Return how many tasks, items of the checklist and sub-cases are still to do; one query."""
    values: dict[str, Any] = {
        "council": case.council_id,
        "case": case.pk,
        "service": case.service_type_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS, values)
        tasks, items, parts = cursor.fetchone()
    return tasks, items, parts


def _read(value: Any) -> Any:
    """Return what the database says as JSON; Django's cursors leave it as text."""
    return json.loads(value) if isinstance(value, str) and value[:1] in "[{" else value


def _task(said: dict[str, Any], council_id: int) -> TaskRow:
    return TaskRow(
        id=UUID(said["id"]),
        council_id=council_id,
        case_reference="",
        title=said["title"],
        due_at=_moment(said["due_at"]),
        holder_name=said["holder_name"] or "",
        team_name=said["team_name"] or "",
        blocks_closing=said["blocks_closing"],
        done_at=_moment(said["done_at"]),
        done_by_name=said["done_by_name"],
    )


def _item(said: dict[str, Any]) -> ChecklistRow:
    return ChecklistRow(
        id=UUID(said["id"]),
        text=said["text"],
        text_cy=said["text_cy"],
        is_mandatory=said["is_mandatory"],
        ticked_at=_moment(said["ticked_at"]),
        ticked_by_name=said["ticked_by_name"] or "",
    )


def _part(said: dict[str, Any]) -> PartRow:
    return PartRow(
        reference=said["reference"],
        service_name=said["service"],
        team_name=said["team"],
        status=Status(said["status"]),
        is_mandatory=said["is_mandatory"],
    )


def _draft(said: dict[str, Any]) -> DraftRow:
    return DraftRow(
        fields=said["fields"],
        begun_at=_moment(said["begun_at"]),
        saved_at=_moment(said["saved_at"]),
    )


def _moment(text: str | None) -> Any:
    return parse_datetime(text) if text else None
