"""Which form a booking is joined to."""

from uuid import UUID

from moothall.bookings import queries as diary


def draft_of_booking(booking_id: UUID) -> UUID | None:
    """Return the draft that a booking is joined to, if it is joined to one; one query."""
    return draft_of_key(diary.joined_to([booking_id]).get(booking_id, ""))


def draft_of_key(joined_to: str) -> UUID | None:
    """Return the draft that bookings name by this key, which others may have made."""
    try:
        return UUID(joined_to) if joined_to else None
    except ValueError:
        return None
