"""Cancelling bookings, under the activity's rules, and what all changes of a booking require."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.bookings import claims, policies
from moothall.bookings.actions.freeing import locked_with_lists
from moothall.bookings.actions.holding import freed, record
from moothall.bookings.actions.offering import offer_freed
from moothall.bookings.errors import HoldEnded, TooLate
from moothall.bookings.events import BookingCancelled
from moothall.bookings.fees import GivenBack, given_back
from moothall.bookings.models import Activity, Booking
from moothall.bookings.paid_things import DEPOSIT, fee_things
from moothall.bookings.workflow import Deposit, Status
from moothall.kernel import outbox
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import Conflict
from moothall.kernel.policies import require
from moothall.payments.refunds.things import Things, paid_things

_LONGEST_REASON = 300


@transaction.atomic
def cancel_booking(
    *,
    actor: Actor,
    booking_id: UUID,
    now: datetime,
    secret: str = "",
    because: str = "",
    version: int | None = None,
) -> Booking:
    """
    Call a booking off; `refund_pence` says how much of what was paid is to be given back.

    The council's own calling off gives everything back, and so does that of somebody whose time a
    closure shut. A deposit always goes back, and never is more given back than is left of what was
    paid. A move that waits to be paid for is dropped. Told again, it changes nothing.

    :raises TooLate: if the notice that the activity asks for has passed
    :raises HoldEnded: if it has taken place, or is but held
    :raises Conflict: if somebody changed it since `version`
    """
    booking, lists = locked_with_lists(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    if booking.status == Status.CANCELLED:
        return booking
    _require_open(booking, version)
    activity = Activity.objects.get(pk=booking.activity_id)
    require_notice(actor, booking, activity.cancel_notice_hours, now=now)
    by_council = is_by_council(actor, booking)
    is_owed = booking.closure_id is not None
    back = _what_is_left(booking, given_back(booking, activity, by_council=by_council, now=now))
    booking.refund_pence += back.pence
    if booking.deposit == Deposit.HELD:
        booking.deposit, booking.deposit_decided_at = Deposit.RETURNED, now
    booking.ended_because = because[:_LONGEST_REASON]
    booking.go_to(Status.CANCELLED, at=now)
    booking.save()
    claims.give_back([booking])
    record(actor, "booking.cancelled", booking, now=now, refund_pence=back.pence)
    offer_freed(lists, {booking.local_on, *let_moves_go(booking, now=now)}, now=now)
    outbox.publish(
        BookingCancelled(
            council_id=booking.council_id,
            occurred_at=now,
            booking_id=booking.pk,
            activity_id=booking.activity_id,
            refund_pence=back.pence,
            by_council=by_council,
            deposit_pence=back.deposit_pence,
            is_owed=is_owed,
        ),
        freed(booking, now=now),
    )
    return booking


def open_booking(
    actor: Actor, booking_id: UUID, secret: str, version: int | None
) -> tuple[Booking, list[Activity]]:
    """
    Return a booking that is ahead, locked, to whoever may change it; and the lists that want it.

    :raises HoldEnded: if there is no booking any more
    :raises Conflict: if somebody changed it since `version`
    """
    booking, lists = locked_with_lists(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    _require_open(booking, version)
    return booking, lists


def _require_open(booking: Booking, version: int | None) -> None:
    if booking.status != Status.CONFIRMED:
        raise HoldEnded("There is no booking to change.")
    if version is not None and version != booking.version:
        raise Conflict("Somebody else has changed this booking meanwhile.")


def require_notice(actor: Actor, booking: Booking, hours: int, *, now: datetime) -> None:
    """
    Do nothing if a booking may still be changed at so many hours' notice.

    :raises TooLate: otherwise
    """
    if booking.closure_id is not None or runs_diary(actor, booking):
        return
    if now > booking.starts_at - timedelta(hours=hours):
        raise TooLate("The notice for this has passed.")


def runs_diary(actor: Actor, booking: Booking) -> bool:
    """Tell whether the rules of notice do not bind this actor."""
    return policies.can_manage_diary(actor, booking.council_id)


def is_by_council(actor: Actor, booking: Booking) -> bool:
    """Tell whether it is the council itself that changes a booking, and not a resident's wish."""
    return actor.kind in {ActorKind.STAFF, ActorKind.SYSTEM} and runs_diary(actor, booking)


def let_moves_go(booking: Booking, *, now: datetime) -> set[date]:
    """
    Give back the times that are kept for moves of a locked booking, and tell of it.

    Return their days, which are to be offered to those who wait once all else is done.
    """
    waiting = Booking.objects.select_for_update().filter(moves_id=booking.pk, status=Status.HELD)
    holds = list(waiting.order_by("pk"))
    for hold in holds:
        hold.go_to(Status.RELEASED, at=now)
        hold.save(update_fields=["status", "version", "ended_at"])
        claims.give_back([hold])
    outbox.publish(*(freed(hold, now=now) for hold in holds))
    return {hold.local_on for hold in holds}


def _what_is_left(booking: Booking, back: GivenBack) -> GivenBack:
    """Return no more than payments have left; what was paid in another way goes back whole."""
    fee = _at_most(back.fee_pence, fee_things(booking.pk)) if back.fee_pence else 0
    deposit = back.deposit_pence and _at_most(back.deposit_pence, {DEPOSIT: [booking.pk]})
    return GivenBack(fee_pence=fee, deposit_pence=deposit)


def _at_most(pence: int, things: Things) -> int:
    lines = paid_things(things)
    return min(pence, sum(line.left_pence for line in lines)) if lines else pence
