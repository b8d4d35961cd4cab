"""
Those who put lines into baskets, and are asked before somebody pays for one.

An app above registers itself under the name that its lines carry in `about_type`. That a line is
paid it hears from the event `LinePaid`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, runtime_checkable
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.kernel.registry import Registry


@dataclass(frozen=True)
class StaffPage:
    """Where an employee sees what a line was for, and what that is called."""

    words: str
    href: str


class LineOwner(Protocol):
    """An app whose things are paid for."""

    key: ClassVar[str]

    def refusals(
        self, about_ids: Collection[UUID], /, *, language: str, now: datetime
    ) -> Mapping[UUID, str]:
        """
        Return those that cannot be paid for any more, each with a sentence that says why.

        In the transaction that begins the payment, in the council's scope; a few statements
        however many there are.
        """

    def left_basket(self, about_id: UUID, /, *, actor: Actor, now: datetime) -> None:
        """Take back what waited for the payment; in the transaction that takes the line out."""

    def addresses(self, about_ids: Collection[UUID], /, *, language: str) -> Mapping[UUID, str]:
        """Return where a payer can look at or change a thing itself, where there is a page."""

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """
        Return where staff of a council, named as in addresses, see a thing; absent is what is gone.

        A statement or two however many there are; each page decides itself who may see it.
        """


@runtime_checkable
class MindsLatePayments(Protocol):
    """An owner whose things may be another's by the time that a lost payment is found."""

    def too_late(self, about_ids: Collection[UUID], /, *, now: datetime) -> Collection[UUID]:
        """
        Return those that cannot be had any more; a payment for one of them is given back.

        In the transaction that takes up a payment which had been given up for lost, in the
        council's scope; a few statements however many there are.
        """


class BookedThing(Protocol):
    """Something that an app above books by itself, without a basket, such as what partners took."""

    key: ClassVar[str]

    def for_staff(
        self, about_ids: Collection[UUID], /, *, council: str
    ) -> Mapping[UUID, StaffPage]:
        """Return where staff see a thing, as an owner of lines does."""


line_owners: Registry[LineOwner] = Registry("owner of basket lines")
booked_things: Registry[BookedThing] = Registry("thing that is booked by itself")
