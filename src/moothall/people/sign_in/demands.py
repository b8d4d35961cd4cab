"""What the request that waits behind a page of signing in asks: how strong, who, how recently."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.urls import reverse

from moothall.people.ports import IdentityLevel, Strength
from moothall.people.sign_in.assurance import STRENGTHS, identity_asked


@dataclass(frozen=True)
class Demands:
    """What somebody has to prove, and at most how many seconds ago."""

    strength: Strength = Strength.ONE_FACTOR
    identity: IdentityLevel = IdentityLevel.NONE
    longest_ago: int | None = None


def demands_of(following: str) -> Demands:
    """Return what the address that somebody wants to go on to asks; nothing, if it is a page."""
    parts = urlsplit(following)
    if parts.path != reverse("idp:oidc:authorization"):
        return Demands()
    asked = dict(parse_qsl(parts.query))
    strengths = [STRENGTHS[one] for one in asked.get("acr_values", "").split() if one in STRENGTHS]
    wants_proof = {"login", "select_account"} & set(asked.get("prompt", "").split())
    max_age = "0" if wants_proof else asked.get("max_age", "")
    return Demands(
        strength=Strength(min(strengths, default=Strength.ONE_FACTOR)),
        identity=IdentityLevel(identity_asked(asked)),
        longest_ago=int(max_age) if max_age.isascii() and max_age.isdigit() else None,
    )
