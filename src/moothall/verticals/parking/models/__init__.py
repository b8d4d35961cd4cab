"""The rows of parking, one file an aggregate."""

from moothall.verticals.parking.models.client import ParkingCheck, ParkingClient
from moothall.verticals.parking.models.place import ParkingPlace, ParkingRules, TariffVersion
from moothall.verticals.parking.models.session import ParkingMovement, ParkingSession
from moothall.verticals.parking.models.text import ParkingText
from moothall.verticals.parking.models.vehicle import ParkingVehicle

__all__ = [
    "ParkingCheck",
    "ParkingClient",
    "ParkingMovement",
    "ParkingPlace",
    "ParkingRules",
    "ParkingSession",
    "ParkingText",
    "ParkingVehicle",
    "TariffVersion",
]
