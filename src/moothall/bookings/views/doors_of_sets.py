"""The ways to what was booked at once: by its link, or signed in."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from moothall.bookings import policies, queries, several_reads
from moothall.bookings.actions.several import Keys
from moothall.bookings.rows import BookingRow
from moothall.bookings.secrets_of_bookings import secret_of_set, set_of_secret
from moothall.bookings.views.doors import Door, account_door, public_door
from moothall.bookings.workflow import Status
from moothall.councils.requests import CouncilRequest
from moothall.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class SetDoor(Door):
    """Somebody before a group or a series: with its secret, or since all of it is theirs."""

    set_id: UUID
    rows: list[BookingRow]
    keys: Keys
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def is_of_bookings(self) -> bool:
        """Tell that it is."""
        return True

    def page(self, name: str = "") -> str:
        """Return the address of a page of all these bookings, such as `cancel`."""
        return self.url(f"bookings-together-{name}" if name else "bookings-together", **self.known)

    def page_of(self, row: BookingRow) -> str:
        """Return the address of the page of one of them."""
        if self.person_id is not None:
            return self.url("booking", booking_id=row.id)
        return self.url("booking", secret=self.keys[row.id])

    @property
    def is_series(self) -> bool:
        """Tell whether it is the same hour again and again, and not several people."""
        return self.rows[0].series_id == self.set_id

    @cached_property
    def unfinished(self) -> list[BookingRow]:
        """Return what is held, or was until it ran out."""
        return [row for row in self.rows if row.status in {Status.HELD, Status.EXPIRED}]

    @cached_property
    def finished(self) -> list[BookingRow]:
        """Return what was promised, whatever became of it."""
        return [row for row in self.rows if row.status not in {Status.HELD, Status.EXPIRED}]

    def keys_of(self, rows: list[BookingRow]) -> Keys:
        """Return the secrets of some of them."""
        return {row.id: self.keys[row.id] for row in rows}


def door_of_set_secret(request: CouncilRequest, secret: str) -> SetDoor:
    """
    Return the way of whoever has the link to all of a group or series.

    :raises NotFound: if there is none
    """
    set_id = set_of_secret(secret)
    if set_id is None:
        raise NotFound("There are no such bookings.")
    rows = several_reads.bookings_of_set(set_id)
    keys = queries.secrets_of([row.id for row in rows])
    door = public_door(request)
    return SetDoor(**vars(door), set_id=set_id, rows=rows, keys=keys, known={"secret": secret})


def door_of_set(request: CouncilRequest, set_id: UUID) -> SetDoor:
    """
    Return the way to a group or series of whoever is signed in.

    :raises NotFound: whether there is none or any of it is another's
    """
    rows = several_reads.bookings_of_set(set_id)
    are_own = all(
        row.person_id is not None
        and policies.is_own(request.actor, row.person_id, request.council.id)
        for row in rows
    )
    if not are_own:
        raise NotFound("There are no such bookings.")
    keys = {row.id: "" for row in rows}
    door = account_door(request)
    return SetDoor(**vars(door), set_id=set_id, rows=rows, keys=keys, known={"set_id": set_id})


def way_to_set(door: Door, set_id: UUID, name: str) -> str:
    """Return the address of a page of a set that was just made, such as `details`."""
    parts = {"set_id": set_id} if door.person_id else {"secret": secret_of_set(set_id)}
    return door.url(f"bookings-together-{name}", **parts)
