"""All writes to the websites of a council that sign people in."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from moothall.kernel import audit
from moothall.kernel.actors import Actor
from moothall.kernel.errors import Conflict, NotFound
from moothall.kernel.policies import require
from moothall.people import policies
from moothall.people.actions.site_sign_ins import end_sessions_of_site
from moothall.people.models import SatelliteSite, SiteClient
from moothall.people.models.sites import digest_of_secret

SECRET_BYTES = 32
CLIENT_ID_BYTES = 8

#: A website's old secret goes on for so long after a new one is made: nobody changes both at once.
OLD_SECRET_LIVES = timedelta(days=1)
#: No secret has this digest.
NO_SECRET = "!"  # noqa: S105


@dataclass(frozen=True)
class SiteSettings:
    """What a council says about one of its websites."""

    name: str
    name_cy: str
    redirect_addresses: tuple[str, ...]
    sign_out_addresses: tuple[str, ...]
    logout_address: str
    scopes: tuple[str, ...]
    keeps_secret: bool


@transaction.atomic
def register_site(
    *, actor: Actor, council_id: int, settings: SiteSettings, now: datetime
) -> tuple[SatelliteSite, str]:
    """
    Let a website sign people in; return it and its secret, this once (none, if it can keep none).

    :raises NotPermitted: if the actor may not change the council's settings
    :raises Conflict: if the council has a website of this name
    """
    require(policies.can_change_sign_in(actor, council_id))
    site = SatelliteSite(
        council_id=council_id,
        client_id=f"site-{secrets.token_hex(CLIENT_ID_BYTES)}",
        created_at=now,
        **_columns(settings),
    )
    _save(site, force_insert=True)
    client = SiteClient(pk=site.client_id, secret=NO_SECRET, skip_consent=False)
    secret = _new_secret(site, client, now) if site.keeps_secret else ""
    _copy(site, client)
    audit.record(actor=actor, verb="site.registered", subject=site, now=now)
    return site, secret


@transaction.atomic
def change_site(
    *, actor: Actor, council_id: int, site_id: UUID, settings: SiteSettings, now: datetime
) -> None:
    """
    Change what is said of a website; whether it keeps a secret stays as it was.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such website
    :raises Conflict: if the council has another of this name
    """
    site, client = _taken(actor, council_id, site_id)
    for name, value in _columns(settings).items():
        if name != "keeps_secret":
            setattr(site, name, value)
    _save(site)
    _copy(site, client)
    audit.record(actor=actor, verb="site.changed", subject=site, now=now)


@transaction.atomic
def change_site_secret(*, actor: Actor, council_id: int, site_id: UUID, now: datetime) -> str:
    """
    Give a website a new secret and return it, this once; the old one goes on for a day.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such website, or one that keeps no secret
    """
    site, client = _taken(actor, council_id, site_id)
    if not site.keeps_secret:
        raise NotFound("This website keeps no secret.")
    previous = {"digest": client.secret, "until": (now + OLD_SECRET_LIVES).isoformat()}
    client.data = {**(client.data or {}), "previous_secret": previous}
    secret = _new_secret(site, client, now)
    site.save(update_fields=["secret_changed_at"])
    client.save(update_fields=["secret", "data"])
    audit.record(actor=actor, verb="site.secret-changed", subject=site, now=now)
    return secret


@transaction.atomic
def stop_site(*, actor: Actor, council_id: int, site_id: UUID, now: datetime) -> None:
    """
    Let a website sign nobody in any more; what it was given opens nothing from now on.

    :raises NotPermitted: if the actor may not change the council's settings
    :raises NotFound: if the council has no such website
    """
    site, client = _taken(actor, council_id, site_id)
    site.stopped_at = now
    site.save(update_fields=["stopped_at"])
    client.secret = NO_SECRET
    client.data = {**(client.data or {}), "previous_secret": None, "logout_address": ""}
    client.redirect_uris = client.response_types = client.grant_types = client.scopes = ""
    client.set_post_logout_redirect_uris([])
    client.save()
    end_sessions_of_site(client_id=site.client_id, now=now)
    audit.record(actor=actor, verb="site.stopped", subject=site, now=now)


def _taken(actor: Actor, council_id: int, site_id: UUID) -> tuple[SatelliteSite, SiteClient]:
    require(policies.can_change_sign_in(actor, council_id))
    site = (
        SatelliteSite.objects.select_for_update()
        .filter(council_id=council_id, pk=site_id, stopped_at__isnull=True)
        .first()
    )
    if site is None:
        raise NotFound("This council has no such website.")
    return site, SiteClient.objects.select_for_update().get(pk=site.client_id)


def _save(site: SatelliteSite, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            site.save(force_insert=force_insert)
    except IntegrityError as error:
        raise Conflict("This council has a website of this name already.") from error


def _columns(settings: SiteSettings) -> dict[str, Any]:
    return {
        "name": settings.name,
        "name_cy": settings.name_cy,
        "redirect_addresses": list(settings.redirect_addresses),
        "sign_out_addresses": list(settings.sign_out_addresses),
        "logout_address": settings.logout_address,
        "scopes": list(settings.scopes),
        "keeps_secret": settings.keeps_secret,
    }


def _new_secret(site: SatelliteSite, client: SiteClient, now: datetime) -> str:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client.secret = digest_of_secret(secret)
    site.secret_changed_at = now
    return secret


def _copy(site: SatelliteSite, client: SiteClient) -> None:
    """Tell the provider what it needs at every sign-in, when no council is in force."""
    kinds = SiteClient.Type
    client.name = site.name
    client.type = kinds.CONFIDENTIAL if site.keeps_secret else kinds.PUBLIC
    client.set_redirect_uris(site.redirect_addresses)
    client.set_scopes(site.scopes)
    client.set_response_types(["code"])
    client.set_grant_types(["authorization_code", "refresh_token"])
    client.data = {
        **(client.data or {}),
        "council_id": site.council_id,
        "names": {"en": site.name, "cy": site.name_cy or site.name},
        "logout_address": site.logout_address,
    }
    client.set_post_logout_redirect_uris(site.sign_out_addresses)
    client.save()
    site.save(update_fields=["secret_changed_at"])
