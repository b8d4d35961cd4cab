"""Reading what a program asked: whose key, which span, which page, which place."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, QueryDict

from moothall.connectors.open311.errors import BadRequest, Forbidden, TooMany, Unknown
from moothall.connectors.queries import api_key_named_by
from moothall.councils.rows import CouncilRow
from moothall.kernel import rate_limits
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.card_numbers import was_refused

#: The standard's own defaults and limits of a span and of a list.
LONGEST_SPAN = timedelta(days=90)
LARGEST_PAGE = 1000
#: Outside these, reckoning a span leaves the calendar.
YEARS = range(1970, 9999)
#: Farther on than any list reaches, and no farther than a database counts.
LAST_PAGE = 1_000_000

CALLS_A_MINUTE = 600


@dataclass(frozen=True)
class Span:
    """From when to when, both included."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Page:
    """Which page of a list, counted from 1, and how long pages are."""

    number: int
    size: int

    @property
    def rows(self) -> slice:
        """Return the page as a slice."""
        return slice((self.number - 1) * self.size, self.number * self.size)


def values_of(request: HttpRequest) -> QueryDict:
    """Return the form of a POST, else the query."""
    return request.POST if request.method == "POST" else request.GET


def require_text(request: HttpRequest) -> None:
    """
    Let values be text that a database can and may keep.

    :raises BadRequest: naming the first that holds the one character that it cannot, or a card's
        number, which it may not
    """
    for given in (request.GET, request.POST):
        for name, values in given.lists():
            if any("\0" in value for value in (name, *values)):
                raise BadRequest(f"{name.replace(chr(0), '')[:80]} holds a NUL character.")
            if was_refused(values):
                raise BadRequest(f"{name[:80]} holds what looks like a card number.")


def require_jurisdiction(request: HttpRequest, council: CouncilRow) -> None:
    """
    Let the host decide the council; a jurisdiction that is given must be the same.

    :raises Unknown: if it is another's or nobody's
    """
    given = request.GET.get("jurisdiction_id") or values_of(request).get("jurisdiction_id", "")
    if given and given not in {council.slug, council.gss_code, council.hostname}:
        raise Unknown("The jurisdiction_id was not found here.")


def partner_of(request: HttpRequest, council: CouncilRow, *, now: datetime) -> Actor | None:
    """
    Return the program that a key in the query, the form or the header belongs to, if any is given.

    :raises Forbidden: if the key is not one of this council's
    :raises TooMany: if it calls more often than it may
    """
    key = (
        request.headers.get("X-Api-Key")
        or request.GET.get("api_key")
        or values_of(request).get("api_key", "")
    )
    if not key:
        return None
    name = api_key_named_by(key)
    if name is None:
        raise Forbidden("The api_key is not valid here.")
    limit = f"open311:{council.id}:{name}"
    if not rate_limits.allow(limit, limit=CALLS_A_MINUTE, per=timedelta(minutes=1), now=now):
        raise TooMany("This api_key calls too often; wait a minute.")
    return Actor(
        kind=ActorKind.PARTNER,
        identifier=name,
        name=name,
        permissions={council.id: frozenset({"case.edit"})},
    )


def require_partner(request: HttpRequest, council: CouncilRow, *, now: datetime) -> Actor:
    """
    Return the program that asks.

    :raises Forbidden: if it gives no key, or a wrong one
    """
    partner = partner_of(request, council, now=now)
    if partner is None:
        raise Forbidden("An api_key is needed for this.")
    return partner


def span_of(request: HttpRequest, *, now: datetime) -> Span:
    """
    Return the span asked for, the last 90 days if none is, at most 90 from a start without an end.

    :raises BadRequest: if a date cannot be read, or the span is backwards or too long
    """
    start, end = _moment(request, "start_date"), _moment(request, "end_date")
    if end is None:
        end = now if start is None else min(now, start + LONGEST_SPAN)
    if start is None:
        start = end - LONGEST_SPAN
    if start > end:
        raise BadRequest("The start_date is after the end_date.")
    if end - start > LONGEST_SPAN:
        raise BadRequest("A span may be 90 days long; ask for it in parts.")
    return Span(start, end)


def page_of(request: HttpRequest) -> Page:
    """
    Return the page asked for; a program that knows of no pages is given as much as there may be.

    :raises BadRequest: if page or page_size is not a number that can be used
    """
    try:
        number = int(request.GET.get("page", "1"))
        size = int(request.GET.get("page_size", str(LARGEST_PAGE)))
    except ValueError as error:
        raise BadRequest("page and page_size must be whole numbers.") from error
    if number < 1 or not 1 <= size <= LARGEST_PAGE:
        raise BadRequest(f"page must be 1 or more, page_size 1 to {LARGEST_PAGE}.")
    return Page(min(number, LAST_PAGE), size)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    value = request.GET.get(name, "").strip().replace(" ", "+")
    if not value:
        return None
    moment = _read(value)
    if moment is None or moment.year not in YEARS:
        raise BadRequest(f"{name} must be written like 2026-11-22T09:00:00Z.")
    return moment


def _read(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (OverflowError, ValueError):
        return None
