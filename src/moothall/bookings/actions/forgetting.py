"""Taking people off bookings that need not be kept with a name any more."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings.keeping import days_kept
from moothall.bookings.models import Booking
from moothall.bookings.workflow import Status

#: A booking without anybody: what is left counts visits, and names nobody.
NOBODY = {
    "person": None,
    "name": "",
    "email": "",
    "phone": "",
    "note": "",
    "staff_note": "",
    "made_by_identifier": "",
    "made_by_name": "",
    "submission_key": "",
    "ended_because": "",
    "waived_because": "",
    "deposit_because": "",
}


@transaction.atomic
def forget_who_booked(*, booking_ids: Collection[UUID]) -> int:
    """Take the people off these bookings, and return how many those were."""
    return Booking.objects.filter(pk__in=booking_ids).update(**NOBODY)


@transaction.atomic
def forget_old_bookings(*, now: datetime, limit: int = 2000) -> int:
    """
    Take the people off bookings of the council in force that were over long enough ago.

    Holds that came to nothing go as soon as the day is over. Returns how many those were.
    """
    before = now - days_kept()
    named = Booking.objects.exclude(name="", email="", phone="", person=None)
    old = named.filter(ends_at__lt=before).values_list("pk", flat=True)
    vain = named.filter(
        status__in=[Status.RELEASED, Status.EXPIRED], starts_at__lt=now, payment="free"
    ).values_list("pk", flat=True)
    ids = [*old[:limit], *vain[:limit]]
    return forget_who_booked(booking_ids=ids) if ids else 0
