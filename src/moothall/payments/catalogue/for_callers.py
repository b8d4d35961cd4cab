"""The catalogue as one of the ways to fill a caller's basket."""

from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _


class FromCatalogue:
    """Lets an employee choose from the catalogue."""

    key: ClassVar[str] = "catalogue"

    def label(self) -> str:
        """Return the words of the link."""
        return _("Choose from all that can be paid for")

    def address(self, council_slug: str, basket_id: UUID, /) -> str:
        """Return the list for this basket."""
        return reverse("workspace:take-pay", args=[council_slug, basket_id])
