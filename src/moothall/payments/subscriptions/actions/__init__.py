"""All that changes plans and subscriptions."""

from moothall.payments.subscriptions.actions.changing import (
    add_more,
    choose_renewal,
    move_place,
    stop_subscription,
    take_away,
)
from moothall.payments.subscriptions.actions.joining import join_paid, join_plan, leave_basket
from moothall.payments.subscriptions.actions.planning import apply_plan, price_plan
from moothall.payments.subscriptions.actions.renewing import (
    charge_card,
    end_agreement,
    end_over,
    give_instalment_notice,
    give_notice,
    put_charge_in_basket,
)
from moothall.payments.subscriptions.actions.settling import charge_paid, payment_ended

__all__ = [
    "add_more",
    "apply_plan",
    "charge_card",
    "charge_paid",
    "choose_renewal",
    "end_agreement",
    "end_over",
    "give_instalment_notice",
    "give_notice",
    "join_paid",
    "join_plan",
    "leave_basket",
    "move_place",
    "payment_ended",
    "price_plan",
    "put_charge_in_basket",
    "stop_subscription",
    "take_away",
]
