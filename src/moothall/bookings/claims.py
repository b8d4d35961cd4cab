"""
Taking time of resources, and giving it back: the statements that the promise rests on.

Whoever comes second waits until the first has committed and is then told "taken", with neither an
error nor a deadlock: claims are inserted in the order of their resources, whole bookings at a time,
and what is in the way makes its row vanish instead of breaking the transaction. All who change the
diary take locks in the same order: the diary, waiting lists, bookings, sessions, claims.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import OperationalError, connection

from moothall.bookings.models import Booking, Claim, GroupSession
from moothall.bookings.workflow import Status

_DEADLOCK = "40P01"

_INSERT = """
    INSERT INTO bookings_claim (id, council_id, resource_id, booking_id, session_id, role,
                                starts_at, ends_at, is_active, lapses_at)
    VALUES {rows}
    ON CONFLICT ON CONSTRAINT booking_claim_never_twice DO NOTHING RETURNING 1
"""
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, true, %s)"

#: Holds that have run out and are in the way of what somebody wants now.
_IN_THE_WAY = """
    SELECT booking_id FROM bookings_claim
    WHERE council_id = %s AND resource_id = ANY(%s) AND is_active AND ends_at > %s
      AND starts_at < %s AND lapses_at <= %s AND booking_id IS NOT NULL
"""

_TAKE_PLACES = """
    UPDATE bookings_groupsession
    SET taken = taken + %(places)s,
        capacity = CASE WHEN taken = 0 THEN %(capacity)s ELSE capacity END
    WHERE council_id = %(council)s AND id = %(session)s
      AND taken + %(places)s <= CASE WHEN taken = 0 THEN %(capacity)s ELSE capacity END
    RETURNING taken
"""
_GIVE_PLACES = """
    UPDATE bookings_groupsession SET taken = taken - %s WHERE council_id = %s AND id = %s
    RETURNING taken
"""


class Taken(Exception):
    """Somebody else was faster."""


@contextmanager
def taken_if_deadlocked() -> Iterator[None]:
    """
    Let a deadlock say the same as a time that is taken: somebody wants the same, and was chosen.

    The savepoint to which it goes back is opened within.

    :raises Taken: if the database chose this transaction to give way
    """
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK:
            raise
        raise Taken from error


def lock_diary(council_id: int, *, alone: bool = False) -> None:
    """
    Keep closures and bookings of a council from missing each other, until the transaction ends.

    Bookings share the lock; a closure waits for those under way, and the next ones see it.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {function}(hashtext('bookings.diary'), %s)",
            [council_id],
        )


def lock_diary_of(booking_id: UUID) -> None:
    """Lock the diary of a booking's council as all who book do, before the booking itself."""
    council = Booking.objects.filter(pk=booking_id).values_list("council_id", flat=True).first()
    if council is not None:
        lock_diary(council)


def insert_claims(claims: Sequence[Claim]) -> None:
    """
    Insert all of these; those before one that is taken go with the savepoint around.

    :raises Taken: if a resource is taken
    """
    ordered = sorted(claims, key=lambda one: (one.resource_id, one.starts_at))
    values = [
        value
        for one in ordered
        for value in (
            one.pk, one.council_id, one.resource_id, one.booking_id, one.session_id, one.role,
            one.starts_at, one.ends_at, one.lapses_at,
        )
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(rows=", ".join([_ROW] * len(ordered))), values)
        if len(cursor.fetchall()) < len(ordered):
            raise Taken


def expire_in_the_way(
    council_id: int,
    resource_ids: Collection[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    now: datetime,
) -> None:
    """Let holds that have run out leave this time of these resources."""
    with connection.cursor() as cursor:
        cursor.execute(_IN_THE_WAY, [council_id, list(resource_ids), starts_at, ends_at, now])
        lapsed = {booking_id for (booking_id,) in cursor.fetchall()}
    if lapsed:
        expire(lapsed, now=now)


def expire_in_sessions(session_ids: Collection[UUID], *, now: datetime) -> None:
    """Let holds that have run out leave some sessions."""
    lapsed = Booking.objects.filter(
        session_id__in=session_ids, status=Status.HELD, held_until__lte=now
    )
    found = set(lapsed.values_list("pk", flat=True))
    if found:
        expire(found, now=now)


def expire(booking_ids: Collection[UUID], *, now: datetime, skip_locked: bool = False) -> int:
    """Expire holds that have run out, unless somebody just prolonged them; return how many."""
    rows = Booking.objects.select_for_update(skip_locked=skip_locked).order_by("pk")
    lapsed = list(rows.filter(pk__in=booking_ids, status=Status.HELD, held_until__lte=now))
    for booking in lapsed:
        booking.go_to(Status.EXPIRED, at=now)
    Booking.objects.bulk_update(lapsed, ["status", "version", "ended_at"])
    give_back(lapsed)
    return len(lapsed)


def take_places(session: GroupSession, places: int, capacity: int) -> bool:
    """
    Take places in a session; tell whether it was empty, so that it has no resources yet.

    :raises Taken: if there are not so many left
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE_PLACES,
            {
                "places": places,
                "capacity": capacity,
                "council": session.council_id,
                "session": session.pk,
            },
        )
        answer = cursor.fetchone()
    if answer is None:
        raise Taken
    return bool(answer[0] == places)


def give_back(bookings: Sequence[Booking]) -> None:
    """Give back what bookings took; a session that everybody left gives its resources back."""
    single = [booking.pk for booking in bookings if booking.session_id is None]
    if single:
        Claim.objects.filter(booking_id__in=single, is_active=True).update(is_active=False)
    places: dict[UUID, int] = {}
    for booking in bookings:
        if booking.session_id is not None:
            places[booking.session_id] = places.get(booking.session_id, 0) + booking.party_size
    empty = []
    with connection.cursor() as cursor:
        for session_id in sorted(places):
            cursor.execute(_GIVE_PLACES, [places[session_id], bookings[0].council_id, session_id])
            if cursor.fetchone() == (0,):
                empty.append(session_id)
    if empty:
        Claim.objects.filter(session_id__in=empty, is_active=True).update(is_active=False)


def served_by(bookings: Sequence[Booking]) -> frozenset[UUID]:
    """Return who and what serves some bookings now; one query."""
    mine = Claim.objects.filter(booking_id__in=[one.pk for one in bookings], is_active=True)
    return frozenset(mine.values_list("resource_id", flat=True))
