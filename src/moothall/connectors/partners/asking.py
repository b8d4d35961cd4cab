"""What a partner's program sent: its key, and its body."""

import json
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, NoReturn

from django.http import HttpRequest
from jsonschema import Draft202012Validator

from moothall.connectors.partners.refusals import Refused, Wrong, at
from moothall.connectors.queries import api_key_of
from moothall.councils.rows import CouncilRow
from moothall.kernel import rate_limits
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.card_numbers import was_refused

CALLS_A_MINUTE = 600
LARGEST_BODY = 100_000


def partner_of(request: HttpRequest, council: CouncilRow, *, now: datetime) -> Actor:
    """
    Return the program whose key the request bears.

    :raises Refused: if there is no key, it is not this council's, or it calls too often
    """
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    given = bearer.strip() if scheme.lower() == "bearer" else request.headers.get("X-Api-Key", "")
    key = api_key_of(given)
    if key is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "Give a key that this council has given you.")
    limit = f"api:{council.id}:{key.name}"
    if not rate_limits.allow(limit, limit=CALLS_A_MINUTE, per=timedelta(minutes=1), now=now):
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "This key calls too often; wait a minute.")
    permissions = frozenset(["form.prefill"] if key.may_prefill else []) | {*key.diary_scopes}
    return Actor(
        kind=ActorKind.PARTNER,
        identifier=key.name,
        name=key.name,
        permissions={council.id: permissions},
    )


def body_of(request: HttpRequest, schema: dict[str, Any]) -> dict[str, Any]:
    """
    Return the body, which has the shape that the schema asks for.

    :raises Refused: if it is no JSON, too large, or of another shape
    """
    if request.content_type != "application/json":
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.")
    if int(request.headers.get("Content-Length") or 0) > LARGEST_BODY:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "A body may be 100 kB.")
    try:
        body = json.loads(request.body, parse_constant=_no_number)
        text = json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body cannot be read as JSON.") from error
    if b"\\u0000" in text:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body holds a NUL character.")
    if was_refused(body):  # before anything else of it could be said back
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, "The body holds what looks like a card number."
        )
    wrong = [
        Wrong(at(*map(str, problem.path)), problem.message)
        for problem in Draft202012Validator(schema).iter_errors(body)
    ]
    if wrong:
        raise Refused(
            HTTPStatus.UNPROCESSABLE_ENTITY, "The body has not the shape that is asked for.", wrong
        )
    found: dict[str, Any] = body
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
