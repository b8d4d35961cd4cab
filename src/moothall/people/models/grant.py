"""Who may deal with whose affairs, and the letters in which they agree on it."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.grant_workflow import OPEN, GrantState, require_transition
from moothall.people.models.organisation import Organisation
from moothall.people.models.person import Person

LONGEST_REASON = 500


class GrantKind(models.TextChoices):
    """By what right somebody acts for another."""

    POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney or deputy")
    CARER = "carer", _("Carer, family member or friend")
    PARENT = "parent", _("Parent or guardian")
    LANDLORD = "landlord", _("Landlord")
    AGENT = "agent", _("Agent or adviser")
    EXECUTOR = "executor", _("Executor or administrator of an estate")
    ORGANISATION = "organisation", _("Organisation")


#: What staff must look at papers for, since the person cannot say yes or no.
NEEDS_EVIDENCE = frozenset({GrantKind.POWER_OF_ATTORNEY, GrantKind.EXECUTOR, GrantKind.PARENT})


class Grant(CouncilOwned):
    """
    A right of one person, or of an organisation, to deal with some of another person's affairs.

    `scopes` name the parts. The person is empty as long as staff have not yet found whose record
    is meant (`said_name`, `said_born_on` and `said_where` are what the asker told them), the
    delegate as long as nobody has accepted. It is over when `expires_at` has come, whatever its
    state says. `evidence` is the name that an app above gave to the papers it keeps.
    """

    person = CouncilForeignKey(Person, models.PROTECT, null=True)
    delegate = CouncilForeignKey(Person, models.PROTECT, null=True)
    organisation = CouncilForeignKey(Organisation, models.PROTECT, null=True)
    kind = models.CharField(max_length=20, choices=GrantKind.choices)
    scopes = models.JSONField(default=list)
    said_name = models.CharField(max_length=200, blank=True)
    said_born_on = models.DateField(null=True)
    said_where = models.CharField(max_length=500, blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=GrantState.choices)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80)
    starts_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    revoked_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    #: The day on which the person was last told that it is in use.
    use_told_on = models.DateField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(delegate__isnull=True) | Q(organisation__isnull=True),
                name="grant_to_one_side",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True)
                | Q(delegate__isnull=True)
                | ~Q(person=models.F("delegate")),
                name="grant_to_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=GrantState.LIVE)
                | Q(person__isnull=False, starts_at__isnull=False),
                name="grant_live_for_somebody",
            ),
            models.UniqueConstraint(
                fields=["council", "person", "delegate"],
                condition=Q(state=GrantState.LIVE, delegate__isnull=False),
                name="grant_live_once",
            ),
            models.UniqueConstraint(
                fields=["council", "person", "organisation"],
                condition=Q(state=GrantState.LIVE, organisation__isnull=False),
                name="grant_live_once_for_organisation",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "delegate", "state"], name="grant_by_delegate"),
            models.Index(fields=["council", "person", "asked_at"], name="grant_by_person"),
            models.Index(
                fields=["council", "asked_at"],
                condition=Q(state=GrantState.WAITING_FOR_APPROVAL),
                name="grant_to_approve",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person_id}"

    def is_live_at(self, now: datetime) -> bool:
        """Tell whether it may be used at this moment."""
        return (
            self.state == GrantState.LIVE
            and self.starts_at is not None
            and self.starts_at <= now
            and (self.expires_at is None or now < self.expires_at)
        )

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether something may still come of it."""
        return self.state in OPEN and (self.expires_at is None or now < self.expires_at)

    def become(self, state: GrantState) -> None:
        """
        Go to another state.

        :raises TransitionNotAllowed: if that may not follow
        """
        require_transition(GrantState(self.state), state)
        self.state = state

    def go_live(self, *, by: str, at: datetime) -> None:
        """Come into force."""
        self.become(GrantState.LIVE)
        self.approved_by, self.starts_at = by, at

    def end(self, state: GrantState, *, by: str, reason: str, at: datetime) -> None:
        """Be over, by whose act and why."""
        self.become(state)
        self.revoked_by, self.ended_at, self.reason = by, at, reason.strip()[:LONGEST_REASON]


class InvitationRole(models.TextChoices):
    """What whoever accepts an invitation becomes."""

    HELPER = "helper", _("Helper")
    HELPED = "helped", _("Person who is helped")
    MEMBER = "member", _("Member of an organisation")


class Invitation(CouncilOwned):
    """
    A letter by e-mail that asks one person to agree to a grant or to join an organisation.

    It works once, until it expires, and only for an account that has confirmed the address. Its
    link is made from its id and a signature; nothing in this table lets anybody make one.
    """

    role = models.CharField(max_length=10, choices=InvitationRole.choices)
    grant = CouncilForeignKey(Grant, models.PROTECT, null=True)
    organisation = CouncilForeignKey(Organisation, models.PROTECT, null=True)
    email = models.EmailField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(grant__isnull=True) | Q(organisation__isnull=True),
                name="invitation_to_one_thing",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "grant"], name="invitation_by_grant"),
        ]

    def __str__(self) -> str:
        return self.role

    def is_open_at(self, now: datetime) -> bool:
        """Tell whether it may still be answered."""
        return self.answered_at is None and self.withdrawn_at is None and now < self.expires_at
