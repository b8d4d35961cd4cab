"""What visitors say of a page."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class PageFeedback(CouncilOwned):
    """One visitor's answer to "Was this page useful?", which says nothing about the visitor."""

    path = models.CharField(max_length=500)
    language = models.CharField(max_length=5)
    is_useful = models.BooleanField()
    comment = models.TextField(blank=True, max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "-created_at"], name="feedback_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {'yes' if self.is_useful else 'no'}"
