"""
The money events of cards, Direct Debits and banks, each booked by one function.

They are given values and called inside the transaction of what they follow from. Each makes its
own key from the identifiers it is given, so that told twice it is booked once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from moothall.payments.ledger import chart
from moothall.payments.ledger.chart import AccountKind, AccountName, Coding, TransactionKind
from moothall.payments.ledger.posting import Entry, Posted, Posting, post

PAYMENT = "payments.payment"
REFUND = "payments.refund"


@dataclass(frozen=True, kw_only=True)
class CodedLine:
    """
    One line of a payment, coded as it was frozen; `pence` includes its VAT.

    The money of a line with a `wallet_id` is not earned: it is kept there for its owner.
    """

    line_id: UUID | None
    pence: int
    coding: Coding
    vat_pence: int = 0
    wallet_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentTaken:
    """A payment that its gateway says is paid; a surplus one is owed to whoever paid it."""

    council_id: int
    payment_id: UUID
    gateway: str
    gateway_reference: str
    lines: Sequence[CodedLine]
    occurred_at: datetime
    is_surplus: bool = False


@dataclass(frozen=True, kw_only=True)
class RefundMade:
    """Money of these lines given back, as agreed with the gateway; amounts are above nothing."""

    council_id: int
    refund_id: UUID
    gateway: str
    gateway_reference: str
    lines: Sequence[CodedLine]
    occurred_at: datetime
    is_surplus: bool = False


@dataclass(frozen=True, kw_only=True)
class Moved:
    """
    An amount that moves between a company's account and another, under an identifier of its own.

    `code` is the gateway, or whoever else collects. `reference` is how they or the bank call it.
    """

    council_id: int
    event_id: UUID
    code: str
    pence: int
    occurred_at: datetime
    about_type: str
    reference: str = ""
    source: AccountKind = AccountKind.GATEWAY


@dataclass(frozen=True, kw_only=True)
class DebitEvent:
    """
    A Direct Debit that was collected, failed, or was claimed back under the Guarantee.

    The same may happen to one collection again: `occasion` tells this time from the others.
    """

    council_id: int
    collection_id: UUID
    occasion: str
    collector: str
    reference: str
    lines: Sequence[CodedLine]
    occurred_at: datetime


def book_payment(taken: PaymentTaken, *, now: datetime) -> Posted:
    """Book a payment: each line to income and VAT, or to its wallet; the gateway holds it all."""
    held = AccountName(kind=AccountKind.GATEWAY, code=taken.gateway)
    return post(
        Posting(
            council_id=taken.council_id,
            key=f"payment:{taken.payment_id}",
            kind=TransactionKind.PAYMENT,
            occurred_at=taken.occurred_at,
            about=(PAYMENT, taken.payment_id),
            external_reference=taken.gateway_reference,
            entries=[
                *_earned(taken.lines, is_surplus=taken.is_surplus, gateway=taken.gateway),
                Entry(account=held, pence=-_total(taken.lines)),
            ],
        ),
        now=now,
    )


def book_refund(refund: RefundMade, *, now: datetime) -> Posted:
    """Book that money is given back: from income, VAT and wallets, owed until the gateway pays."""
    due = AccountName(kind=AccountKind.REFUNDS_DUE, code=refund.gateway)
    earned = _earned(refund.lines, is_surplus=refund.is_surplus, gateway=refund.gateway)
    return post(
        Posting(
            council_id=refund.council_id,
            key=f"refund:{refund.refund_id}",
            kind=TransactionKind.REFUND,
            occurred_at=refund.occurred_at,
            about=(REFUND, refund.refund_id),
            external_reference=refund.gateway_reference,
            entries=[
                *_negated(earned),
                Entry(account=due, pence=_total(refund.lines)),
            ],
        ),
        now=now,
    )


def book_refund_settled(moved: Moved, *, now: datetime) -> Posted:
    """Book that the gateway has paid a refund, whose id is the event's, out of what it holds."""
    kind = TransactionKind.REFUND_SETTLED
    return _move(moved, kind, AccountKind.REFUNDS_DUE, AccountKind.GATEWAY, now=now)


def book_fee(moved: Moved, *, now: datetime) -> Posted:
    """Book what the gateway keeps for itself; with a minus, what it gives back of that."""
    return _move(moved, TransactionKind.FEE, AccountKind.GATEWAY_FEES, AccountKind.GATEWAY, now=now)


def book_dispute(moved: Moved, *, now: datetime) -> Posted:
    """Book that a payer's bank has taken money back, while it is argued about."""
    return _move(moved, TransactionKind.DISPUTE, AccountKind.DISPUTES, AccountKind.GATEWAY, now=now)


