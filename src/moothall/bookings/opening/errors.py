"""Why hours cannot be set as somebody asked."""

from moothall.kernel.errors import MoothallError


class NeverOpen(MoothallError):
    """Nothing would say any more when it is open; to shut it a closure is made."""


class TooManyStretches(MoothallError):
    """More times would have to be shut than are shut at once."""
