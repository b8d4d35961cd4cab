"""Where tills ask and tell; each proves itself by its key."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import token
from moothall.kernel.errors import NotFound
from moothall.payments.wallets.actions.selling import Sale, Taken
from moothall.payments.wallets.actions.selling import take_sale as take
from moothall.payments.wallets.actions.tills import hear_till
from moothall.payments.wallets.errors import TillRefused
from moothall.payments.wallets.models import Till
from moothall.payments.wallets.till_book import card_at_till, till_book, till_of_key

#: As many sales are taken at once; a till that was away for long tells more in turn.
MOST_SALES = 200
#: A price above this is a mistake at the till, not a meal.
MOST_PENCE = 100_000
_DIGEST_LETTERS = 64
_BEARER = "Bearer "

View = Callable[..., JsonResponse]


class Unreadable(Exception):
    """What a till told cannot be read; the message says why."""


def _till_view(*methods: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let a till of this council call the view, which is given it."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @token
        @require_http_methods([*methods])
        @wraps(view)
        def answered(request: CouncilRequest, *args: Any, **kwargs: Any) -> JsonResponse:
            given = request.headers.get("Authorization", "")
            key = given.removeprefix(_BEARER) if given.startswith(_BEARER) else ""
            try:
                till = till_of_key(request.council.id, key)
                return view(request, till, *args, **kwargs)
            except TillRefused:
                return _problem("This is no till of this council.", 401)
            except NotFound as error:
                return _problem(str(error), 404)
            except Unreadable as error:
                return _problem(str(error), 422)

        return answered

    return decorate


@_till_view("GET")
def book(request: CouncilRequest, till: Till) -> JsonResponse:
    """Give all that a till needs to sell without a connection."""
    now = clock.now()
    hear_till(till_id=till.pk, now=now)
    return _answer(till_book(till, now=now))


@_till_view("GET")
def card(request: CouncilRequest, till: Till, digest: str) -> JsonResponse:
    """Give what a till shows of the card that lies on it."""
    return _answer(asdict(card_at_till(till, digest, now=clock.now())))


@_till_view("POST")
def sales(request: CouncilRequest, till: Till) -> JsonResponse:
    """
    Take sales, each once, and say of each how it stands.

    Each is a transaction of its own: what was taken stays taken where the answer is lost.
    """
    told = _read(request.body)
    now = clock.now()
    hear_till(till_id=till.pk, now=now)
    return _answer({"sales": [_told(take(till_id=till.pk, told=one, now=now)) for one in told]})


def _told(taken: Taken) -> dict[str, Any]:
    sale = taken.sale
    return {
        "sequence": sale.sequence,
        "state": sale.state,
        "reason": sale.reason,
        "known_before": not taken.is_new,
        "conflict": taken.is_conflict,
        "entitled_pence": sale.entitled_pence,
        "wallet_pence": sale.wallet_pence,
        "missing_pence": sale.missing_pence,
    }


def _read(body: bytes) -> list[Sale]:
    try:
        given = json.loads(body)
        rows = given["sales"]
        if not isinstance(rows, list) or len(rows) > MOST_SALES:
            raise Unreadable(f"Tell at most {MOST_SALES} sales at once, as a list.")
        return [_sale(row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("This cannot be read; see docs/payments/cashless.md.") from error


def _sale(row: dict[str, Any]) -> Sale:
    sequence, pence = row["sequence"], row["price_pence"]
    at, digest = datetime.fromisoformat(row["sold_at"]), row["card"]
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in (sequence, pence))
    if not whole or not 0 < pence <= MOST_PENCE or sequence < 1:
        raise Unreadable("A sale has a running number from 1 and a price in whole pence.")
    if at.tzinfo is None or not isinstance(digest, str) or len(digest) != _DIGEST_LETTERS:
        raise Unreadable("A sale has a moment with its zone, and the SHA-256 of the card's token.")
    return Sale(
        sequence=sequence,
        card_digest=digest,
        price_pence=pence,
        sold_at=at,
        is_offline=row.get("offline") is True,
        is_meal=row.get("meal") is True,
    )


def _answer(content: Any) -> JsonResponse:
    response = JsonResponse(content)
    response["Cache-Control"] = "no-store"
    return response


def _problem(words: str, status: int) -> JsonResponse:
    response = JsonResponse({"problem": words}, status=status)
    response["Cache-Control"] = "no-store"
    return response
