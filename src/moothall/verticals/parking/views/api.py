"""Parking for programs: partners sell time, enforcement asks whether a vehicle has some."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpResponseBase, JsonResponse
from django.views.decorators.http import require_http_methods

from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock, rate_limits
from moothall.kernel.access import token
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.errors import NotFound, NotPermitted
from moothall.verticals.parking import actions, errors, queries
from moothall.verticals.parking.actions.checking import LOOKS_BACK, check_vehicle
from moothall.verticals.parking.models import ParkingClient, ParkingSession
from moothall.verticals.parking.models.client import ClientKind
from moothall.verticals.parking.policies import CHECK, SELL, can_change_session
from moothall.verticals.parking.rules_of_stay import open_place, stay_from_now
from moothall.verticals.parking.tariff import MOST_MINUTES
from moothall.verticals.parking.vrm import normal_vrm

_BEARER = "Bearer "
_LARGEST_BODY = 10_000
_LONGEST_KEY = 80
_CALLS_A_MINUTE = 1_200
_MAY = {ClientKind.SELLS: SELL, ClientKind.CHECKS: CHECK}

View = Callable[..., JsonResponse]


class Unreadable(Exception):
    """What a program sent cannot be read; the message says why."""


#: What a refusal is called; whoever draws the program's pages says it in words of their own.
_REFUSALS: dict[type[Exception], tuple[str, int]] = {
    errors.NoSuchPlace: ("no_such_place", 404),
    errors.WrongVehicle: ("wrong_vehicle", 422),
    errors.StayTooLong: ("stay_too_long", 409),
    errors.HasTime: ("has_time", 409),
    errors.ReturnedTooSoon: ("returned_too_soon", 409),
    errors.NothingToPay: ("nothing_to_pay", 409),
    errors.SessionOver: ("session_over", 409),
    errors.PaidByCard: ("paid_by_card", 409),
    errors.PriceChanged: ("price_changed", 409),
    errors.AskedOtherwise: ("key_used_otherwise", 409),
    errors.ClientRefused: ("refused", 401),
    NotFound: ("not_found", 404),
    NotPermitted: ("not_found", 404),
    Unreadable: ("unreadable", 422),
}


def _client_view(
    kind: ClientKind, *methods: str
) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let a program of this kind of this council call the view, which is given it."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @token
        @require_http_methods([*methods])
        @wraps(view)
        def answered(request: CouncilRequest, *args: Any, **kwargs: Any) -> JsonResponse:
            given = request.headers.get("Authorization", "")
            key = given.removeprefix(_BEARER) if given.startswith(_BEARER) else ""
            try:
                client = queries.client_of_key(request.council.id, key, kind)
                if not rate_limits.allow(
                    f"parking-client:{client.pk}", limit=_CALLS_A_MINUTE,
                    per=timedelta(minutes=1), now=clock.now(),
                ):  # fmt: skip
                    return _problem("too_many", "Wait a minute.", 429)
                return view(request, client, *args, **kwargs)
            except tuple(_REFUSALS) as error:
                code, status = next(
                    said for kind, said in _REFUSALS.items() if isinstance(error, kind)
                )
                return _problem(code, str(error), status, **_more(error))

        return answered

    return decorate


@_client_view(ClientKind.SELLS, "GET")
def places(request: CouncilRequest, client: ParkingClient) -> JsonResponse:
    """List the places with their tariffs."""
    rows = queries.place_rows(request.council.id, request.LANGUAGE_CODE, now=clock.now())
    return _answer({"places": [asdict(row) for row in rows]})


@_client_view(ClientKind.SELLS, "POST")
def quote(request: CouncilRequest, client: ParkingClient) -> JsonResponse:
    """Say what a stay from now on costs; nothing is kept."""
    asked = _body(request, "place", "vrm", "minutes")
    stay = stay_from_now(
        open_place(request.council.id, asked["place"]),
        normal_vrm(asked["vrm"]),
        asked["minutes"],
        now=clock.now(),
    )
    return _answer(
        {
            "place": stay.place.code,
            "vrm": stay.vrm,
            "starts_at": stay.begins,
            "ends_at": stay.ends,
            "pence": stay.pence,
            "charged_minutes": stay.charged_minutes,
        }
    )


@_client_view(ClientKind.SELLS, "POST")
def sessions(request: CouncilRequest, client: ParkingClient) -> JsonResponse:
    """Start a session whose money the program has taken; once for each key."""
    given = _body(request, "place", "vrm", "minutes")
    session = actions.start_for_client(
        asked=_asked(request, client),
        council_id=request.council.id,
        place=given["place"],
        vrm=normal_vrm(given["vrm"]),
        minutes=given["minutes"],
        client_id=client.pk,
        shown_pence=given.get("pence"),
    )
    return _answer(_told(session), 201)


@_client_view(ClientKind.SELLS, "GET")
def session(request: CouncilRequest, client: ParkingClient, session_id: UUID) -> JsonResponse:
    """Show a session that the program sold."""
    found = queries.session_by_id(session_id)
    if not can_change_session(_actor(client), found):
        raise NotFound("There is no such session.")
    return _answer(_told(found))


@_client_view(ClientKind.SELLS, "POST")
def extend(request: CouncilRequest, client: ParkingClient, session_id: UUID) -> JsonResponse:
    """Lengthen a session that the program sold."""
    given = _body(request, "minutes")
    changed = actions.extend_session(
        asked=_asked(request, client),
        session_id=session_id,
        minutes=given["minutes"],
        shown_pence=given.get("pence"),
    )
    return _answer(_told(changed))


@_client_view(ClientKind.SELLS, "POST")
def stop(request: CouncilRequest, client: ParkingClient, session_id: UUID) -> JsonResponse:
    """Stop a session that the program sold; what it gives back the program owes the driver."""
    return _answer(
        _told(actions.stop_session(asked=_asked(request, client), session_id=session_id))
    )


@_client_view(ClientKind.CHECKS, "POST")
def check(request: CouncilRequest, client: ParkingClient) -> JsonResponse:
    """
    Say whether a vehicle has time at a place, now or at a moment.

    It is asked in a body: addresses are written into logs, where no vehicle belongs.
    """
    now = clock.now()
    given = _body(request, "place", "vrm")
    vrm, moment = normal_vrm(given["vrm"]), _moment(given.get("at"), now)
    found = check_vehicle(
        actor=_actor(client),
        client=client,
        place_code=given["place"],
        vrm=vrm,
        of_moment=moment,
        now=now,
    )
    return _answer(
        {
            "place": given["place"].strip().upper(),
            "vrm": vrm,
            "at": moment,
            "valid": found.is_valid,
            "since": found.since,
            "until": found.until,
            "charging": found.is_charging,
            "near_matches": [{"vrm": one.vrm, "until": one.until} for one in found.near],
        }
    )


def _actor(client: ParkingClient) -> Actor:
    return Actor(
        kind=ActorKind.PARTNER,
        identifier=client.code,
        name=client.name,
        subject=str(client.pk),
        permissions={client.council_id: frozenset({_MAY[ClientKind(client.kind)]})},
    )


def _asked(request: CouncilRequest, client: ParkingClient) -> actions.Asked:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not 0 < len(key) <= _LONGEST_KEY:
        raise Unreadable("Give each change an Idempotency-Key of at most 80 characters.")
    return actions.Asked(
        actor=_actor(client),
        key=f"{client.pk.hex[-12:]}:{key}",
        channel="partner",
        language=request.LANGUAGE_CODE,
        now=clock.now(),
    )


def _body(request: CouncilRequest, *names: str) -> dict[str, Any]:
    """
    Return what was sent, of which the named things must be there.

    :raises Unreadable: if it is no JSON, or something is missing or of another shape
    """
    if len(request.body) > _LARGEST_BODY:
        raise Unreadable("A body may be 10 kB.")
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Unreadable("The body is no JSON.") from error
    if not isinstance(given, dict) or any(name not in given for name in names):
        raise Unreadable(f"Needed: {', '.join(names)}.")
    for name in ("place", "vrm"):
        if name in given and (not isinstance(given[name], str) or "\x00" in given[name]):
            raise Unreadable(f"{name} is a text.")
    for name, least, most in (("minutes", 1, MOST_MINUTES), ("pence", 0, 10_000_000)):
        value = given.get(name)
        if value is not None and (type(value) is not int or not least <= value <= most):
            raise Unreadable(f"{name} is a whole number from {least} to {most}.")
    if "minutes" in names and given["minutes"] is None:
        raise Unreadable("minutes is a whole number.")
    return given


def _moment(text: Any, now: datetime) -> datetime:
    if text is None:
        return now
    try:
        found = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise Unreadable("at is a moment such as 2026-11-18T12:05:00Z.") from error
    if found.tzinfo is None or not now - LOOKS_BACK <= found <= now + timedelta(minutes=5):
        raise Unreadable("at has a zone, and is no more than 60 days ago and not to come.")
    return found


def _told(session: ParkingSession) -> dict[str, Any]:
    return {
        "id": session.pk,
        "place": session.place.code,
        "vrm": session.vrm,
        "starts_at": session.started_at,
        "ends_at": session.ends_at,
        "stopped_at": session.stopped_at,
        "pence": session.pence,
    }


def _more(error: Exception) -> dict[str, Any]:
    names = ("most_minutes", "ends_at", "from_at", "pence")
    return {name: getattr(error, name) for name in names if hasattr(error, name)}


def _answer(content: Any, status: int = 200) -> JsonResponse:
    response = JsonResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _problem(code: str, words: str, status: int, **more: Any) -> JsonResponse:
    response = _answer({"problem": words, "code": code, **more}, status)
    if status == 401:  # noqa: PLR2004 - which asks for this header
        response["WWW-Authenticate"] = "Bearer"
    return response
