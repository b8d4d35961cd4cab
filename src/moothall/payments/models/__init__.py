"""The rows of payments, one file an aggregate."""

from moothall.payments.models.basket import Basket, BasketLine, PayLink, Stock
from moothall.payments.models.fund import Fund, FundVersion
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.payable import (
    FeeVersion,
    Payable,
    PayableGroup,
    PriceKind,
    Seller,
)
from moothall.payments.models.payment import Payment, PaymentLine
from moothall.payments.models.receipt import PaymentReceipt

__all__ = [
    "Basket",
    "BasketLine",
    "FeeVersion",
    "Fund",
    "FundVersion",
    "GatewayChoice",
    "PayLink",
    "Payable",
    "PayableGroup",
    "Payment",
    "PaymentLine",
    "PaymentReceipt",
    "PriceKind",
    "Seller",
    "Stock",
]
