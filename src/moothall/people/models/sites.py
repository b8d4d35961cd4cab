"""The websites into which people sign in with their council account, and what they allowed them."""

from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.idp.oidc.models import Client
from django.db import models
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from moothall.kernel import clock
from moothall.kernel.models import CouncilOwned
from moothall.people.models.account import Account

#: What is kept of a secret begins so; secrets are long and random, so a plain digest is enough.
_DIGEST = "sha256$"


def digest_of_secret(secret: str) -> str:
    """Return what is kept of a website's secret."""
    return _DIGEST + sha256(secret.encode()).hexdigest()


class SatelliteSite(CouncilOwned):
    """
    A website of a council's, such as its library's, where people sign in with their account here.

    It is the council's record; what the sign-in host needs of it at every sign-in is copied to the
    provider's client of the same `client_id`, since no council is in force there.
    """

    client_id = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    name_cy = models.CharField(max_length=100, blank=True)
    redirect_addresses = models.JSONField(default=list)
    sign_out_addresses = models.JSONField(default=list)
    #: Where the website hears that somebody has signed out (back-channel logout); may be empty.
    logout_address = models.CharField(max_length=500, blank=True)
    scopes = models.JSONField(default=list)
    #: False for a program that runs on people's own devices and can keep no secret.
    keeps_secret = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    secret_changed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "all_councils"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["council", "client_id"], name="satellite_site_client"),
            models.UniqueConstraint(
                fields=["council", "name"],
                condition=Q(stopped_at__isnull=True),
                name="satellite_site_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteClient(Client):  # type: ignore[misc]
    """The provider's own view of a website: allauth's client, with what it leaves out."""

    class Meta:
        proxy = True

    def check_secret(self, secret: str) -> bool:
        """Tell whether this is the secret, or the one before it while that still works."""
        given = digest_of_secret(secret)
        before = self._kept("previous_secret", {})
        still = before and datetime.fromisoformat(before["until"]) > clock.now()
        is_present = constant_time_compare(given, self.secret)
        return is_present or bool(still and constant_time_compare(given, before["digest"]))

    @property
    def is_ours(self) -> bool:
        """Tell whether it is a council's own site of this very installation."""
        return bool(self.skip_consent)

    @property
    def council_id(self) -> int | None:
        """Return the council whose website it is."""
        found: int | None = self._kept("council_id", None)
        return found

    @property
    def logout_address(self) -> str:
        """Return where the website hears that somebody has signed out, or nothing."""
        found: str = self._kept("logout_address", "")
        return found

    def name_in(self, language: str) -> str:
        """Return its name in the language, or in English where it has none."""
        names: dict[str, str] = self._kept("names", {})
        return names.get(language) or str(self.name)

    def origins(self) -> list[str]:
        """Return the origins to which people are sent back, signed in or out."""
        addresses = [*self.get_redirect_uris(), *self.get_post_logout_redirect_uris()]
        parts = [urlsplit(address) for address in addresses]
        return sorted({f"{one.scheme}://{one.netloc}" for one in parts})

    def _kept(self, name: str, otherwise: Any) -> Any:
        return (self.data or {}).get(name) or otherwise


class SiteConsent(models.Model):
    """
    What somebody allowed one website to learn of them; a new row when it becomes more.

    Stands outside row security and is read by account alone: it is the account's, for every
    council. It is kept after it is withdrawn, as the history of what was allowed.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(SiteClient, on_delete=models.CASCADE, related_name="+")
    scopes = models.JSONField(default=list)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "client"],
                condition=Q(withdrawn_at__isnull=True),
                name="site_consent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.client_id}"


class SiteSession(models.Model):
    """
    Somebody signed in on one website, in one stay at the sign-in host.

    `sid` is what tokens call it, so that the website can be told when it is over; it means nothing
    to another website. Stands outside row security and is read by stay, account or client.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    client = models.ForeignKey(SiteClient, on_delete=models.CASCADE, related_name="+")
    stay = models.BigIntegerField()
    sid = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["stay", "client"],
                condition=Q(ended_at__isnull=True),
                name="site_session_once",
            ),
        ]

    def __str__(self) -> str:
        return self.sid


class SiteSignIn(models.Model):
    """
    One sign-in on a website: the code that was issued, and the tokens that came of it.

    Tokens name it in their data. When a code or a spent refresh token is used again, all of them
    end. Stands outside row security and is read by the digest of a code, or by a token.
    """

    session = models.ForeignKey(SiteSession, on_delete=models.CASCADE, related_name="+")
    code_digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    assurance = models.JSONField(default=dict)
    issued_at = models.DateTimeField()
    exchanged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.session_id}: {self.issued_at:%Y-%m-%d}"
