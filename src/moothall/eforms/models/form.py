"""A form and its numbered versions."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Form(CouncilOwned):
    """
    What a council asks people to fill in for one purpose, under an address that stays.

    What it asks is in its versions; `current` is the one that new drafts begin with.
    """

    slug = models.SlugField(max_length=60)
    current = CouncilForeignKey("eforms.FormVersion", models.PROTECT, null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "slug"], name="form_slug"),
        ]

    def __str__(self) -> str:
        return self.slug


class FormVersion(CouncilOwned):
    """
    One numbered edition of a form, which never changes once it is published.

    Drafts and submissions point to the version they began with, so that publishing another never
    disturbs them. The database itself refuses an update (see the first migration).
    """

    form = CouncilForeignKey(Form, models.PROTECT)
    number = models.PositiveIntegerField()
    schema_version = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "form", "number"], name="form_version_number"
            ),
        ]
