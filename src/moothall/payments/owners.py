"""
Those who put lines into baskets, and are asked before somebody pays for one.

An app above registers itself under the name that its lines carry in `about_type`. That a line is
paid it hears from the event `LinePaid`.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.actors import Actor
from moothall.kernel.registry import Registry


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


line_owners: Registry[LineOwner] = Registry("owner of basket lines")
