"""The rows of payments, one file an aggregate."""

from moothall.payments.models.basket import Basket, BasketLine, PayLink, Stock
from moothall.payments.models.fund import Fund, FundVersion
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.ledger import (
    LedgerAccount,
    LedgerEntry,
    LedgerProof,
    LedgerTransaction,
)
from moothall.payments.models.payment import Payment, PaymentLine
from moothall.payments.wallets.models import (
    Entitlement,
    ResidentCard,
    Till,
    TillSale,
    Wallet,
    WalletPayout,
    WalletScheme,
    WalletTopUp,
)

__all__ = [
    "Basket",
    "BasketLine",
    "Entitlement",
    "Fund",
    "FundVersion",
    "GatewayChoice",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerProof",
    "LedgerTransaction",
    "PayLink",
    "Payment",
    "PaymentLine",
    "ResidentCard",
    "Stock",
    "Till",
    "TillSale",
    "Wallet",
    "WalletPayout",
    "WalletScheme",
    "WalletTopUp",
]
