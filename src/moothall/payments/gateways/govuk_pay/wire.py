"""
Calls to GOV.UK Pay, and what may have become of one that was not answered.

A connection of its own for each call: nothing of one council is there when another's is made.
"""

import json
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

import httpx

from moothall.kernel.errors import GiveUp, Retry
from moothall.kernel.secrets import SecretMissing, secret
from moothall.payments.gateways.govuk_pay.options import GovukPayOptions
from moothall.payments.ports import LostAnswer

#: In seconds: until somebody is reached, for each step after that, and for the whole of a call. A
#: payer waits, and four calls one after the other must end before another attempt may begin.
CONNECT_TIMEOUT = 4.0
STEP_TIMEOUT = 8.0
LONGEST_CALL = 10.0
#: In bytes; a full page of a search is a million.
LARGEST_ANSWER = 8 * 1024 * 1024
LARGEST_PAGE = 500

AFTER_TOO_MANY = timedelta(seconds=2)
AFTER_MAINTENANCE = timedelta(minutes=1)
#: Somebody has to mend the key or the account first.
AFTER_A_PERSON = timedelta(minutes=30)

_OK = range(200, 300)
_UNAUTHORISED = 401
_NOT_FOUND = 404
_TOO_MANY = 429
_CLIENT_ERRORS = range(400, 500)
_MAINTENANCE = "P0999"
_NO_SUCH_PAGE = frozenset({"P0402", "P1100", "P2402"})


@dataclass(frozen=True)
class Said:
    """What Pay answered: done, or no for good, with its code for why."""

    status: int
    body: Mapping[str, Any]

    @property
    def is_done(self) -> bool:
        """Tell whether it did what was asked."""
        return self.status in _OK

    @property
    def is_absent(self) -> bool:
        """Tell whether it knows of no such thing."""
        return self.status == _NOT_FOUND

    @property
    def code(self) -> str:
        """Return Pay's word for why not."""
        code = self.body.get("code")
        return code if isinstance(code, str) else ""


class KeyRefused(Retry):
    """Pay does not take our key, or the council gave none: a person has to mend it."""


@dataclass(frozen=True)
class Wire:
    """One council's line to GOV.UK Pay."""

    options: GovukPayOptions

    def get(self, path: str, parameters: Mapping[str, str] | None = None) -> Said:
        """
        Ask.

        :raises Retry: if no usable answer came
        """
        return self._call("GET", path, parameters=parameters, is_harmless=True)

    def post(
        self, path: str, body: Mapping[str, Any], *, key: str = "", is_harmless: bool = False
    ) -> Said:
        """
        Have something done that is done again if it is asked again, unless it is harmless.

        :raises Retry: if it was certainly not done, for a passing reason
        :raises LostAnswer: if it may have been done, and is not harmless
        """
        return self._call("POST", path, body=body, key=key, is_harmless=is_harmless)

    def nudge(self, path: str) -> Said:
        """
        Have something done that can be asked for as often as one likes.

        :raises Retry: if no usable answer came
        """
        return self._call("POST", path, is_harmless=True)

    def search(self, path: str, parameters: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        """
        Return all that a search finds, page by page.

        :raises Retry: if no usable answer came
        :raises GiveUp: if Pay refuses the search
        """
        page, seen = 1, 0
        while True:
            told = {**parameters, "page": str(page), "display_size": str(LARGEST_PAGE)}
            said = self.get(path, told)
            if said.code in _NO_SUCH_PAGE and page > 1:
                return
            if not said.is_done:
                raise GiveUp(f"GOV.UK Pay refused a search ({said.code or said.status}).")
            found = said.body.get("results")
            if not isinstance(found, list):
                raise Retry("GOV.UK Pay answered a search without results.")
            yield from (one for one in found if isinstance(one, dict))
            seen, page = seen + len(found), page + 1
            total = said.body.get("total")
            if not found or not isinstance(total, int) or seen >= total:
                return

    def _call(
        self,
        method: str,
        path: str,
        *,
        parameters: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        key: str = "",
        is_harmless: bool = False,
    ) -> Said:
        lost = Retry if is_harmless else LostAnswer
        request = httpx.Request(
            method,
            f"{self.options.base_url.rstrip('/')}{path}",
            params=parameters,
            headers=self._headers(key),
            # As UTF-8 and not escaped: Pay's firewall takes no backslash.
            content=None if body is None else json.dumps(body, ensure_ascii=False).encode(),
        )
        timeout = httpx.Timeout(STEP_TIMEOUT, connect=CONNECT_TIMEOUT)
        until = time.monotonic() + LONGEST_CALL
        try:
            with httpx.Client(timeout=timeout, verify=_tls()) as client:
                answer = client.send(request, stream=True)
                try:
                    content = _content(answer, until=until)
                finally:
                    answer.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
            raise Retry(f"GOV.UK Pay is not reached: {type(error).__name__}.") from error
        except (httpx.HTTPError, OSError) as error:
            raise lost(f"GOV.UK Pay did not answer: {type(error).__name__}.") from error
        return _read(answer, content, lost)

    def _headers(self, key: str) -> dict[str, str]:
        try:
            token = secret(self.options.api_key_secret)
        except SecretMissing as missing:
            raise KeyRefused(
                f"The API key of GOV.UK Pay is not there. {missing}", after=AFTER_A_PERSON
            ) from missing
        headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "Moothall",
        }
        return {**headers, "Idempotency-Key": key} if key else headers


def _read(answer: httpx.Response, content: bytes, lost: type[Retry]) -> Said:
    """
    Tell what an answer means for what was asked, whatever that was.

    :raises Retry: if nothing was done
    :raises LostAnswer: as `lost`, if something may have been done
    """
    status, body = answer.status_code, _json(content)
    if status == _TOO_MANY:
        raise Retry("GOV.UK Pay takes no more for the moment (P0900).", after=_pause(answer))
    if status == _UNAUTHORISED:
        raise KeyRefused(
            "GOV.UK Pay does not accept our API key: it was revoked, or is of another service.",
            after=AFTER_A_PERSON,
        )
    if body.get("code") == _MAINTENANCE:
        raise Retry("GOV.UK Pay is closed for the moment (P0999).", after=AFTER_MAINTENANCE)
    if status in _CLIENT_ERRORS and (body or status == _NOT_FOUND):
        return Said(status, body)
    if status in _OK and (body or not content):
        return Said(status, body)
    raise lost(f"GOV.UK Pay answered {status} {body.get('code', 'without its own words')}.")


def _json(content: bytes) -> Mapping[str, Any]:
    try:
        read = json.loads(content)
    except (RecursionError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _content(answer: httpx.Response, *, until: float) -> bytes:
    read = bytearray()
    for chunk in answer.iter_bytes():
        read += chunk
        if len(read) > LARGEST_ANSWER or time.monotonic() > until:
            raise httpx.ReadTimeout("The answer is too long, or comes too slowly.")
    return bytes(read)


def _pause(answer: httpx.Response) -> timedelta:
    """Return how long Pay wants us to wait."""
    told = answer.headers.get("Retry-After", "")
    if told.isdecimal() and timedelta(seconds=int(told[:6])) <= AFTER_A_PERSON:
        return max(timedelta(seconds=int(told[:6])), AFTER_TOO_MANY)
    return AFTER_TOO_MANY


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Return what checks certificates, which takes longer to make than a call."""
    return httpx.create_ssl_context()
