"""Open311 GeoReport v2, as other people's programs expect it."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.core import exceptions
from django.http import HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError

from moothall.connectors.open311 import asking, receiving, records, shapes
from moothall.connectors.open311.errors import (
    BadRequest,
    Forbidden,
    NotAllowed,
    Open311Error,
    Unknown,
)
from moothall.connectors.open311.questions import OfferedQuestion, questions_offered
from moothall.connectors.open311.rendering import answer, format_of, refusal
from moothall.connectors.open311.updating import note_from
from moothall.councils.queries import service_type, service_types
from moothall.councils.requests import CouncilRequest
from moothall.councils.rows import ServiceTypeRow
from moothall.kernel import clock
from moothall.kernel.access import token
from moothall.kernel.errors import NotFound

View = Callable[..., HttpResponse]

#: Kinds of case that other programs may open and read of.
OFFERED_KIND = "service_request"

#: What reading a form raises that is broken, too large or in another alphabet.
UNREADABLE = (exceptions.BadRequest, exceptions.SuspiciousOperation, MultiPartParserError)


def open311(*methods: str) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let the view answer these methods, and its refusals be in the standard's shape."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @token
        @wraps(view)
        def answered(
            request: CouncilRequest, *args: Any, format_: str, **kwargs: Any
        ) -> HttpResponse:
            if request.method not in methods:
                no = NotAllowed(f"This address answers {' and '.join(methods)} alone.")
                response = refusal(no, format_=format_)
                response["Allow"] = ", ".join(methods)
                return response
            try:
                asking.require_text(request)
                asking.require_jurisdiction(request, request.council)
                return view(request, *args, format_=format_, now=clock.now(), **kwargs)
            except Open311Error as error:
                return refusal(error, format_=format_)
            except UNREADABLE:
                unread = BadRequest("The form cannot be read, or holds more than is taken.")
                return refusal(unread, format_=format_)

        return answered

    return decorate


@open311("GET", "HEAD")
def discovery(request: CouncilRequest, *, format_: str, now: datetime) -> HttpResponse:
    """Say where the endpoint is, what it speaks and whom to ask for a key."""
    document = shapes.discovery(request.council, changed_at=now)
    return answer(document, root="discovery", format_=format_)


@open311("GET", "HEAD")
def services(request: CouncilRequest, *, format_: str, now: datetime) -> HttpResponse:
    """List what can be requested."""
    offered = [row for row in service_types(request.council.id) if row.case_kind == OFFERED_KIND]
    entries = [shapes.service(row, has_metadata=bool(_questions(row))) for row in offered]
    return answer(entries, root="services", format_=format_)


@open311("GET", "HEAD")
def service(request: CouncilRequest, code: str, *, format_: str, now: datetime) -> HttpResponse:
    """Say what else is asked about one service."""
    row = _offered(request, code)
    definition = shapes.definition(row.slug, _questions(row))
    return answer(definition, root="service_definition", format_=format_)


@open311("GET", "HEAD", "POST")
def requests(request: CouncilRequest, *, format_: str, now: datetime) -> HttpResponse:
    """Take a service request, or list those of a span or of some references."""
    if request.method == "POST":
        return _take(request, format_=format_, now=now)
    partner = asking.partner_of(request, request.council, now=now)
    name = partner.identifier if partner else ""
    if asked := _references(request):
        rows = records.requests_by_reference(asked, partner=name)
    else:
        rows = records.requests_between(
            asking.span_of(request, now=now),
            asking.page_of(request),
            partner=name,
            services=_words(request, "service_code"),
            statuses=_statuses(request),
        )
    entries = [shapes.request(row) for row in rows]
    return answer(entries, root="service_requests", format_=format_)


@open311("GET", "HEAD")
def one_request(
    request: CouncilRequest, reference: str, *, format_: str, now: datetime
) -> HttpResponse:
    """Tell of one service request."""
    partner = asking.partner_of(request, request.council, now=now)
    rows = records.requests_by_reference(
        [reference.upper()], partner=partner.identifier if partner else ""
    )
    if not rows:
        raise Unknown("The service_request_id was not found.")
    return answer([shapes.request(rows[0])], root="service_requests", format_=format_)


@open311("GET", "HEAD")
def tokens(request: CouncilRequest, given: str, *, format_: str, now: datetime) -> HttpResponse:
    """
    Tell which request a token became.

    We answer with a reference at once and give out no tokens, so a reference stands for itself.
    """
    partner = asking.require_partner(request, request.council, now=now)
    rows = records.requests_by_reference([given.upper()], partner=partner.identifier)
    if not rows or not rows[0].is_theirs:
        raise Unknown("The token was not found.")
    entry = {"service_request_id": rows[0].reference, "token": given}
    return answer([entry], root="service_requests", format_=format_)


@open311("GET", "HEAD", "POST")
def updates(request: CouncilRequest, *, format_: str, now: datetime) -> HttpResponse:
    """Take a note on a request that the program opened, or list what happened in a span."""
    partner = asking.require_partner(request, request.council, now=now)
    if request.method == "POST":
        entry_id = note_from(partner, request.POST, now=now)
        return answer(
            [{"update_id": str(entry_id)}],
            root="service_request_updates",
            format_=format_,
            status=201,
        )
    rows = records.updates_between(
        asking.span_of(request, now=now),
        asking.page_of(request),
        partner=partner.identifier,
        references=_references(request),
    )
    return answer(shapes.updates(rows), root="service_request_updates", format_=format_)


@token
def nothing(request: CouncilRequest) -> HttpResponse:
    """Say in the standard's shape that there is nothing at this address."""
    return refusal(Unknown("There is nothing at this address."), format_=format_of(request.path))


def _take(request: CouncilRequest, *, format_: str, now: datetime) -> HttpResponse:
    partner = asking.require_partner(request, request.council, now=now)
    if not request.POST.get("service_code"):
        raise BadRequest("service_code is missing.")
    row = _offered(request, request.POST["service_code"])
    posted = receiving.read(request.POST, row, _questions(row))
    case = receiving.receive(
        actor=partner,
        posted=posted,
        idempotency_key=request.headers.get("Idempotency-Key", ""),
        now=now,
    )
    entry = {"service_request_id": case.reference, "service_notice": row.summary, "account_id": ""}
    return answer([entry], root="service_requests", format_=format_, status=201)


def _offered(request: CouncilRequest, code: str) -> ServiceTypeRow:
    try:
        row = service_type(request.council.id, code)
    except NotFound as error:
        raise Unknown("The service_code was not found.") from error
    if row.case_kind != OFFERED_KIND:
        raise Forbidden("This service is not offered here.")
    return row


def _questions(row: ServiceTypeRow) -> list[OfferedQuestion]:
    return questions_offered(row.council_id, row.slug)


def _words(request: CouncilRequest, name: str) -> list[str]:
    return [word.strip() for word in request.GET.get(name, "").split(",") if word.strip()]


def _references(request: CouncilRequest) -> list[str]:
    references = [word.upper() for word in _words(request, "service_request_id")]
    if len(references) > asking.LARGEST_PAGE:
        raise BadRequest(f"Ask for {asking.LARGEST_PAGE} service_request_ids or fewer at once.")
    return references


def _statuses(request: CouncilRequest) -> list[str]:
    words = [word.lower() for word in _words(request, "status")]
    if wrong := [word for word in words if word not in records.STATUSES]:
        raise BadRequest(f"status must be open or closed, not {', '.join(wrong)[:80]}.")
    return words
