"""The tables of places; all stand outside row security, being the same for every council."""

from moothall.places.models.address import Address, AddressSource, StagedAddress
from moothall.places.models.area import Area
from moothall.places.models.load import Load, StagedRecord
from moothall.places.models.street import StagedStreet, Street, StreetName

__all__ = [
    "Address",
    "AddressSource",
    "Area",
    "Load",
    "StagedAddress",
    "StagedRecord",
    "StagedStreet",
    "Street",
    "StreetName",
]
