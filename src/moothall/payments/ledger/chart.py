"""The kinds of accounts and transactions, and how an account, opened at first use, is named."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models


class AccountKind(models.TextChoices):
    """What an account is for."""

    INCOME = "income", "Income"
    VAT = "vat", "VAT"
    #: What a company that takes cards has taken and not yet paid out.
    GATEWAY = "gateway", "Card company"
    GATEWAY_FEES = "gateway_fees", "Fees of the card company"
    #: Given back by us, not yet moved by the gateway.
    REFUNDS_DUE = "refunds_due", "Refunds on their way"
    #: Paid twice or too late: to be given back.
    SURPLUS = "surplus", "Paid too much, to be given back"
    #: Taken back by a payer's bank, while it is argued about.
    DISPUTES = "disputes", "Disputed"
    DISPUTE_LOSSES = "dispute_losses", "Lost in disputes"
    BANK = "bank", "Bank"
    DIRECT_DEBIT = "direct_debit", "Direct Debit"
    WALLET = "wallet", "Wallet"
    CORRECTIONS = "corrections", "Waiting to be explained"


class TransactionKind(models.TextChoices):
    """What happened."""

    PAYMENT = "payment", "Payment"
    FEE = "fee", "Fee"
    REFUND = "refund", "Refund"
    REFUND_SETTLED = "refund_settled", "Refund paid out"
    DISPUTE = "dispute", "Dispute"
    DISPUTE_WON = "dispute_won", "Dispute won"
    DISPUTE_LOST = "dispute_lost", "Dispute lost"
    PAYOUT = "payout", "Paid into the bank"
    DEBIT_COLLECTED = "debit_collected", "Direct Debit collected"
    DEBIT_FAILED = "debit_failed", "Direct Debit failed"
    DEBIT_INDEMNITY = "debit_indemnity", "Direct Debit taken back"
    WALLET_TOP_UP = "wallet_top_up", "Wallet topped up"
    WALLET_SPEND = "wallet_spend", "Paid from a wallet"
    WALLET_REFUND = "wallet_refund", "Given back into a wallet"
    WALLET_PAYOUT = "wallet_payout", "Wallet paid out"
    CORRECTION = "correction", "Correction"
    REVERSAL = "reversal", "Reversal"


@dataclass(frozen=True, kw_only=True)
class AccountName:
    """
    How an account is called: by kind and code, and for income and VAT by the coding.

    `least_pence` is what its balance never falls below; the account of whom that is said keeps its
    balance as a figure. An account for which nothing is said may go anywhere, and is summed up.
    """

    kind: AccountKind
    code: str = ""
    fund_code: str = ""
    gl_code: str = ""
    vat_code: str = ""
    vat_rate: int = 0
    least_pence: int | None = None


@dataclass(frozen=True, kw_only=True)
class Coding:
    """Where income goes in the council's own books, and what VAT is in it."""

    fund_code: str
    gl_code: str
    vat_code: str = ""
    vat_rate: int = 0


def income(coding: Coding) -> AccountName:
    """Name the account of what is earned under this coding, without VAT."""
    return _coded(AccountKind.INCOME, coding)


def vat(coding: Coding) -> AccountName:
    """Name the account of the VAT that is in what is earned under this coding."""
    return _coded(AccountKind.VAT, coding)


def wallet(wallet_id: UUID, *, least_pence: int = 0) -> AccountName:
    """Name a wallet's account; the least it may hold counts when it is opened."""
    return AccountName(kind=AccountKind.WALLET, code=str(wallet_id), least_pence=least_pence)


def _coded(kind: AccountKind, coding: Coding) -> AccountName:
    return AccountName(
        kind=kind,
        fund_code=coding.fund_code,
        gl_code=coding.gl_code,
        vat_code=coding.vat_code,
        vat_rate=coding.vat_rate,
    )
