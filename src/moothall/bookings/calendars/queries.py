"""Reads of calendars elsewhere, for those who look after them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from moothall.bookings.calendars.owning import names_of
from moothall.bookings.models import PersonCalendar, Resource, StaffCalendar
from moothall.bookings.rows import Words
from moothall.councils.rows import CouncilRow
from moothall.kernel.actors import Actor


@dataclass(frozen=True, kw_only=True)
class JoinedRow:
    """The calendar that an employee keeps elsewhere, and how the last round with it went."""

    address: str
    user_name: str
    secret_name: str
    brought_at: datetime | None
    problem: str
    failing_since: datetime | None


@dataclass(frozen=True, kw_only=True)
class CalendarRow:
    """A resource with its private feed, and the calendar it is joined to."""

    id: UUID
    name: Words
    is_own: bool
    is_open: bool
    joined: JoinedRow | None


def calendars_of_resources(actor: Actor, *, is_all: bool) -> list[CalendarRow]:
    """Return all resources with their calendars, or one's own alone; three queries."""
    names = names_of(actor)
    rows = Resource.objects.filter(withdrawn_at=None).order_by("position", "key")
    if not is_all:
        rows = rows.filter(staff_identifier__in=names).exclude(staff_identifier="")
    joined = {one.resource_id: one for one in StaffCalendar.objects.all()}
    return [_row(one, joined.get(one.pk), names) for one in rows]


def is_person_calendar_open(person_id: UUID) -> bool:
    """Tell whether a person has a feed; one query."""
    return PersonCalendar.objects.filter(person_id=person_id).exists()


def feed_address(council: CouncilRow, whose: str, secret: str, language: str) -> str:
    """Return the address that a calendar program fetches, in a language of the council."""
    path = reverse("booking-calendar", args=[whose, secret])
    asked = f"?language={language}" if language != council.languages[0] else ""
    return f"{council.url}{path}{asked}"


def _row(one: Resource, joined: StaffCalendar | None, names: frozenset[str]) -> CalendarRow:
    return CalendarRow(
        id=one.pk,
        name=one.name,
        is_own=one.staff_identifier in names,
        is_open=one.calendar_digest is not None,
        joined=JoinedRow(
            address=joined.address,
            user_name=joined.user_name,
            secret_name=joined.secret_name,
            brought_at=joined.brought_at,
            problem=joined.problem,
            failing_since=joined.failing_since,
        )
        if joined is not None
        else None,
    )
