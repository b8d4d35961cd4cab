"""The clients that may ask One Login to sign somebody in, as they were registered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from simulators.ledger import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS client (
    id TEXT PRIMARY KEY,
    registration TEXT NOT NULL
);
"""
TABLES = ("client",)

CLAIMS = (
    "https://vocab.account.gov.uk/v1/coreIdentityJWT",
    "https://vocab.account.gov.uk/v1/address",
    "https://vocab.account.gov.uk/v1/returnCode",
    "https://vocab.account.gov.uk/v1/passport",
    "https://vocab.account.gov.uk/v1/drivingPermit",
)
SCOPES = ("openid", "email", "phone")
LEVELS = ("P0", "P1", "P2", "P3")
ALGORITHMS = ("ES256", "RS256")

DEFAULTS: Mapping[str, object] = {
    "clientName": "",
    "publicKey": "",
    "scopes": ["openid", "email", "phone"],
    "redirectUrls": [],
    "postLogoutRedirectUrls": [],
    "backChannelLogoutUrl": "",
    "claims": list(CLAIMS[:3]),
    "identityVerificationSupported": True,
    "idTokenSigningAlgorithm": "ES256",
    "clientLoCs": ["P0", "P2"],
    "pkceEnforced": True,
    "sectorIdentifier": "",
}
"""A registration's fields, by the names that the official simulator gives them, and ours."""


@dataclass(frozen=True)
class Client:
    """One registered client."""

    id: str
    name: str
    public_key: str
    scopes: tuple[str, ...]
    redirect_urls: tuple[str, ...]
    post_logout_redirect_urls: tuple[str, ...]
    back_channel_logout_url: str
    claims: tuple[str, ...]
    proves_identity: bool
    id_token_algorithm: str
    levels: tuple[str, ...]
    needs_pkce: bool
    sector: str


class UnknownFieldError(ValueError):
    """A registration has a field that there is not, or a value that cannot be."""


class Clients:
    """All registered clients: those of a file, and those that were registered since."""

    def __init__(self, ledger: Ledger, path: Path | None) -> None:
        """Read the file, if there is one."""
        self._ledger = ledger
        written = yaml.safe_load(path.read_text("utf-8")) if path else {"clients": []}
        self._of_file = {str(one["clientId"]): _checked(one) for one in written["clients"]}

    def find(self, client_id: str) -> Client | None:
        """Return a client, if it is registered."""
        registration = self.registration(client_id)
        return None if registration is None else _client(client_id, registration)

    def registration(self, client_id: str) -> Mapping[str, object] | None:
        """Return what a client is registered with."""
        with self._ledger.reading() as rows:
            row = rows.execute(
                "SELECT registration FROM client WHERE id = ?", (client_id,)
            ).fetchone()
        if row is not None:
            found: dict[str, object] = json.loads(row["registration"])
            return found
        return self._of_file.get(client_id)

    def register(self, asked: Mapping[str, object]) -> str:
        """
        Register a client, or change what is given of one.

        :raises UnknownFieldError: if something of it cannot be
        """
        client_id = asked.get("clientId")
        if not isinstance(client_id, str) or not client_id:
            raise UnknownFieldError("clientConfiguration needs a clientId.")
        registration = {**(self.registration(client_id) or DEFAULTS), **_given(asked)}
        _check(registration)
        with self._ledger.writing() as rows:
            rows.execute(
                "INSERT OR REPLACE INTO client VALUES (?, ?)", (client_id, json.dumps(registration))
            )
        return client_id

    def all_ids(self) -> list[str]:
        """Return every client's id."""
        with self._ledger.reading() as rows:
            kept = [row["id"] for row in rows.execute("SELECT id FROM client")]
        return sorted({*kept, *self._of_file})


def _checked(entry: Mapping[str, object]) -> dict[str, object]:
    registration = {**DEFAULTS, **_given(entry)}
    _check(registration)
    return registration


def _given(entry: Mapping[str, object]) -> dict[str, object]:
    given = {name: value for name, value in entry.items() if name != "clientId"}
    if unknown := sorted(set(given) - set(DEFAULTS)):
        raise UnknownFieldError(f"There is no field called {', '.join(unknown)}.")
    return given


def _check(registration: Mapping[str, object]) -> None:
    for name, default in DEFAULTS.items():
        if type(registration[name]) is not type(default):
            raise UnknownFieldError(f"{name} must be like {default!r}.")
    for name, known in (("claims", CLAIMS), ("scopes", SCOPES), ("clientLoCs", LEVELS)):
        if not set(_words(registration, name)) <= set(known):
            raise UnknownFieldError(f"{name} must be among {', '.join(known)}.")
    if registration["idTokenSigningAlgorithm"] not in ALGORITHMS:
        raise UnknownFieldError(f"idTokenSigningAlgorithm must be among {', '.join(ALGORITHMS)}.")


def _words(registration: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = registration[name]
    return tuple(str(one) for one in found) if isinstance(found, list) else ()


def _client(client_id: str, registration: Mapping[str, object]) -> Client:
    return Client(
        id=client_id,
        name=str(registration["clientName"]) or client_id,
        public_key=str(registration["publicKey"]),
        scopes=_words(registration, "scopes"),
        redirect_urls=_words(registration, "redirectUrls"),
        post_logout_redirect_urls=_words(registration, "postLogoutRedirectUrls"),
        back_channel_logout_url=str(registration["backChannelLogoutUrl"]),
        claims=_words(registration, "claims"),
        proves_identity=bool(registration["identityVerificationSupported"]),
        id_token_algorithm=str(registration["idTokenSigningAlgorithm"]),
        levels=_words(registration, "clientLoCs"),
        needs_pkce=bool(registration["pkceEnforced"]),
        sector=str(registration["sectorIdentifier"]) or client_id,
    )
