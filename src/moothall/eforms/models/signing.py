"""Waiting for somebody else to sign."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy

from moothall.eforms.models.draft import Draft
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class SigningState(models.TextChoices):
    """How far a signature has come; `signing.ALLOWED` has the arrows."""

    WAITING = "waiting", gettext_lazy("Waiting")
    SIGNED = "signed", gettext_lazy("Signed")
    DECLINED = "declined", gettext_lazy("Declined")
    TAKEN_BACK = "taken-back", gettext_lazy("Taken back")
    EXPIRED = "expired", gettext_lazy("Run out")


class Signing(CouncilOwned):
    """
    The request that somebody else signs a draft before it counts as handed in.

    The draft is frozen while it waits. Whoever pressed "Send" is kept, since the submission is
    theirs. All messages to the signer bear the same link, of which only a digest is stored.
    """

    draft = CouncilForeignKey(Draft, models.PROTECT)
    name = models.CharField(max_length=200)
    email = models.EmailField()
    language = models.CharField(max_length=5)
    secret_digest = models.BinaryField(max_length=32)
    state = models.CharField(max_length=10, choices=SigningState, default=SigningState.WAITING)
    asked_at = models.DateTimeField()
    #: From when on it is too late.
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    times_sent = models.PositiveSmallIntegerField(default=1)
    reminded_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    #: The name that the signer gave as theirs.
    signed_as = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    actor_kind = models.CharField(max_length=10)
    actor_identifier = models.CharField(max_length=80, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "secret_digest"], name="signing_secret"),
            models.UniqueConstraint(
                fields=["council", "draft"],
                condition=models.Q(state="waiting"),
                name="signing_one_waits",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["council", "draft", "asked_at"], name="signing_by_draft"),
            models.Index(
                fields=["council", "due_at"],
                condition=models.Q(state="waiting"),
                name="signing_to_settle",
            ),
        ]
