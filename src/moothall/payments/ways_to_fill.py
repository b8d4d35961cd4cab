"""
What else an employee can put into a caller's basket, beside fees of forms.

An app or part that has things to sell registers a way: the page that takes a payment links to it.
It puts its things in by `actions.put_in_basket` and leads back to `workspace:take`.
"""

from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.registry import Registry


class WayToFill(Protocol):
    """A page on which an employee chooses what a caller pays for."""

    key: ClassVar[str]

    def label(self) -> str:
        """Return the words of the link, such as "Something from the catalogue"."""

    def address(self, council_slug: str, basket_id: UUID, /) -> str:
        """Return the address of the page; it knows the basket, and leads back to it."""


ways_to_fill: Registry[WayToFill] = Registry("way to fill a caller's basket")
