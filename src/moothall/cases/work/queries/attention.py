"""What an employee should look at: their cases and tasks, what they watch, and their notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from moothall.cases.models import Case, EntryKind, TimelineEntry
from moothall.cases.queries.lists import cases_by_id
from moothall.cases.rows import CaseRow
from moothall.cases.work.models import CaseDraft, CaseTask, CaseWatch, NoticeKind, StaffNotice
from moothall.cases.work.rows import DraftRow, GivenRow, NoticeRow, TaskRow, WatchRow
from moothall.cases.workflow import Status
from moothall.people import protection

MOST_HELD = 100
MOST_TASKS = 50
MOST_WATCHED = 50
MOST_NOTICES = 50
#: A bell says no more than "99+".
COUNT_UP_TO = 100

_HELD = """
    SELECT held.id FROM unnest(%(councils)s::int[]) AS council(id) CROSS JOIN LATERAL (
        SELECT c.id, c.next_due_at FROM cases_case c
        WHERE c.council_id = council.id AND c.holder_id = %(holder)s AND c.closed_at IS NULL
        ORDER BY c.next_due_at, c.id LIMIT %(limit)s
    ) held ORDER BY held.next_due_at NULLS LAST, held.id LIMIT %(limit)s
"""

_UNREAD = """
    SELECT count(*) FROM unnest(%(councils)s::int[]) AS council(id) CROSS JOIN LATERAL (
        SELECT 1 FROM cases_staffnotice notice
        WHERE notice.council_id = council.id AND notice.employee_id = %(employee)s
          AND notice.read_at IS NULL LIMIT %(bound)s
    ) few
"""


def held_cases(council_ids: Sequence[int], employee_id: int, *, now: datetime) -> list[CaseRow]:
    """Return the open cases that an employee works on, oldest promise first; two queries."""
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "holder": employee_id,
        "limit": MOST_HELD,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, values)
        ids = [row[0] for row in cursor.fetchall()]
    found = cases_by_id(council_ids, ids, now=now)
    return [found[case_id] for case_id in ids if case_id in found]


def given_with(
    cases: Sequence[CaseRow], employee_id: int, *, council_ids: Sequence[int]
) -> dict[UUID, GivenRow]:
    """
    Return who handed these cases to an employee who holds them, and why; one query.

    One that they took themselves is left out; of one that is hidden, the words are.
    """
    hidden = {one.id for one in cases if one.is_withheld}
    newest = (
        TimelineEntry.objects.filter(
            council_id__in=council_ids,
            case_id__in=[one.id for one in cases],
            kind=EntryKind.HOLDER,
        )
        .order_by("case_id", "-happened_at", "-id")
        .distinct("case_id")
    )
    return {
        one.case_id: GivenRow(
            by_name=one.actor_name,
            note="" if one.case_id in hidden else one.text.partition("\n")[2],
            given_at=one.happened_at,
        )
        for one in newest
        if one.actor_identifier != str(employee_id)
    }


def tasks_for(council_ids: Sequence[int], employee_id: int) -> list[TaskRow]:
    """Return what an employee has to do, the most overdue first; one query."""
    found = CaseTask.objects.filter(
        council_id__in=council_ids, holder_id=employee_id, done_at__isnull=True
    ).select_related("case__person", "team")
    return [
        TaskRow(
            id=task.pk,
            council_id=task.council_id,
            case_reference=task.case.reference,
            title=_title(task),
            due_at=task.due_at,
            holder_name="",
            team_name=task.team.name if task.team is not None else "",
            blocks_closing=task.blocks_closing,
            done_at=None,
            done_by_name="",
        )
        for task in found.order_by("due_at", "made_at")[:MOST_TASKS]
    ]


def _title(task: CaseTask) -> str:
    """Return what is to be done, which may say where somebody lives who is protected."""
    person = task.case.person
    hides = person is not None and protection.is_withheld(
        person.pk, is_protected=person.is_protected
    )
    return str(protection.HIDDEN) if hides else task.title


def watched_cases(council_ids: Sequence[int], employee_id: int) -> list[WatchRow]:
    """Return the cases that an employee watches, those with unread news first; one query."""
    news = StaffNotice.objects.filter(
        council_id=OuterRef("council_id"), employee_id=employee_id, case_id=OuterRef("case_id"),
        read_at__isnull=True,
    )  # fmt: skip
    count = news.order_by().values("case_id").annotate(n=Count("pk")).values("n")
    found = (
        CaseWatch.objects.filter(council_id__in=council_ids, employee_id=employee_id)
        .annotate(news=Coalesce(Subquery(count), 0))
        .order_by("-news", "-since")
        .values_list(
            "council_id", "case__reference", "case__service_type__name", "case__status", "news"
        )
    )
    return [
        WatchRow(
            council_id=council_id, case_reference=reference, service_name=service,
            status=Status(status), news=n,
        )
        for council_id, reference, service, status, n in found[:MOST_WATCHED]
    ]  # fmt: skip


def notices_for(
    council_ids: Sequence[int], employee_id: int, *, kinds: Sequence[str] = (), unread: bool = False
) -> list[NoticeRow]:
    """
    Return what an employee was told of the cases of these councils, the newest first; one query.

    Pass the councils whose cases they may see now: what they may see no more is not told either.
    """
    rows = StaffNotice.objects.filter(council_id__in=council_ids, employee_id=employee_id)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    found = rows.select_related("case__service_type").order_by("-made_at", "-id")
    return [
        NoticeRow(
            id=notice.pk,
            council_id=notice.council_id,
            kind=NoticeKind(notice.kind),
            case_id=notice.case_id,
            case_reference=notice.case.reference,
            service_name=notice.case.service_type.name,
            by_name=notice.by_name,
            made_at=notice.made_at,
            read_at=notice.read_at,
        )
        for notice in found[:MOST_NOTICES]
    ]


def unread_count(council_ids: Sequence[int], employee_id: int) -> int:
    """Return how much of what they were told an employee has not read, up to a bound; one query."""
    values: dict[str, Any] = {
        "councils": list(council_ids),
        "employee": employee_id,
        "bound": COUNT_UP_TO,
    }
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, values)
        return min(int(cursor.fetchone()[0]), COUNT_UP_TO)


def draft_of(case_id: UUID, *, council_id: int, employee_id: int, form: str) -> DraftRow | None:
    """Return what an employee began to write on a case and did not save; one query."""
    draft = CaseDraft.objects.filter(
        council_id=council_id, case_id=case_id, employee_id=employee_id, form=form
    ).first()
    if draft is None:
        return None
    return DraftRow(fields=draft.fields, begun_at=draft.begun_at, saved_at=draft.saved_at)


def who_is_concerned(case: Case, *, but: int | None) -> frozenset[int]:
    """Return who holds or watches a case, without whoever did something to it; one query."""
    watching = CaseWatch.objects.filter(Q(council_id=case.council_id), case_id=case.pk)
    found = set(watching.values_list("employee_id", flat=True))
    if case.holder_id is not None:
        found.add(case.holder_id)
    return frozenset(found - {but})
