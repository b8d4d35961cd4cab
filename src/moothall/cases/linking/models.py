"""A link between two cases."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.models.case import Case
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class LinkKind(models.TextChoices):
    """What two cases have to do with each other."""

    FOLLOWS = "follows", _("Follows")
    RELATED = "related", _("Has to do with")


class CaseLink(CouncilOwned):
    """
    A case that follows another, its master, or that has to do with another.

    A case follows at most one, and one that is followed follows none. A link that has ended stays,
    so that it can be told from which case a status came.
    """

    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    case = CouncilForeignKey(Case, db_index=False)
    other = CouncilForeignKey(Case, db_index=False)
    linked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "case"],
                condition=Q(kind="follows", ended_at__isnull=True),
                name="case_follows_one",
            ),
            models.UniqueConstraint(
                fields=["council", "case", "other"],
                condition=Q(kind="related", ended_at__isnull=True),
                name="cases_related_once",
            ),
            models.CheckConstraint(condition=~Q(case=F("other")), name="case_link_of_two"),
            models.CheckConstraint(
                condition=Q(kind__in=LinkKind.values), name="case_link_kind_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "case"], name="case_link_by_case",
                         condition=Q(ended_at__isnull=True)),
            models.Index(fields=["council", "other"], name="case_link_by_other",
                         condition=Q(ended_at__isnull=True)),
        ]  # fmt: skip
