"""What becomes of deposits after the visit: they go back, or the council keeps what it says why."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from moothall.bookings import policies
from moothall.bookings.actions.holding import locked_booking, record
from moothall.bookings.errors import DepositNotDecided, HoldEnded
from moothall.bookings.events import DepositDecided
from moothall.bookings.models import Booking
from moothall.bookings.workflow import Deposit, Status
from moothall.kernel import outbox
from moothall.kernel.actors import Actor
from moothall.kernel.card_numbers import refuse_card_numbers
from moothall.kernel.policies import require

_LONGEST_REASON = 300
_VISITED = (Status.CONFIRMED, Status.ATTENDED, Status.MISSED)


@transaction.atomic
def decide_deposit(
    *, actor: Actor, booking_id: UUID, kept_pence: int, now: datetime, because: str = ""
) -> Booking:
    """
    Give a deposit back after the visit, or keep it or a part of it, and say why.

    The person is told. Staff who book may give it back; who runs the diary may keep of it.

    :raises HoldEnded: if there is no deposit to decide on, any more or yet
    :raises DepositNotDecided: if more is to be kept than there is, or nothing says why
    """
    booking = locked_booking(booking_id)
    may = policies.can_manage_diary if kept_pence else policies.can_return_deposit
    require(may(actor, booking.council_id))
    refuse_card_numbers(because)
    is_over = booking.status in _VISITED and booking.ends_at <= now
    if booking.deposit != Deposit.HELD or not is_over:
        raise HoldEnded("There is no deposit to decide on.")
    if not 0 <= kept_pence <= booking.deposit_pence or (kept_pence and not because):
        raise DepositNotDecided("Say how much is kept, and why.")
    booking.deposit = Deposit.KEPT if kept_pence else Deposit.RETURNED
    booking.deposit_kept_pence = kept_pence
    booking.deposit_because = because[:_LONGEST_REASON]
    booking.deposit_decided_at = now
    back = booking.deposit_pence - kept_pence
    booking.refund_pence += back
    booking.save(
        update_fields=[
            "deposit", "deposit_kept_pence", "deposit_because", "deposit_decided_at",
            "refund_pence",
        ]
    )  # fmt: skip
    record(actor, f"booking.deposit-{booking.deposit}", booking, now=now, kept_pence=kept_pence)
    outbox.publish(
        DepositDecided(
            council_id=booking.council_id,
            occurred_at=now,
            booking_id=booking.pk,
            returned_pence=back,
            kept_pence=kept_pence,
        )
    )
    return booking


@transaction.atomic
def return_due_deposits(*, actor: Actor, now: datetime, limit: int = 200) -> int:
    """
    Give back the deposits of the council in force whose activity's days are over; return how many.

    Nobody has kept of them by then. The rest is a matter for the next round.
    """
    waiting = Booking.objects.filter(
        deposit=Deposit.HELD, status__in=_VISITED, ends_at__lte=now,
        activity__deposit_days__isnull=False,
    )  # fmt: skip
    rows = waiting.order_by("ends_at", "pk").values_list("pk", "ends_at", "activity__deposit_days")
    ids = [pk for pk, ends_at, days in rows if ends_at + timedelta(days=days or 0) <= now][:limit]
    for booking_id in ids:
        decide_deposit(actor=actor, booking_id=booking_id, kept_pence=0, now=now)
    return len(ids)
