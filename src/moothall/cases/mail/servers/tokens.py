"""
Tokens by which a mail server lets an application in (OAuth 2, RFC 6749; XOAUTH2).

A token lives in the memory of one process until shortly before it runs out. One that a server does
not take any more is fetched anew, once: what is refused then is said in words, and tried again when
the mailbox's turn comes.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext as _

from moothall.cases.mail.servers.doors import ServerProblem, TokenDoor, TokenRefused
from moothall.kernel.reaching import NotAllowed, reach
from moothall.kernel.secrets import SecretMissing, secret

MECHANISM = "XOAUTH2"
#: In seconds: for each step of a call, and for the whole of it.
STEP_TIMEOUT, LONGEST_CALL = 10.0, 20.0
_LARGEST_ANSWER = 100_000
#: In seconds; a token is not used in its last minute, nor longer than an hour, whatever was said.
_NOT_IN_LAST, _USUAL, _LONGEST = 60.0, 300.0, 3600.0
_LONGEST_WORDS = 200
_LONGEST_TOKEN = 20_000


@dataclass(frozen=True)
class _Token:
    value: str
    good_until: float


_kept: dict[TokenDoor, _Token] = {}
_turn = threading.Lock()


def as_xoauth2(user: str, token: str) -> str:
    """Return what a client says to be let in with a token."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def sign_in_by_token(door: TokenDoor, try_with: Callable[[str], bool]) -> None:
    """
    Sign in with the token that is known, or else with one that is fetched; never a third time.

    :raises TokenRefused: if the server takes neither
    :raises ServerProblem: in words, if there is no token to be had
    """
    known = _known(door)
    if known is not None and try_with(known):
        return
    if not try_with(_fetched(door)):
        forget(door)
        raise TokenRefused


def forget(door: TokenDoor) -> None:
    """Forget the token for a door, if there is one."""
    with _turn:
        _kept.pop(door, None)


def _known(door: TokenDoor) -> str | None:
    with _turn:
        token = _kept.get(door)
    return token.value if token is not None and time.monotonic() < token.good_until else None


def _fetched(door: TokenDoor) -> str:
    """Return a new token, which is known from now on."""
    began = time.monotonic()
    answer = _ask(door)
    value = answer.get("access_token")
    if not isinstance(value, str) or not _can_be_said(value):
        raise ServerProblem(_("%(host)s gave us no token.") % {"host": _host(door)})
    given = answer.get("expires_in")
    lives = float(given) if isinstance(given, int | float | str) and _is_number(given) else _USUAL
    token = _Token(value, began + min(lives, _LONGEST) - _NOT_IN_LAST)
    with _turn:
        _kept[door] = token
    return value


def _ask(door: TokenDoor) -> Mapping[str, Any]:
    """Ask for a token."""
    try:
        reached = reach(door.address)
        with (
            httpx.Client(timeout=STEP_TIMEOUT, trust_env=False) as client,
            client.stream(
                "POST",
                reached.url,
                data=_what_is_asked(door),
                headers={
                    "Host": reached.host,
                    "Accept": "application/json",
                    "User-Agent": "Moothall",
                },
                extensions={"sni_hostname": reached.name},
            ) as answer,
        ):
            return _read(door, answer.status_code, _content(door, answer))
    except NotAllowed as problem:
        raise ServerProblem(_("The address for tokens cannot be used: it must be https.")) from (
            problem
        )
    except httpx.TimeoutException as problem:
        raise _too_slow(door) from problem
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as problem:
        raise ServerProblem(_("%(host)s did not answer.") % {"host": _host(door)}) from problem


def _what_is_asked(door: TokenDoor) -> dict[str, str]:
    asked = {"client_id": door.client_id, "client_secret": _secret(door.secret_name)}
    if door.refresh_secret_name:
        refresh = _secret(door.refresh_secret_name)
        asked |= {"grant_type": "refresh_token", "refresh_token": refresh}
    else:
        asked |= {"grant_type": "client_credentials"}
    return asked | ({"scope": door.scope} if door.scope else {})


def _secret(name: str) -> str:
    try:
        return secret(name)
    except SecretMissing as problem:
        raise ServerProblem(
            _("The secret “%(name)s” was not given to this installation.") % {"name": name}
        ) from problem


def _content(door: TokenDoor, answer: httpx.Response) -> bytes:
    """Return what was answered, if it comes in time and is no larger than it should be."""
    ends, content = time.monotonic() + LONGEST_CALL, b""
    for part in answer.iter_bytes():
        content += part
        if time.monotonic() > ends:
            raise _too_slow(door)
        if len(content) > _LARGEST_ANSWER:
            raise ServerProblem(_("%(host)s gave us no token.") % {"host": _host(door)})
    return content


def _read(door: TokenDoor, status: int, content: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    said = answer if isinstance(answer, dict) else {}
    if status == HTTPStatus.OK and "error" not in said:
        return said
    error = str(said.get("error_description") or said.get("error") or "")
    if error and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        words = " ".join(error.split())[:_LONGEST_WORDS]
        raise ServerProblem(_("Signing in was refused: %(said)s") % {"said": words})
    raise ServerProblem(
        _("%(host)s cannot sign us in now (it answered %(status)s).")
        % {"host": _host(door), "status": status}
    )


def _too_slow(door: TokenDoor) -> ServerProblem:
    return ServerProblem(_("%(host)s did not answer in time.") % {"host": _host(door)})


def _host(door: TokenDoor) -> str:
    return urlsplit(door.address).hostname or door.address


def _can_be_said(value: str) -> bool:
    return 0 < len(value) <= _LONGEST_TOKEN and value.isascii() and value.isprintable()


def _is_number(given: float | str) -> bool:
    try:
        return float(given) > 0
    except ValueError:
        return False
