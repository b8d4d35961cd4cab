"""Reads of a group session."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from moothall.bookings import queries
from moothall.bookings.models import Claim, GroupSession
from moothall.bookings.rows import BookingRow, Slot, Words
from moothall.bookings.slots.local_time import local_of
from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """A session, with whom it takes and who takes part."""

    id: UUID
    activity_key: str
    activity_name: Words
    site_name: Words
    starts_at: datetime
    ends_at: datetime
    local_on: date
    begins: time
    ends: time
    taken: int
    capacity: int
    slot_key: str
    resources: tuple[Words, ...]
    participants: tuple[BookingRow, ...]

    @property
    def left(self) -> int:
        """Return how many places are left."""
        return self.capacity - self.taken


def session_row(session_id: UUID) -> SessionRow:
    """
    Return a session with its participants, in order of their booking; four queries.

    :raises NotFound: if there is none
    """
    rows = GroupSession.objects.select_related("activity", "site")
    session = rows.filter(pk=session_id).first()
    if session is None:
        raise NotFound("There is no such session.")
    zone = ZoneInfo(council_by_id(session.council_id).time_zone)
    claims = Claim.objects.filter(session_id=session.pk, is_active=True)
    (local_on, begins), (_, ends) = (
        local_of(session.starts_at, zone),
        local_of(session.ends_at, zone),
    )
    slot = Slot(
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        local_on=local_on,
        local_time=begins,
        site_id=session.site_id,
    )
    return SessionRow(
        id=session.pk,
        activity_key=session.activity.key,
        activity_name=session.activity.name,
        site_name=session.site.name if session.site else {},
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        local_on=local_on,
        begins=begins,
        ends=ends,
        taken=session.taken,
        capacity=session.capacity,
        slot_key=slot.key,
        resources=tuple(
            one.resource.name for one in claims.select_related("resource").order_by("role", "pk")
        ),
        participants=tuple(queries.bookings_of_session(session.pk)),
    )
