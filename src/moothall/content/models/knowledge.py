"""What a council tells its agents beside what its website says."""

from typing import ClassVar

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.kernel.models import CouncilForeignKey, CouncilOwned

LONGEST_TITLE = 160
LONGEST_WORDS = 6000
LONGEST_COMMENT = 1000


class ArticleKind(models.TextChoices):
    """What an agent uses an article for."""

    SCRIPT = "script", _("Script: what to say, step by step")
    CHECK = "check", _("Check: can they have it?")
    OUTAGE = "outage", _("Something is down: what to say")
    NOTE = "note", _("Good to know")


class DeskArticle(CouncilOwned):
    """
    What a council tells its agents and not the public: a script, a check, words for an outage.

    `service` names an entry of the catalogue and `page_path` a page of the website, to which it
    adds what is for staff alone. `steps` are what to say and ask in turn (see `knowledge/steps`).
    An outage has an end, so that none is read out when all is well again.
    """

    kind = models.CharField(max_length=10, choices=ArticleKind.choices)
    title = models.CharField(max_length=LONGEST_TITLE)
    title_cy = models.CharField(max_length=LONGEST_TITLE, blank=True)
    words = models.TextField(blank=True, max_length=LONGEST_WORDS)
    words_cy = models.TextField(blank=True, max_length=LONGEST_WORDS)
    steps = models.JSONField(default=list)
    service = models.SlugField(max_length=80, blank=True, db_index=False)
    page_path = models.CharField(max_length=500, blank=True)
    shown_until = models.DateTimeField(null=True, blank=True)
    is_withdrawn = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    written_by_identifier = models.CharField(max_length=80, blank=True)
    written_by_name = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    plain_words = models.TextField(help_text="Both titles, made comparable.")
    vector = SearchVectorField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=ArticleKind.values), name="desk_article_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind="outage") | Q(shown_until__isnull=False),
                name="desk_article_outage_ends",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "service"], name="desk_article_by_service"),
        ]

    def __str__(self) -> str:
        return self.title


class DeskFeedback(CouncilOwned):
    """An agent's word to the editor that an article or a page of the website did not help."""

    article = CouncilForeignKey(DeskArticle, null=True, blank=True, db_index=False)
    page_path = models.CharField(max_length=500, blank=True)
    comment = models.CharField(max_length=LONGEST_COMMENT)
    given_by_identifier = models.CharField(max_length=80, blank=True)
    given_by_name = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField()
    answer = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(article__isnull=False) | ~Q(page_path=""),
                name="desk_feedback_about_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("council"), F("given_at").desc(), name="desk_feedback_newest"),
            models.Index(
                fields=["council", "given_at"],
                condition=Q(answered_at__isnull=True),
                name="desk_feedback_open",
            ),
        ]

    def __str__(self) -> str:
        return self.comment[:60]
