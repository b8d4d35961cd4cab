"""Accounts that a council keeps in other systems, linked to those who hold them."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.errors import TransitionNotAllowed
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.linking_words import (
    STRONG,
    ChangeKind,
    ChangeState,
    LinkedKind,
    LinkEnd,
    Relationship,
    Strength,
)
from moothall.people.models.person import BYTE_ORDER, Person

LONGEST_REFERENCE = 40
LONGEST_PROBLEM = 300


class AccountSystem(CouncilOwned):
    """
    The system in which a council keeps accounts of one kind, with its supplier and its settings.

    Secrets stand in `options` by name only. `details_suffice` lets somebody look at an account who
    knows no more than reference, surname and postcode, which stand on any envelope. Where
    `is_collected_here` Direct Debits for these accounts are ours and not the system's own.
    """

    kind = models.CharField(max_length=20, choices=LinkedKind.choices)
    supplier = models.SlugField(max_length=40)
    options = models.JSONField(default=dict)
    details_suffice = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True, db_default=True)
    is_collected_here = models.BooleanField(default=False, db_default=False)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "kind"], name="account_system_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.supplier}"


class LinkedAccount(CouncilOwned):
    """
    An account with the council that a person has proven to be theirs, until they let go of it.

    `party` is what the system calls the person on it. Two who answer for the same account each
    link it for themselves; neither sees the other's link.
    """

    person = CouncilForeignKey(Person)
    kind = models.CharField(max_length=20, choices=LinkedKind.choices)
    supplier = models.SlugField(max_length=40)
    reference = models.CharField(max_length=LONGEST_REFERENCE, db_collation=BYTE_ORDER)
    party = models.CharField(max_length=80, blank=True)
    relationship = models.CharField(max_length=20, choices=Relationship.choices)
    strength = models.CharField(max_length=10, choices=Strength.choices)
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=20, blank=True, choices=LinkEnd.choices)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "person", "kind", "reference"],
                condition=Q(ended_at__isnull=True),
                name="linked_account_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def may_be_changed(self) -> bool:
        """Tell whether its holder proved enough to change it."""
        return self.strength in STRONG

    def end(self, *, because: LinkEnd, at: datetime) -> None:
        """
        Let go of the account.

        :raises TransitionNotAllowed: if it was let go of before
        """
        if self.ended_at is not None:
            raise TransitionNotAllowed("This account is not linked any more.")
        self.ended_at = at
        self.ended_because = because


class PostedCode(CouncilOwned):
    """
    A code for one use that goes by letter to the address of an account, to prove whose it is.

    There is one whether or not what was said of the account is right, so that nobody learns which:
    only a right one is ever posted. What was said is kept until then; of the code, a digest.
    """

    person = CouncilForeignKey(Person)
    kind = models.CharField(max_length=20, choices=LinkedKind.choices)
    reference = models.CharField(max_length=LONGEST_REFERENCE, db_collation=BYTE_ORDER)
    said = models.JSONField(default=dict, help_text="The claim, until the system was asked.")
    language = models.CharField(max_length=5)
    party = models.CharField(max_length=80, blank=True)
    relationship = models.CharField(max_length=20, blank=True, choices=Relationship.choices)
    digest = models.BinaryField(max_length=32, default=b"")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "person", "asked_at"], name="posted_code_of_person"),
            models.Index(
                fields=["council", "kind", "reference", "asked_at"], name="posted_code_about"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class AccountChange(CouncilOwned):
    """
    A change that somebody asked for on a linked account, with how far it has come.

    Its id is the idempotency key that every attempt carries. `sealed` holds what is to be changed,
    encrypted, and only until the change is done or refused: it may be a bank account.
    """

    linked_account = CouncilForeignKey(LinkedAccount)
    kind = models.CharField(max_length=20, choices=ChangeKind.choices)
    sealed = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.ASKED)
    attempts = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=LONGEST_PROBLEM, blank=True, help_text="For staff.")
    system_reference = models.CharField(max_length=80, blank=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "linked_account", "kind"],
                condition=Q(state=ChangeState.ASKED),
                name="account_change_one_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "linked_account", "asked_at"], name="change_of_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"

    def settle(
        self, *, state: ChangeState, at: datetime, reference: str = "", problem: str = ""
    ) -> None:
        """
        Say what came of it, and forget what was to be changed.

        :raises TransitionNotAllowed: if that has been said before
        """
        if self.state != ChangeState.ASKED:
            raise TransitionNotAllowed(f"This change is {self.state} already.")
        self.state = state
        self.settled_at = at
        self.system_reference = reference[:80]
        self.problem = problem[:LONGEST_PROBLEM]
        self.sealed = ""
