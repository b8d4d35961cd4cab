"""Working out promises anew."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats

from moothall.cases.actions.accounting import entry
from moothall.cases.calendars import COUNTED_BY_LAW
from moothall.cases.models import CalendarRecount, Case, EntryKind, TimelineEntry
from moothall.councils.calendar import WorkingCalendar, calendar_of_file, calendar_of_revision
from moothall.councils.models import CalendarRevision
from moothall.councils.queries import council_by_id
from moothall.kernel import audit
from moothall.kernel.actors import system

_ACTOR = system("cases.recounting")
#: Cases that one transaction locks.
BATCH = 200
_HOUR = timedelta(hours=1)
_CHANGED = ("response_due_at", "resolution_due_at", "next_due_at", "calendar_number", "updated_at")


def recount(*, council_id: int, now: datetime) -> int:
    """
    Work out anew what a council's open cases were promised; return how many promises moved.

    By its newest calendar alone: each case knows by which it was counted before. A transaction a
    batch: a job that stops goes on where the last one ended, and doing it twice moves nothing.
    """
    revision = CalendarRevision.objects.filter(council_id=council_id).order_by("-number").first()
    if revision is None:
        return 0
    CalendarRecount.objects.bulk_create(
        [CalendarRecount(council_id=council_id, number=revision.number, began_at=now)],
        ignore_conflicts=True,
    )
    moved = 0
    while True:
        in_batch, is_done = _recount_batch(revision, now)
        moved += in_batch
        if is_done:
            return moved


@transaction.atomic
def _recount_batch(revision: CalendarRevision, now: datetime) -> tuple[int, bool]:
    """Return how many promises moved, and whether there are no more cases."""
    progress = CalendarRecount.objects.select_for_update().get(
        council_id=revision.council_id, number=revision.number
    )
    if progress.done_at is not None:
        return 0, True
    cases = list(_next_cases(revision, progress.after_id))
    calendars = _Calendars(revision.council_id)
    moved = sum(_recount_case(case, calendars, revision, now) for case in cases)
    progress.looked_at += len(cases)
    progress.moved += moved
    if cases:
        progress.after_id = cases[-1].pk
    if len(cases) < BATCH:
        progress.done_at = now
    progress.save()
    return moved, progress.done_at is not None


def _next_cases(revision: CalendarRevision, after_id: UUID | None) -> Iterable[Case]:
    cases = Case.objects.select_for_update().filter(
        council_id=revision.council_id,
        closed_at=None,
        calendar_number__lt=revision.number,
    )
    if after_id is not None:
        cases = cases.filter(pk__gt=after_id)
    return cases.exclude(kind__in=COUNTED_BY_LAW).order_by("pk")[:BATCH]


class _Calendars:
    """The calendars of a council by their numbers, each read once."""

    def __init__(self, council_id: int) -> None:
        self._council_id = council_id
        self.numbered = cache(self._read)

    def _read(self, number: int) -> WorkingCalendar:
        if number == 0:
            return calendar_of_file(self._council_id)
        return calendar_of_revision(
            CalendarRevision.objects.get(council_id=self._council_id, number=number)
        )


def _recount_case(
    case: Case, calendars: _Calendars, revision: CalendarRevision, now: datetime
) -> bool:
    """Move a case's promises to where the new calendar has them; tell whether any moved."""
    service_id = case.service_type_id
    before = calendars.numbered(case.calendar_number).of_service(service_id)
    after = calendars.numbered(revision.number).of_service(service_id)
    clock = case.clock
    moved = replace(
        clock,
        response_due_at=clock.response_due_at
        if clock.first_response_at is not None
        else _moved(case.created_at, clock.response_due_at, before, after),
        resolution_due_at=_moved(case.created_at, clock.resolution_due_at, before, after),
    )
    if moved == clock:
        return False
    was = clock.resolution_due_at
    case.set_clock(moved)
    case.calendar_number, case.updated_at = revision.number, now
    case.save(update_fields=_CHANGED)
    text = (
        f"The working calendar changed. To be finished by {_day(case, was)}"
        f" → {_day(case, case.resolution_due_at)}."
    )
    TimelineEntry.objects.bulk_create(
        [entry(case, _ACTOR, EntryKind.NOTE, now, is_public=False, text=text)]
    )
    audit.record(
        actor=_ACTOR,
        verb="case.promises-moved",
        subject=case,
        now=now,
        detail={"calendar": revision.number},
    )
    return True


def _moved(
    start: datetime, due: datetime, before: WorkingCalendar, after: WorkingCalendar
) -> datetime:
    """
    Return when as much working time will have passed by the new calendar as until `due` by the old.

    What the old one does not give was promised in another way, and stays.
    """
    hours = before.hours_between(start, due) / _HOUR
    if before.add_hours(start, hours) != due:
        return due
    return after.add_hours(start, hours)


def _day(case: Case, moment: datetime) -> str:
    zone = ZoneInfo(council_by_id(case.council_id).time_zone)
    return formats.date_format(moment.astimezone(zone), "j F Y, H:i")
