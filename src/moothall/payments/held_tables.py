"""The tables of payments, in words for those whom they are about."""

from typing import Any

from django.utils.translation import gettext_lazy

from moothall.kernel.money import pounds
from moothall.payments.models import (
    Basket,
    BasketLine,
    PayLink,
    Payment,
    PaymentLine,
    PaymentReceipt,
)
from moothall.people.held_tables import MACHINERY, SECRET, SHOWN_ELSEWHERE, HeldTable, who
from moothall.people.personal_data import Whose

_CODING = "how the council's books are kept; says nothing about anybody"
_NUMBER = "the name says who"


def _pounds(name: str) -> Any:
    def show(row: Any, whose: Whose) -> str:
        return pounds(getattr(row, name))

    return show


BASKETS = HeldTable(
    key="payments.baskets",
    model=Basket,
    title=gettext_lazy("Baskets"),
    explanation=gettext_lazy("What you were about to pay for, and when."),
    columns={
        "state": gettext_lazy("How far it came"),
        "language": gettext_lazy("Language"),
        "channel": gettext_lazy("How it was filled"),
        "email": gettext_lazy("Email address for the receipt"),
        "actor_name": gettext_lazy("Opened by"),
        "opened_at": gettext_lazy("Opened"),
        "touched_at": gettext_lazy("Last changed"),
        "expires_at": gettext_lazy("Kept until"),
        "paid_at": gettext_lazy("Paid"),
    },
    left_out={
        "person_id": "it is the person themselves",
        "secret_digest": SECRET,
        "actor_kind": _NUMBER,
        "actor_identifier": _NUMBER,
    },
    shown={"actor_name": who("actor")},
)
LINES = HeldTable(
    key="payments.basket-lines",
    model=BasketLine,
    title=gettext_lazy("What was in your baskets"),
    explanation=gettext_lazy("Each thing that was to be paid for."),
    columns={
        "description": gettext_lazy("What it was"),
        "reference": gettext_lazy("Your reference"),
        "account_name": gettext_lazy("Name on the account"),
        "quantity": gettext_lazy("How many"),
        "unit_pence": gettext_lazy("Price of one"),
        "detail": gettext_lazy("More about it"),
        "added_at": gettext_lazy("Put in"),
        "removed_at": gettext_lazy("Taken out"),
        "paid_at": gettext_lazy("Paid"),
    },
    left_out={
        "basket_id": SHOWN_ELSEWHERE,
        "position": MACHINERY,
        "fund_id": _CODING,
        "payable_key": _CODING,
        "about_type": SHOWN_ELSEWHERE,
        "about_id": SHOWN_ELSEWHERE,
        "stock_id": MACHINERY,
    },
    shown={"unit_pence": _pounds("unit_pence")},
)
LINKS = HeldTable(
    key="payments.pay-links",
    model=PayLink,
    title=gettext_lazy("Links to pay"),
    explanation=gettext_lazy("Links by which you or somebody else could pay your basket."),
    columns={
        "sent_to": gettext_lazy("Sent to"),
        "made_at": gettext_lazy("Made"),
        "expires_at": gettext_lazy("Works until"),
        "ended_at": gettext_lazy("Ended"),
    },
    left_out={"basket_id": SHOWN_ELSEWHERE, "secret_digest": SECRET},
)
PAYMENTS = HeldTable(
    key="payments.payments",
    model=Payment,
    title=gettext_lazy("Payments"),
    explanation=gettext_lazy(
        "Each time you paid or began to. We never see or keep the number of a card."
    ),
    columns={
        "reference": gettext_lazy("Reference"),
        "description": gettext_lazy("What it was for"),
        "amount_pence": gettext_lazy("Amount"),
        "refunded_pence": gettext_lazy("Given back"),
        "state": gettext_lazy("What became of it"),
        "entry": gettext_lazy("Who typed the card"),
        "language": gettext_lazy("Language"),
        "email": gettext_lazy("Email address for the receipt"),
        "is_surplus": gettext_lazy("Paid twice, to be given back"),
        "actor_name": gettext_lazy("Begun by"),
        "keeps_card": gettext_lazy("You agreed that the company keeps the card"),
        "agreement_reference": gettext_lazy("Their reference of the card that they keep"),
        "gateway_reference": gettext_lazy("Reference of the company that took the card"),
        "problem": gettext_lazy("What went wrong"),
        "code": gettext_lazy("Their code for it"),
        "card_kind": gettext_lazy("Kind of card"),
        "card_ending": gettext_lazy("Last digits of the card"),
        "created_at": gettext_lazy("Begun"),
        "started_at": gettext_lazy("Taken up"),
        "finished_at": gettext_lazy("Ended"),
        "paid_at": gettext_lazy("Paid"),
    },
    left_out={
        "person_id": "it is the person themselves",
        "basket_id": SHOWN_ELSEWHERE,
        "choice_id": MACHINERY,
        "is_captured_later": MACHINERY,
        "holds_stock": MACHINERY,
        "refund_held_pence": SHOWN_ELSEWHERE,
        "actor_kind": _NUMBER,
        "actor_identifier": _NUMBER,
        "next_url": MACHINERY,
        "outcome_unknown": MACHINERY,
        "lease_until": MACHINERY,
        "fee_pence": _CODING,
        "captured_on": _CODING,
        "settled_on": _CODING,
        "checks": MACHINERY,
        "check_at": MACHINERY,
    },
    shown={
        "actor_name": who("actor"),
        "amount_pence": _pounds("amount_pence"),
        "refunded_pence": _pounds("refunded_pence"),
    },
)
PAID_LINES = HeldTable(
    key="payments.payment-lines",
    model=PaymentLine,
    title=gettext_lazy("What you paid for"),
    explanation=gettext_lazy("Each thing in a payment, and how it stands in our books."),
    columns={
        "description": gettext_lazy("What it was"),
        "reference": gettext_lazy("Your reference"),
        "account_name": gettext_lazy("Name on the account"),
        "quantity": gettext_lazy("How many"),
        "amount_pence": gettext_lazy("Amount"),
        "vat_pence": gettext_lazy("VAT within it"),
        "refunded_pence": gettext_lazy("Given back"),
        "fund_code": gettext_lazy("Fund"),
        "gl_code": gettext_lazy("Code in our books"),
    },
    left_out={
        "payment_id": SHOWN_ELSEWHERE,
        "basket_line_id": SHOWN_ELSEWHERE,
        "refund_held_pence": SHOWN_ELSEWHERE,
        "position": MACHINERY,
        "fund_version_id": _CODING,
        "vat_code": _CODING,
        "vat_rate": _CODING,
        "about_type": SHOWN_ELSEWHERE,
        "about_id": SHOWN_ELSEWHERE,
    },
    shown={
        "amount_pence": _pounds("amount_pence"),
        "vat_pence": _pounds("vat_pence"),
        "refunded_pence": _pounds("refunded_pence"),
    },
)
RECEIPTS = HeldTable(
    key="payments.receipts",
    model=PaymentReceipt,
    title=gettext_lazy("Receipts"),
    explanation=gettext_lazy("The receipts that we wrote for your payments, as PDF."),
    columns={
        "language": gettext_lazy("Language"),
        "refunded_pence": gettext_lazy("Given back by then"),
        "made_at": gettext_lazy("Written"),
    },
    left_out={"payment_id": SHOWN_ELSEWHERE, "file_id": SHOWN_ELSEWHERE},
    shown={"refunded_pence": _pounds("refunded_pence")},
)
