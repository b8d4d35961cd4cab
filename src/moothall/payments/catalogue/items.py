"""What a payer chose, as a thing for a basket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from moothall.kernel.ids import new_id
from moothall.payments.catalogue.fees import Wanted
from moothall.payments.catalogue.lines import FEE_VERSION, PAYABLE
from moothall.payments.catalogue.rows import PayableRow
from moothall.payments.errors import AmountRefused
from moothall.payments.items import Item


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What a payer says of a thing that they want to pay for."""

    reference: str = ""
    account_name: str = ""
    #: Of a bill, and of what is owed.
    amount_pence: int | None = None
    #: Of what has a fee.
    quantity: int = 1
    concession: str = ""
    postcode: str = ""
    ward: str = ""
    uprn: int | None = None


def item_of(payable: PayableRow, chosen: Chosen, *, on: date) -> Item:
    """
    Return what goes into the basket, priced.

    :raises NotForSale: if no price fits
    :raises AmountRefused: if the amount is less or more than may be paid
    """
    unit, quantity, detail = _priced(payable, chosen, on)
    total = unit * quantity
    if not payable.least_pence <= total <= payable.most_pence and payable.fees is None:
        raise AmountRefused("The amount is less or more than may be paid.")
    return Item(
        fund=payable.fund,
        description=_described(payable.names, chosen.quantity if quantity == 1 else 1),
        unit_pence=unit,
        quantity=quantity,
        reference=chosen.reference,
        account_name=chosen.account_name,
        about_type=PAYABLE,
        about_id=new_id(),
        payable=payable.key,
        detail=detail,
    )


def _priced(payable: PayableRow, chosen: Chosen, on: date) -> tuple[int, int, dict[str, Any]]:
    """Return the price of one, how many, and what is to be kept of how the price came."""
    if payable.fees is None:
        return chosen.amount_pence or 0, 1, {}
    wanted = Wanted(
        on=on,
        quantity=chosen.quantity,
        concession=chosen.concession,
        postcode=chosen.postcode,
        ward=chosen.ward,
        uprn=chosen.uprn,
    )
    each = payable.fees.price_of_each(wanted)
    detail: dict[str, Any] = {
        FEE_VERSION: _text(payable.fee_version), "quantity": chosen.quantity,
    }  # fmt: skip
    if chosen.concession:
        detail["concession"] = chosen.concession
    if len(set(each)) == 1:
        return each[0], chosen.quantity, detail
    # The first costs another amount than the next: the line is one thing that costs all of it.
    return sum(each), 1, detail


def _described(names: Mapping[str, str], count: int) -> dict[str, str]:
    """Return what a line is called; how many it stands for where it is one thing in the basket."""
    return {
        language: f"{name} × {count}" if count > 1 else name for language, name in names.items()
    }


def _text(version: UUID | None) -> str:
    return str(version) if version else ""
