"""Who belongs to whom, as staff were told."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person

LONGEST_NAME = 200
LONGEST_NOTE = 300


class TieKind(models.TextChoices):
    """What somebody is to the person."""

    CARER = "carer", _("Carer")
    CARED_FOR = "cared_for", _("Person they care for")
    PARENT = "parent", _("Parent or guardian")
    CHILD = "child", _("Child")
    PARTNER = "partner", _("Partner")
    RELATIVE = "relative", _("Relative")
    LANDLORD = "landlord", _("Landlord")
    TENANT = "tenant", _("Tenant")
    NEIGHBOUR = "neighbour", _("Neighbour")
    PROFESSIONAL = "professional", _("Professional, such as a social worker")


#: What the other side is called, where that has a word of its own.
OTHER_SIDE = {
    TieKind.CARER: TieKind.CARED_FOR,
    TieKind.CARED_FOR: TieKind.CARER,
    TieKind.PARENT: TieKind.CHILD,
    TieKind.CHILD: TieKind.PARENT,
    TieKind.LANDLORD: TieKind.TENANT,
    TieKind.TENANT: TieKind.LANDLORD,
}


class Tie(CouncilOwned):
    """
    What staff were told of who is what to whom: a carer, a landlord, a neighbour; it gives no
    rights.

    `other` is the record of whoever it is, or `other_name` where the council has none of them.
    Acting for somebody needs a grant.
    """

    person = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    other = CouncilForeignKey(Person, models.PROTECT, null=True, db_index=False)
    other_name = models.CharField(max_length=LONGEST_NAME, blank=True)
    kind = models.CharField(max_length=20, choices=TieKind.choices)
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    noted_at = models.DateTimeField()
    noted_by_identifier = models.CharField(max_length=80)
    noted_by_name = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(other__isnull=False) ^ ~Q(other_name=""), name="tie_to_one"
            ),
            models.CheckConstraint(
                condition=Q(other__isnull=True) | ~Q(person=F("other")), name="tie_to_another"
            ),
            models.UniqueConstraint(
                fields=["council", "person", "other", "kind"],
                condition=Q(ended_at__isnull=True, other__isnull=False),
                name="tie_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "person", "noted_at"], name="tie_by_person"),
            models.Index(
                fields=["council", "other"], condition=Q(other__isnull=False), name="tie_by_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.person_id}"
