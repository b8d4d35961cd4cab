"""A letter that a council's mailbox sends."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.cases.mail.models.incoming import Mail
from moothall.cases.mail.models.mailbox import Mailbox
from moothall.cases.models.case import Case
from moothall.kernel.models import CouncilForeignKey, CouncilOwned
from moothall.people.models import Person


class Sending(models.TextChoices):
    """How far a letter of ours has come."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Perhaps sent")
    FAILED = "failed", _("Not sent")
    BOUNCED = "bounced", _("Came back")


class OutgoingKind(models.TextChoices):
    """Who wrote it."""

    ANSWER = "answer", _("Written by staff")
    ACKNOWLEDGEMENT = "acknowledgement", _("Automatic: it has arrived")
    SENT_ON = "sent_on", _("Sent on to another council")


class OutgoingMail(CouncilOwned):
    """
    An e-mail that a council's mailbox sends: an answer, a letter about a case, or that one came.

    `message_id` is ours, by which answers find the way back. `answer_to` is the address to which
    answers go, with its signature. One whose fate is unknown is not sent again by itself.
    """

    mailbox = CouncilForeignKey(Mailbox, db_index=False)
    kind = models.CharField(max_length=16, choices=OutgoingKind.choices)
    mail = CouncilForeignKey(Mail, null=True, blank=True, db_index=False)
    case = CouncilForeignKey(Case, null=True, blank=True, db_index=False)
    person = CouncilForeignKey(Person, null=True, blank=True, db_index=False)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=500)
    text = models.TextField()
    language = models.CharField(max_length=5, default="en")
    enclosed = models.JSONField(default=list)
    message_id = models.CharField(max_length=300)
    in_reply_to = models.CharField(max_length=300, blank=True)
    references = models.TextField(blank=True)
    answer_to = models.CharField(max_length=320, blank=True)
    state = models.CharField(max_length=10, choices=Sending.choices, default=Sending.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    is_handed_over = models.BooleanField(default=False)
    problem = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    written_by_kind = models.CharField(max_length=10)
    written_by_identifier = models.CharField(max_length=80, blank=True)
    written_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "message_id"], name="outgoing_mail_id"),
            models.CheckConstraint(
                condition=Q(state__in=Sending.values), name="outgoing_mail_state_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OutgoingKind.values), name="outgoing_mail_kind_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "case", "queued_at"], name="outgoing_mail_of_case"),
            models.Index(fields=["council", "mail", "queued_at"], name="outgoing_mail_of_mail"),
            models.Index(fields=["council", "person", "queued_at"], name="outgoing_of_person"),
            models.Index(
                fields=["council", "mailbox", "recipient", "queued_at"],
                condition=Q(kind="acknowledgement"),
                name="outgoing_acknowledgement",
            ),
            models.Index(
                fields=["council", "mailbox", "queued_at"],
                condition=Q(state__in=["unknown", "failed", "bounced"]),
                name="outgoing_in_trouble",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
