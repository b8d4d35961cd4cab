"""The library's website of each council, which lets people sign in with their council account."""

from datetime import datetime
from typing import Any

from django.conf import settings

from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import system
from moothall.kernel.scope import acting_for
from moothall.people import actions
from moothall.people.actions import SiteSettings
from moothall.people.sign_in.provider import COUNCIL_NAME, EMAIL, EXTERNAL_ID, PROFILE
from moothall.people.websites import SiteRow, satellite_sites
from moothall.surfaces.demonstration import secrets

#: What people are asked to let the library learn.
SCOPES = ("openid", EMAIL, PROFILE, COUNCIL_NAME, EXTERNAL_ID)


def name_of(council: CouncilRow) -> str:
    """Return what the library's website is called, here and in the list of its older users."""
    return f"{council.short_name} Libraries"


def register_library(council: CouncilRow, *, at: str, now: datetime) -> None:
    """Register the library's website, or follow it to another address; its council is in force."""
    actor, there, wanted = system("create_demo"), _registered(council), _settings(council, at)
    if there is None:
        _site, secret = actions.register_site(
            actor=actor, council_id=council.id, settings=wanted, now=now
        )
        secrets.keep(_secret_of(council), secret)
        return
    if there.redirect_addresses != wanted.redirect_addresses:
        actions.change_site(
            actor=actor, council_id=council.id, site_id=there.id, settings=wanted, now=now
        )
    if not secrets.is_there(_secret_of(council)):
        secret = actions.change_site_secret(
            actor=actor, council_id=council.id, site_id=there.id, now=now
        )
        secrets.keep(_secret_of(council), secret)


def described(councils: list[CouncilRow]) -> list[dict[str, Any]]:
    """Return what the program that plays the libraries is told, and people who look for them."""
    told = []
    for council in councils:
        with acting_for(council.id):
            there = _registered(council)
        if there is None:
            continue
        told.append(
            {
                "key": council.slug,
                "name": there.name,
                "issuer": settings.SIGN_IN_URL,
                "client_id": there.client_id,
                "secret": secrets.ensure(_secret_of(council), ""),
                "scope": " ".join(SCOPES),
            }
        )
    return told


def _registered(council: CouncilRow) -> SiteRow | None:
    name = name_of(council)
    return next((one for one in satellite_sites(council.id) if one.name == name), None)


def _settings(council: CouncilRow, at: str) -> SiteSettings:
    own = f"{at}/{council.slug}/"
    return SiteSettings(
        name=name_of(council),
        name_cy=f"Llyfrgelloedd {council.short_name}",
        redirect_addresses=(f"{own}back",),
        sign_out_addresses=(f"{own}?signed-out=1",),
        logout_address=f"{own}logout",
        scopes=SCOPES,
        keeps_secret=True,
    )


def _secret_of(council: CouncilRow) -> str:
    return f"demo-library-{council.slug}"
