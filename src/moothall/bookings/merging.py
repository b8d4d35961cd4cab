"""The tables of this app that take part when two records of one person are made one."""

from django.utils.translation import gettext_lazy as _

from moothall.bookings.models import Booking, PersonCalendar, WaitingEntry
from moothall.people.merging.ports import MovedTable, Rival, moved_tables

TABLES = (
    MovedTable(model=Booking, words=_("Bookings"), permission="booking.view"),
    MovedTable(model=PersonCalendar, words=_("The link to their calendar"), rival=Rival.SET_ASIDE),
    MovedTable(model=WaitingEntry, words=_("Places in line"), permission="booking.view"),
)


def register() -> None:
    """Let this app's tables take part."""
    for table in TABLES:
        moved_tables.register(table)
