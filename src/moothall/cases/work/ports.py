"""What the work on cases asks of others."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.kernel.registry import Registry


class Desks(Protocol):
    """Whoever knows which employees are at their desks and free to be given work."""

    key: ClassVar[str]

    def available_staff(self, council_id: int, /) -> Collection[int]:
        """Return the ids of the employees who can be given a case of this council now."""


#: Where nobody registers, nobody is given anything unasked.
desks: Registry[Desks] = Registry("knower of who is at their desk")


def available_staff(council_id: int) -> frozenset[int]:
    """Return who can be given a case of this council now."""
    return frozenset(
        employee_id for one in desks for employee_id in one.available_staff(council_id)
    )


class Company(Protocol):
    """Whoever knows which employees have the same case open."""

    key: ClassVar[str]

    def note(
        self, *, actor: Actor, council_id: int, case_id: UUID, now: datetime, is_writing: bool
    ) -> Sequence[str]:
        """Note that an employee has a case open now, and return who else has, in words."""


#: Where nobody registers, nobody is told of anybody.
company: Registry[Company] = Registry("knower of who has the same open")
