"""How work finds its people: queues by rule, what each employee can do, routes to teams."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.councils.models import ServiceType, Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

LONGEST_NAME = 80
LONGEST_SKILL = 40


class Deadline(models.TextChoices):
    """Which promises a queue is narrowed to."""

    ANY = "", _("Any")
    OVERDUE = "overdue", _("Overdue only")
    SOON = "soon", _("Overdue or due soon")


class WorkQueue(CouncilOwned):
    """
    Open cases of one council that belong together by a rule which staff set up.

    Each list narrows the queue to cases that have one of its values; an empty one narrows nothing.
    `wards` are GSS codes, `postcodes` the beginnings of postcodes in comparable form. Whoever takes
    the next case needs every one of the `skills`, and holds at most `capacity` cases of the queue.
    One that `pushes` gives its cases to whoever is at their desk, without being asked.
    """

    name = models.CharField(max_length=LONGEST_NAME)
    name_cy = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    services = ArrayField(models.UUIDField(), default=list)
    teams = ArrayField(models.UUIDField(), default=list)
    statuses = ArrayField(models.CharField(max_length=20), default=list)
    priorities = ArrayField(models.CharField(max_length=6), default=list)
    channels = ArrayField(models.CharField(max_length=10), default=list)
    languages = ArrayField(models.CharField(max_length=5), default=list)
    wards = ArrayField(models.CharField(max_length=9), default=list)
    postcodes = ArrayField(models.CharField(max_length=8), default=list)
    deadline = models.CharField(
        max_length=8, choices=Deadline.choices, blank=True, default=Deadline.ANY
    )
    only_unassigned = models.BooleanField(default=False)
    skills = ArrayField(models.CharField(max_length=LONGEST_SKILL), default=list)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    pushes = models.BooleanField(default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "name"], name="work_queue_name"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "position", "name"], name="work_queue_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class WorkingStyle(CouncilOwned):
    """
    What one employee can do for one council: skills, languages, and how many cases at once.

    It is also what is locked while a case is found for them, so that two requests of one person
    never pass their capacity.
    """

    employee_id = models.BigIntegerField()
    skills = ArrayField(models.CharField(max_length=LONGEST_SKILL), default=list)
    languages = ArrayField(models.CharField(max_length=5), default=list)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "employee_id"], name="working_style_once"),
        ]


class RoutingRule(CouncilOwned):
    """To which team new cases of a place, a language or a service go, in place of the usual one."""

    position = models.PositiveSmallIntegerField(default=0)
    service_type = CouncilForeignKey(ServiceType, null=True, blank=True, db_index=False)
    ward = models.CharField(max_length=9, blank=True, default="")
    postcode = models.CharField(max_length=8, blank=True, default="")
    language = models.CharField(max_length=5, blank=True, default="")
    team = CouncilForeignKey(Team, db_index=False)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "position", "id"], name="routing_rule_in_order"),
        ]
