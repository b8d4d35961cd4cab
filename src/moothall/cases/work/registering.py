"""What the work on cases does for other parts: it guards what is open, and tells employees."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from django.db import connection

from moothall.cases.due.models import Told
from moothall.cases.models import Case
from moothall.cases.ports import StaffNews
from moothall.cases.work import policies
from moothall.cases.work.mentioning import tell
from moothall.cases.work.models import NoticeKind
from moothall.kernel.scope import councils_in_force
from moothall.people.colleagues import permission_holders

_OPEN = """
    SELECT c.id FROM unnest(%(councils)s::int[]) AS council(id)
    CROSS JOIN unnest(%(cases)s::uuid[]) AS wanted(id)
    JOIN cases_case c ON c.council_id = council.id AND c.id = wanted.id
    WHERE EXISTS (
        SELECT 1 FROM cases_casetask t
        WHERE t.council_id = c.council_id AND t.case_id = c.id
          AND t.done_at IS NULL AND t.blocks_closing
    ) OR EXISTS (
        SELECT 1 FROM cases_checklistitem i
        WHERE i.council_id = c.council_id AND i.service_type_id = c.service_type_id
          AND i.is_mandatory AND NOT i.is_retired
          AND NOT EXISTS (
              SELECT 1 FROM cases_checklisttick tick
              WHERE tick.council_id = i.council_id AND tick.case_id = c.id AND tick.item_id = i.id
          )
    ) OR EXISTS (
        SELECT 1 FROM cases_subcase s
        JOIN cases_case child ON child.council_id = s.council_id AND child.id = s.child_id
        WHERE s.council_id = c.council_id AND s.parent_id = c.id
          AND s.is_mandatory AND child.closed_at IS NULL
    )
"""


class OpenWork:
    """Guards cases from being closed while a task, a checklist or a sub-case of them is open."""

    key: ClassVar[str] = "cases.open-work"

    def blocked(self, case_ids: Collection[UUID], /) -> Collection[UUID]:
        """Return those of the cases on which something is still to do; one query."""
        with connection.cursor() as cursor:
            cursor.execute(_OPEN, {"councils": list(councils_in_force()), "cases": list(case_ids)})
            return frozenset(case_id for (case_id,) in cursor.fetchall())


class EmployeesAtTheirDesks:
    """Tells who works on a case, and its supervisors, where they look anyway."""

    key: ClassVar[str] = "cases.employees"

    def tell(self, news: StaffNews, now: datetime, /) -> None:
        """Write a notice for those who are meant and may see the case; once for each key."""
        case = Case.objects.get(pk=news.case_id)
        who: set[int] = set()
        if Told.HOLDER in news.to and case.holder_id is not None:
            who |= {case.holder_id} & permission_holders(case.council_id, policies.VIEW)
        if Told.SUPERVISOR in news.to:
            who |= permission_holders(case.council_id, policies.MANAGE)
        tell(
            who,
            kind=NoticeKind.DUE,
            case=case,
            by_name="",
            source_key=sha256(news.key.encode()).hexdigest(),
            now=now,
        )
