"""What a council offers and which of its teams does it."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class CaseKind(models.TextChoices):
    """The kinds of case a service can open."""

    ENQUIRY = "enquiry", "Enquiry"
    SERVICE_REQUEST = "service_request", "Service request"
    COMPLAINT = "complaint", "Complaint"
    FOI = "foi", "Freedom of information request"


class Purpose(models.TextChoices):
    """What the product itself must know a service by, whatever a council calls it."""

    CHANGE_OF_ADDRESS = "change-of-address", "Change of address"


class Team(CouncilOwned):
    """The people of one council who own a kind of work and are told when it is stuck."""

    slug = models.SlugField()
    name = models.CharField(max_length=120)
    email = models.EmailField(help_text="Where the team is told of work that needs a person.")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "slug"], name="team_slug"),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceType(CouncilOwned):
    """
    An entry of a council's service catalogue, keyed to the Local Government Services List (LGSL).

    `lgil` is the Local Government Interaction List's number for what is done (8 inform, 0 apply,
    4 pay, 17 report …). Response and resolution are counted in the council's working hours. Of one
    `shown_nearby`, residents see in their account what was reported near them, without any words of
    whoever reported it. One that `is_own` was made or changed on a screen: the council's file
    leaves it as it is.
    """

    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=120)
    name_cy = models.CharField(max_length=120, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    summary_cy = models.CharField(max_length=300, blank=True)
    lgsl = models.PositiveIntegerField()
    lgil = models.PositiveIntegerField()
    case_kind = models.CharField(max_length=20, choices=CaseKind.choices)
    team = CouncilForeignKey(Team)
    response_hours = models.PositiveIntegerField()
    resolution_hours = models.PositiveIntegerField()
    synonyms = models.JSONField(default=list, help_text="Other words people use, in any language.")
    is_active = models.BooleanField(default=True)
    shown_nearby = models.BooleanField(default=False, db_default=False)
    purpose = models.CharField(
        max_length=20, choices=Purpose.choices, blank=True, default="", db_default=""
    )
    is_own = models.BooleanField(default=False, db_default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "slug"], name="service_type_slug"),
        ]

    def __str__(self) -> str:
        return self.name
