"""What is done about money after bookings were changed: given back, and taken out of baskets."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from moothall.bookings import actions
from moothall.bookings.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingMoved,
    DepositDecided,
    PaidInVain,
)
from moothall.bookings.models import Booking
from moothall.bookings.paid_things import BOOKING, DEPOSIT, MOVE
from moothall.bookings.workflow import Deposit, Payment, Status
from moothall.kernel.actors import system
from moothall.payments.actions import take_back_thing
from moothall.payments.errors import BasketPaid, PaymentUnderWay
from moothall.payments.refunds.workflow import RefundReason


def on_booking_cancelled_give_back(event: BookingCancelled) -> None:
    """Have what the rules give back given back, all of it where the council owes it."""
    if not event.refund_pence:
        return
    if event.is_owed:
        actions.give_all_back(booking_id=event.booking_id, now=event.occurred_at)
        return
    reason = RefundReason.NOT_PROVIDED if event.by_council else RefundReason.CANCELLED
    actions.give_back_by_rule(
        booking_id=event.booking_id,
        pence=event.refund_pence - event.deposit_pence,
        deposit_pence=event.deposit_pence,
        reason=reason,
        occasion="cancelled",
        now=event.occurred_at,
    )


def on_booking_moved_give_back(event: BookingMoved) -> None:
    """Have the difference given back where the new time is cheaper."""
    if event.refund_pence:
        actions.give_back_by_rule(
            booking_id=event.booking_id,
            pence=event.refund_pence,
            deposit_pence=0,
            reason=RefundReason.CHANGED,
            occasion=f"moved-{event.version}",
            now=event.occurred_at,
        )


def on_paid_in_vain_give_back(event: PaidInVain) -> None:
    """Give all of it back; nobody has to agree to that."""
    actions.give_thing_back(
        about_type=event.about_type,
        about_id=event.about_id or event.booking_id,
        now=event.occurred_at,
    )


def on_deposit_decided_give_back(event: DepositDecided) -> None:
    """Have what is not kept given back."""
    if event.returned_pence:
        actions.give_back_by_rule(
            booking_id=event.booking_id,
            pence=0,
            deposit_pence=event.returned_pence,
            reason=RefundReason.DEPOSIT,
            occasion="visited",
            now=event.occurred_at,
        )


def on_booking_confirmed_empty_baskets(event: BookingConfirmed) -> None:
    """Take out of baskets what somebody was let off."""
    booking = Booking.objects.get(pk=event.booking_id)
    if booking.payment == Payment.WAIVED:
        _take_back(BOOKING, booking.pk, now=event.occurred_at)
    if booking.deposit == Deposit.WAIVED:
        _take_back(DEPOSIT, booking.pk, now=event.occurred_at)


def on_booking_moved_empty_baskets(event: BookingMoved) -> None:
    """Take out of baskets the moves that are not wanted any more."""
    _drop_moves(event.booking_id, now=event.occurred_at)


def on_booking_cancelled_empty_baskets(event: BookingCancelled) -> None:
    """Take out of baskets the moves of what was called off."""
    _drop_moves(event.booking_id, now=event.occurred_at)


def _drop_moves(booking_id: UUID, *, now: datetime) -> None:
    holds = Booking.objects.filter(moves_id=booking_id, payment=Payment.DUE)
    unwanted = holds.exclude(status=Status.HELD)
    for hold_id in unwanted.values_list("pk", flat=True):
        _take_back(MOVE, hold_id, now=now)


def _take_back(about_type: str, about_id: UUID, *, now: datetime) -> None:
    """Take a thing out; what is being paid just now is given back once it is paid."""
    with suppress(BasketPaid, PaymentUnderWay):
        take_back_thing(actor=system("bookings"), about_type=about_type, about_id=about_id, now=now)
