"""The users of a council's older sites, until those whom they are say so."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.account import Account
from moothall.people.models.person import BYTE_ORDER


class ListState(models.TextChoices):
    """How far a user list is brought in."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Being brought in"
    REFUSED = "refused", "Refused"
    DONE = "done", "Done"


class UserList(CouncilOwned):
    """
    A file of an older site's users, as it is being brought in and as it came out.

    `content` is the file, compressed, until it is done with. Nothing of it is kept unless every
    line can be used; `mistakes` holds the first of those that cannot.
    """

    file_name = models.CharField(max_length=200)
    site = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.WAITING)
    brought_by = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)
    lines_done = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=300, blank=True)
    mistakes = models.JSONField(default=list)
    mistake_count = models.PositiveIntegerField(default=0)

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "-started_at"], name="user_list_by_start"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportedState(models.TextChoices):
    """What became of a user of an older site."""

    WAITING = "waiting", "Waiting for its owner"
    CLAIMED = "claimed", "Claimed by its owner"
    DUPLICATE = "duplicate", "Perhaps somebody twice"
    SET_ASIDE = "set_aside", "Set aside"


class ImportedUser(CouncilOwned):
    """
    A user of one of the council's older sites, with the id by which that site knows them.

    It is nobody's until the owner of a confirmed address says that it is theirs: `account` is who
    answered, yes (claimed) or no (set aside). `same_as` is the user as whom staff took this one.
    """

    site = models.CharField(max_length=100)
    site_key = models.CharField(max_length=100, db_collation=BYTE_ORDER)
    external_id = models.CharField(max_length=200, db_collation=BYTE_ORDER)
    email = models.CharField(max_length=254, db_collation=BYTE_ORDER)
    name = models.CharField(max_length=200, blank=True)
    normalised_name = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10, choices=ImportedState.choices, default=ImportedState.WAITING
    )
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    same_as = CouncilForeignKey("self", null=True)
    imported_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "site_key", "external_id"], name="imported_user_once"
            ),
            models.UniqueConstraint(
                fields=["council", "account", "site_key"],
                condition=Q(state=ImportedState.CLAIMED),
                name="imported_user_claimed_once_a_site",
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportedState.CLAIMED) | Q(account__isnull=False),
                name="imported_user_claimed_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "email", "state"], name="imported_user_by_email"),
            models.Index(fields=["council", "account"], name="imported_user_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.external_id}"


class PairReason(models.TextChoices):
    """What is odd about two users of one address."""

    TWICE_ON_SITE = "twice", "The same person twice on one site"
    SIMILAR_NAMES = "similar", "Similar names"
    OTHER_NAME = "other_name", "Different names"


class PairState(models.TextChoices):
    """What staff decided about two users of one address."""

    OPEN = "open", "To be decided"
    APART = "apart", "Kept apart"
    SAME = "same", "The same person"


class ImportedPair(CouncilOwned):
    """Two users of older sites who have one address and may be one person, for staff to decide."""

    first = CouncilForeignKey(ImportedUser)
    second = CouncilForeignKey(ImportedUser)
    reason = models.CharField(max_length=10, choices=PairReason.choices)
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "first", "second"], name="imported_pair_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "state", "id"], name="imported_pair_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"
