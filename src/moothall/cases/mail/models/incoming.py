"""A letter as it came, and what was read out of it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.mail.models.mailbox import Mailbox
from moothall.cases.models.case import Case
from moothall.cases.models.interaction import Interaction
from moothall.documents.models import StoredFile
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models import Person


class Reading(models.TextChoices):
    """How far a kept letter has come."""

    WAITING = "waiting", _("Not read yet")
    READ = "read", _("Read")
    UNREADABLE = "unreadable", _("Could not be read")


class KeptMail(CouncilOwned):
    """
    An e-mail as it came, byte for byte, kept before anything else was done with it.

    `uid_validity` and `uid` are how its mailbox knows it. `content_digest` is of what its writer
    wrote, without the marks of its way, so that the same letter by two ways is one. `sender_digest`
    lets everybody's mail be read in turn. `mail` is what was read out of it; many alike share one.
    `file` goes when the letter is erased or held a card's number.
    """

    mailbox = CouncilForeignKey(Mailbox, db_index=False)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    message_id = models.CharField(max_length=300, blank=True)
    content_digest = models.CharField(max_length=64)
    sender_digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    is_cut = models.BooleanField(default=False)
    file = CouncilForeignKey(StoredFile, null=True, blank=True)
    reading = models.CharField(max_length=10, choices=Reading.choices, default=Reading.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    mail = CouncilForeignKey("cases.Mail", null=True, blank=True, db_index=False)
    kept_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "mailbox", "uid_validity", "uid"], name="kept_mail_once"
            ),
            models.UniqueConstraint(
                fields=["council", "mailbox", "message_id", "content_digest"],
                condition=~Q(message_id=""),
                name="kept_mail_by_content",
            ),
            models.CheckConstraint(
                condition=Q(reading__in=Reading.values), name="kept_mail_reading_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "mailbox", "kept_at", "id"],
                condition=Q(reading="waiting"),
                name="kept_mail_to_read",
            ),
            models.Index(fields=["council", "mail", "kept_at"], name="kept_mail_of_mail"),
            models.Index(
                fields=["council", "mailbox", "sender_digest", "kept_at"],
                name="kept_mail_by_sender",
            ),
        ]


class MailKind(models.TextChoices):
    """What sort of letter it is."""

    LETTER = "letter", _("E-mail")
    AUTOMATIC = "automatic", _("Automatic answer")
    BOUNCE = "bounce", _("Could not be delivered")
    OWN = "own", _("From our own address")
    UNREADABLE = "unreadable", _("Could not be read")


class Fate(models.TextChoices):
    """What became of a letter."""

    WAITING = "waiting", _("Waiting")
    OPENED = "opened", _("A case was opened")
    JOINED = "joined", _("It joined a case")
    ANSWERED = "answered", _("Answered")
    SPAM = "spam", _("Spam")
    NOT_FOR_US = "not_for_us", _("Not for us")
    SENT_ON = "sent_on", _("Sent on to another council")
    CLOSED = "closed", _("Closed")
    NOTED = "noted", _("Nothing to do")


class Mail(CouncilOwned):
    """
    What was read out of an e-mail that came in, and what became of it.

    `case` is the one it joined, `guessed_case` the one that it may be about, for a person to judge.
    `is_verified` says that its sender is the person of the case; what is not stays out of their
    sight. `alike` counts further letters that were folded into this one.
    """

    mailbox = CouncilForeignKey(Mailbox, db_index=False)
    kind = models.CharField(max_length=12, choices=MailKind.choices)
    fate = models.CharField(max_length=12, choices=Fate.choices, default=Fate.WAITING)
    sender_address = models.CharField(max_length=320, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    reply_address = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    files = models.JSONField(
        default=list, help_text="Names, the stored files, and why one was not taken."
    )
    message_id = models.CharField(max_length=300, blank=True)
    references = models.TextField(blank=True)
    problems = models.JSONField(default=list, help_text="What was wrong with it, as codes.")
    person = CouncilForeignKey(Person, null=True, blank=True, db_index=False)
    case = CouncilForeignKey(Case, null=True, blank=True, db_index=False)
    guessed_case = CouncilForeignKey(Case, null=True, blank=True, db_index=False)
    is_verified = models.BooleanField(default=False)
    interaction = CouncilForeignKey(Interaction, null=True, blank=True, db_index=False)
    fold_digest = models.CharField(max_length=64)
    alike = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    came_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by_kind = models.CharField(max_length=10, blank=True)
    settled_by_identifier = models.CharField(max_length=80, blank=True)
    settled_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=MailKind.values), name="mail_kind_known"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="mail_fate_known"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "mailbox", "came_at", "id"],
                condition=Q(fate="waiting"),
                name="mail_waiting",
            ),
            models.Index(
                F("council"), F("mailbox"), F("came_at").desc(), F("id").desc(),
                name="mail_by_time",
            ),
            models.Index(fields=["council", "case", "came_at"], name="mail_of_case"),
            models.Index(fields=["council", "person", "came_at"], name="mail_of_person"),
            models.Index(fields=["council", "sender_address", "came_at"], name="mail_by_sender"),
            models.Index(
                fields=["council", "mailbox", "fold_digest", "came_at"], name="mail_to_fold"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject
