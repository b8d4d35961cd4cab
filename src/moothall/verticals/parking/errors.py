"""What parking refuses; the words for people are those of whoever shows them."""

from datetime import datetime

from moothall.kernel.errors import Conflict, MoothallError


class ParkingRefused(MoothallError):
    """The base of what is refused to a driver; nothing was charged."""


class NoSuchPlace(ParkingRefused):
    """The council has no place of this code, or sells no time there now."""


class WrongVehicle(ParkingRefused):
    """This is no registration number."""


class StayTooLong(ParkingRefused):
    """The stay would be longer than the place allows; `most_minutes` of it may cost something."""

    def __init__(self, most_minutes: int) -> None:
        super().__init__("That is longer than anybody may stay here.")
        self.most_minutes = most_minutes


class HasTime(ParkingRefused):
    """The vehicle has time at this place already, until `ends_at`."""

    def __init__(self, ends_at: datetime) -> None:
        super().__init__("This vehicle has time here already.")
        self.ends_at = ends_at


class ReturnedTooSoon(ParkingRefused):
    """The vehicle was here lately and may not come back before `from_at`."""

    def __init__(self, from_at: datetime) -> None:
        super().__init__("This vehicle was here too short a while ago.")
        self.from_at = from_at


class NothingToPay(ParkingRefused):
    """Nobody pays in this time, so none is sold."""


class SessionOver(ParkingRefused):
    """The session has ended, or is not paid for: there is nothing to lengthen or to stop."""


class PaidByCard(ParkingRefused):
    """The session was paid by card, so more time is bought by card too and added after it."""


class PriceChanged(Conflict):
    """What was shown is not what it costs now; `pence` is."""

    def __init__(self, pence: int) -> None:
        super().__init__("The price is another one now.")
        self.pence = pence


class AskedOtherwise(Conflict):
    """Something else was asked under this key before."""


class ClientRefused(MoothallError):
    """The key is of no program of this council, or of one that may not do this."""
