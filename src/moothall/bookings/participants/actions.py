"""Writing down who came to a session, and writing to all who take part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.actions.attending import record_attendance
from moothall.bookings.models import Booking, GroupSession
from moothall.bookings.rows import in_language
from moothall.bookings.telling import tell, way_of
from moothall.bookings.workflow import Status
from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound
from moothall.kernel.policies import require

TO_SESSION = "bookings.to-session"
#: Who comes, or came: not those who called it off, nor holds, which nobody has confirmed.
_TAKING_PART = (Status.CONFIRMED, Status.ATTENDED, Status.MISSED)


@dataclass(frozen=True)
class Told:
    """How many were written to, and who cannot be reached."""

    count: int
    unreachable: tuple[str, ...]


@transaction.atomic
def record_attendances(*, actor: Actor, came: Mapping[UUID, bool], now: datetime) -> None:
    """
    Write down of several bookings at once whether people came; all of it or nothing.

    :raises HoldEnded: if nobody was to come yet
    :raises TransitionNotAllowed: if one is no booking, or was called off
    """
    for booking_id in sorted(came):
        record_attendance(actor=actor, booking_id=booking_id, attended=came[booking_id], now=now)


@transaction.atomic
def write_to_session(
    *, actor: Actor, session_id: UUID, words: Mapping[str, str], sending_id: UUID, now: datetime
) -> Told:
    """
    Write to all who take part in a session, once each, in their language where the words have it.

    Whoever booked twice hears once. Told again of the same `sending_id`, it sends nothing more.

    :raises NotFound: if there is no such session
    """
    session = GroupSession.objects.select_for_update().filter(pk=session_id).first()
    if session is None:
        raise NotFound("There is no such session.")
    require(policies.can_write_to_booked(actor, session.council_id))
    rows = Booking.objects.filter(session_id=session.pk, status__in=_TAKING_PART)
    reached: set[str] = set()
    missed = []
    for booking in rows.select_related("activity", "site", "closure").order_by("number"):
        way = way_of(booking)
        if way is None:
            missed.append(booking.name or booking.reference)
        elif way.to not in reached:
            reached.add(way.to)
            said = {"words": in_language(words, booking.language)}
            tell(TO_SESSION, booking, key=str(sending_id), now=now, more=said)
    audit.record(
        actor=actor, verb="session.written-to", subject=session, now=now,
        detail={"sending": str(sending_id), "people": len(reached)},
    )  # fmt: skip
    return Told(len(reached), tuple(missed))
