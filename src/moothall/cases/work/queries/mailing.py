"""Which employees are to be told by e-mail now, and of what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from moothall.cases.work.models import NoticeChoice, NoticeMail, StaffNotice
from moothall.councils.queries import council_by_id


@dataclass(frozen=True)
class NoticeChoiceRow:
    """How an employee wants to be told by e-mail."""

    by_mail: NoticeMail
    hour: int
    language: str


def notice_choice(council_id: int, employee_id: int) -> NoticeChoiceRow | None:
    """Return what an employee chose at a council, or nothing; one query."""
    row = NoticeChoice.objects.filter(council_id=council_id, employee_id=employee_id).first()
    if row is None:
        return None
    return NoticeChoiceRow(NoticeMail(row.by_mail), row.hour, row.language)


def choices_due(council_id: int, *, now: datetime) -> list[UUID]:
    """Return the choices of those whose time it is, and who may have something to read."""
    due = _due(council_id, now).order_by("chosen_at", "pk")
    return list(due.values_list("pk", flat=True))


def is_due(choice: NoticeChoice, *, now: datetime) -> bool:
    """Tell whether it is still somebody's time; one query."""
    return _due(choice.council_id, now).filter(pk=choice.pk).exists()


def unmailed(council_id: int) -> "QuerySet[StaffNotice]":
    """Return what was neither read nor sent by e-mail; a query not yet asked."""
    return StaffNotice.objects.filter(
        council_id=council_id, read_at__isnull=True, mailed_at__isnull=True
    )


def _due(council_id: int, now: datetime) -> "QuerySet[NoticeChoice]":
    here = now.astimezone(ZoneInfo(council_by_id(council_id).time_zone))
    anything = unmailed(council_id).filter(
        employee_id=OuterRef("employee_id"), made_at__gte=OuterRef("chosen_at")
    )
    daily = Q(by_mail=NoticeMail.DAILY, hour__lte=here.hour)
    daily &= Q(sent_on__isnull=True) | Q(sent_on__lt=here.date())
    at_once = Q(by_mail=NoticeMail.AT_ONCE) & Exists(anything)
    return NoticeChoice.objects.filter(daily | at_once, council_id=council_id)
