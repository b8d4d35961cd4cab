"""What stands before Pay's API: whose key it is, how often it comes, and what it may hold."""

import json
import re
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from flask import request

from simulators.govuk_pay.accounts import Account, account_of
from simulators.govuk_pay.refusals import TOO_MANY, UNAVAILABLE, RefusedError, blocked
from simulators.trouble import Kind, Troubles

TROUBLES = (
    Kind("rate_limit", "Say that it is too much", "Answer HTTP 429, P0900."),
    Kind("maintenance", "Be closed", "Answer HTTP 503, P0999, and do nothing."),
    Kind("disabled", "Disable the account", "Refuse payments and refunds with P0941."),
)
FORBIDDEN = re.compile(r'[<>"\\|]')
WITH_BODY = frozenset({"post_payment", "post_refund", "post_agreement", "post_auth"})
OPERATIONS = {
    "post_payment": "beginning a payment",
    "post_cancel": "cancelling a payment",
    "post_capture": "capturing a payment",
    "post_refund": "giving money back",
    "post_agreement": "beginning an agreement",
    "post_end_agreement": "ending an agreement",
    "get_payment": "asking about one payment",
    "get_events": "asking for a payment's events",
    "get_refund": "asking about one refund",
    "get_refunds": "asking for a payment's refunds",
    "get_agreement": "asking about one agreement",
    "search_payments": "searching payments",
    "search_refunds": "searching refunds",
    "search_agreements": "searching agreements",
    "search_disputes": "searching disputes",
}
_ID = r"[^/]+"
_PATHS = (
    ("POST", re.compile(r"/v1/payments"), "post_payment"),
    ("GET", re.compile(r"/v1/payments"), "search_payments"),
    ("GET", re.compile(rf"/v1/payments/{_ID}"), "get_payment"),
    ("GET", re.compile(rf"/v1/payments/{_ID}/events"), "get_events"),
    ("POST", re.compile(rf"/v1/payments/{_ID}/cancel"), "post_cancel"),
    ("POST", re.compile(rf"/v1/payments/{_ID}/capture"), "post_capture"),
    ("POST", re.compile(rf"/v1/payments/{_ID}/refunds"), "post_refund"),
    ("GET", re.compile(rf"/v1/payments/{_ID}/refunds"), "get_refunds"),
    ("GET", re.compile(rf"/v1/payments/{_ID}/refunds/{_ID}"), "get_refund"),
    ("GET", re.compile(r"/v1/refunds"), "search_refunds"),
    ("GET", re.compile(r"/v1/disputes"), "search_disputes"),
    ("POST", re.compile(r"/v1/agreements"), "post_agreement"),
    ("GET", re.compile(r"/v1/agreements"), "search_agreements"),
    ("GET", re.compile(rf"/v1/agreements/{_ID}"), "get_agreement"),
    ("POST", re.compile(rf"/v1/agreements/{_ID}/cancel"), "post_end_agreement"),
)


def operation_of(method: str, path: str) -> str | None:
    """
    Name what a request asks of the API, if it asks anything.

    Cards sent to ``/v1/auth`` are not among it: what is named is noted word for word.
    """
    for its_method, pattern, operation in _PATHS:
        if method == its_method and pattern.fullmatch(path):
            return operation
    return None


@dataclass
class Rates:
    """How often each account came within the last second, for each kind of work."""

    most: int
    """Pay's own is 15 a second; 0 is no limit."""
    _seen: dict[tuple[str, str], deque[float]] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def allow(self, account: str, work: str) -> bool:
        """Count one more, if there is room for it."""
        if not self.most:
            return True
        now = time.monotonic()
        with self._turn:
            seen = self._seen.setdefault((account, work), deque())
            while seen and seen[0] <= now - 1:
                seen.popleft()
            if len(seen) >= self.most:
                return False
            seen.append(now)
            return True


@dataclass(frozen=True)
class Gate:
    """Lets requests in."""

    accounts: Mapping[str, Account]
    troubles: Troubles
    rates: Rates

    def caller(self) -> Account:
        """
        Find out who asks, and let them in.

        :raises RefusedError: if they may not, or come too often, or hold something forbidden
        """
        operation = operation_of(request.method, request.path) or "post_auth"
        if self.troubles.take("maintenance", operation) is not None:
            raise RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "P0999", UNAVAILABLE)
        account = account_of(request.headers.get("Authorization", ""), self.accounts)
        if account is None:
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "", "")
        self._count(account, operation)
        if operation in WITH_BODY:
            _check_body(account)
        if operation in {"post_payment", "post_refund"}:
            self._check_enabled(operation)
        return account

    def _count(self, account: Account, operation: str) -> None:
        told = self.troubles.take("rate_limit", operation) is not None
        if told or (
            request.method == "POST" and not self.rates.allow(account.slug, _work(operation))
        ):
            raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, "P0900", TOO_MANY)

    def _check_enabled(self, operation: str) -> None:
        if self.troubles.take("disabled", operation) is not None:
            raise RefusedError(
                HTTPStatus.FORBIDDEN,
                "P0941",
                "GOV.UK Pay has disabled payment and refund creation on this account. Contact "
                "support with your error code - https://www.payments.service.gov.uk/support/ .",
            )


def _work(operation: str) -> str:
    return operation if operation in {"post_payment", "post_capture"} else "other"


def _check_body(account: Account) -> None:
    """Refuse what the firewall does not like the look of."""
    body = request.get_data()
    accepts = request.headers.get("Accept", "*/*")
    if not body.strip() or request.mimetype != "application/json":
        raise blocked()
    if "application/json" not in accepts and "*/*" not in accepts:
        raise blocked()
    if b"\\" in body:
        raise blocked()
    try:
        asked = json.loads(body)
    except ValueError:
        return
    if any(FORBIDDEN.search(text) for text in _texts(asked)):
        raise blocked()
    if account.live and isinstance(asked, dict):
        address = asked.get("return_url")
        if isinstance(address, str) and not address.startswith("https://"):
            raise blocked()


def _texts(value: Any) -> Iterator[str]:
    """Find every text in what was sent, names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
