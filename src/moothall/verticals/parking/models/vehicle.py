"""Vehicles that people keep in their accounts."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.verticals.parking.vrm import LONGEST


class ParkingVehicle(CouncilOwned):
    """A vehicle that somebody parks; who owns it nobody asks, and a family may share one."""

    person = CouncilForeignKey("people.Person", models.PROTECT, db_index=False)
    vrm = models.CharField(max_length=LONGEST)
    name = models.CharField(max_length=40, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person", "vrm"], name="parking_vehicle_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "vrm"], name="parking_vehicle_by_vrm"),
        ]
