"""What partners' programs may ask of the diary, in JSON: free times, and bookings of their own."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.utils.timezone import localdate

from moothall.bookings import actions, queries, several_reads
from moothall.bookings.details import Details
from moothall.bookings.errors import NotBookable
from moothall.bookings.policies import PROGRAM_BOOK, PROGRAM_PEOPLE, PROGRAM_READ
from moothall.bookings.questions import questions_of
from moothall.bookings.rows import ActivityRow, BookingRow
from moothall.bookings.workflow import Status
from moothall.connectors.actions import do_once
from moothall.connectors.diary import asking
from moothall.connectors.diary.answers import Json, Telling, activity_of, place_of
from moothall.connectors.diary.description import body_shape, openapi
from moothall.connectors.diary.refusing import REFUSALS, refused
from moothall.connectors.partners.asking import body_of, partner_of
from moothall.connectors.partners.refusals import Refused
from moothall.councils.requests import CouncilRequest
from moothall.kernel import clock
from moothall.kernel.access import token
from moothall.kernel.actors import Actor
from moothall.kernel.errors import NotFound

View = Callable[..., HttpResponse]

_LONGEST_KEY = 200
_PUBLIC = ("public",)


def program(scope: str, *methods: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let a program whose key has the scope call the view, and have refusals it can read."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @token
        @wraps(view)
        def answered(request: CouncilRequest, **parts: Any) -> HttpResponse:
            now = clock.now()
            try:
                if request.method not in methods:
                    said = f"This address answers {', '.join(methods)}."
                    raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, said)
                actor = partner_of(request, request.council, now=now)
                if not actor.may(scope, request.council.id):
                    said = f"This key lacks the scope {scope}; ask the council."
                    raise Refused(HTTPStatus.FORBIDDEN, said, more={"code": "not-permitted"})
                return view(request, actor=actor, now=now, **parts)
            except Refused as error:
                response = error.answer()
            except REFUSALS as error:
                response = refused(error, _telling(request)).answer()
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                response["Allow"] = ", ".join(methods)
            return response

        return answered

    return decorate


@token
def description(request: CouncilRequest) -> HttpResponse:
    """Describe the interface (OpenAPI 3.1); anyone may read it."""
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False})


@program(PROGRAM_READ, "GET")
def activities(request: CouncilRequest, **_more: Any) -> HttpResponse:
    """List what can be booked."""
    return _answer({"activities": [activity_of(one) for one in queries.activities()]})


@program(PROGRAM_READ, "GET")
def activity(request: CouncilRequest, *, key: str, now: datetime, **_more: Any) -> HttpResponse:
    """Show one thing that can be booked, with its places, the nearest first."""
    offered = _offered(key)
    asking.only(request.GET)
    at = queries.sites_of_activity(offered.id, now=now, near=asking.near(request.GET))
    return _answer({**activity_of(offered), "places": [place_of(one) for one in at]})


@program(PROGRAM_READ, "GET")
def places(request: CouncilRequest, **_more: Any) -> HttpResponse:
    """List the council's places, the nearest first where a point is given."""
    asking.only(request.GET)
    rows = queries.sites(near=asking.near(request.GET))
    return _answer({"places": [place_of(one) for one in rows]})


@program(PROGRAM_READ, "GET")
def days(request: CouncilRequest, *, key: str, now: datetime, **_more: Any) -> HttpResponse:
    """Show the first free time of each day of a month."""
    offered, sites = _offered(key), queries.sites()
    asking.only(request.GET, "month")
    first = asking.month_of(request.GET)
    last = asking.last_of_month(first)
    wish = asking.sought(request.GET, sites)
    found = queries.first_free_per_day(offered.id, max(first, min(localdate(now), last)), last,
                                       wish, now=now)  # fmt: skip
    telling = _telling(request)
    told = [
        {"day": day.isoformat(), "first": telling.slot(slot)}
        for day, slot in found.items()
        if slot is not None
    ]
    return _answer({"month": f"{first:%Y-%m}", "days": told})


