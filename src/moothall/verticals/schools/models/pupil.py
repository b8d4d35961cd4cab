"""A pupil, and the people who look after them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.verticals.schools.models.school import School


class Pupil(CouncilOwned):
    """
    A child at a school, known there by a number.

    One who `is_protected` would be in danger if found: only who protects people may let somebody
    look after them here. A pupil's row is emptied so long after they left as the council says; it
    stays for what was paid.
    """

    school = CouncilForeignKey(School, models.PROTECT, db_index=False)
    number = models.CharField(max_length=30)
    name = models.CharField(max_length=200)
    class_name = models.CharField(max_length=30, blank=True)
    born_on = models.DateField(null=True, blank=True)
    allergens = models.CharField(max_length=200, blank=True)
    has_free_meals = models.BooleanField(default=False)
    is_protected = models.BooleanField(default=False)
    left_on = models.DateField(null=True, blank=True)
    emptied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "school", "number"], name="pupil_number"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "school", "class_name", "name", "id"], name="pupil_by_class"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class GuardianState(models.TextChoices):
    """How far somebody is with looking after a child here."""

    ASKED = "asked", "Asked, the school decides"
    APPROVED = "approved", "Approved by the school"
    REFUSED = "refused", "Refused by the school"
    ENDED = "ended", "Ended"


class Guardian(CouncilOwned):
    """A person who looks after a pupil here, once the school has said so; none sees the others."""

    pupil = CouncilForeignKey(Pupil, models.PROTECT, db_index=False)
    person = CouncilForeignKey("people.Person", models.PROTECT, db_index=False)
    state = models.CharField(max_length=10, choices=GuardianState.choices)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person", "pupil"],
                condition=Q(state__in=["asked", "approved"]),
                name="guardian_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "pupil", "state"], name="guardian_by_pupil"),
        ]


class GuardianInvitation(CouncilOwned):
    """A link by which the school lets somebody look after a pupil; a digest of it is kept."""

    pupil = CouncilForeignKey(Pupil, models.PROTECT)
    secret_digest = models.BinaryField(max_length=32)
    sent_to = models.EmailField(max_length=254)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = CouncilForeignKey(Guardian, models.PROTECT, null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "secret_digest"], name="guardian_invitation_secret"
            ),
        ]
