"""All that changes wallets, cards and tills."""

from moothall.payments.wallets.actions.cards import block_card, issue_card
from moothall.payments.wallets.actions.keeping import (
    apply_scheme,
    block_wallet,
    entitle,
    open_wallet,
    unblock_wallet,
)
from moothall.payments.wallets.actions.paying_out import ask_for_payout, decide_payout, mark_paid
from moothall.payments.wallets.actions.selling import take_sale
from moothall.payments.wallets.actions.settling import recover_missing, settle_conflict, write_off
from moothall.payments.wallets.actions.spending import give_back, pay_from_wallet
from moothall.payments.wallets.actions.tills import end_till, register_till
from moothall.payments.wallets.actions.topping_up import (
    ask_for_top_up,
    book_paid_top_up,
    withdraw_top_up,
)

__all__ = [
    "apply_scheme",
    "ask_for_payout",
    "ask_for_top_up",
    "block_card",
    "block_wallet",
    "book_paid_top_up",
    "decide_payout",
    "end_till",
    "entitle",
    "give_back",
    "issue_card",
    "mark_paid",
    "open_wallet",
    "pay_from_wallet",
    "recover_missing",
    "register_till",
    "settle_conflict",
    "take_sale",
    "unblock_wallet",
    "withdraw_top_up",
    "write_off",
]
