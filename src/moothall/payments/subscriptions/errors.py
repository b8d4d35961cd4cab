"""What a subscription refuses, and why."""

from moothall.kernel.errors import MoothallError


class PlanNotOffered(MoothallError):
    """Nobody can join this plan just now."""


class TooMany(MoothallError):
    """More than a plan allows; says how many that is."""

    def __init__(self, most: int) -> None:
        super().__init__(f"At most {most}.")
        self.most = most


class NothingToPay(MoothallError):
    """This is paid for, or not wanted any more."""


class BeingPaid(MoothallError):
    """Somebody is just paying for this subscription; nothing changes meanwhile."""
