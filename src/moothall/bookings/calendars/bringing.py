"""One round with a staff calendar: our bookings into it, its owner's busy times out of it."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.bookings.calendar_files import Entry, stored_of
from moothall.bookings.calendars.caldav import CaldavCalendar
from moothall.bookings.calendars.feeds import entries_of_resource
from moothall.bookings.calendars.ports import Busy, CalendarServer, CalendarUnreachable
from moothall.bookings.models import BusyTime, CalendarCopy, StaffCalendar
from moothall.councils.queries import council_by_id
from moothall.kernel.secrets import SecretMissing, secret

#: Busy times are brought for so long ahead.
AHEAD = timedelta(days=370)
_OURS = "@moothall"
_LONGEST_PROBLEM = 300
_LONGEST_UID = 300


def bring(*, resource_id: UUID, now: datetime) -> bool:
    """
    Write what is new into a resource's calendar and read when it is busy; tell whether it went.

    Each round compares the whole, so one that broke off or came twice does no harm. What went
    wrong is kept with the calendar for staff to see, and the next round tries again.
    """
    calendar = StaffCalendar.objects.filter(resource_id=resource_id).first()
    if calendar is None:
        return True
    council = council_by_id(calendar.council_id)
    try:
        server = CaldavCalendar(calendar.address, calendar.user_name, secret(calendar.secret_name))
        _write(calendar, server, council.languages[0], now=now)
        busy = server.busy(now, now + AHEAD, ZoneInfo(council.time_zone))
    except (CalendarUnreachable, SecretMissing) as error:
        _failed(calendar, str(error), now=now)
        return False
    _keep(calendar, [one for one in busy if not one.uid.endswith(_OURS)], now=now)
    return True


def _write(
    calendar: StaffCalendar, server: CalendarServer, language: str, *, now: datetime
) -> None:
    """Write each entry that is new or changed, take out what is no more; each is noted at once."""
    wanted = {
        one.uid: one for one in entries_of_resource(calendar.resource_id, language, since=now)
    }
    copies = {
        one.uid: one
        for one in CalendarCopy.objects.filter(calendar_id=calendar.pk, ends_at__gt=now)
    }
    for uid in sorted(copies.keys() - wanted.keys()):
        server.take_out(uid)
        copies[uid].delete()
    for uid, entry in wanted.items():
        copy = copies.get(uid)
        if copy is None or copy.fingerprint != _fingerprint(entry):
            server.write(uid, stored_of(entry))
            CalendarCopy.objects.update_or_create(
                council_id=calendar.council_id,
                calendar=calendar,
                uid=uid,
                defaults={"fingerprint": _fingerprint(entry), "ends_at": entry.ends_at},
            )


def _fingerprint(entry: Entry) -> str:
    return hashlib.sha256(repr(entry).encode()).hexdigest()


@transaction.atomic
def _keep(calendar: StaffCalendar, busy: list[Busy], *, now: datetime) -> None:
    """Let these be all the busy times of the resource; what they are about is not kept."""
    rows = {
        (one.uid[:_LONGEST_UID], one.starts_at): BusyTime(
            council_id=calendar.council_id,
            resource_id=calendar.resource_id,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            source_uid=one.uid[:_LONGEST_UID],
            brought_at=now,
        )
        for one in busy
    }
    BusyTime.objects.filter(resource_id=calendar.resource_id).delete()
    BusyTime.objects.bulk_create(rows.values())
    StaffCalendar.objects.filter(pk=calendar.pk).update(
        brought_at=now, problem="", failing_since=None
    )


def _failed(calendar: StaffCalendar, problem: str, *, now: datetime) -> None:
    StaffCalendar.objects.filter(pk=calendar.pk).update(
        problem=problem[:_LONGEST_PROBLEM], failing_since=calendar.failing_since or now
    )
