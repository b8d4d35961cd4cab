"""Making a hold a booking: details, fee, promise."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings import claims, policies
from moothall.bookings import details as telling
from moothall.bookings.actions.holding import (
    FOR_CALLER,
    WHILE_PAYING,
    Held,
    Request,
    hold_slot,
    locked_booking,
    prolong,
    record,
    require_fewer_than_most,
)
from moothall.bookings.details import Details
from moothall.bookings.errors import HoldEnded, NotOpen, PaymentDue
from moothall.bookings.events import BookingConfirmed
from moothall.bookings.fees import due_pence, is_due
from moothall.bookings.models import Activity, Booking, Claim
from moothall.bookings.slots import Wish
from moothall.bookings.taking import Taking
from moothall.bookings.workflow import TAKES_PLACE, Deposit, Payment, Status
from moothall.kernel import outbox
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.policies import require

_LONGEST_REASON = 300


@transaction.atomic
def fill_in_booking(
    *, actor: Actor, booking_id: UUID, details: Details, now: datetime, secret: str = ""
) -> Booking:
    """
    Write down whom a hold or a booking is for.

    :raises HoldEnded: if it was given back or called off
    :raises TooManyBookings: if they have as many ahead as the activity allows
    :raises CardNumberRefused: if what was typed holds a card number
    """
    booking = locked_booking(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    if booking.status not in {Status.HELD, Status.EXPIRED, Status.CONFIRMED}:
        raise HoldEnded("There is nothing to fill in any more.")
    _fill(actor, booking, details, now=now)
    booking.save(update_fields=telling.COLUMNS)
    return booking


@transaction.atomic
def confirm_booking(
    *,
    actor: Actor,
    booking_id: UUID,
    now: datetime,
    secret: str = "",
    details: Details | None = None,
    waive_fee: bool = False,
    waive_deposit: bool = False,
    because: str = "",
) -> Booking:
    """
    Promise a time that is held; told again, it changes nothing.

    A hold that ran out is promised all the same, while nobody else has taken its time. Who runs the
    diary may let somebody off the fee or the deposit, and says why.

    :raises PaymentDue: if its fee is to be paid first
    :raises SlotTaken: if it ran out and somebody else has it, with the free times nearest to it
    :raises NotOpen: if it was shut meanwhile, with the same
    :raises HoldEnded: if it was given back
    """
    claims.lock_diary_of(booking_id)
    booking = locked_booking(booking_id)
    require(policies.can_change_booking(actor, booking, secret))
    if details is not None:
        _fill(actor, booking, details, now=now)
        booking.save(update_fields=telling.COLUMNS)
    if booking.status in {Status.CONFIRMED, Status.ATTENDED, Status.MISSED}:
        return booking
    if waive_fee or waive_deposit:
        let_off(actor, booking, fee=waive_fee, deposit=waive_deposit, because=because, now=now)
    if is_due(booking):
        raise PaymentDue("Its fee is to be paid first.", due_pence(booking))
    promise(booking, actor=actor, now=now)
    return booking


def promise(booking: Booking, *, actor: Actor, now: datetime) -> None:
    """Promise a hold that is locked; raises as `confirm_booking` does."""
    if booking.status == Status.EXPIRED:
        take_again(booking, now=now)
    elif booking.status != Status.HELD:
        raise HoldEnded("It was given back.")
    elif booking.closure_id is not None:
        raise NotOpen("It was shut meanwhile.")
    booking.go_to(Status.CONFIRMED, at=now)
    booking.save()
    Claim.objects.filter(booking_id=booking.pk, is_active=True).update(lapses_at=None)
    record(actor, "booking.confirmed", booking, now=now)
    outbox.publish(
        BookingConfirmed(
            council_id=booking.council_id,
            occurred_at=now,
            booking_id=booking.pk,
            activity_id=booking.activity_id,
            group_id=booking.group_id,
            series_id=booking.series_id,
        )
    )


@transaction.atomic
def book_now(
    *,
    actor: Actor,
    activity_id: UUID,
    starts_at: datetime,
    details: Details,
    now: datetime,
    request: Request | None = None,
    waive_fee: bool = False,
    waive_deposit: bool = False,
    because: str = "",
) -> Held:
    """
    Hold a time and promise it in one step, as somebody on the telephone wants it.

    One with a fee or a deposit stays held until that is paid, for a caller long enough to pay by a
    link. Raises as `hold_slot` and `confirm_booking` do.
    """
    held = hold_slot(
        actor=actor, activity_id=activity_id, starts_at=starts_at, now=now, request=request
    )
    booking = held.booking
    stays_due = (booking.payment == Payment.DUE and not waive_fee) or (
        booking.deposit == Deposit.DUE and not waive_deposit
    )
    if stays_due:
        booking = fill_in_booking(
            actor=actor, booking_id=booking.pk, details=details, now=now, secret=held.secret
        )
        if waive_fee or waive_deposit:
            let_off(actor, booking, fee=waive_fee, deposit=waive_deposit, because=because, now=now)
            booking.save(update_fields=["payment", "deposit", "waived_because"])
        if actor.kind is ActorKind.STAFF:
            prolong(booking, min(now + FOR_CALLER, booking.starts_at))
    else:
        booking = confirm_booking(
            actor=actor,
            booking_id=booking.pk,
            details=details,
            now=now,
            secret=held.secret,
            waive_fee=waive_fee,
            waive_deposit=waive_deposit,
            because=because,
        )
    return Held(booking, held.secret)


def let_off(
    actor: Actor, booking: Booking, *, fee: bool, deposit: bool, because: str, now: datetime
) -> None:
    """Let somebody off what is due of a locked booking, which is not saved; what is paid stays."""
    require(policies.can_manage_diary(actor, booking.council_id))
    refuse_card_numbers(because)
    before = due_pence(booking)
    if fee and booking.payment == Payment.DUE:
        booking.payment = Payment.WAIVED
    if deposit and booking.deposit == Deposit.DUE:
        booking.deposit = Deposit.WAIVED
    if due_pence(booking) < before:
        booking.waived_because = because[:_LONGEST_REASON]
        pence = before - due_pence(booking)
        record(actor, "booking.let-off", booking, now=now, pence=pence)


def take_again(booking: Booking, *, now: datetime) -> None:
    """
    Take the time of a hold that ran out once more, at the same place; it is not saved.

    :raises SlotTaken: if somebody else has it, with the free times nearest to it
    :raises NotOpen: if it was shut meanwhile, with the same
    """
    activity = Activity.objects.get(pk=booking.activity_id)
    wish = Wish(party_size=booking.party_size, site_id=booking.site_id, is_staff=True)
    booking.held_until = now + WHILE_PAYING
    booking.session_id = None
    Taking(activity, [booking], wish, now).take()
    booking.status = Status.HELD
    booking.ended_at = None


def _fill(actor: Actor, booking: Booking, details: Details, *, now: datetime) -> None:
    if details.person_id is not None and details.person_id != booking.person_id:
        require(policies.can_give_person(actor, details.person_id, booking.council_id))
    details.write_into(booking)
    if booking.status in TAKES_PLACE and booking.starts_at > now:
        activity = Activity.objects.get(pk=booking.activity_id)
        require_fewer_than_most(
            activity, booking.person_id, booking.email, adding=1, now=now, without=booking.pk
        )
