"""The kinds of accounts and transactions, and how an account, opened at first use, is named."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy


class AccountKind(models.TextChoices):
    """What an account is for."""

    INCOME = "income", gettext_lazy("Income")
    VAT = "vat", gettext_lazy("VAT")
    #: What a company that takes cards has taken and not yet paid out.
    GATEWAY = "gateway", gettext_lazy("Card company")
    GATEWAY_FEES = "gateway_fees", gettext_lazy("Fees of the card company")
    #: Given back by us, not yet moved by the gateway.
    REFUNDS_DUE = "refunds_due", gettext_lazy("Refunds on their way")
    #: Paid twice or too late: to be given back.
    SURPLUS = "surplus", gettext_lazy("Paid too much, to be given back")
    #: Taken back by a payer's bank, while it is argued about.
    DISPUTES = "disputes", gettext_lazy("Disputed")
    DISPUTE_LOSSES = "dispute_losses", gettext_lazy("Lost in disputes")
    BANK = "bank", gettext_lazy("Bank")
    DIRECT_DEBIT = "direct_debit", gettext_lazy("Direct Debit")
    WALLET = "wallet", gettext_lazy("Wallet")
    CORRECTIONS = "corrections", gettext_lazy("Waiting to be explained")


class TransactionKind(models.TextChoices):
    """What happened."""

    PAYMENT = "payment", gettext_lazy("Payment")
    FEE = "fee", gettext_lazy("Fee")
    REFUND = "refund", gettext_lazy("Refund")
    REFUND_SETTLED = "refund_settled", gettext_lazy("Refund paid out")
    DISPUTE = "dispute", gettext_lazy("Dispute")
    DISPUTE_WON = "dispute_won", gettext_lazy("Dispute won")
    DISPUTE_LOST = "dispute_lost", gettext_lazy("Dispute lost")
    PAYOUT = "payout", gettext_lazy("Paid into the bank")
    DEBIT_COLLECTED = "debit_collected", gettext_lazy("Direct Debit collected")
    DEBIT_FAILED = "debit_failed", gettext_lazy("Direct Debit failed")
    DEBIT_INDEMNITY = "debit_indemnity", gettext_lazy("Direct Debit taken back")
    WALLET_TOP_UP = "wallet_top_up", gettext_lazy("Wallet topped up")
    WALLET_SPEND = "wallet_spend", gettext_lazy("Paid from a wallet")
    WALLET_REFUND = "wallet_refund", gettext_lazy("Given back into a wallet")
    WALLET_PAYOUT = "wallet_payout", gettext_lazy("Wallet paid out")
    CORRECTION = "correction", gettext_lazy("Correction")
    REVERSAL = "reversal", gettext_lazy("Reversal")


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
