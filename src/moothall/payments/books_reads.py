"""Reading the books for the screens of finance: rows that a template can only show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from moothall.payments.models import (
    Difference,
    ExportedTransaction,
    FinanceExport,
    LedgerEntry,
    LedgerTransaction,
    Payment,
    PaymentLine,
    SettledItem,
)
from moothall.payments.parts_of_references import Part, payments_with

LIST = 50
#: Of what a figure is made of so many are shown.
MOST_OF_FIGURE = 200


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
    found = payments_with(Part([council_id], half, most=LIST))
    rows = Payment.objects.filter(council_id=council_id, pk__in=found)
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


def payment_of(item: SettledItem | None) -> UUID | None:
    """Return the payment that a line of the card company's report is about, if it is ours."""
    if item is None:
        return None
    found = Payment.objects.filter(
        council_id=item.council_id, gateway_reference=item.gateway_reference
    )
    payment_id: UUID | None = found.values_list("pk", flat=True).first()
    return payment_id


def transactions_about(council_id: int, about_id: UUID) -> list[LedgerTransaction]:
    """Return what is booked about one thing, oldest first."""
    rows = LedgerTransaction.objects.filter(council_id=council_id, about_id=about_id)
    return list(rows.order_by("occurred_at", "id"))


@dataclass(frozen=True)
class Figure:
    """What a figure is made of: from which day to which, and on accounts of which name."""

    first: date | None
    last: date | None
    account: Mapping[str, Any]
    kinds: tuple[str, ...]


def transactions_of(council_id: int, figure: Figure) -> list[LedgerTransaction]:
    """Return the newest transactions that a figure is made of, one more than are shown."""
    entries = LedgerEntry.objects.filter(
        council_id=council_id,
        account__kind__in=figure.kinds,
        **{f"account__{name}": value for name, value in figure.account.items()},
    )
    rows = LedgerTransaction.objects.filter(
        council_id=council_id, pk__in=entries.values("transaction_id")
    )
    if figure.first is not None and figure.last is not None:
        rows = rows.filter(booked_on__range=(figure.first, figure.last))
    return list(rows.order_by("-occurred_at", "-id")[: MOST_OF_FIGURE + 1])


def transactions_in(export: FinanceExport) -> list[LedgerTransaction]:
    """Return the newest transactions that were handed over at once, one more than are shown."""
    handed = ExportedTransaction.objects.filter(council_id=export.council_id, export_id=export.pk)
    rows = LedgerTransaction.objects.filter(
        council_id=export.council_id, pk__in=handed.values("transaction_id")
    )
    return list(rows.order_by("-occurred_at", "-id")[: MOST_OF_FIGURE + 1])


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


def lines_by_id(transaction: LedgerTransaction, entries: list[EntryRow]) -> list[PaymentLine]:
    """Return the lines of payments that a transaction's entries are of."""
    wanted = {entry.line_id for entry in entries if entry.line_id is not None}
    return list(PaymentLine.objects.filter(council_id=transaction.council_id, pk__in=wanted))
