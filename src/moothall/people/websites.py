"""What others ask about websites that sign people in; answers are frozen rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from moothall.councils.queries import council_by_id
from moothall.kernel.errors import NotFound
from moothall.people.models import SatelliteSite, SiteClient, SiteConsent


@dataclass(frozen=True)
class SiteRow:
    """A website of a council's, as its settings show it."""

    id: UUID
    client_id: str
    name: str
    name_cy: str
    redirect_addresses: tuple[str, ...]
    sign_out_addresses: tuple[str, ...]
    logout_address: str
    scopes: tuple[str, ...]
    keeps_secret: bool
    created_at: datetime
    secret_changed_at: datetime | None


@dataclass(frozen=True)
class AllowedRow:
    """A website that somebody has allowed to learn of them."""

    id: int
    name: str
    name_cy: str
    council_name: str
    council_name_cy: str
    scopes: tuple[str, ...]
    given_at: datetime

    def name_in(self, language: str) -> str:
        """Return the website's name in the language, or in English where it has none."""
        return (self.name_cy if language == "cy" else "") or self.name

    def council_in(self, language: str) -> str:
        """Return its council's name in the language, or in English where it has none."""
        return (self.council_name_cy if language == "cy" else "") or self.council_name


def satellite_sites(council_id: int) -> list[SiteRow]:
    """Return the websites of a council that may sign people in, by name."""
    sites = SatelliteSite.objects.filter(council_id=council_id, stopped_at__isnull=True)
    return [_site_row(site) for site in sites.order_by("name")]


def satellite_site(council_id: int, site_id: UUID) -> SiteRow:
    """
    Return one of them.

    :raises NotFound: if the council has no such website
    """
    site = SatelliteSite.objects.filter(
        council_id=council_id, pk=site_id, stopped_at__isnull=True
    ).first()
    if site is None:
        raise NotFound("This council has no such website.")
    return _site_row(site)


def allows(*, account_id: int, client_id: str, scopes: Sequence[str]) -> bool:
    """Tell whether somebody allowed a website to learn all of this."""
    allowed = (
        SiteConsent.objects.filter(
            account_id=account_id, client_id=client_id, withdrawn_at__isnull=True
        )
        .values_list("scopes", flat=True)
        .first()
    )
    return allowed is not None and set(scopes) <= set(allowed)


def allowed_websites(account_id: int) -> list[AllowedRow]:
    """Return what somebody allows at present, newest first."""
    consents = (
        SiteConsent.objects.filter(account_id=account_id, withdrawn_at__isnull=True)
        .select_related("client")
        .order_by("-given_at")
    )
    return [_allowed_row(consent, consent.client) for consent in consents]


def _allowed_row(consent: SiteConsent, client: SiteClient) -> AllowedRow:
    council = council_by_id(client.council_id) if client.council_id is not None else None
    return AllowedRow(
        id=consent.pk,
        name=client.name_in("en"),
        name_cy=client.name_in("cy"),
        council_name=council.name if council else "",
        council_name_cy=council.name_cy if council else "",
        scopes=tuple(consent.scopes),
        given_at=consent.given_at,
    )


def _site_row(site: SatelliteSite) -> SiteRow:
    return SiteRow(
        id=site.pk,
        client_id=site.client_id,
        name=site.name,
        name_cy=site.name_cy,
        redirect_addresses=tuple(site.redirect_addresses),
        sign_out_addresses=tuple(site.sign_out_addresses),
        logout_address=site.logout_address,
        scopes=tuple(site.scopes),
        keeps_secret=site.keeps_secret,
        created_at=site.created_at,
        secret_changed_at=site.secret_changed_at,
    )
