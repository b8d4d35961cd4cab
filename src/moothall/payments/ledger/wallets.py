"""The money events of wallets: money kept for somebody, until it is spent or given back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from moothall.payments.ledger import chart
from moothall.payments.ledger.booking import CodedLine, earned
from moothall.payments.ledger.chart import AccountKind, AccountName, TransactionKind
from moothall.payments.ledger.posting import Entry, NotEnoughMoney, Posted, Posting, post
from moothall.payments.models import LedgerAccount

WALLET = "payments.wallet"


@dataclass(frozen=True, kw_only=True)
class WalletMovement:
    """
    Money into a wallet or out of it, under an identifier of its own (a till's sale, a transfer).

    `other` is where it comes from or goes to. `least_pence` is what the wallet may fall to, if it
    is opened by this; below nothing it is credit that its owner is given.
    """

    council_id: int
    event_id: UUID
    wallet_id: UUID
    pence: int
    occurred_at: datetime
    other: AccountName
    least_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class WalletSpend:
    """What was bought from a wallet, line by line."""

    council_id: int
    event_id: UUID
    wallet_id: UUID
    lines: Sequence[CodedLine]
    occurred_at: datetime
    least_pence: int = 0


def book_top_up(movement: WalletMovement, *, now: datetime) -> Posted:
    """Book money into a wallet that did not come by a payment of ours, such as cash at a school."""
    return _move(movement, TransactionKind.WALLET_TOP_UP, movement.pence, now=now)


def book_wallet_payout(movement: WalletMovement, *, now: datetime) -> Posted:
    """
    Book that what a wallet holds goes back to its owner, or to another wallet.

    :raises NotEnoughMoney: if it holds less
    """
    return _move(movement, TransactionKind.WALLET_PAYOUT, -movement.pence, now=now)


def book_wallet_paid_out(movement: WalletMovement, *, reference: str, now: datetime) -> Posted:
    """
    Book that the bank has paid what left a wallet for its owner and was owed until now.

    The event's id is the payout's, `other` where it was owed, `reference` how the bank calls it.
    """
    kind = TransactionKind.REFUND_SETTLED
    return post(
        Posting(
            council_id=movement.council_id,
            key=f"{kind.value}:{movement.event_id}",
            kind=kind,
            occurred_at=movement.occurred_at,
            about=(WALLET, movement.wallet_id),
            external_reference=reference,
            entries=[
                Entry(account=movement.other, pence=-movement.pence),
                Entry(account=AccountName(kind=AccountKind.BANK), pence=movement.pence),
            ],
        ),
        now=now,
    )


def book_wallet_spend(spend: WalletSpend, *, now: datetime) -> Posted:
    """
    Book what was bought from a wallet.

    :raises NotEnoughMoney: if it holds less
    """
    return _spend(spend, TransactionKind.WALLET_SPEND, 1, now=now)


def book_wallet_refund(spend: WalletSpend, *, now: datetime) -> Posted:
    """Book that what was bought is given back into the wallet; the event's id is the refund's."""
    return _spend(spend, TransactionKind.WALLET_REFUND, -1, now=now)


def wallet_balance(council_id: int, wallet_id: UUID) -> int:
    """Return what a wallet holds; one that was never used holds nothing."""
    found = _account(council_id, wallet_id)
    return 0 if found is None or found.balance_pence is None else found.balance_pence


def allow_least(council_id: int, wallet_id: UUID, least_pence: int) -> None:
    """
    Change what a wallet may fall to; call it inside a transaction.

    :raises NotEnoughMoney: if it holds less already
    """
    rows = LedgerAccount.objects.filter(
        council_id=council_id, kind=AccountKind.WALLET, code=str(wallet_id)
    )
    changed = rows.filter(balance_pence__gte=least_pence).update(min_balance_pence=least_pence)
    if not changed and rows.exists():
        raise NotEnoughMoney("The wallet holds less than that.")


def _account(council_id: int, wallet_id: UUID) -> LedgerAccount | None:
    return LedgerAccount.objects.filter(
        council_id=council_id, kind=AccountKind.WALLET, code=str(wallet_id)
    ).first()


def _move(
    movement: WalletMovement, kind: TransactionKind, pence: int, *, now: datetime
) -> Posted:  # fmt: skip
    kept = chart.wallet(movement.wallet_id, least_pence=movement.least_pence)
    return post(
        Posting(
            council_id=movement.council_id,
            key=f"{kind.value}:{movement.event_id}",
            kind=kind,
            occurred_at=movement.occurred_at,
            about=(WALLET, movement.wallet_id),
            entries=[Entry(account=kept, pence=pence), Entry(account=movement.other, pence=-pence)],
        ),
        now=now,
    )


def _spend(spend: WalletSpend, kind: TransactionKind, sign: int, *, now: datetime) -> Posted:
    kept = chart.wallet(spend.wallet_id, least_pence=spend.least_pence)
    total = sum(line.pence for line in spend.lines)
    bought = [entry for line in spend.lines for entry in earned(line)]
    return post(
        Posting(
            council_id=spend.council_id,
            key=f"{kind.value}:{spend.event_id}",
            kind=kind,
            occurred_at=spend.occurred_at,
            about=(WALLET, spend.wallet_id),
            entries=[
                Entry(account=kept, pence=-total * sign),
                *(replace(entry, pence=entry.pence * sign) for entry in bought),
            ],
        ),
        now=now,
    )


__all__ = [
    "NotEnoughMoney", "WalletMovement", "WalletSpend", "allow_least", "book_top_up",
    "book_wallet_paid_out", "book_wallet_payout", "book_wallet_refund", "book_wallet_spend",
    "wallet_balance",
]  # fmt: skip
