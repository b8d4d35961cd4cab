"""How a person's details changed, and how a new address or number is proven."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import ContactKind, Person


class Detail(models.TextChoices):
    """The details of a person that can be put right."""

    NAME = "name", "Name"
    LANGUAGE = "language", "Language"
    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    POST = "post", "Post"


class DetailChange(CouncilOwned):
    """One correction of a person's details: what it was, what it is, and who made it."""

    person = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    detail = models.CharField(max_length=10, choices=Detail.choices)
    before = models.CharField(max_length=500, blank=True)
    after = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "person", "changed_at"], name="detail_change_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.detail}: {self.person_id}"


class ContactProof(CouncilOwned):
    """
    A code sent to a new address or number of a person, who proves with it that it is theirs.

    Only a digest of the code is kept. One is open for each person and kind; asking again replaces
    it. It works for a quarter of an hour and a few tries.
    """

    person = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=500)
    replaces = models.CharField(max_length=500, blank=True, help_text="The one that it stands for.")
    code_digest = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person", "kind"],
                condition=Q(settled_at__isnull=True),
                name="contact_proof_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.person_id}"
