"""A team's mailbox."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moothall.councils.models import ServiceType, Team
from moothall.kernel.models import CouncilForeignKey, CouncilOwned


class Security(models.TextChoices):
    """How a connection to a mail server is kept from listeners."""

    TLS = "tls", _("TLS from the start (ports 993 and 465)")
    STARTTLS = "starttls", _("TLS once connected (ports 143 and 587)")
    NONE = "none", _("None (only for a server on this machine)")


class SignIn(models.TextChoices):
    """How we sign in to a mailbox's servers."""

    PASSWORD = "password", _("With a user name and a password")
    APPLICATION = "application", _("As an application, by OAuth 2 (Microsoft 365)")
    REFRESH = "refresh", _("For a person, by OAuth 2 with a refresh token (Google)")


class StrangersBecome(models.TextChoices):
    """What becomes of somebody who writes and whom nobody knows."""

    NOBODY = "nobody", _("Nobody yet: an officer decides who it is")
    PERSON = "person", _("A new person, by their name and address")


class Mailbox(CouncilOwned):
    """
    An address at which a team is written to, and the servers by which its mail comes and goes.

    Secrets are named, never held; where both servers are signed in to by OAuth 2, `client_secret`
    and `refresh_secret` are such names, too, and tokens live in the memory of a process alone.
    `readers` are the accounts of those who may read it; nobody named means everybody who works with
    the council's mail. `fetching_until` is the lease of the worker that is at it, `problem` what
    was wrong at the last try, in words.
    """

    slug = models.SlugField(max_length=40)
    address = models.EmailField(max_length=254)
    name = models.CharField(max_length=100)
    name_cy = models.CharField(max_length=100, blank=True)
    team = CouncilForeignKey(Team, db_index=False)
    service_type = CouncilForeignKey(ServiceType, null=True, blank=True, db_index=False)
    readers = models.JSONField(default=list)

    imap_host = models.CharField(max_length=200, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=10, choices=Security.choices, default=Security.TLS)
    imap_user = models.CharField(max_length=200, blank=True)
    imap_secret = models.CharField(max_length=80, blank=True)
    folder = models.CharField(max_length=100, default="INBOX")
    handled_folder = models.CharField(max_length=100, default="Handled")
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(
        max_length=10, choices=Security.choices, default=Security.STARTTLS
    )
    smtp_user = models.CharField(max_length=200, blank=True)
    smtp_secret = models.CharField(max_length=80, blank=True)
    sign_in = models.CharField(
        max_length=12,
        choices=SignIn.choices,
        default=SignIn.PASSWORD,
        db_default=SignIn.PASSWORD.value,
    )
    token_address = models.CharField(max_length=300, blank=True, db_default="")
    token_scope = models.CharField(max_length=300, blank=True, db_default="")
    client_id = models.CharField(max_length=200, blank=True, db_default="")
    client_secret = models.CharField(max_length=80, blank=True, db_default="")
    refresh_secret = models.CharField(max_length=80, blank=True, db_default="")

    strangers_become = models.CharField(
        max_length=10, choices=StrangersBecome.choices, default=StrangersBecome.NOBODY
    )
    acknowledges = models.BooleanField(default=True)
    acknowledge_hours = models.PositiveIntegerField(default=24)
    acknowledgement = models.TextField(blank=True)
    acknowledgement_cy = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    signature_cy = models.TextField(blank=True)

    is_active = models.BooleanField(default=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    fetching_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    problem_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "slug"], name="mailbox_slug"),
            models.UniqueConstraint(fields=["council", "address"], name="mailbox_address"),
            models.CheckConstraint(
                condition=Q(imap_security__in=Security.values)
                & Q(smtp_security__in=Security.values),
                name="mailbox_security_known",
            ),
            models.CheckConstraint(
                condition=Q(sign_in__in=SignIn.values), name="mailbox_sign_in_known"
            ),
        ]

    def __str__(self) -> str:
        return self.address
