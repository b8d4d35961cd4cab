"""Staff who help somebody in their own session: how sure they are of the caller, and how long."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.account import Account
from moothall.people.models.person import Person


class Help(CouncilOwned):
    """
    A stretch of time in which an employee deals with one person's affairs at that person's wish.

    It is bound to the employee's own session, of which a digest is kept, ends with it, when they
    say so, or after a quarter of an hour without use. `level` says how many questions the caller
    answered; `reason` is why the employee helps.
    """

    employee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    session_digest = models.BinaryField(max_length=32)
    person = CouncilForeignKey(Person, models.PROTECT)
    level = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    last_used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "employee", "began_at"], name="help_by_employee"),
            models.Index(fields=["council", "person", "began_at"], name="help_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.person_id}"


class ProtectedLook(CouncilOwned):
    """An employee's look at what is hidden of a protected person, with the reason they gave."""

    employee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    session_digest = models.BinaryField(max_length=32)
    person = CouncilForeignKey(Person, models.PROTECT)
    reason = models.CharField(max_length=200)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(
                fields=["council", "employee", "person", "ends_at"], name="look_by_employee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id}: {self.person_id}"
