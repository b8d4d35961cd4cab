"""What a person booked, for the story on their page and the page of an address."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.bookings.models import Booking
from moothall.bookings.workflow import Status


@dataclass(frozen=True)
class BookedRow:
    """A booking of somebody: when it was made, for when, and how it stands."""

    id: UUID
    at: datetime
    starts_at: datetime
    ends_at: datetime
    what: dict[str, str]
    status: str
    is_shut: bool


def booked_by(person_id: UUID, *, council_id: int, before: datetime, limit: int) -> list[BookedRow]:
    """Return what a person booked, the last made first; one query, of one person's bookings."""
    rows = (
        Booking.objects.filter(council_id=council_id, person_id=person_id, made_at__lt=before)
        .exclude(status__in=(Status.HELD, Status.RELEASED, Status.EXPIRED))
        .select_related("activity")
    )
    return [
        BookedRow(
            id=one.pk,
            at=one.made_at,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            what=one.activity.name,
            status=one.status,
            is_shut=one.closure_id is not None,
        )
        for one in rows.order_by("-made_at", "-id")[:limit]
    ]
