"""What the waiting list refuses, and why."""

from moothall.kernel.errors import MoothallError


class NoWaitingList(MoothallError):
    """The activity has none, or the list cannot take what was asked for."""


class CannotBeTold(MoothallError):
    """No message would reach whoever wants to join."""


class OfferEnded(MoothallError):
    """There is no offer to answer any more: it was answered, or its time ran out."""
