"""Refusals as programs read them: problem details (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import JsonResponse


@dataclass(frozen=True)
class Wrong:
    """What is wrong at one place of the body, which is named as a JSON Pointer (RFC 6901)."""

    pointer: str
    detail: str


class Refused(Exception):
    """A request that is answered with a problem."""

    def __init__(
        self,
        status: HTTPStatus,
        title: str,
        errors: Sequence[Wrong] = (),
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """Make it; `more` are members of the problem that its kind has beside the usual."""
        super().__init__(title)
        self.more = dict(more or {})
        self.status = status
        self.title = title
        self.errors = tuple(errors)

    def answer(self) -> JsonResponse:
        """Return the problem as an answer, with the headers that its status asks for."""
        body: dict[str, Any] = {"title": self.title, "status": self.status.value, **self.more}
        if self.errors:
            body["errors"] = [{"pointer": e.pointer, "detail": e.detail} for e in self.errors]
        response = JsonResponse(
            body, status=self.status.value, content_type="application/problem+json"
        )
        response["Cache-Control"] = "no-store"
        if self.status is HTTPStatus.UNAUTHORIZED:
            response["WWW-Authenticate"] = "Bearer"
        if self.status is HTTPStatus.TOO_MANY_REQUESTS:
            response["Retry-After"] = "60"
        return response


def at(*parts: str) -> str:
    """Return the JSON Pointer of a place in the body, as a URI fragment."""
    escaped = (part.replace("~", "~0").replace("/", "~1") for part in parts)
    return "#" + "".join(f"/{part}" for part in escaped)
