"""The tables of this app that take part when two records of one person are made one."""

from django.utils.translation import gettext_lazy as _

from moothall.people.merging.ports import MovedTable, Rival, moved_tables
from moothall.verticals.parking.models import ParkingSession, ParkingText, ParkingVehicle

TABLES = (
    MovedTable(model=ParkingSession, words=_("Times they parked"), permission="parking.view"),
    MovedTable(model=ParkingText, words=_("Texts to park"), permission="parking.view"),
    MovedTable(model=ParkingVehicle, words=_("Vehicles"), rival=Rival.SET_ASIDE),
)


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
