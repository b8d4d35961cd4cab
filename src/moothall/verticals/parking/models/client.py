"""Programs that sell parking or check it, and what they checked."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.verticals.parking.models.place import ParkingPlace
from moothall.verticals.parking.vrm import LONGEST


class ClientKind(models.TextChoices):
    """What a program is for; none does both."""

    SELLS = "sells", "Sells time and takes the money"
    CHECKS = "checks", "Checks vehicles for enforcement"


class ParkingClient(CouncilOwned):
    """
    A program of a partner or of the council itself; of its key a digest is kept.

    One that sells takes drivers' money itself and owes it to the council, under its `code` in the
    books.
    """

    name = models.CharField(max_length=100)
    code = models.SlugField(max_length=30)
    kind = models.CharField(max_length=10, choices=ClientKind.choices)
    key_digest = models.CharField(max_length=64)
    registered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key_digest"], name="parking_client_key"),
            models.UniqueConstraint(fields=["council", "code"], name="parking_client_code"),
        ]

    def __str__(self) -> str:
        return self.code


class ParkingCheck(CouncilOwned):
    """One question of enforcement: which vehicle, where, of which moment, and what was answered."""

    client = CouncilForeignKey(ParkingClient, models.PROTECT, db_index=False)
    place = CouncilForeignKey(ParkingPlace, models.PROTECT, db_index=False)
    vrm = models.CharField(max_length=LONGEST)
    of_moment = models.DateTimeField()
    was_valid = models.BooleanField()
    near_matches = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "checked_at"], name="parking_check_by_time"),
            models.Index(fields=["council", "vrm", "checked_at"], name="parking_check_by_vrm"),
        ]
