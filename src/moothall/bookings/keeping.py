"""For how long a booking keeps the name of who booked, as data."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from moothall.bookings.models import Booking
from moothall.bookings.workflow import Payment, Status
from moothall.people.keeping_reasons import (
    NEEDED,
    PAYMENT,
    YEAR,
    KeepingReason,
    days_of,
    keeping_reasons,
    lengths,
)
from moothall.people.personal_data import Fate

BOOKING = keeping_reasons.register(
    KeepingReason(
        key="booking",
        words=_("We may have to show what you booked and whether you came."),
        law="UK GDPR art 17(3)(b); Local Government Act 1974, s 26B",
        days=YEAR,
    )
)


def days_kept() -> timedelta:
    """Return how long the council in force keeps names after the day."""
    return timedelta(days=days_of(BOOKING) or 0)


def fates(rows: list[Booking], now: datetime) -> list[tuple[Booking, Fate]]:
    """
    Return what would become of each booking if it was to be erased now.

    One ahead is needed, a paid one is kept as payments are, one that is past for a while; what
    came to nothing goes.
    """
    length = lengths()
    return [(row, _fate(row, now, length(BOOKING), length(PAYMENT))) for row in rows]


def _fate(row: Booking, now: datetime, visit: timedelta, payment: timedelta) -> Fate:
    what = str(_("Bookings"))
    if row.status in {Status.RELEASED, Status.EXPIRED} and row.payment != Payment.PAID:
        return Fate(what=what, count=1)
    if row.status == Status.CONFIRMED and row.ends_at > now:
        return Fate(what=what, count=1, reason=NEEDED.key, until=row.ends_at)
    reason, ends = BOOKING, row.ends_at + visit
    if row.payment == Payment.PAID:
        reason, ends = PAYMENT, (row.paid_at or row.ends_at) + payment
    if ends <= now:
        return Fate(what=what, count=1)
    return Fate(what=what, count=1, reason=reason.key, until=ends)
