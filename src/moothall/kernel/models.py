"""What every council-owned table inherits, and the kernel's own rows."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from moothall.kernel.errors import ScopeMissing
from moothall.kernel.fields import CouncilField, CouncilForeignKey
from moothall.kernel.ids import new_id
from moothall.kernel.scope import councils_in_force

__all__ = [
    "AuditEntry",
    "CouncilField",
    "CouncilForeignKey",
    "CouncilOwned",
    "OutboxEvent",
    "RateCount",
    "ScopedManager",
]

M = TypeVar("M", bound=models.Model)


class ScopedManager(models.Manager[M]):
    """
    A manager that adds the plain `council_id` condition beside row security.

    The policy alone loses the order of an index: with the condition the newest twenty of a
    council come from the index, without it every row is read and sorted.
    """

    def get_queryset(self) -> models.QuerySet[M]:
        """
        Return the rows of the councils in force.

        :raises ScopeMissing: if there is none
        """
        councils = councils_in_force()
        if not councils:
            raise ScopeMissing(f"No council is in force for {self.model.__name__}.")
        rows = super().get_queryset()
        if len(councils) == 1:
            return rows.filter(council_id=councils[0])
        return rows.filter(council_id__in=councils)


class CouncilOwned(models.Model):
    """
    A row that belongs to one council, which row security keeps from every other.

    The schema editor of `moothall.kernel.postgres` sees the council's column and makes the policy,
    its forcing and the unique pair (council, id) part of the migration that creates the table.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    council = CouncilField()

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()
    all_councils: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "all_councils"


class OutboxEvent(CouncilOwned):
    """A fact that an app published, kept as it was told to those who listen."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "name", "occurred_at"], name="event_by_name"),
        ]


class AuditEntry(CouncilOwned):
    """One line of the audit: who did what to which thing, and when."""

    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    #: The person for whom the actor acted, where that is somebody else, and why.
    on_behalf_of = models.CharField(max_length=80, blank=True, default="", db_default="")
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    occurred_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(
                fields=["council", "subject_type", "subject_id", "occurred_at"],
                name="audit_by_subject",
            ),
            # Only what residents do, and what is done for them, is ever looked for by person.
            models.Index(
                fields=["council", "actor_identifier"],
                condition=models.Q(actor_kind="resident") & ~models.Q(actor_identifier=""),
                name="audit_by_resident",
            ),
            models.Index(
                fields=["council", "on_behalf_of"],
                condition=~models.Q(on_behalf_of=""),
                name="audit_by_beneficiary",
            ),
        ]


class RateCount(models.Model):
    """How often something was tried within one window of time; holds no personal data."""

    key = models.BinaryField(max_length=32)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["key", "window"], name="rate_count_once"),
        ]
