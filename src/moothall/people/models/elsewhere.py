"""The companies with whose accounts people may sign in as well."""

from typing import ClassVar

from django.db import models

from moothall.kernel.models import CouncilOwned


class ElsewhereKind(models.TextChoices):
    """The kinds of providers that can be set up; most speak OpenID Connect."""

    GOOGLE = "google", "Google"
    APPLE = "apple", "Apple"
    FACEBOOK = "facebook", "Facebook"
    MICROSOFT = "microsoft", "Microsoft"
    OPENID_CONNECT = "openid_connect", "OpenID Connect"


class SignInProvider(CouncilOwned):
    """
    A company with whose accounts people may sign in when they come from one council's site.

    The secret stands outside the database; the row holds its name alone. `key` names it for good
    and in the whole installation: accounts that people have connected are found by it.
    """

    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=ElsewhereKind.choices)
    name = models.CharField(max_length=40)
    client_id = models.CharField(max_length=190)
    secret_name = models.CharField(max_length=80, blank=True)
    #: Of OpenID Connect: where its configuration is found. Of Microsoft: the directory.
    address = models.CharField(max_length=300, blank=True)
    #: Where its page of signing in stands, if that is on another host than the address.
    sign_in_origin = models.CharField(max_length=200, blank=True)
    #: Of Apple: the team and the key's id; the key itself is the secret.
    team = models.CharField(max_length=40, blank=True)
    key_id = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "key"], name="sign_in_provider_key"),
        ]

    def __str__(self) -> str:
        return self.name
