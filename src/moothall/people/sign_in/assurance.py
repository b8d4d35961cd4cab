"""
How sure we are of somebody: a property of their session, never of their account.

`strength` 1 is one thing (a code sent by e-mail, a password, another provider's word), 2 a passkey
or two things. `identity` is the level to which another provider proved who they are (GOV.UK One
Login's P2), and empty where nobody did. Methods are named as RFC 8176 does.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest

from moothall.people.models import Account
from moothall.people.ports import IdentityLevel

ONE_THING, TWO_THINGS = 1, 2

#: What an OpenID Connect client may ask for as `acr_values`, and gets as `acr`.
ACR = {ONE_THING: "urn:moothall:strength:1", TWO_THINGS: "urn:moothall:strength:2"}
STRENGTHS = {name: strength for strength, name in ACR.items()}

#: The same for how sure it must be who somebody is; the level comes back as `identity`.
IDENTITIES = {f"urn:moothall:identity:{level}": str(level) for level in IdentityLevel if level}

#: Proof counts as recent for so long; after that it is asked for again before what is delicate.
RECENT_SECONDS = 15 * 60

_IDENTITY = "identity_proven"


@dataclass(frozen=True)
class Assurance:
    """How, how strongly and when somebody signed in."""

    strength: int
    identity: str
    methods: tuple[str, ...]
    authenticated_at: int

    @property
    def at(self) -> datetime:
        """Return the moment of the last proof."""
        return datetime.fromtimestamp(self.authenticated_at, tz=UTC)

    def as_plain(self) -> dict[str, Any]:
        """Return what can be kept beside a code until it is exchanged."""
        return {**asdict(self), "methods": list(self.methods)}


def assurance_of(request: HttpRequest) -> Assurance:
    """Return how sure we are of whoever is signed in at the sign-in host."""
    user = request.user
    records = get_authentication_records(request, user) if isinstance(user, Account) else []
    methods = tuple(dict.fromkeys(_method(record) for record in records))
    strong = any(_is_strong(record) for record in records)
    return Assurance(
        strength=TWO_THINGS if strong else ONE_THING,
        identity=_identity_of(request),
        methods=methods,
        authenticated_at=int(max((record["at"] for record in records), default=0)),
    )


def note_identity(request: HttpRequest, account: Account, level: str) -> None:
    """
    Keep with the session the level to which a provider proved who owns this account.

    Whoever signs in to another account in the same session has proven nothing.
    """
    request.session[_IDENTITY] = {"account": account.pk, "level": level}


def forget_identity(request: HttpRequest) -> None:
    """Take it that nobody has proven who this is."""
    request.session.pop(_IDENTITY, None)


def acr_values(strength: int, identity: str = "") -> str:
    """Return how a site asks for this much."""
    named = [name for name, level in IDENTITIES.items() if level == identity]
    return " ".join([ACR[strength], *named])


def identity_asked(query: Mapping[str, str]) -> str:
    """Return the least level of identity that a client asks for, or nothing."""
    return min(
        (IDENTITIES[one] for one in query.get("acr_values", "").split() if one in IDENTITIES),
        default="",
    )


def _identity_of(request: HttpRequest) -> str:
    kept = request.session.get(_IDENTITY)
    if not isinstance(kept, dict) or kept.get("account") != request.user.pk:
        return ""
    return str(kept["level"])


def _is_strong(record: Mapping[str, Any]) -> bool:
    """A second factor is only ever asked for after a first; a passkey alone is two things."""
    return record.get("method") == "mfa" or record.get("strength") == TWO_THINGS


def _method(record: Mapping[str, Any]) -> str:
    if record.get("method") == "mfa":
        return {"webauthn": "hwk", "totp": "otp"}.get(str(record.get("type")), "kba")
    return {"password": "pwd", "code": "otp"}.get(str(record.get("method")), "fed")