def book_dispute_won(moved: Moved, *, now: datetime) -> Posted:
    """Book that the disputed money has come back; the event's id is the dispute's."""
    kind = TransactionKind.DISPUTE_WON
    return _move(moved, kind, AccountKind.GATEWAY, AccountKind.DISPUTES, now=now)


def book_dispute_lost(moved: Moved, *, now: datetime) -> Posted:
    """Book that the disputed money is lost; the event's id is the dispute's."""
    kind = TransactionKind.DISPUTE_LOST
    return _move(moved, kind, AccountKind.DISPUTE_LOSSES, AccountKind.DISPUTES, now=now)


def book_payout(moved: Moved, *, now: datetime) -> Posted:
    """Book that what a gateway, or whoever else collected it, held has come into the bank."""
    return _move(moved, TransactionKind.PAYOUT, AccountKind.BANK, moved.source, now=now)


def book_correction(moved: Moved, *, now: datetime) -> Posted:
    """Book a difference out of a company's account until finance says where it belongs."""
    return _move(moved, TransactionKind.CORRECTION, AccountKind.CORRECTIONS, moved.source, now=now)


def book_debit_collected(debit: DebitEvent, *, now: datetime) -> Posted:
    """Book a Direct Debit that was collected."""
    return _debit(debit, TransactionKind.DEBIT_COLLECTED, is_back=False, now=now)


def book_debit_failed(debit: DebitEvent, *, now: datetime) -> Posted:
    """Book that a Direct Debit which had been booked as collected came back unpaid."""
    return _debit(debit, TransactionKind.DEBIT_FAILED, is_back=True, now=now)


def book_debit_indemnity(debit: DebitEvent, *, now: datetime) -> Posted:
    """Book that a payer's bank has taken a collected Direct Debit back under the Guarantee."""
    return _debit(debit, TransactionKind.DEBIT_INDEMNITY, is_back=True, now=now)


def _debit(debit: DebitEvent, kind: TransactionKind, *, is_back: bool, now: datetime) -> Posted:
    held = AccountName(kind=AccountKind.DIRECT_DEBIT, code=debit.collector)
    entries = [
        *_earned(debit.lines, is_surplus=False, gateway=debit.collector),
        Entry(account=held, pence=-_total(debit.lines)),
    ]
    return post(
        Posting(
            council_id=debit.council_id,
            key=f"{kind.value}:{debit.collection_id}:{debit.occasion}",
            kind=kind,
            occurred_at=debit.occurred_at,
            about=("payments.debit_collection", debit.collection_id),
            external_reference=debit.reference,
            entries=list(_negated(entries)) if is_back else entries,
        ),
        now=now,
    )


def _move(
    moved: Moved, kind: TransactionKind, debited: AccountKind, credited: AccountKind, *,
    now: datetime,
) -> Posted:  # fmt: skip
    bank = AccountName(kind=AccountKind.BANK)
    sides = [
        bank if one is AccountKind.BANK else AccountName(kind=one, code=moved.code)
        for one in (debited, credited)
    ]
    return post(
        Posting(
            council_id=moved.council_id,
            key=f"{kind.value}:{moved.event_id}",
            kind=kind,
            occurred_at=moved.occurred_at,
            about=(moved.about_type, moved.event_id),
            external_reference=moved.reference,
            entries=[
                Entry(account=sides[0], pence=-moved.pence),
                Entry(account=sides[1], pence=moved.pence),
            ],
        ),
        now=now,
    )


def _earned(lines: Sequence[CodedLine], *, is_surplus: bool, gateway: str) -> Iterator[Entry]:
    """Return what each line adds: net and VAT apart, or all of it to whoever it is kept for."""
    for line in lines:
        if is_surplus:
            owed = AccountName(kind=AccountKind.SURPLUS, code=gateway)
            yield Entry(account=owed, pence=line.pence, line_id=line.line_id)
        elif line.wallet_id is not None:
            kept = chart.wallet(line.wallet_id)
            yield Entry(account=kept, pence=line.pence, line_id=line.line_id)
        else:
            yield from earned(line)


def earned(line: CodedLine) -> Iterator[Entry]:
    """Return what a line adds to income and to VAT."""
    net = line.pence - line.vat_pence
    yield Entry(account=chart.income(line.coding), pence=net, line_id=line.line_id)
    yield Entry(account=chart.vat(line.coding), pence=line.vat_pence, line_id=line.line_id)


def _negated(entries: Sequence[Entry] | Iterator[Entry]) -> Iterator[Entry]:
    return (replace(entry, pence=-entry.pence) for entry in entries)


def _total(lines: Sequence[CodedLine]) -> int:
    return sum(line.pence for line in lines)
