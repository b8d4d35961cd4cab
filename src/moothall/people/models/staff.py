"""The employees who sign in, and for which councils they work."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet

from moothall.people.models.account import Account, AccountKind, AccountManager


class Role(models.TextChoices):
    """What an employee may do, as one word; `roles.PERMISSIONS` spells it out."""

    AGENT = "agent", "Customer service agent"
    OFFICER = "officer", "Officer"
    SUPERVISOR = "supervisor", "Supervisor"
    EDITOR = "editor", "Editor"
    FORM_AUTHOR = "form_author", "Author of forms"
    FINANCE = "finance", "Finance officer"
    PARKING_MANAGER = "parking_manager", "Parking manager"
    DESK = "desk", "Desk"
    HELPER = "helper", "Helper in a library or community centre"
    BOOKING_OFFICER = "booking_officer", "Booking officer"
    BOOKING_MANAGER = "booking_manager", "Manager of bookings"
    ADMINISTRATOR = "administrator", "Administrator"


class StaffUserManager(AccountManager):
    """Finds and makes the accounts of employees alone."""

    def get_queryset(self) -> QuerySet[Account]:
        """Return the employees' accounts."""
        return super().get_queryset().filter(kind=AccountKind.STAFF)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Create an employee's account; there is no user name."""
        return super().create_user(email, password, **{**fields, "kind": AccountKind.STAFF})


class StaffUser(Account):
    """The employee who signs in, of a council or of a partnership."""

    objects: ClassVar[StaffUserManager] = StaffUserManager()

    class Meta:
        proxy = True


class StaffRole(models.Model):
    """
    What a staff user may do in one council, or in every council of one partnership.

    The role is one of ours, or one that the council made: that brings what stands in
    `permissions`, in this council alone.

    Stands outside row security, since it is read to find out which councils a person serves; it is
    only ever read by user.
    """

    user = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles")
    council = models.ForeignKey(
        "councils.Council", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    partnership = models.ForeignKey(
        "councils.Partnership", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    own_role_id = models.UUIDField(
        null=True, blank=True, help_text="No foreign key: that would reach past row security."
    )
    permissions = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Of a role of the council's own: what it brings, as it is now.",
    )
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(council__isnull=True) ^ Q(partnership__isnull=True),
                name="staff_role_of_council_or_partnership",
            ),
            models.CheckConstraint(
                condition=(~Q(role="") & Q(own_role_id__isnull=True))
                | Q(role="", own_role_id__isnull=False, council__isnull=False),
                name="staff_role_built_in_or_own",
            ),
            models.UniqueConstraint(
                fields=["user", "council", "partnership", "role", "own_role_id"],
                name="staff_role_held_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role or self.own_role_id}"
