"""Two records of one person made one, what that moved, and how to take it back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models.person import Person

LONGEST_REASON = 500


class Merge(CouncilOwned):
    """
    Two records of one person made one by an employee: `gone` leads on to `kept` from then on.

    `before` holds the chosen details as both records had them, and goes once the merge can be
    undone no more.
    """

    kept = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    gone = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    before = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    merged_by_identifier = models.CharField(max_length=80)
    merged_by_name = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    undone_because = models.CharField(
        max_length=LONGEST_REASON, blank=True, default="", db_default=""
    )

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "gone"],
                condition=Q(undone_at__isnull=True),
                name="merge_of_person_once",
            ),
            models.CheckConstraint(condition=~Q(kept=models.F("gone")), name="merge_of_two"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "kept", "merged_at"], name="merge_by_kept"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class PartKind(models.TextChoices):
    """What a merge did with rows of one table."""

    MOVED = "moved", "Moved"
    ENDED = "ended", "Ended, as the other record had the same"
    SET_ASIDE = "set_aside", "Set aside, as only one can be"


class MergePart(CouncilOwned):
    """
    What a merge did with one table: the rows that moved, and what was ended or set aside.

    `rows` has the ids; for what was ended its columns as they were, for what was set aside the
    whole row, so that taking the merge back brings exactly that back.
    """

    merge = CouncilForeignKey(Merge, models.CASCADE, db_index=False)
    number = models.PositiveSmallIntegerField()
    table = models.CharField(max_length=100, help_text="The key of a registered table.")
    kind = models.CharField(max_length=10, choices=PartKind.choices)
    was_of_kept = models.BooleanField(default=False)
    rows = models.JSONField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "merge", "number"], name="merge_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.kind}"


class PairStanding(models.TextChoices):
    """What staff decided about two records that may be one person's."""

    OPEN = "open", "To be decided"
    APART = "apart", "Two people"
    MERGED = "merged", "Merged"
    GONE = "gone", "No longer alike"


class LikelyPair(CouncilOwned):
    """
    Two records that may be one person's, how sure that is, and what staff decided.

    `first` is the older record. `evidence` names what agrees and what does not, never a value.
    """

    first = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    second = CouncilForeignKey(Person, models.PROTECT, db_index=False)
    score = models.SmallIntegerField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=PairStanding.choices, default=PairStanding.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "first", "second"], name="likely_pair_once"),
            models.CheckConstraint(
                condition=~Q(first=models.F("second")), name="likely_pair_of_two"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "state", "-score", "id"], name="likely_pair_by_score"),
            models.Index(fields=["council", "second"], name="likely_pair_by_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"