@program(PROGRAM_READ, "GET")
def times(request: CouncilRequest, *, key: str, now: datetime, **_more: Any) -> HttpResponse:
    """Show the free times of a day, the earliest first and of those the nearest."""
    offered, sites = _offered(key), queries.sites()
    asking.only(request.GET, "day", "how_many", "in_a_row")
    day, wish = asking.day_of(request.GET), asking.sought(request.GET, sites)
    together = asking.together(request.GET)
    found = (
        several_reads.free_slots(offered.id, day, wish, together, now=now)
        if together.how_many > 1
        else queries.free_slots(offered.id, day, wish, now=now)
    )
    telling = _telling(request)
    return _answer({"day": day.isoformat(), "times": [telling.slot(one) for one in found]})


@program(PROGRAM_BOOK, "GET", "POST")
def bookings(request: CouncilRequest, *, actor: Actor, now: datetime) -> HttpResponse:
    """List the program's own bookings of a day, or hold a time."""
    if request.method == "POST":
        return _hold(request, actor, now=now)
    mine = queries.bookings_of_program(actor.identifier)
    on = mine.filter(local_on=asking.day_of(request.GET)).order_by("starts_at", "number")
    return _told(request, actor, queries.rows_of(on))


@program(PROGRAM_BOOK, "GET")
def booking(
    request: CouncilRequest, *, booking_id: UUID, actor: Actor, **_more: Any
) -> HttpResponse:
    """Show a booking that the program made."""
    return _one(request, actor, queries.booking_of_program(booking_id, actor.identifier))


@program(PROGRAM_BOOK, "PUT")
def person(
    request: CouncilRequest, *, booking_id: UUID, actor: Actor, now: datetime
) -> HttpResponse:
    """Write down whom a hold or a booking is for."""
    row, body = _mine(request, actor, booking_id, "person")
    asking.require_a_person(body)

    def act() -> Sequence[UUID]:
        details = Details(**{"language": row.language, "is_video": row.is_video, **body})
        done = actions.fill_in_booking(actor=actor, booking_id=row.id, details=details, now=now)
        return [done.pk]

    return _write(request, actor, body, act, now=now)


@program(PROGRAM_BOOK, "POST")
def confirmation(
    request: CouncilRequest, *, booking_id: UUID, actor: Actor, now: datetime
) -> HttpResponse:
    """Promise a time that is held."""
    row, body = _mine(request, actor, booking_id, "confirmation")
    if not row.name:
        said = "Say first whom it is for."
        raise Refused(HTTPStatus.CONFLICT, said, more={"code": "nobody"})

    if row.has_open_questions:
        said = "The person answers its questions first, at its page."
        raise Refused(HTTPStatus.CONFLICT, said, more={"code": "questions-open"})

    def act() -> Sequence[UUID]:
        return [actions.confirm_booking(actor=actor, booking_id=row.id, now=now).pk]

    return _write(request, actor, body, act, now=now)


@program(PROGRAM_BOOK, "POST")
def move(request: CouncilRequest, *, booking_id: UUID, actor: Actor, now: datetime) -> HttpResponse:
    """Move a booking to another time or place."""
    row, body = _mine(request, actor, booking_id, "move")
    starts_at = asking.start_of(body, ZoneInfo(request.council.time_zone))
    site_id = asking.sought({"place": body.get("place")}, queries.sites()).site_id

    def act() -> Sequence[UUID]:
        moved = actions.move_booking(
            actor=actor,
            booking_id=row.id,
            starts_at=starts_at,
            site_id=site_id,
            version=body.get("version"),
            now=now,
        )
        return [moved.pk]

    return _write(request, actor, body, act, now=now)


@program(PROGRAM_BOOK, "POST")
def cancellation(
    request: CouncilRequest, *, booking_id: UUID, actor: Actor, now: datetime
) -> HttpResponse:
    """Call a booking off, or give a hold back."""
    row, body = _mine(request, actor, booking_id, "cancellation")

    def act() -> Sequence[UUID]:
        if row.status in {Status.HELD, Status.EXPIRED, Status.RELEASED}:
            return [actions.release_hold(actor=actor, booking_id=row.id, now=now).pk]
        done = actions.cancel_booking(
            actor=actor, booking_id=row.id, version=body.get("version"), now=now
        )
        return [done.pk]

    return _write(request, actor, body, act, now=now)


