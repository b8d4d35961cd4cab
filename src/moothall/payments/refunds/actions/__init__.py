"""All that changes refunds."""

from moothall.payments.refunds.actions.asking import ask_gateway
from moothall.payments.refunds.actions.by_hand import ask_again, record_by_hand, settle_unsure
from moothall.payments.refunds.actions.deciding import approve_refund, decline_refund
from moothall.payments.refunds.actions.requesting import (
    refund_by_rule,
    refund_owed,
    refund_surplus,
    request_refund,
    withdraw_refund,
)
from moothall.payments.refunds.actions.ruling import apply_refund_rule
from moothall.payments.refunds.actions.settling import settle_refund

__all__ = [
    "apply_refund_rule",
    "approve_refund",
    "ask_again",
    "ask_gateway",
    "decline_refund",
    "record_by_hand",
    "refund_by_rule",
    "refund_owed",
    "refund_surplus",
    "request_refund",
    "settle_refund",
    "settle_unsure",
    "withdraw_refund",
]
