"""What happened to a case, in order."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.models.case import Case
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class EntryKind(models.TextChoices):
    """What sort of thing happened."""

    OPENED = "opened", _("Reported")
    STATUS = "status", _("Status changed")
    NOTE = "note", _("Note")
    TEAM = "team", _("Given to another team")
    ATTACHMENT = "attachment", _("File added")
    MESSAGE = "message", _("Message")
    QUESTION = "question", _("Question to the resident")
    ANSWER = "answer", _("Answer of the resident")
    COMPLAINT = "complaint", _("The resident complained")
    RATING = "rating", _("How it went")
    HOLDER = "holder", _("Who works on it")
    TASK = "task", _("Task")
    PART = "part", _("Part of another case")


#: What the resident and the team say to each other: for nobody else, not even on the page that
#: follows a case by its reference or for the program that opened it.
PRIVATE_TALK = frozenset(
    {EntryKind.MESSAGE, EntryKind.ANSWER, EntryKind.COMPLAINT, EntryKind.RATING}
)


class Source(models.TextChoices):
    """Whose word an entry is."""

    RESIDENT = "resident", _("Resident")
    STAFF = "staff", _("Staff")
    BACK_OFFICE = "back_office", _("Back office")
    PARTNER = "partner", _("Partner")
    SYSTEM = "system", _("System")


class TimelineEntry(CouncilOwned):
    """
    One thing that happened to a case, for its resident to read too (public) or for staff alone.

    `source_key` is how an outside system names the update that the entry came from; the same
    update told again finds its entry and changes nothing. `texts` are the words in each language
    in which they were written, before names and references were filled in, for the cases that
    follow this one.
    """

    case = CouncilForeignKey(Case, db_index=False)
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    is_public = models.BooleanField()
    status_from = models.CharField(max_length=20, blank=True)
    status_to = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    texts = models.JSONField(null=True, blank=True)
    happened_at = models.DateTimeField()
    source = models.CharField(max_length=12, choices=Source.choices)
    source_key = models.CharField(max_length=200, blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "case", "source_key"],
                condition=~Q(source_key=""),
                name="timeline_update_told_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EntryKind.values), name="timeline_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(source__in=Source.values), name="timeline_source_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "case", "happened_at", "id"], name="timeline_by_case"),
        ]
