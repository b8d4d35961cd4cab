"""
Paying for bookings: into the basket, kept while somebody pays, and promised once it is paid.

Baskets are locked before the diary, the diary before bookings, and a booking before the holds that
would move it. What is told twice changes nothing.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.actions.confirming import promise, take_again
from moothall.bookings.actions.holding import WHILE_PAYING, locked_booking, prolong
from moothall.bookings.claims import lock_diary_of
from moothall.bookings.errors import HoldEnded, NotOpen, SlotTaken
from moothall.bookings.events import PaidInVain
from moothall.bookings.fees import is_due
from moothall.bookings.models import Activity, Booking
from moothall.bookings.paid_things import BOOKING, DEPOSIT, deposit_item, fee_item
from moothall.bookings.workflow import Deposit, Payment, Status
from moothall.kernel import outbox
from moothall.kernel.actors import Actor, system
from moothall.kernel.policies import require
from moothall.payments.actions import put_in_basket
from moothall.payments.baskets import locked_basket

_PROMISED = frozenset({Status.CONFIRMED, Status.ATTENDED, Status.MISSED})
#: In these a hold may still be paid for.
OPEN_HOLDS = frozenset({Status.HELD, Status.EXPIRED})


@transaction.atomic
def put_fee_in_basket(
    *, actor: Actor, booking_id: UUID, basket_id: UUID, now: datetime, secret: str = ""
) -> Booking:
    """
    Put what a hold costs into a basket, its deposit too; it is promised by itself once all is paid.

    :raises HoldEnded: if it is held no more, or nothing is due
    """
    locked_basket(basket_id)
    booking = locked_booking(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    if booking.status != Status.HELD or not is_due(booking):
        raise HoldEnded("There is nothing to pay.")
    activity = Activity.objects.get(pk=booking.activity_id)
    if booking.payment == Payment.DUE:
        put_in_basket(actor=actor, basket_id=basket_id, item=fee_item(booking, activity), now=now)
    if booking.deposit == Deposit.DUE:
        put_in_basket(
            actor=actor, basket_id=basket_id, item=deposit_item(booking, activity), now=now
        )
    return booking


@transaction.atomic
def keep_while_paying(*, booking_ids: list[UUID], now: datetime) -> list[UUID]:
    """
    Keep holds while somebody is at the gateway's page; return those that cannot be paid for.

    Holds that ran out are taken again where nobody else has their time.
    """
    for booking_id in booking_ids[:1]:  # all of one basket are of one council
        lock_diary_of(booking_id)
    rows = Booking.objects.select_for_update().filter(pk__in=booking_ids).order_by("pk")
    return [hold.pk for hold in rows if not kept_on(hold, now=now)]


def kept_on(hold: Booking, *, now: datetime) -> bool:
    """Keep a locked hold while somebody pays, taken again if it ran out; tell whether it is."""
    try:
        if hold.status == Status.EXPIRED:
            with transaction.atomic():
                take_again(hold, now=now)
                hold.save()
    except (SlotTaken, NotOpen):
        return False
    if hold.status != Status.HELD or hold.closure_id or hold.starts_at <= now:
        return False
    prolong(hold, max(now + WHILE_PAYING, hold.held_until or now))
    return True


@transaction.atomic
def mark_paid(
    *, booking_id: UUID, line_id: UUID, now: datetime, about_type: str = BOOKING
) -> Booking:
    """
    Write down that a fee or a deposit is paid, and promise the time once nothing is due any more.

    Told again, it changes nothing. Where somebody else has the time by now, or it was given back,
    that is told, so that the money goes back.
    """
    lock_diary_of(booking_id)
    booking = locked_booking(booking_id)
    is_deposit = about_type == DEPOSIT
    if _was_let_off(booking, is_deposit=is_deposit):
        _in_vain(booking, {about_type: line_id}, now=now)
        return booking
    if not _write_paid(booking, is_deposit=is_deposit, now=now):
        return booking
    if booking.status in _PROMISED or (is_due(booking) and booking.status in OPEN_HOLDS):
        return booking
    try:
        with transaction.atomic():
            promise(booking, actor=system("bookings"), now=now)
    except (SlotTaken, NotOpen, HoldEnded):
        booking = locked_booking(booking_id)
        _give_all_back(booking, about_type, line_id, now=now)
    return booking


def _was_let_off(booking: Booking, *, is_deposit: bool) -> bool:
    return booking.deposit == Deposit.WAIVED if is_deposit else booking.payment == Payment.WAIVED


def _write_paid(booking: Booking, *, is_deposit: bool, now: datetime) -> bool:
    """Write down that one part is paid; tell whether that is new."""
    if is_deposit:
        if booking.deposit != Deposit.DUE:
            return False
        booking.deposit = Deposit.HELD
    else:
        if booking.payment == Payment.PAID:
            return False
        booking.payment, booking.paid_at = Payment.PAID, now
    booking.save(update_fields=["payment", "paid_at", "deposit"])
    return True


def _give_all_back(booking: Booking, about_type: str, line_id: UUID, *, now: datetime) -> None:
    """Tell of all that was paid for a time that cannot be had that it goes back."""
    parts = {}
    if booking.payment == Payment.PAID:
        parts[BOOKING] = line_id
    if booking.deposit == Deposit.HELD:
        parts[DEPOSIT] = line_id
        booking.deposit, booking.deposit_decided_at = Deposit.RETURNED, now
    booking.refund_pence = (booking.fee_pence if booking.payment == Payment.PAID else 0) + (
        booking.deposit_pence if booking.deposit == Deposit.RETURNED else 0
    )
    booking.save(update_fields=["refund_pence", "deposit", "deposit_decided_at"])
    _in_vain(booking, parts or {about_type: line_id}, now=now)


def _in_vain(booking: Booking, parts: dict[str, UUID], *, now: datetime) -> None:
    outbox.publish(
        *(
            PaidInVain(
                council_id=booking.council_id,
                occurred_at=now,
                booking_id=booking.pk,
                line_id=line_id,
                about_type=about_type,
                about_id=booking.pk,
            )
            for about_type, line_id in parts.items()
        )
    )
