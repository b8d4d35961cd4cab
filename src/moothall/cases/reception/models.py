"""Visits at a front desk, and to whom they were handed over."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.cases.models.interaction import Interaction
from moothall.cases.reception.words import LONGEST_NOTE, OPEN, Answer
from moothall.councils.models import Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned

LONGEST_PLACE = 120
LONGEST_DESK = 20


class Visit(CouncilOwned):
    """
    That a contact is somebody's visit: since when they wait, where, and with which ticket.

    `ticket_key` is what the queue of the site calls the ticket; one ticket has one contact.
    """

    interaction = CouncilForeignKey(Interaction, models.PROTECT, db_index=False)
    ticket_key = models.UUIDField(null=True, blank=True)
    label = models.CharField(max_length=10, blank=True)
    site_key = models.SlugField(max_length=60, blank=True)
    place = models.CharField(max_length=LONGEST_PLACE, blank=True)
    desk = models.CharField(max_length=LONGEST_DESK, blank=True)
    arrived_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "interaction"], name="visit_of_contact"),
            models.UniqueConstraint(
                fields=["council", "ticket_key"],
                condition=Q(ticket_key__isnull=False),
                name="visit_of_ticket",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.desk


class HandOver(CouncilOwned):
    """
    That a front desk asks an employee, or anybody of a team, to see to a visitor.

    One visit has one that is open. What was said stands in the contact, for whoever is asked.
    """

    visit = CouncilForeignKey(Visit, models.PROTECT, db_index=False)
    employee_id = models.BigIntegerField(null=True, blank=True)
    employee_name = models.CharField(max_length=200, blank=True)
    team = CouncilForeignKey(Team, models.PROTECT, null=True, blank=True, db_index=False)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default="")
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_id = models.BigIntegerField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "visit"],
                condition=Q(answer__in=OPEN),
                name="hand_over_open_once",
            ),
            models.CheckConstraint(
                condition=Q(employee_id__isnull=False, team__isnull=True)
                | Q(employee_id__isnull=True, team__isnull=False),
                name="hand_over_to_one_or_a_team",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="hand_over_answer_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "asked_at"],
                condition=Q(answer__in=OPEN),
                name="hand_over_waiting",
            ),
            models.Index(fields=["council", "visit", "asked_at"], name="hand_over_by_visit"),
        ]

    def __str__(self) -> str:
        return self.employee_name or str(self.team_id)

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to do something about it."""
        return self.answer in OPEN
