"""What the queue refuses, and why."""

from moothall.kernel.errors import MoothallError


class QueueClosed(MoothallError):
    """The site is shut, or the day is over: no more tickets are given out."""


class BookedOnly(MoothallError):
    """Only who has booked waits for this."""


class CounterTaken(MoothallError):
    """Somebody else is at this counter and serves somebody."""

    def __init__(self, staff_name: str) -> None:
        super().__init__("Somebody else is at this counter.")
        self.staff_name = staff_name


class NoCounter(MoothallError):
    """Whoever calls people says first at which counter they are."""
