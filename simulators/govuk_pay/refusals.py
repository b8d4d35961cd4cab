"""How GOV.UK Pay says no."""

import json
import re
from http import HTTPStatus

BLOCKED = (
    "Request blocked by security rules. Please consult API documentation for more information."
)
UNAVAILABLE = "GOV.UK Pay is unavailable"
DOWNSTREAM = "Downstream system error"
TOO_MANY = "Too many requests"

_FAILURES = (
    (re.compile(r"/v1/payments/[^/]+/cancel"), "P0598"),
    (re.compile(r"/v1/payments/[^/]+/capture"), "P1098"),
    (re.compile(r"/v1/payments/[^/]+/refunds"), "P0698"),
    (re.compile(r"/v1/payments/[^/]+/refunds/[^/]+"), "P0798"),
    (re.compile(r"/v1/payments/[^/]+/events"), "P0398"),
    (re.compile(r"/v1/payments/[^/]+"), "P0298"),
    (re.compile(r"/v1/disputes"), "P0498"),
    (re.compile(r"/v1/refunds"), "P1898"),
    (re.compile(r"/v1/agreements"), "P2198"),
    (re.compile(r"/v1/agreements/[^/]+"), "P2298"),
    (re.compile(r"/v1/agreements/[^/]+/cancel"), "P2598"),
)


class RefusedError(Exception):
    """What was asked cannot be done."""

    def __init__(
        self, status: int, code: str, description: str, *, field: str = "", header: str = ""
    ) -> None:
        """Refuse with this HTTP status and Pay's own code."""
        super().__init__(description)
        self.status = status
        self.body = error_body(code, description, field=field, header=header)


def error_body(code: str, description: str, *, field: str = "", header: str = "") -> bytes:
    """Write a mistake in Pay's shape, without what does not apply."""
    told = {"field": field, "header": header, "code": code, "description": description}
    return json.dumps({name: value for name, value in told.items() if value}).encode()


def missing(field: str, *, code: str = "P0101") -> RefusedError:
    """Refuse what lacks an attribute."""
    return RefusedError(400, code, f"Missing mandatory attribute: {field}", field=field)


def invalid(field: str, why: str, *, code: str = "P0102") -> RefusedError:
    """Refuse an attribute's value."""
    return RefusedError(422, code, f"Invalid attribute value: {field}. {why}", field=field)


def unexpected(field: str) -> RefusedError:
    """Refuse an attribute that does not go with the others."""
    return RefusedError(400, "P0104", f"Unexpected attribute: {field}", field=field)


def not_found(code: str) -> RefusedError:
    """Say that there is no such thing."""
    return RefusedError(404, code, "Not found")


def blocked() -> RefusedError:
    """Refuse as the firewall does."""
    return RefusedError(400, "P0920", BLOCKED)


def error_shape(path: str, status: int, message: str) -> tuple[str, bytes]:
    """Write an error that somebody asked for, as this address would."""
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        body = error_body("P0999", UNAVAILABLE)
    elif status == HTTPStatus.TOO_MANY_REQUESTS:
        body = error_body("P0900", TOO_MANY)
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        body = error_body(_failure_code(path), DOWNSTREAM)
    else:
        body = error_body("P0102", message)
    return "application/json", body


def _failure_code(path: str) -> str:
    """Find the code with which an address says that something behind it failed."""
    return next((code for pattern, code in _FAILURES if pattern.fullmatch(path)), "P0198")
