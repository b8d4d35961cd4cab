"""
Our own OpenID Connect provider: allauth's, with what it leaves out.

Every client must use PKCE; each knows an account by a name of its own; tokens say when, how and how
strongly somebody signed in. See `docs/decisions/one-sign-in-host.md`.
"""

import secrets
from collections.abc import Collection, Iterable
from typing import Any, Literal

from allauth.account.models import EmailAddress
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import Client, PrivateKey
from django.conf import settings

from moothall.kernel.scope import acting_for
from moothall.people.claims import external_id_for
from moothall.people.models import Account, AccountKind, Joining, PairwiseSubject
from moothall.people.sign_in import keys

SUBJECT_BYTES = 24

#: What a website may ask for beside "openid".
PROFILE, EMAIL, COUNCIL_NAME, OFFLINE = "profile", "email", "council_name", "offline_access"
EXTERNAL_ID = "external_id"
SCOPES = ("openid", EMAIL, PROFILE, COUNCIL_NAME, EXTERNAL_ID, OFFLINE)


class Provider(DefaultOIDCAdapter):  # type: ignore[misc]
    """What allauth's provider asks its host."""

    def get_issuer(self) -> str:
        """Return the sign-in host, whoever asks by whatever address."""
        return settings.SIGN_IN_URL

    def list_private_keys(
        self,
        *,
        did_activate: Literal[True] | None = None,
        is_active: Literal[True] | None = None,
    ) -> list[PrivateKey]:
        """Return the keys of the installation, the newest first."""
        kept = list(keys.published_keys())
        found: list[PrivateKey] = filter_keys(kept, did_activate=did_activate, is_active=is_active)
        return found

    def get_user_sub(self, client: Client, user: Account) -> str:
        """Return the name by which this client alone knows the account."""
        found, _ = PairwiseSubject.objects.get_or_create(
            account_id=user.pk,
            sector=sector_of(client),
            defaults={"subject": secrets.token_urlsafe(SUBJECT_BYTES)},
        )
        return str(found.subject)

    def get_user_by_sub(self, client: Client, sub: str) -> Account | None:
        """Return the resident's account that this client knows by the name, if it may sign in."""
        found = (
            PairwiseSubject.objects.filter(
                subject=sub, sector=sector_of(client), account__kind=AccountKind.RESIDENT
            )
            .select_related("account")
            .first()
        )
        return found.account if found is not None and found.account.is_active else None

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: Account,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """
        Return what a client learns of somebody, by the scopes that they allowed.

        A website learns it at the userinfo endpoint alone: ID tokens come back to us in addresses
        (`id_token_hint`), which are written into logs.
        """
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if purpose == "id_token" and not client.skip_consent:
            return claims
        asked = set(scopes)
        if EMAIL in asked:
            claims |= _email_of(user)
        if PROFILE in asked:
            claims |= {"locale": user.language} | ({"name": user.name} if user.name else {})
        if asked & {COUNCIL_NAME, EXTERNAL_ID}:
            claims |= _known_at_council(user, client, asked)
        return claims


def sector_of(client: Client) -> str:
    """Return what the names of accounts are apart by: each client is a sector of its own."""
    return str(client.pk)


def _email_of(user: Account) -> dict[str, Any]:
    address = EmailAddress.objects.get_primary(user)
    return {"email": address.email, "email_verified": address.verified} if address else {}


def _known_at_council(user: Account, client: Client, asked: Collection[str]) -> dict[str, str]:
    """
    Return what the website's council knows of an account that has joined it; nothing of others.

    The id is the one by which this very website knew somebody before, once they have claimed it.
    """
    council_id = (client.data or {}).get("council_id")
    if council_id is None:
        return {}
    with acting_for(council_id):
        joining = (
            Joining.objects.filter(account_id=user.pk, ended_at__isnull=True)
            .select_related("person")
            .first()
        )
        if joining is None:
            return {}
        known = {COUNCIL_NAME: joining.person.name} if COUNCIL_NAME in asked else {}
        if EXTERNAL_ID in asked and (found := external_id_for(user.pk, client.name)):
            known[EXTERNAL_ID] = found
    return known
