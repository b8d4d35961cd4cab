"""Telling employees: what they watch and what is late."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.cases.models import Case
from moothall.cases.work import policies
from moothall.cases.work.mentioning import tell
from moothall.cases.work.models import CaseTask, CaseWatch, NoticeKind, StaffNotice
from moothall.cases.work.queries.attention import who_is_concerned
from moothall.kernel import audit
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require
from moothall.people.colleagues import permission_holders

MOST_AT_ONCE = 500


@transaction.atomic
def watch_case(*, actor: Actor, case_id: UUID, now: datetime) -> None:
    """
    Tell an employee from now on what happens to a case; watching it twice changes nothing.

    :raises NotFound: if the councils in force have no such case
    """
    case = _case(case_id)
    require(policies.can_watch(actor, case.council_id))
    CaseWatch.objects.get_or_create(
        council_id=case.council_id,
        case_id=case.pk,
        employee_id=int(actor.identifier),
        defaults={"since": now},
    )
    audit.record(actor=actor, verb="case.watched", subject=case, now=now)


@transaction.atomic
def unwatch_case(*, actor: Actor, case_id: UUID, now: datetime) -> None:
    """
    Tell an employee no more of a case.

    :raises NotFound: if the councils in force have no such case
    """
    case = _case(case_id)
    require(policies.can_watch(actor, case.council_id))
    CaseWatch.objects.filter(
        council_id=case.council_id, case_id=case.pk, employee_id=int(actor.identifier)
    ).delete()
    audit.record(actor=actor, verb="case.unwatched", subject=case, now=now)


@transaction.atomic
def tell_of_news(*, case_id: UUID, source_key: str, by: Actor, now: datetime) -> None:
    """
    Tell who holds or watches a case that something happened to it; not whoever did it.

    Those who may see the council's cases no more are not told: their rights may have ended since.
    """
    case = _case(case_id)
    doer = int(by.identifier) if by.kind is ActorKind.STAFF and by.identifier.isdigit() else None
    who = who_is_concerned(case, but=doer)
    if who:
        who &= permission_holders(case.council_id, policies.VIEW)
    tell(who, kind=NoticeKind.NEWS, case=case, by_name=by.name, source_key=source_key, now=now)


@transaction.atomic
def mark_read(
    *,
    actor: Actor,
    council_ids: Collection[int],
    notice_id: UUID | None = None,
    case_id: UUID | None = None,
    now: datetime,
) -> int:
    """Take note of what an employee was told: of one thing, of a case, or all; say how many."""
    unread = StaffNotice.objects.filter(
        council_id__in=council_ids, employee_id=int(actor.identifier), read_at__isnull=True
    )
    if notice_id is not None:
        unread = unread.filter(pk=notice_id)
    if case_id is not None:
        unread = unread.filter(case_id=case_id)
    return unread.update(read_at=now)


@transaction.atomic
def escalate_late_tasks(*, actor: Actor, council_id: int, now: datetime) -> int:
    """Tell supervisors and holders of tasks that are overdue, once each; return how many were."""
    late = list(
        CaseTask.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("case")
        .filter(
            council_id=council_id, due_at__lt=now, done_at__isnull=True, escalated_at__isnull=True
        )
        .order_by("due_at")[:MOST_AT_ONCE]
    )
    supervisors = permission_holders(council_id, policies.MANAGE) if late else frozenset()
    for task in late:
        if task.case.closed_at is None:
            who = supervisors | ({task.holder_id} if task.holder_id is not None else set())
            tell(
                who,
                kind=NoticeKind.TASK_LATE,
                case=task.case,
                by_name="",
                source_key=str(task.pk),
                now=now,
            )
            audit.record(actor=actor, verb="case-task.escalated", subject=task, now=now)
    CaseTask.objects.filter(council_id=council_id, pk__in=[one.pk for one in late]).update(
        escalated_at=now
    )
    return len(late)


def _case(case_id: UUID) -> Case:
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("There is no such case.")
    return case
