"""The rows of payments, one file an aggregate."""

from moothall.payments.models.basket import Basket, BasketLine, PayLink, Stock
from moothall.payments.models.fund import Fund, FundVersion
from moothall.payments.models.gateway_choice import GatewayChoice
from moothall.payments.models.payment import Payment, PaymentLine
from moothall.payments.refunds.models import Refund, RefundLine, RefundRule
from moothall.payments.subscriptions.models import Charge, Plan, PlanPrice, Subscription

__all__ = [
    "Basket",
    "BasketLine",
    "Charge",
    "Fund",
    "FundVersion",
    "GatewayChoice",
    "PayLink",
    "Payment",
    "PaymentLine",
    "Plan",
    "PlanPrice",
    "Refund",
    "RefundLine",
    "RefundRule",
    "Stock",
    "Subscription",
]
