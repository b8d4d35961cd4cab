"""A file in the council's keeping."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class StoredFile(CouncilOwned):
    """
    A file that somebody handed in, kept under a random key and never under its own name.

    `kept_at` is set once something refers to it for good; what is never kept is deleted.
    """

    key = models.CharField(max_length=120, help_text="Where its bytes are, below the media folder.")
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, help_text="By content, never by name.")
    size = models.PositiveIntegerField(help_text="In bytes, as stored.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes, as stored.")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    purpose = models.SlugField(max_length=40)
    created_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="stored_file_key"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "created_at"],
                condition=models.Q(kept_at=None),
                name="stored_file_not_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_image(self) -> bool:
        """Tell whether it is a picture that pages may show."""
        return self.content_type.startswith("image/")
