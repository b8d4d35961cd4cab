"""Every time a resident and the council were in touch."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from moothall.cases.channels import Channel, Direction
from moothall.cases.contact.words import Avoidable, Outcome
from moothall.cases.models.case import Case
from moothall.councils.models import ServiceType
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models import Person


class Interaction(CouncilOwned):
    """
    One call, visit, e-mail, letter or text between a person and the council.

    It may be about a case or about none, and with a person or with somebody who gave no name.
    `logged_by_…` is who wrote it down. One that an employee takes themselves is begun
    (`began_at`), ends when the other side goes, and is finished once it is wrapped up; until then
    it stays on their desk. `verified_level` is how sure they were of the other side, and `done`
    what they did meanwhile, by identifiers alone.
    """

    channel = models.CharField(max_length=10, choices=Channel.choices)
    direction = models.CharField(
        max_length=10, choices=Direction.choices, default=Direction.INBOUND
    )
    person = CouncilForeignKey(Person, null=True, blank=True, db_index=False)
    case = CouncilForeignKey(Case, null=True, blank=True, db_index=False)
    summary = models.CharField(max_length=1000, blank=True)
    happened_at = models.DateTimeField()
    logged_by_kind = models.CharField(max_length=10)
    logged_by_identifier = models.CharField(max_length=80, blank=True)
    logged_by_name = models.CharField(max_length=200, blank=True)
    service_type = CouncilForeignKey(ServiceType, null=True, blank=True, db_index=False)
    outcome = models.CharField(
        max_length=20, choices=Outcome.choices, blank=True, default="", db_default=""
    )
    avoidable_reason = models.CharField(
        max_length=20, choices=Avoidable.choices, blank=True, default="", db_default=""
    )
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    handling_seconds = models.PositiveIntegerField(null=True)
    wrap_up_seconds = models.PositiveIntegerField(null=True)
    verified_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    done = models.JSONField(default=list, db_default=[])

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="interaction_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="interaction_direction_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("council"), F("happened_at").desc(), F("id").desc(),
                         name="interaction_by_time"),
            models.Index(F("council"), F("person"), F("happened_at").desc(),
                         name="interaction_by_person"),
            models.Index(F("council"), F("case"), F("happened_at").desc(),
                         name="interaction_by_case"),
            models.Index(
                fields=["council", "logged_by_identifier"],
                condition=Q(began_at__isnull=False, finished_at__isnull=True),
                name="interaction_unfinished",
            ),
        ]  # fmt: skip
