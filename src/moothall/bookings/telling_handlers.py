"""What this app does about its own events: it tells whoever booked, once each."""

from uuid import UUID

from django.utils import translation

from moothall.bookings.events import (
    BookingCancelled,
    BookingConfirmed,
    BookingMoved,
    BookingShut,
    ClosureLifted,
    DepositDecided,
    PaidInVain,
)
from moothall.bookings.models import Booking, Claim, StaffCalendar
from moothall.bookings.paid_things import MOVE
from moothall.bookings.telling import (
    CANCELLED,
    CONFIRMED,
    DEPOSIT,
    IN_VAIN,
    MOVE_IN_VAIN,
    MOVED,
    again_link,
    amount_words,
    booking_with_all,
    tell,
)
from moothall.bookings.telling_several import set_id_of, tell_cancelled, tell_confirmed
from moothall.bookings.telling_shut import tell_lifted, tell_shut
from moothall.bookings.telling_tasks import bring_calendar_soon
from moothall.bookings.video.rooms import give_room
from moothall.bookings.workflow import TAKES_PLACE, Deposit, Payment, Status


def on_booking_confirmed_tell(event: BookingConfirmed) -> None:
    """Tell that a time is promised; not if it was called off before we came to tell it."""
    booking = booking_with_all(event.booking_id)
    if set_id_of(booking) is not None:
        tell_confirmed(booking, now=event.occurred_at)
    elif booking.status != Status.CANCELLED:
        fee = booking.fee_pence if booking.payment == Payment.PAID else 0
        deposit = booking.deposit_pence if booking.deposit == Deposit.HELD else 0
        more = {"paid": amount_words(fee + deposit), "deposit": amount_words(deposit)}
        tell(CONFIRMED, booking, key="1", now=event.occurred_at, more=more)


def on_booking_moved_tell(event: BookingMoved) -> None:
    """Tell the new time; of several moves in a row only the last one counts."""
    booking = booking_with_all(event.booking_id)
    is_last = booking.moved_at is None or booking.moved_at <= event.occurred_at
    if is_last and booking.status != Status.CANCELLED:
        more = {
            "paid": amount_words(event.paid_pence),
            "refund": amount_words(event.refund_pence),
        }
        tell(MOVED, booking, key=str(event.version), now=event.occurred_at, more=more)


def on_booking_cancelled_tell(event: BookingCancelled) -> None:
    """Tell that a booking is called off, why if the council did, and what is given back."""
    booking = booking_with_all(event.booking_id)
    because = booking.ended_because if event.by_council else ""
    if set_id_of(booking) is not None and tell_cancelled(
        booking, because=because, again=again_link(booking), now=event.occurred_at
    ):
        return
    tell(
        CANCELLED,
        booking,
        key="1",
        now=event.occurred_at,
        more={
            "because": because,
            "refund": amount_words(event.refund_pence),
            "again": again_link(booking),
        },
    )


def on_booking_shut_tell(event: BookingShut) -> None:
    """Tell that a time is shut, with the way to another; not if that was chosen meanwhile."""
    booking = booking_with_all(event.booking_id)
    tell_shut(booking, closure_id=event.closure_id, now=event.occurred_at)


def on_closure_lifted_tell(event: ClosureLifted) -> None:
    """Tell that a booking takes place after all, unless it is shut again or moved by now."""
    booking = booking_with_all(event.booking_id)
    tell_lifted(booking, closure_id=event.closure_id, now=event.occurred_at)


def on_paid_in_vain_tell(event: PaidInVain) -> None:
    """
    Tell that a time, or a new time, could not be kept, and what comes back for it.

    What somebody was let off and paid all the same, the message of its refund tells alone.
    """
    booking = booking_with_all(event.booking_id)
    if event.about_type == MOVE:
        hold = Booking.objects.get(pk=event.about_id or event.booking_id)
        with translation.override(booking.language):
            standing = str(Status(booking.status).label)
        more = {"refund": amount_words(hold.fee_pence), "standing": standing}
        tell(MOVE_IN_VAIN, booking, key=str(hold.pk), now=event.occurred_at, more=more)
    elif booking.status not in TAKES_PLACE:
        more = {"refund": amount_words(booking.refund_pence), "again": again_link(booking)}
        tell(IN_VAIN, booking, key="1", now=event.occurred_at, more=more)


def on_deposit_decided_tell(event: DepositDecided) -> None:
    """Tell what comes back of a deposit, and what is kept and why."""
    booking = booking_with_all(event.booking_id)
    more = {
        "deposit": amount_words(booking.deposit_pence),
        "refund": amount_words(event.returned_pence),
        "kept": amount_words(event.kept_pence),
        "because": booking.deposit_because,
    }
    tell(DEPOSIT, booking, key="1", now=event.occurred_at, more=more)


def on_booking_confirmed_give_room(event: BookingConfirmed) -> None:
    """Give a video call its room."""
    give_room(booking_with_all(event.booking_id), now=event.occurred_at)


def on_booking_confirmed_write_calendars(event: BookingConfirmed) -> None:
    """Have the booking written into the calendars of the staff whom it takes."""
    _write_calendars(event.booking_id)


def on_booking_moved_write_calendars(event: BookingMoved) -> None:
    """Have the calendars of the staff whom it takes, and took, made to agree."""
    _write_calendars(event.booking_id)


def on_booking_cancelled_write_calendars(event: BookingCancelled) -> None:
    """Have the booking taken out of the calendars of the staff whom it took."""
    _write_calendars(event.booking_id)


def _write_calendars(booking_id: UUID) -> None:
    """Whom a change of staff has left out is seen to by the next round of the schedule."""
    taken = Claim.objects.filter(booking_id=booking_id).values("resource_id")
    rows = StaffCalendar.objects.filter(resource_id__in=taken)
    for council_id, resource_id in rows.values_list("council_id", "resource_id"):
        bring_calendar_soon(council_id=council_id, resource_id=resource_id)
