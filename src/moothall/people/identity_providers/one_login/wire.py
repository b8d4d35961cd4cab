"""Calls to One Login, and where it takes them."""

import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx

from moothall.kernel.errors import Retry
from moothall.kernel.short_memory import remembered
from moothall.people.identity_providers.one_login import mapping
from moothall.people.identity_providers.one_login.options import OneLoginOptions, is_safe_address
from moothall.people.ports import RefusalReason, SignInRefused

#: In seconds: for each step of a call, and for the whole of it, since a page waits.
STEP_TIMEOUT = 5.0
LONGEST_CALL = 10.0
#: In bytes; what One Login answers is a few thousand.
LARGEST_ANSWER = 256 * 1024
DISCOVERY_REMEMBERED = 60 * 60

OK = 200
_REDIRECTS = range(300, 400)
_CLIENT_ERROR = 400
_TOO_MANY = 429
_SERVER_FAILED = 500


@dataclass(frozen=True, kw_only=True)
class Endpoints:
    """Where One Login does what; named as its discovery document names them."""

    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    end_session_endpoint: str


ENDPOINTS = tuple(field.name for field in fields(Endpoints))


def endpoints_of(options: OneLoginOptions) -> Endpoints:
    """
    Return where One Login does what: as configured, else as it says itself.

    :raises Retry: if it must be asked and does not answer
    :raises SignInRefused: if it answers for another issuer
    """
    configured = {name: getattr(options, name) for name in ENDPOINTS}
    if all(configured.values()):
        return Endpoints(**configured)
    found = _discovered(options.issuer)
    return Endpoints(**{name: configured[name] or found[name] for name in ENDPOINTS})


@remembered(seconds=DISCOVERY_REMEMBERED)
def _discovered(issuer: str) -> Mapping[str, str]:
    document = document_at(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    found = {name: mapping.identifier(document.get(name)) for name in ENDPOINTS}
    if document.get("issuer") != issuer or not all(map(is_safe_address, found.values())):
        detail = f"The discovery document of {issuer} is another issuer's, or is incomplete."
        raise SignInRefused(RefusalReason.MISCONFIGURED, detail)
    return found


def document_at(address: str) -> Mapping[str, Any]:
    """
    Return a public document.

    :raises Retry: if it cannot be had
    """
    status, body = ask("GET", address)
    if status != OK:
        raise Retry(f"{urlsplit(address).hostname} answered {status} for a public document.")
    return body


def ask(
    method: str, address: str, *, form: Mapping[str, str] | None = None, bearer: str = ""
) -> tuple[int, Mapping[str, Any]]:
    """
    Make one call, on a connection of its own, and return its status and JSON.

    A refusal that says nothing readable has an empty body.

    :raises Retry: if no answer came, too late, too much, not JSON, or one that says "not now"
    """
    host = urlsplit(address).hostname
    headers = {"Accept": "application/json", "User-Agent": "Moothall"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    try:
        with (
            httpx.Client(timeout=STEP_TIMEOUT, verify=_tls()) as client,
            client.stream(method, address, data=form, headers=headers) as answer,
        ):
            content = _content(answer, until=time.monotonic() + LONGEST_CALL)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError) as error:
        raise Retry(f"{host} did not answer: {type(error).__name__}.") from error
    status = answer.status_code
    if status in _REDIRECTS or status == _TOO_MANY or status >= _SERVER_FAILED:
        raise Retry(f"{host} answered {status}.")
    try:
        body = json.loads(content)
    except (RecursionError, ValueError):
        body = None
    if isinstance(body, dict):
        return status, body
    if status < _CLIENT_ERROR:
        raise Retry(f"{host} answered {status} without the JSON that belongs there.")
    return status, {}


def _content(answer: httpx.Response, *, until: float) -> bytes:
    read = bytearray()
    for chunk in answer.iter_bytes():
        read += chunk
        if len(read) > LARGEST_ANSWER or time.monotonic() > until:
            raise httpx.ReadTimeout("The answer is too long, or comes too slowly.")
    return bytes(read)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Return what checks certificates, which takes longer to make than a call."""
    return httpx.create_ssl_context()
