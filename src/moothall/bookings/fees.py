"""What a booking costs, and how much is given back; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from moothall.bookings.models import Activity, Booking
from moothall.bookings.workflow import Deposit, Payment
from moothall.councils.calendar import WEEKDAYS

_WHOLE = 100


def fee_of(activity: Activity, *, local_on: date, local_time: time, party_size: int = 1) -> int:
    """
    Return what a booking at a local time costs, in pence.

    The first rule whose days and hours hold says it, else the activity's own fee does.
    """
    pence = next(
        (rule["pence"] for rule in activity.fee_rules if _holds(rule, local_on, local_time)),
        activity.fee_pence,
    )
    return int(pence) * (party_size if activity.fee_is_each else 1)


def refund_of(
    bands: Iterable[Mapping[str, int]], *, paid_pence: int, starts_at: datetime, now: datetime
) -> int:
    """
    Return how much is given back when somebody cancels now, in whole pence, never more than paid.

    Each band says from how many hours before which share is given back: the best that holds.
    """
    ahead = starts_at - now
    shares = [band["percent"] for band in bands if ahead >= timedelta(hours=band["hours"])]
    return paid_pence * max(shares, default=0) // _WHOLE


@dataclass(frozen=True, kw_only=True)
class MovePrice:
    """
    What moving a booking to another time costs, or gives back.

    `fee_pence` is what the booking costs from then on. Where the new time is cheaper the difference
    counts against the change fee, so that nobody pays with one hand and is paid with the other.
    """

    fee_pence: int
    change_fee_pence: int = 0
    to_pay_pence: int = 0
    refund_pence: int = 0


def price_of_move(
    booking: Booking, activity: Activity, *, local_on: date, local_time: time
) -> MovePrice:
    """
    Return what moving a booking to a local time costs.

    Who was let off the fee pays nothing for a move. Whose time a closure shut pays nothing either,
    and gets the difference back where the new time is cheaper.
    """
    if booking.payment == Payment.WAIVED:
        return MovePrice(fee_pence=booking.fee_pence)
    fee = fee_of(activity, local_on=local_on, local_time=local_time, party_size=booking.party_size)
    if booking.closure_id is not None:
        fee = min(fee, booking.fee_pence)
        return MovePrice(fee_pence=fee, refund_pence=booking.fee_pence - fee)
    due = activity.change_fee_pence + fee - booking.fee_pence
    return MovePrice(
        fee_pence=fee,
        change_fee_pence=activity.change_fee_pence,
        to_pay_pence=max(due, 0),
        refund_pence=max(-due, 0),
    )


@dataclass(frozen=True, kw_only=True)
class GivenBack:
    """What cancelling gives back: of the fee and what moves cost, and of the deposit."""

    fee_pence: int = 0
    deposit_pence: int = 0

    @property
    def pence(self) -> int:
        """Return all of it."""
        return self.fee_pence + self.deposit_pence


def given_back(
    booking: Booking, activity: Activity, *, by_council: bool, now: datetime
) -> GivenBack:
    """
    Return what cancelling a booking now gives back.

    A deposit goes back whole, whoever cancels. What the council calls off, or shut, gives back
    what changes of the time cost, too.
    """
    deposit = booking.deposit_pence if booking.deposit == Deposit.HELD else 0
    if booking.payment != Payment.PAID:
        return GivenBack(deposit_pence=deposit)
    if by_council or booking.closure_id is not None:
        return GivenBack(
            fee_pence=booking.fee_pence + booking.change_fee_pence, deposit_pence=deposit
        )
    share = refund_of(
        activity.refund_bands,
        paid_pence=booking.fee_pence,
        starts_at=booking.starts_at,
        now=now,
    )
    return GivenBack(fee_pence=share, deposit_pence=deposit)


def is_due(booking: Booking) -> bool:
    """Tell whether something is to be paid before a booking is promised."""
    return booking.payment == Payment.DUE or booking.deposit == Deposit.DUE


def due_pence(booking: Booking) -> int:
    """Return how much is to be paid before a booking is promised."""
    fee = booking.fee_pence if booking.payment == Payment.DUE else 0
    return fee + (booking.deposit_pence if booking.deposit == Deposit.DUE else 0)


def _holds(rule: Mapping[str, Any], day: date, clock: time) -> bool:
    days = rule.get("days")
    return (
        (not days or WEEKDAYS[day.weekday()] in days)
        and ("from" not in rule or clock >= time.fromisoformat(rule["from"]))
        and ("until" not in rule or clock < time.fromisoformat(rule["until"]))
    )
