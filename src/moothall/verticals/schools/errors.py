"""What schools refuse."""

from moothall.kernel.errors import MoothallError


class ActivityClosed(MoothallError):
    """Nobody takes a place on this trip or in this club any more."""


class PlaceTaken(MoothallError):
    """The child has a place already."""


class TooManyClaims(MoothallError):
    """Somebody has asked for too many children in one day."""
