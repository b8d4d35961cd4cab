"""What pages say of the money of a booking: what waits to be paid, was paid, and comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.bookings.actions.moving import move_of
from moothall.bookings.models import Booking
from moothall.bookings.paid_things import all_things
from moothall.bookings.rows import BookingRow, Words
from moothall.bookings.workflow import Deposit, Payment, Status
from moothall.payments.refunds.things import PaidThing, ThingRefund, paid_things, refunds_of_things

_VISITED = (Status.CONFIRMED, Status.ATTENDED, Status.MISSED)
_MOST_DEPOSITS = 200


@dataclass(frozen=True, kw_only=True)
class WaitingMove:
    """A new time that is kept for a booking until what it costs is paid."""

    hold_id: UUID
    starts_at: datetime
    pence: int
    held_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Money:
    """The money of one booking."""

    paid: Sequence[PaidThing]
    refunds: Sequence[ThingRefund]
    #: What comes back, and is not asked for yet, or waits for a second person.
    still_to_come_pence: int
    move: WaitingMove | None
    may_decide_deposit: bool

    @property
    def paid_pence(self) -> int:
        """Return what was paid by card, all together."""
        return sum(one.amount_pence for one in self.paid)

    @property
    def refunds_for_payer(self) -> list[ThingRefund]:
        """Return what is agreed to be given back, as the payer is told."""
        return [one for one in self.refunds if one.is_for_payer]


@dataclass(frozen=True, kw_only=True)
class DepositRow:
    """A deposit of a visit that is over, on which staff still have to decide."""

    booking_id: UUID
    reference: str
    name: str
    activity_name: Words
    site_name: Words
    starts_at: datetime
    ends_at: datetime
    deposit_pence: int
    goes_back_after_days: int | None


def money_of(row: BookingRow, *, now: datetime) -> Money:
    """Return the money of a booking; four queries, and none where nothing is to be paid for it."""
    if row.payment == Payment.FREE and row.deposit == Deposit.NONE and not row.may_cost_to_move:
        return Money(
            paid=(), refunds=(), still_to_come_pence=0, move=None, may_decide_deposit=False
        )
    things = all_things(row.id)
    refunds = refunds_of_things(things)
    told = sum(one.amount_pence for one in refunds if one.is_for_payer)
    return Money(
        paid=paid_things(things),
        refunds=refunds,
        still_to_come_pence=max(row.refund_pence - told, 0),
        move=_waiting(move_of(row.id), now=now) if row.status == Status.CONFIRMED else None,
        may_decide_deposit=is_to_decide(row, now=now),
    )


def deposits_to_decide(*, now: datetime) -> list[DepositRow]:
    """Return the deposits of visits that are over, the oldest first; one query."""
    rows = Booking.objects.filter(deposit=Deposit.HELD, ends_at__lte=now, status__in=_VISITED)
    return [
        DepositRow(
            booking_id=one.pk,
            reference=one.reference,
            name=one.name,
            activity_name=one.activity.name,
            site_name=one.site.name if one.site else {},
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            deposit_pence=one.deposit_pence,
            goes_back_after_days=one.activity.deposit_days,
        )
        for one in rows.select_related("activity", "site").order_by("ends_at", "pk")[
            :_MOST_DEPOSITS
        ]
    ]


def booking_of_hold(booking_id: UUID) -> UUID | None:
    """Return the booking that a hold would move, or nothing where it is a booking of its own."""
    found: UUID | None = (
        Booking.objects.filter(pk=booking_id).values_list("moves_id", flat=True).first()
    )
    return found


def _waiting(hold: Booking | None, *, now: datetime) -> WaitingMove | None:
    if hold is None or hold.starts_at <= now:
        return None
    return WaitingMove(
        hold_id=hold.pk,
        starts_at=hold.starts_at,
        pence=hold.fee_pence,
        held_until=hold.held_until,
    )


def is_to_decide(row: BookingRow, *, now: datetime) -> bool:
    """Tell whether the visit is over and its deposit not decided on."""
    return row.deposit == Deposit.HELD and row.status in _VISITED and row.ends_at <= now
