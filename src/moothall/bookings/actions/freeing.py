"""Letting a hold go; what is free again is offered to those who wait, before anybody else."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from moothall.bookings import claims, policies
from moothall.bookings.actions.holding import freed, locked_booking
from moothall.bookings.actions.offering import lock_lists_wanting, offer_freed
from moothall.bookings.models import Activity, Booking
from moothall.bookings.workflow import Status
from moothall.kernel import outbox
from moothall.kernel.actors import Actor
from moothall.kernel.policies import require
from moothall.kernel.scope import acting_for


@transaction.atomic
def release_hold(*, actor: Actor, booking_id: UUID, now: datetime, secret: str = "") -> Booking:
    """Give a hold back, so that others may have it; one that has ended is left as it is."""
    booking, lists = locked_with_lists(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    if booking.status != Status.HELD:
        return booking
    booking.go_to(Status.RELEASED, at=now)
    booking.save(update_fields=["status", "version", "ended_at"])
    claims.give_back([booking])
    offer_freed(lists, [booking.local_on], now=now)
    outbox.publish(freed(booking, now=now))
    return booking


@transaction.atomic
def expire_holds(*, actor: Actor, now: datetime, limit: int = 500) -> int:
    """Let holds of the councils in force that have run out go; return how many."""
    lapsed = Booking.objects.filter(status=Status.HELD, held_until__lte=now).order_by("held_until")
    found = list(lapsed.values_list("council_id", "pk")[:limit])
    count = 0
    for council_id in sorted({council_id for council_id, _ in found}):
        ids = [pk for owner, pk in found if owner == council_id]
        with acting_for(council_id):
            count += _expire(council_id, ids, now=now)
    return count


def lock_lists_of(booking_ids: Collection[UUID]) -> list[Activity]:
    """
    Lock the lists that want the days of bookings, or of moves of theirs that wait.

    Who frees several locks all of these before the first booking, so that nobody waits in a ring.
    """
    rows = Booking.objects.filter(Q(pk__in=booking_ids) | Q(moves_id__in=booking_ids))
    found = dict(rows.values_list("pk", "council_id"))
    if not found:
        return []
    return lock_lists_wanting(next(iter(found.values())), list(found))


def locked_with_lists(booking_id: UUID) -> tuple[Booking, list[Activity]]:
    """
    Lock the lists that want the day of a booking, or of a move that waits, and then the booking.

    :raises NotFound: if there is none
    """
    lists = lock_lists_of([booking_id])
    return locked_booking(booking_id), lists


def _expire(council_id: int, booking_ids: list[UUID], *, now: datetime) -> int:
    lists = lock_lists_wanting(council_id, booking_ids)
    count = claims.expire(booking_ids, now=now, skip_locked=True)
    gone = list(Booking.objects.filter(pk__in=booking_ids, status=Status.EXPIRED))
    offer_freed(lists, {booking.local_on for booking in gone}, now=now)
    outbox.publish(*(freed(booking, now=now) for booking in gone))
    return count
