"""
Asking payments to give back what bookings owe, once each, never more than was paid.

Whoever is called by an event comes here: the refund is asked for in a transaction of its own, after
the cancellation itself was committed. The booking is locked first, so that two workers with the
same event ask once; the key of each refund lets payments know it again, too.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from moothall.bookings.actions.holding import locked_booking, record
from moothall.bookings.paid_things import BOOKING, DEPOSIT, MOVE, fee_things
from moothall.kernel.actors import system
from moothall.payments.refunds.actions import refund_by_rule, refund_owed
from moothall.payments.refunds.models import Refund
from moothall.payments.refunds.things import PaidThing, Things, paid_things, was_asked_for
from moothall.payments.refunds.workflow import RefundReason

_ITSELF = system("bookings")


@transaction.atomic
def give_back_by_rule(
    *,
    booking_id: UUID,
    pence: int,
    deposit_pence: int,
    reason: RefundReason,
    occasion: str,
    now: datetime,
) -> list[Refund]:
    """
    Ask for what a rule gives back of a booking: so much of its fee and moves, and of its deposit.

    Above the council's limit a second person has to agree. `occasion` tells one giving back of a
    booking from another; told again, nothing is asked for. What is not left any more, since staff
    gave it back already, is not asked for.
    """
    booking = locked_booking(booking_id)
    refunds = _ask(booking_id, fee_things(booking_id), pence, reason, occasion, now=now)
    refunds += _ask(
        booking_id,
        {DEPOSIT: [booking_id]},
        deposit_pence,
        RefundReason.DEPOSIT,
        f"{occasion}:deposit",
        now=now,
    )
    if refunds:
        record(
            _ITSELF, "booking.refund-asked", booking, now=now,
            pence=sum(one.amount_pence for one in refunds),
        )  # fmt: skip
    return refunds


@transaction.atomic
def give_all_back(*, booking_id: UUID, now: datetime) -> list[Refund]:
    """
    Give back all that is left of what was paid for a booking: the council owes it.

    Nobody chose the amount or whom it goes to, so nobody has to agree. Told again, nothing is.
    """
    locked_booking(booking_id)
    things = {**fee_things(booking_id), DEPOSIT: [booking_id]}
    found = [
        give_thing_back(about_type=kind, about_id=one, now=now)
        for kind, ids in things.items()
        for one in ids
    ]
    return [one for one in found if one is not None]


@transaction.atomic
def give_thing_back(*, about_type: str, about_id: UUID, now: datetime) -> Refund | None:
    """Give back all that is left of what was paid for one thing; told again, it is the same."""
    return refund_owed(
        actor=_ITSELF,
        about_type=about_type,
        about_id=about_id,
        dedupe_key=f"{about_type}:{about_id}:owed",
        now=now,
    )


def _ask(
    booking_id: UUID,
    things: Things,
    pence: int,
    reason: RefundReason,
    occasion: str,
    *,
    now: datetime,
) -> list[Refund]:
    lines = paid_things(things)
    keys = {
        line.payment_id: f"{BOOKING}:{booking_id}:{occasion}:{line.payment_id}" for line in lines
    }
    if not pence or was_asked_for(list(keys.values())):
        return []
    return [
        refund_by_rule(
            actor=_ITSELF,
            payment_id=payment_id,
            parts=parts,
            reason=reason,
            dedupe_key=keys[payment_id],
            now=now,
        )
        for payment_id, parts in _spread(lines, pence).items()
    ]


def _spread(lines: Sequence[PaidThing], pence: int) -> dict[UUID, dict[UUID, int]]:
    """Return how much of each line of each payment is given back, the fee before its moves."""
    parts: dict[UUID, dict[UUID, int]] = {}
    for line in sorted(lines, key=lambda one: one.about_type == MOVE):
        share = min(pence, line.left_pence)
        if share > 0:
            parts.setdefault(line.payment_id, {})[line.line_id] = share
            pence -= share
    return parts
