"""The residents who sign in, whom they are at which council, and where they are signed in now."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.account import Account, AccountKind, AccountManager
from moothall.people.models.grant import Grant
from moothall.people.models.organisation import Membership
from moothall.people.models.person import Person


class ResidentAccountManager(AccountManager):
    """Finds and makes the accounts of residents alone."""

    def get_queryset(self) -> QuerySet[Account]:
        """Return the residents' accounts."""
        return super().get_queryset().filter(kind=AccountKind.RESIDENT)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        """Create a resident's account; without a password they sign in by codes or passkeys."""
        return super().create_user(email, password, **{**fields, "kind": AccountKind.RESIDENT})


class ResidentAccount(Account):
    """The login of a resident, one for all councils of the installation."""

    objects: ClassVar[ResidentAccountManager] = ResidentAccountManager()

    class Meta:
        proxy = True


class Joining(CouncilOwned):
    """
    A resident's account joined to the person that one council knows, by that resident.

    It can be undone: `ended_at` closes it and the account sees nothing of that person any more.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    person = CouncilForeignKey(Person, models.PROTECT)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "account"],
                condition=Q(ended_at__isnull=True),
                name="joining_of_account_once",
            ),
            models.UniqueConstraint(
                fields=["council", "person"],
                condition=Q(ended_at__isnull=True),
                name="joining_of_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.person_id}"


class ResidentSession(CouncilOwned):
    """
    A resident signed in on one council's site, in one browser.

    The browser holds a secret of which only a digest is kept. `sign_in` is the session at the
    sign-in host from which this one came: when that ends, so does this. `strength` is 1 for what
    one thing proves (a code by e-mail, a password) and 2 for a passkey or two things; `identity`
    is the level at which somebody's identity was proven, such as P2, and empty if it was not.
    `grant` or `membership` says for whom they have chosen to act; it gives no right by itself,
    since both are looked at with every request.
    """

    secret_digest = models.BinaryField(max_length=32)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    sign_in = models.BigIntegerField()
    subject = models.CharField(max_length=64)
    strength = models.PositiveSmallIntegerField()
    identity = models.CharField(max_length=10, blank=True)
    methods = models.JSONField(default=list)
    authenticated_at = models.DateTimeField()
    began_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    grant = CouncilForeignKey(Grant, models.PROTECT, null=True)
    membership = CouncilForeignKey(Membership, models.PROTECT, null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "secret_digest"], name="resident_session_secret"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "account", "began_at"], name="session_by_account"),
        ]
