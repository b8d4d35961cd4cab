"""What is looked for in the diary for a question of a form."""

from moothall.bookings import queries as diary
from moothall.bookings.rows import BookingRow, SiteRow
from moothall.bookings.slots import Wish
from moothall.eforms.appointments.chosen import Wanted

STEP_FREE = "step-free"


def site_of(wanted: Wanted) -> SiteRow | None:
    """Return the place that is asked for, if one is and the council has it; one query."""
    if not wanted.place:
        return None
    return next((one for one in diary.sites() if one.key == wanted.place), None)


def wish_for(wanted: Wanted, site: SiteRow | None, *, is_staff: bool) -> Wish:
    """Return the wish to look in the diary with."""
    return Wish(
        party_size=wanted.people,
        site_id=site.id if site else None,
        features=frozenset({STEP_FREE}) if wanted.step_free else frozenset(),
        near=wanted.near,
        is_staff=is_staff,
    )


def wish_like(row: BookingRow) -> Wish:
    """Return the wish for the same as a booking had, at its own place."""
    return Wish(party_size=row.party_size, site_id=row.site_id, is_staff=True)
