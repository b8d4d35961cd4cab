"""What somebody has answered so far."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from moothall.eforms.models.form import FormVersion
from moothall.kernel.actors import ActorKind
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Waiting(models.TextChoices):
    """What a draft that is complete waits for."""

    SIGNATURE = "signature", "A signature"
    PAYMENT = "payment", "A payment"


class Draft(CouncilOwned):
    """
    A form that somebody has begun, kept on the server under an address that cannot be guessed.

    Only a digest of the address's secret is stored: who reads the table cannot open the draft.
    `answers` holds what was accepted, `typed` what was written into a page and not accepted yet.
    The actor is who fills it in, the subject whom it is for: two people when staff take a call.
    """

    version = CouncilForeignKey(FormVersion, models.PROTECT)
    secret_digest = models.BinaryField(max_length=32)
    answers = models.JSONField(default=dict)
    typed = models.JSONField(default=dict)
    #: What a newer version of the form could not take over, to be told to the person once.
    dropped = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    #: Answers that somebody else vouches for, by question; a browser is never asked for them.
    confirmed = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=10)
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    subject = CouncilForeignKey("people.Person", models.PROTECT, null=True)
    interaction = CouncilForeignKey("cases.Interaction", models.PROTECT, null=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    #: Since when it waits for a signer or a payment; nothing in it changes meanwhile.
    frozen_at = models.DateTimeField(null=True)
    frozen_for = models.CharField(
        max_length=10, choices=Waiting.choices, blank=True, default="", db_default=""
    )
    submitted_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    #: Whose help opened it, where an employee came to a resident's draft by a way of their own.
    helped_person: UUID | None = None

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "secret_digest"], name="draft_secret"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["council", "expires_at"],
                condition=models.Q(submitted_at__isnull=True),
                name="draft_to_expire",
            ),
            models.Index(
                fields=["council", "subject", "saved_at"],
                condition=models.Q(submitted_at__isnull=True, subject__isnull=False),
                name="draft_by_subject",
            ),
        ]

    @property
    def is_in_account(self) -> bool:
        """Tell whether only whoever signs in as its subject opens it."""
        return self.actor_kind == ActorKind.RESIDENT and self.subject_id is not None


class ReturnLink(CouncilOwned):
    """
    A way back to a draft that was sent to somebody; it opens the draft as long as that lives.

    A later link never breaks an earlier one: people find the mail that they find.
    """

    draft = CouncilForeignKey(Draft, models.PROTECT)
    secret_digest = models.BinaryField(max_length=32)
    email = models.EmailField(blank=True)
    #: By text message where the person prefers it; then there is no e-mail address.
    phone = models.CharField(max_length=40, blank=True, default="", db_default="")
    sent_at = models.DateTimeField()

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "secret_digest"], name="return_link_secret"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "draft", "sent_at"], name="return_link_by_draft"),
        ]


class Upload(CouncilOwned):
    """A file that was added to a draft; it belongs to the draft, not to a browser's session."""

    draft = CouncilForeignKey(Draft, models.PROTECT)
    question = models.CharField(max_length=80)
    file = CouncilForeignKey("documents.StoredFile", models.PROTECT)
    added_at = models.DateTimeField()
    #: What the person says it is, of the kinds that the question names.
    kind = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        base_manager_name = "all_councils"
        indexes: ClassVar = [
            models.Index(fields=["council", "draft", "added_at"], name="upload_by_draft"),
        ]
