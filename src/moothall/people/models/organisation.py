"""Organisations that deal with a council, and the people who sign in for them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person


class Organisation(CouncilOwned):
    """
    A business, charity or other body whose affairs with a council several people deal with.

    `person` is the council's record of it, to which its cases and documents belong like anybody's.
    `number` is that of its registration, where it has one.
    """

    person = CouncilForeignKey(Person, models.PROTECT)
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "person"], name="organisation_of_person"),
        ]

    def __str__(self) -> str:
        return self.name


class MemberRole(models.TextChoices):
    """What a member of an organisation may do about the others."""

    OWNER = "owner", _("Owner")
    MEMBER = "member", _("Member")


class Membership(CouncilOwned):
    """A person's right to act for an organisation; owners also invite and remove others."""

    organisation = CouncilForeignKey(Organisation, models.PROTECT)
    person = CouncilForeignKey(Person, models.PROTECT)
    role = models.CharField(max_length=10, choices=MemberRole.choices)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "organisation", "person"],
                condition=Q(ended_at__isnull=True),
                name="membership_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "person"], name="membership_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.person_id}"
