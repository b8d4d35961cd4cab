"""A file in the council's keeping."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class Scan(models.TextChoices):
    """What the virus scanner says of a file."""

    NONE = "none", "There was no scanner"
    WAITING = "waiting", "Not looked at yet"
    CLEAN = "clean", "Clean"
    INFECTED = "infected", "Holds a virus, and its bytes are deleted"


class StoredFile(CouncilOwned):
    """
    A file that somebody handed in, kept under a random key and never under its own name.

    `kept_at` is set once something refers to it for good; what is never kept is deleted. While the
    virus scanner has not found it clean it is held: nobody gets its bytes.
    """

    key = models.CharField(max_length=120, help_text="Where its bytes are, below the media folder.")
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, help_text="By content, never by name.")
    size = models.PositiveIntegerField(help_text="In bytes, as stored.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes, as stored.")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    purpose = models.SlugField(max_length=40)
    scan = models.CharField(
        max_length=10, choices=Scan.choices, default=Scan.NONE, db_default=Scan.NONE
    )
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
            models.Index(
                fields=["council", "created_at"],
                condition=models.Q(scan="waiting"),
                name="stored_file_to_scan",
            ),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_held(self) -> bool:
        """Tell whether nobody may have it, because it may hold a virus or does."""
        return self.scan in {Scan.WAITING, Scan.INFECTED}

    @property
    def is_image(self) -> bool:
        """Tell whether it is a picture that pages may show."""
        return self.content_type.startswith("image/")
