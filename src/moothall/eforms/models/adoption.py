"""Which forms a council took from the library, and what it made its own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from moothall.eforms.models.form import Form
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Left(models.TextChoices):
    """Why an improvement was not taken."""

    DECLINED = "declined", _("Declined")
    LOCAL = "local", _("Kept as the council’s own")
    GONE = "gone", _("Not in the council’s form")


class LibraryAdoption(CouncilOwned):
    """
    That a council took a form from the library, with the document it took, to tell later changes.

    `local_paths` are the places that the council keeps as its own whatever the library says.
    """

    form = CouncilForeignKey(Form, models.PROTECT)
    library_slug = models.SlugField(max_length=60)
    base = models.JSONField()
    base_digest = models.CharField(max_length=64)
    local_paths = models.JSONField(default=list)
    adopted_at = models.DateTimeField()
    decided_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "form"], name="library_adoption_form"),
            models.CheckConstraint(
                condition=models.Q(decided_at__gte=models.F("adopted_at")),
                name="library_adoption_decided_after",
            ),
        ]


class LeftImprovement(CouncilOwned):
    """
    An improvement of the library that a council did not take, so that it still can.

    `change` is what was offered: its kind, its path, what was there and what the library said.
    """

    adoption = CouncilForeignKey(LibraryAdoption, models.CASCADE)
    key = models.CharField(max_length=1000)
    change = models.JSONField()
    why = models.CharField(max_length=10, choices=Left.choices)
    left_at = models.DateTimeField()
    left_by = models.CharField(max_length=200)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "adoption", "key"], name="left_improvement_key"
            ),
        ]
