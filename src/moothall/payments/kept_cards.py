"""Cards that a gateway keeps, because their owner agreed to pay by them again."""

from collections.abc import Sequence
from dataclasses import dataclass

from moothall.kernel.errors import GiveUp
from moothall.payments.chosen import Chosen
from moothall.payments.models import BasketLine, GatewayChoice
from moothall.payments.ports import GatewayStatus, KeepsCards, RepeatPayment, StartPayment

#: In a line's detail: its payer agreed that the gateway keeps the card.
KEEPS_CARD = "keeps_card"


@dataclass(frozen=True)
class KeptCard:
    """A card by the name that a gateway has for it, and the council's account there."""

    choice: GatewayChoice
    agreement_reference: str


def keeps_card(lines: Sequence[BasketLine], chosen: Chosen) -> bool:
    """Tell whether a payer of these lines has agreed that the card is kept, and it can be."""
    return isinstance(chosen.gateway, KeepsCards) and any(
        line.detail.get(KEEPS_CARD) for line in lines
    )


def charge_kept(chosen: Chosen, request: StartPayment, agreement_reference: str) -> GatewayStatus:
    """
    Charge a card that is kept; raises as the gateway does.

    :raises GiveUp: if the gateway keeps no cards
    """
    if not isinstance(chosen.gateway, KeepsCards):
        raise GiveUp(f"{chosen.gateway.label} keeps no cards.")
    repeat = RepeatPayment(
        payment_id=request.payment_id,
        agreement_reference=agreement_reference,
        reference=request.reference,
        description=request.description,
        amount_pence=request.amount_pence,
        lines=request.lines,
        outcome_unknown=request.outcome_unknown,
    )
    return chosen.gateway.charge(repeat, chosen.options)
