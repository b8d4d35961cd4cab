"""
What is paid for a booking, as baskets and payments call it, and in which words.

A fee and a deposit are lines of their own, since a deposit is no income while it may go back and
bears no VAT. What a move costs is a line of its own too: it was paid at another time.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.utils import formats, translation
from django.utils.translation import gettext as _

from moothall.bookings.models import Activity, Booking
from moothall.bookings.rows import in_language
from moothall.bookings.workflow import Payment
from moothall.councils.queries import council_by_id
from moothall.payments.items import Item
from moothall.payments.refunds.things import Things

#: The fee of a booking; the id is the booking's.
BOOKING = "bookings.booking"
#: The deposit of a booking; the id is the booking's.
DEPOSIT = "bookings.deposit"
#: What a move costs; the id is that of the hold that keeps the new time.
MOVE = "bookings.move"


def fee_item(booking: Booking, activity: Activity) -> Item:
    """Return the fee of a booking as a basket takes it."""
    return Item(
        fund=activity.fee_fund,
        description=_described(activity, lambda what: _at(what, booking)),
        unit_pence=booking.fee_pence,
        reference=booking.reference,
        about_type=BOOKING,
        about_id=booking.pk,
    )


def deposit_item(booking: Booking, activity: Activity) -> Item:
    """Return the deposit of a booking as a basket takes it, for a fund of its own if it has one."""
    return Item(
        fund=activity.deposit_fund or activity.fee_fund,
        description=_described(
            activity, lambda what: _("Deposit: %(what)s") % {"what": _at(what, booking)}
        ),
        unit_pence=booking.deposit_pence,
        reference=booking.reference,
        about_type=DEPOSIT,
        about_id=booking.pk,
    )


def move_item(booking: Booking, hold: Booking, activity: Activity) -> Item:
    """Return what a move costs as a basket takes it, under the reference of the booking."""
    return Item(
        fund=activity.fee_fund,
        description=_described(
            activity, lambda what: _("Change of time: %(what)s") % {"what": _at(what, hold)}
        ),
        unit_pence=hold.fee_pence,
        reference=booking.reference,
        about_type=MOVE,
        about_id=hold.pk,
    )


def fee_things(booking_id: UUID) -> Things:
    """Return what was paid for the times of a booking: its fee and its moves; one query."""
    moves = Booking.objects.filter(moves_id=booking_id, payment=Payment.PAID, refund_pence=0)
    return {BOOKING: [booking_id], MOVE: list(moves.values_list("pk", flat=True))}


def all_things(booking_id: UUID) -> Things:
    """Return all that may have been paid for a booking, moves in vain too; one query."""
    moves = Booking.objects.filter(moves_id=booking_id)
    return {
        BOOKING: [booking_id],
        DEPOSIT: [booking_id],
        MOVE: list(moves.values_list("pk", flat=True)),
    }


def _at(what: str, booking: Booking) -> str:
    """Return what is booked and for when, so that lines of one basket are told apart."""
    day = formats.date_format(booking.local_on, "j F Y")
    return f"{what}, {day}, {booking.local_time:%H:%M}"


def _described(activity: Activity, phrase: Callable[[str], str]) -> Mapping[str, str]:
    described = {}
    for language in council_by_id(activity.council_id).languages:
        with translation.override(language):
            described[language] = phrase(in_language(activity.name, language))
    return described
