"""What the site's own search looks through."""

from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models

from moothall.kernel.models import CouncilOwned


class SearchEntry(CouncilOwned):
    """
    One thing that the search of a council's website can find, in one language.

    Only what is live has an entry. Row security keeps an index over words from being used, so a
    council's entries are read whole: some hundreds, which costs about a millisecond.
    """

    class Kind(models.TextChoices):
        """What an entry leads to."""

        PAGE = "page", "Page"
        SERVICE = "service", "Service"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=80, help_text="The page's id or the service's slug.")
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=255)
    summary = models.CharField(max_length=300, blank=True)
    path = models.CharField(max_length=500)
    plain_words = models.TextField(help_text="Title and other words, made comparable.")
    vector = SearchVectorField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "language", "kind", "source"], name="search_entry_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
