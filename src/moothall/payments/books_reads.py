"""Reading the books for the screens of finance: rows that a template can only show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from moothall.payments.models import (
    Difference,
    LedgerEntry,
    LedgerTransaction,
    Payment,
    PaymentLine,
)

LIST = 50
SHORTEST_REFERENCE = 3


@dataclass(frozen=True)
class FoundPayment:
    """A payment that was looked for."""

    id: UUID
    reference: str
    gateway_reference: str
    description: str
    pence: int
    state: str
    created_at: datetime


@dataclass(frozen=True)
class EntryRow:
    """One entry as a page shows it; one of debit and credit is nothing."""

    kind: str
    name: str
    debit: int | None
    credit: int | None
    line_id: UUID | None


def find_payments(council_id: int, half: str) -> list[FoundPayment]:
    """Return the newest payments in one of whose references, or their lines', this stands."""
    half = half.strip()
    if len(half) < SHORTEST_REFERENCE:
        return []
    lines = PaymentLine.objects.filter(council_id=council_id, reference__icontains=half)
    rows = Payment.objects.filter(council_id=council_id).filter(
        Q(reference__icontains=half)
        | Q(gateway_reference__icontains=half)
        | Q(pk__in=lines.values("payment_id"))
    )
    return [
        FoundPayment(
            one.pk, one.reference, one.gateway_reference, one.description, one.amount_pence,
            one.get_state_display(), one.created_at,
        )
        for one in rows.order_by("-created_at", "-id")[:LIST]
    ]  # fmt: skip


def differences(
    council_id: int, *, state: str = "", kind: str = "", half: str = ""
) -> QuerySet[Difference]:
    """Return the differences in a state, of a kind, and with this in their reference."""
    rows = Difference.objects.filter(council_id=council_id)
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if half:
        rows = rows.filter(reference__icontains=half)
    return rows.order_by("day", "id")


def transactions_about(council_id: int, about_id: UUID) -> list[LedgerTransaction]:
    """Return what is booked about one thing, oldest first."""
    rows = LedgerTransaction.objects.filter(council_id=council_id, about_id=about_id)
    return list(rows.order_by("occurred_at", "id"))


def transactions_of(
    council_id: int, *, day: date, account_kinds: tuple[str, ...], **account: Any
) -> list[LedgerTransaction]:
    """Return what a figure is made of: a day's transactions on accounts of a kind and coding."""
    entries = LedgerEntry.objects.filter(
        council_id=council_id,
        account__kind__in=account_kinds,
        transaction__booked_on=day,
        **{f"account__{name}": value for name, value in account.items()},
    )
    rows = LedgerTransaction.objects.filter(
        council_id=council_id, pk__in=entries.values("transaction_id")
    )
    return list(rows.order_by("occurred_at", "id"))


def entries_of(transaction: LedgerTransaction) -> list[EntryRow]:
    """Return both sides of a transaction."""
    rows = LedgerEntry.objects.filter(
        council_id=transaction.council_id, transaction_id=transaction.pk
    )
    return [
        EntryRow(
            kind=one.account.kind,
            name=" ".join(
                filter(
                    None,
                    [
                        one.account.get_kind_display(), one.account.fund_code,
                        one.account.gl_code, one.account.vat_code, one.account.code,
                    ],
                )
            ),
            debit=-one.amount_pence if one.amount_pence < 0 else None,
            credit=one.amount_pence if one.amount_pence > 0 else None,
            line_id=one.line_id,
        )
        for one in rows.select_related("account").order_by("position")
    ]  # fmt: skip


def lines_of(payment: Payment) -> list[PaymentLine]:
    """Return what a payment was for, as it was coded."""
    rows = PaymentLine.objects.filter(council_id=payment.council_id, payment_id=payment.pk)
    return list(rows.order_by("position"))
