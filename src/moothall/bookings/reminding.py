"""Reminding people of what they booked, as long before as the activity says, once each."""

from datetime import datetime, timedelta

from moothall.bookings.models import Activity, Booking
from moothall.bookings.telling import REMINDER, tell
from moothall.bookings.workflow import Status
from moothall.notifications.queries import told_already

#: So long after its moment a reminder is still sent, if workers stood still meanwhile.
LATE_AT_MOST = timedelta(hours=2)
#: As many are written at once; what is left waits for the next round.
BATCH = 500


def remind_due(*, council_id: int, now: datetime) -> int:
    """
    Send the reminders of a council whose moment has come; return how many.

    Who booked after that moment, was cancelled, moved or shut, or has been reminded of this very
    time, hears nothing.
    """
    due: list[tuple[str, Booking]] = []
    activities = Activity.objects.filter(council_id=council_id).exclude(reminder_hours=[])
    by_hours: dict[int, list[Activity]] = {}
    for activity in activities:
        for hours in activity.reminder_hours:
            by_hours.setdefault(int(hours), []).append(activity)
    for hours, some in sorted(by_hours.items()):
        due += [(_key(one, hours), one) for one in _due(some, hours, now)]
    known = told_already(council_id, [_dedupe(one, key) for key, one in due])
    fresh = [(key, one) for key, one in due if _dedupe(one, key) not in known]
    return sum(tell(REMINDER, one, key=key, now=now) for key, one in fresh[:BATCH])


def _due(activities: list[Activity], hours: int, now: datetime) -> list[Booking]:
    """Return the bookings that begin in so many hours, or in a little less."""
    ahead = timedelta(hours=hours)
    rows = (
        Booking.objects.filter(
            activity__in=activities,
            status=Status.CONFIRMED,
            closure__isnull=True,
            starts_at__gt=max(now, now + ahead - LATE_AT_MOST),
            starts_at__lte=now + ahead,
        )
        .select_related("activity", "site")
        .order_by("starts_at", "pk")
    )
    return [one for one in rows if _last_told(one) <= one.starts_at - ahead]


def _last_told(booking: Booking) -> datetime:
    return max(
        moment
        for moment in (booking.made_at, booking.confirmed_at, booking.moved_at)
        if moment is not None
    )


def _key(booking: Booking, hours: int) -> str:
    return f"{booking.starts_at:%Y%m%dT%H%M}:{hours}"


def _dedupe(booking: Booking, key: str) -> str:
    return f"{REMINDER}:{booking.pk}:{key}"
