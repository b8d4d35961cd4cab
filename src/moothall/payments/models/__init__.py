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

__all__ = [
    "Basket",
    "BasketLine",
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
    "Stock",
]
