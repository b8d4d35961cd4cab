"""What the diary refuses, and why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from moothall.kernel.errors import MoothallError

if TYPE_CHECKING:
    from moothall.bookings.rows import Slot


class NoSuchTime(MoothallError):
    """A time of the local clock that does not exist on its day, or exists twice."""


class NotBookable(MoothallError):
    """The activity is not there, or not for this caller."""


class NotOpen(MoothallError):
    """Nothing is offered at this time: it is shut, too soon, too far ahead, or no start."""

    def __init__(
        self, reason: str, next_best: Sequence["Slot"] = (), wanted: datetime | None = None
    ) -> None:
        super().__init__(reason)
        self.next_best = tuple(next_best)
        self.wanted = wanted


class SlotTaken(MoothallError):
    """Somebody else has it; `next_best` are the free times nearest to it."""

    def __init__(
        self, reason: str, next_best: Sequence["Slot"] = (), wanted: datetime | None = None
    ) -> None:
        super().__init__(reason)
        self.next_best = tuple(next_best)
        self.wanted = wanted


class SomeTaken(MoothallError):
    """Of several, these cannot be had any more: others have them, or they were shut."""

    def __init__(self, booking_ids: Sequence[UUID]) -> None:
        super().__init__("Some of the times cannot be had any more.")
        self.booking_ids = tuple(booking_ids)


class HoldEnded(MoothallError):
    """The hold was given back or has become a booking: there is nothing to keep."""


class TooManyBookings(MoothallError):
    """One person has as many of these ahead as the activity allows, or too many were asked for."""


class TooLate(MoothallError):
    """The notice that the activity asks for has passed."""


class WrongDay(MoothallError):
    """Somebody comes on another day than they booked, or when their time is long over."""

    def __init__(self, on: date, at: time) -> None:
        super().__init__(f"The booking is for {on.isoformat()}.")
        self.on, self.at = on, at


class WrongPlace(MoothallError):
    """Somebody comes to another site than they booked."""

    def __init__(self, site_name: Mapping[str, str], address: str) -> None:
        super().__init__("The booking is at another site.")
        self.site_name, self.address = site_name, address


class TooEarly(MoothallError):
    """Nobody checks themselves in so long before their time."""

    def __init__(self, begins_at: datetime) -> None:
        super().__init__("It is too early to check in.")
        self.begins_at = begins_at


class NoCheckIn(MoothallError):
    """Nobody is asked to check in for this."""


class PaymentDue(MoothallError):
    """It is confirmed, or moved, once its fee is paid; says how much that is, where it is known."""

    def __init__(self, reason: str, pence: int = 0) -> None:
        super().__init__(reason)
        self.pence = pence


class TooManyHolds(MoothallError):
    """Somebody keeps as many times at once as one person may while they finish."""


class DepositNotDecided(MoothallError):
    """More of a deposit would be kept than there is, or nothing says why."""
