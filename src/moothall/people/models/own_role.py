"""Roles that a council makes in the words of its own services."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilOwned


class OwnRole(CouncilOwned):
    """
    A role that one council made in its own words, with permissions chosen one by one.

    Whoever holds it has a `StaffRole` with a copy of the permissions, since those are read before
    any council is in force; a change is copied to all of them at once.
    """

    name = models.CharField(max_length=100)
    name_cy = models.CharField(max_length=100, blank=True)
    description = models.CharField(max_length=500, blank=True)
    description_cy = models.CharField(max_length=500, blank=True)
    copied_from = models.CharField(max_length=20, blank=True)
    permissions = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    changed_by_name = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "name"],
                name="own_role_name_once",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name
