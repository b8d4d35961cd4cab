"""What a refund refuses, and why."""

from moothall.kernel.errors import MoothallError


class RefundRefused(MoothallError):
    """This money cannot be given back in this way."""


class TooMuch(RefundRefused):
    """More would be given back than is left of it; says how much is."""

    def __init__(self, left_pence: int) -> None:
        super().__init__(f"Only {left_pence} pence are left.")
        self.left_pence = left_pence


class NotPaid(RefundRefused):
    """The payment was not made, so there is nothing to give back."""


class InWallet(RefundRefused):
    """The money is in somebody's wallet, who may have spent it: it is paid out from there."""


class OwnRefund(RefundRefused):
    """Whoever asked for a refund cannot be the one who agrees to it."""
