"""The rows of payments, one file an aggregate."""

from moothall.payments.models.basket import Basket, BasketLine, PayLink, Stock
from moothall.payments.models.fund import Fund, FundVersion
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.payment import Payment, PaymentLine
from moothall.payments.models.unclaimed import Doubt, Settlement, UnclaimedPayment

__all__ = [
    "Basket",
    "BasketLine",
    "Doubt",
    "Fund",
    "FundVersion",
    "GatewayChoice",
    "PayLink",
    "Payment",
    "PaymentLine",
    "Settlement",
    "Stock",
    "UnclaimedPayment",
]
