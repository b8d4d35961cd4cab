"""Where a council's own offices read what people hand in."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class OfficeAddress(CouncilOwned):
    """
    An email address to which a council sends its work, once whoever reads it has confirmed that.

    Confirmation is of the address, not of a team: a team that moves to another one must confirm
    again before anything goes there.
    """

    address = models.EmailField(max_length=254)
    secret_digest = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "address"], name="office_address_once"),
            models.UniqueConstraint(
                fields=["council", "secret_digest"], name="office_address_secret"
            ),
        ]

    def __str__(self) -> str:
        return self.address
