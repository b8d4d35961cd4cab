"""All that changes payments, baskets and books."""

from moothall.payments.actions.asking import (
    cancel_payment,
    check_payment,
    take_hint,
    take_or_release,
)
from moothall.payments.actions.cataloguing import (
    apply_group,
    apply_payable,
    apply_seller,
    withdraw_payable,
    write_fees,
)
from moothall.payments.actions.choosing import choose_gateway
from moothall.payments.actions.coding import apply_fund, set_stock
from moothall.payments.actions.filling import (
    empty_expired_baskets,
    give_to_person,
    open_basket,
    put_in_basket,
    put_in_own_basket,
    take_back_thing,
    take_out,
)
from moothall.payments.actions.linking import make_pay_link, send_pay_link
from moothall.payments.actions.paying import begin_payment, call_gateway, prepare_payment
from moothall.payments.actions.settling import settle_payment

__all__ = [
    "apply_fund",
    "apply_group",
    "apply_payable",
    "apply_seller",
    "begin_payment",
    "call_gateway",
    "cancel_payment",
    "check_payment",
    "choose_gateway",
    "empty_expired_baskets",
    "give_to_person",
    "make_pay_link",
    "open_basket",
    "prepare_payment",
    "put_in_basket",
    "put_in_own_basket",
    "send_pay_link",
    "set_stock",
    "settle_payment",
    "take_back_thing",
    "take_hint",
    "take_or_release",
    "take_out",
    "withdraw_payable",
    "write_fees",
]
