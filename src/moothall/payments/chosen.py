"""The gateway that a council uses, ready to be called."""

from dataclasses import dataclass

from moothall.kernel.options import Options
from moothall.payments.errors import CannotPay
from moothall.payments.models import GatewayChoice
from moothall.payments.ports import CardEntry, PaymentGateway, gateways


@dataclass(frozen=True)
class Chosen:
    """A gateway and the council's settings there."""

    choice: GatewayChoice
    gateway: PaymentGateway
    options: Options


def chosen_gateway(council_id: int, entry: CardEntry) -> Chosen:
    """
    Return the gateway for payments to come.

    :raises CannotPay: if the council has chosen none
    """
    choice = GatewayChoice.objects.filter(
        council_id=council_id, entry=entry.value, replaced_at=None
    ).first()
    if choice is None:
        raise CannotPay(f"This council takes no cards that are typed {entry.value}.")
    return gateway_of(choice)


def gateway_of(choice: GatewayChoice) -> Chosen:
    """Return the gateway of a payment that was begun, whatever the council uses since."""
    gateway = gateways.get(choice.gateway)
    return Chosen(choice, gateway, gateway.options.read(choice.options))


def choices_with(council_id: int, gateway: str) -> list[Chosen]:
    """Return what a council has, or had, with one gateway, the newest first."""
    rows = GatewayChoice.objects.filter(council_id=council_id, gateway=gateway)
    return [gateway_of(choice) for choice in rows.order_by("-chosen_at")]
