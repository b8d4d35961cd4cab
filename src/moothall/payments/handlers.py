"""What payments do when something happens among themselves: Direct Debits come into the books."""

from datetime import date

from django.db import transaction

from moothall.payments.direct_debit.events import (
    DebitCollected,
    DebitFailed,
    DebitIndemnified,
    DebitReinstated,
)
from moothall.payments.in_books import debit_of
from moothall.payments.ledger.booking import (
    book_debit_collected,
    book_debit_failed,
    book_debit_indemnity,
)


def on_debit_collected_book_it(event: DebitCollected) -> None:
    """Book what came in, once for each presentation."""
    debit = debit_of(
        event.collection_id,
        event.amount_pence,
        occasion=str(event.attempt),
        on=date.fromisoformat(event.on),
        occurred_at=event.occurred_at,
    )
    with transaction.atomic():
        book_debit_collected(debit, now=event.occurred_at)


def on_debit_failed_book_it_back(event: DebitFailed) -> None:
    """Book back what had been booked as collected; what never was needs no line."""
    if not event.was_collected:
        return
    debit = debit_of(
        event.collection_id,
        event.amount_pence,
        occasion=str(event.attempt),
        on=event.occurred_at.date(),
        occurred_at=event.occurred_at,
    )
    with transaction.atomic():
        book_debit_failed(debit, now=event.occurred_at)


def on_debit_indemnified_book_it_back(event: DebitIndemnified) -> None:
    """Book what a bank takes from the council under the Guarantee."""
    if event.collection_id is None:
        return  # nobody knows yet for what: staff find it among the differences with the bank
    debit = debit_of(
        event.collection_id,
        event.amount_pence,
        occasion=str(event.claim_id),
        on=date.fromisoformat(event.on),
        occurred_at=event.occurred_at,
    )
    with transaction.atomic():
        book_debit_indemnity(debit, now=event.occurred_at)


def on_debit_reinstated_book_it_again(event: DebitReinstated) -> None:
    """Book that a claim was taken back."""
    if event.collection_id is None:
        return
    debit = debit_of(
        event.collection_id,
        event.amount_pence,
        occasion=f"reinstated:{event.claim_id}",
        on=event.occurred_at.date(),
        occurred_at=event.occurred_at,
    )
    with transaction.atomic():
        book_debit_collected(debit, now=event.occurred_at)