def _hold(request: CouncilRequest, actor: Actor, *, now: datetime) -> HttpResponse:
    body = body_of(request, body_shape("hold"))
    if not request.headers.get("Idempotency-Key"):
        said = "Give the header Idempotency-Key, so that no time is held twice."
        raise Refused(HTTPStatus.BAD_REQUEST, said, more={"code": "no-idempotency-key"})
    offered = _offered(body["activity"])
    starts_at = asking.start_of(body, ZoneInfo(request.council.time_zone))
    wish = asking.sought(body, queries.sites(), is_body=True)
    language = body.get("language", request.council.languages[0])
    if language not in request.council.languages:
        language = request.council.languages[0]

    wanted = actions.Request(
        party_size=wish.party_size,
        site_id=wish.site_id,
        features=wish.features,
        near=wish.near,
        channel="partner",
        language=language,
    )
    what: dict[str, Any] = {"actor": actor, "activity_id": offered.id, "starts_at": starts_at}
    how_many, in_a_row = body.get("how_many", 1), body.get("in_a_row", False)
    asks = questions_of(offered.form_key, offered.key, council_id=request.council.id)

    def act() -> Sequence[UUID]:
        if asks is not None:
            if how_many > 1:
                raise NotBookable("Its form asks about one at a time.")
            return [actions.hold_and_ask(**what, request=wanted, now=now).held.booking.pk]
        held = actions.book_group(
            **what, how_many=how_many, in_a_row=in_a_row, request=wanted, now=now
        )
        return [one.booking.pk for one in held]

    return _write(request, actor, body, act, now=now, status=HTTPStatus.CREATED, is_list=True)


def _write(
    request: CouncilRequest,
    actor: Actor,
    body: Json,
    act: Callable[[], Sequence[UUID]],
    *,
    now: datetime,
    status: HTTPStatus = HTTPStatus.OK,
    is_list: bool = False,
) -> HttpResponse:
    """Do something once, and answer with what became of the bookings."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > _LONGEST_KEY:
        said = f"An Idempotency-Key has {_LONGEST_KEY} characters or fewer."
        raise Refused(HTTPStatus.BAD_REQUEST, said, more={"code": "no-idempotency-key"})
    asked = f"{request.method} {request.path} {sorted(body.items())!r}"
    done = do_once(
        actor=actor, council_id=request.council.id, repeat_key=key, asked=asked, act=act, now=now
    )
    mine = queries.bookings_of_program(actor.identifier).filter(pk__in=done.ids)
    rows = queries.rows_of(mine.order_by("starts_at", "number"))
    response = (
        _told(request, actor, rows, status) if is_list else _one(request, actor, rows[0], status)
    )
    if done.is_repeated:
        response["Idempotency-Replayed"] = "true"
    return response


def _mine(
    request: CouncilRequest, actor: Actor, booking_id: UUID, shape: str
) -> tuple[BookingRow, Json]:
    row = queries.booking_of_program(booking_id, actor.identifier)
    return row, body_of(request, body_shape(shape))


def _offered(key: str) -> ActivityRow:
    offered = queries.activity_by_key(key)
    if offered.audience not in _PUBLIC:
        raise NotFound("There is nothing of this name to book.")
    return offered


def _telling(request: CouncilRequest, actor: Actor | None = None) -> Telling:
    return Telling(
        council=request.council,
        places={one.id: one.key for one in queries.sites()},
        with_people=actor is not None and actor.may(PROGRAM_PEOPLE, request.council.id),
    )


def _told(
    request: CouncilRequest,
    actor: Actor,
    rows: Sequence[BookingRow],
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    return _answer({"bookings": _telling(request, actor).bookings(rows)}, status)


def _one(
    request: CouncilRequest, actor: Actor, row: BookingRow, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return _answer(_telling(request, actor).bookings([row])[0], status)


def _answer(body: Json, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return JsonResponse(
        body,
        status=status.value,
        headers={"Cache-Control": "no-store"},
        json_dumps_params={"ensure_ascii": False},
    )
