"""What a client asks when it sends a browser here, checked as One Login checks it."""

import json
import re
from collections.abc import Mapping

from simulators.one_login.clients import CLAIMS, LEVELS, SCOPES, Client, Clients

DEFAULT_VECTOR = ("Cl.Cm", "")
CREDENTIAL_TRUST = ("Cl", "Cl.Cm")
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
PROMPTS = {"none", "login", "consent", "select_account"}


class BadRequestError(Exception):
    """Who asks, or where the answer would go, is not known: the browser is sent nowhere."""


class SentBackError(Exception):
    """The request cannot be met: the browser is sent back with an error."""

    def __init__(self, error: str, description: str) -> None:
        """Send back with this error."""
        super().__init__(description)
        self.error = error
        self.description = description


def client_of(query: Mapping[str, str], clients: Clients) -> Client:
    """
    Return who asks, if the answer may go where they say.

    :raises BadRequestError: if not
    """
    client = clients.find(query.get("client_id", ""))
    if client is None:
        raise BadRequestError("There is no such client.")
    if query.get("redirect_uri", "") not in client.redirect_urls:
        raise BadRequestError("The redirect_uri is not registered.")
    return client


def read(query: Mapping[str, str], client: Client) -> dict[str, object]:
    """
    Return what is asked.

    :raises SentBackError: with the first thing that is wrong
    """
    if not query.get("state"):
        raise SentBackError("invalid_request", "Request is missing state parameter")
    if query.get("request_uri"):
        raise SentBackError("request_uri_not_supported", "Request URI parameter not supported")
    if query.get("response_type") != "code":
        raise SentBackError("unsupported_response_type", "Unsupported response type")
    scopes = query.get("scope", "").split(" ")
    if "openid" not in scopes or not set(scopes) <= {*client.scopes} & {*SCOPES}:
        raise SentBackError("invalid_scope", "Invalid, unknown or malformed scope")
    claims = _claims(query.get("claims", ""), client)
    if not query.get("nonce"):
        raise SentBackError("invalid_request", "Request is missing nonce parameter")
    trust, level = _vector(query.get("vtr", ""), client)
    _check_prompt(query.get("prompt", ""))
    _check_challenge(query, client)
    return {
        "client_id": client.id,
        "redirect_uri": query["redirect_uri"],
        "state": query["state"],
        "nonce": query["nonce"],
        "scopes": scopes,
        # Claims of an identity come only where an identity was asked for.
        "claims": claims if level not in {"", "P0"} else [],
        "trust": trust,
        "level": level,
        "language": "cy" if "cy" in query.get("ui_locales", "").split(" ")[:1] else "en",
        "challenge": query.get("code_challenge", ""),
        "max_age": _max_age(query.get("max_age", "")),
    }


def _claims(written: str, client: Client) -> list[str]:
    if not written:
        return []
    try:
        asked = json.loads(written)
        names = list(asked.get("userinfo") or {})
    except (ValueError, AttributeError, TypeError) as mistake:
        raise SentBackError("invalid_request", "Invalid JSON in claims") from mistake
    if not set(names) <= {*client.claims} & {*CLAIMS}:
        raise SentBackError("invalid_request", "Request contains invalid claims")
    return names


def _vector(written: str, client: Client) -> tuple[str, str]:
    """Read `vtr`; of several that could be met, One Login takes the least."""
    invalid = SentBackError("invalid_request", "Request vtr not valid")
    if not written:
        return DEFAULT_VECTOR
    try:
        asked = json.loads(written)
    except ValueError as mistake:
        raise invalid from mistake
    if not isinstance(asked, list) or not all(isinstance(one, str) for one in asked):
        raise invalid
    vectors = [_parsed(one, client, invalid) for one in asked]
    identities = [level for _, level in vectors if level not in {"", "P0"}]
    if identities and len(identities) < len(vectors):
        raise invalid
    return min(vectors, key=lambda one: (one[1], one[0])) if vectors else DEFAULT_VECTOR


def _parsed(written: str, client: Client, invalid: SentBackError) -> tuple[str, str]:
    parts = written.split(".")
    trust = ".".join(sorted(part for part in parts if part.startswith("C")))
    levels = [part for part in parts if part.startswith("P")]
    level = levels[0] if levels else ""
    proves = level not in {"", "P0"}
    if trust not in CREDENTIAL_TRUST or len(levels) > 1 or level not in {"", *LEVELS}:
        raise invalid
    if proves and (trust != "Cl.Cm" or not client.proves_identity or level not in client.levels):
        raise invalid
    return trust, level


def _check_prompt(written: str) -> None:
    prompts = set(written.split()) if written else set()
    if not prompts <= PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise SentBackError("invalid_request", "Invalid prompt parameter")
    if "select_account" in prompts:
        raise SentBackError(
            "unmet_authentication_requirements", "Unmet authentication requirements"
        )
    if "none" in prompts:
        raise SentBackError("login_required", "Login required")


def _check_challenge(query: Mapping[str, str], client: Client) -> None:
    challenge = query.get("code_challenge", "")
    if not challenge and not client.needs_pkce:
        return
    if query.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(challenge):
        raise SentBackError("invalid_request", "Request is missing code_challenge parameter")


def _max_age(written: str) -> int | None:
    if not written:
        return None
    if not written.isdigit():
        raise SentBackError("invalid_request", "Max age is negative in query params")
    return int(written)
