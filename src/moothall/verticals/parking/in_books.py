"""
How parking stands in the books beyond what wallets and baskets book for it.

What a partner's program took from a driver is income of the place at once, and the partner owes it:
it stands on the account of a company that takes money, under the partner's code, until finance has
booked what was paid over.
"""

from dataclasses import replace
from datetime import datetime

from moothall.payments.ledger.booking import earned
from moothall.payments.ledger.chart import AccountKind, AccountName, TransactionKind
from moothall.payments.ledger.posting import Entry, Posting, post
from moothall.payments.wallets.keeping import coded
from moothall.verticals.parking.models import ParkingClient, ParkingMovement, ParkingPlace

MOVEMENT = ParkingMovement._meta.label_lower


def account_of(client: ParkingClient) -> AccountName:
    """Name the account of what a partner holds for the council."""
    return AccountName(kind=AccountKind.GATEWAY, code=f"parking-{client.code}")


def book_collected(
    movement: ParkingMovement, place: ParkingPlace, client: ParkingClient, *, now: datetime
) -> None:
    """
    Book what a partner took for a session, or with a minus gave back; nothing books nothing.

    :raises CannotPay: if the place's fund is not coded
    """
    if not movement.pence:
        return
    sign = 1 if movement.pence > 0 else -1
    line = coded(place.fund_id, abs(movement.pence), council_id=movement.council_id, at=now)
    post(
        Posting(
            council_id=movement.council_id,
            key=f"parking:{movement.pk}",
            kind=TransactionKind.PAYMENT if sign > 0 else TransactionKind.REFUND,
            occurred_at=movement.moved_at,
            about=(MOVEMENT, movement.pk),
            entries=[
                *(replace(entry, pence=entry.pence * sign) for entry in earned(line)),
                Entry(account=account_of(client), pence=-movement.pence),
            ],
        ),
        now=now,
    )
