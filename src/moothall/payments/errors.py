"""What a basket or a payment refuses, and why."""

from collections.abc import Mapping
from uuid import UUID

from moothall.kernel.errors import MoothallError


class BasketEmpty(MoothallError):
    """There is nothing to pay for."""


class BasketPaid(MoothallError):
    """All that was in it is paid for."""


class PaymentUnderWay(MoothallError):
    """While somebody is paying nothing in the basket can change."""


class CannotPay(MoothallError):
    """The council takes no payments of this kind just now."""


class TooManyLinks(MoothallError):
    """Enough messages with a link to pay were sent for one basket."""


class LinesRefused(MoothallError):
    """Some of what is in the basket cannot be paid for any more; says of each line why."""

    def __init__(self, reasons: Mapping[UUID, str]) -> None:
        super().__init__("; ".join(reasons.values()))
        self.reasons = reasons


class CatalogueRefused(MoothallError):
    """What a council says of a thing that can be paid for cannot be used; says why."""


class AmountRefused(MoothallError):
    """Less or more than a council takes for this at once."""
