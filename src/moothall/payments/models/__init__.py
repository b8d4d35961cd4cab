"""The rows of payments, one file an aggregate."""

from moothall.payments.direct_debit.models import (
    Arrangement,
    BankAdvice,
    Collection,
    DebitLink,
    DebitRun,
    DebitService,
    IndemnityClaim,
    Mandate,
)
from moothall.payments.models.basket import Basket, BasketLine, PayLink, Stock
from moothall.payments.models.fund import Fund, FundVersion
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.payment import Payment, PaymentLine

__all__ = [
    "Arrangement",
    "BankAdvice",
    "Basket",
    "BasketLine",
    "Collection",
    "DebitLink",
    "DebitRun",
    "DebitService",
    "Fund",
    "FundVersion",
    "GatewayChoice",
    "IndemnityClaim",
    "Mandate",
    "PayLink",
    "Payment",
    "PaymentLine",
    "Stock",
]
