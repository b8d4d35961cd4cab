"""
All that the page of a person gathers, in a fixed number of queries.

Each part is read only for whoever may see it: for others it is neither shown nor counted.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from moothall.bookings.policies import can_view_diary
from moothall.bookings.staff_words import STATUSES, said
from moothall.bookings.story import BookedRow
from moothall.bookings.words import moment_words
from moothall.councils.rows import CouncilRow
from moothall.eforms.story import Begun, begun_by
from moothall.payments.policies import VIEW as SEE_PAYMENTS
from moothall.people.overview import Overview, overview_of
from moothall.people.policies import ASSIST
from moothall.people.rows import PersonRow
from moothall.places.queries import address
from moothall.places.rows import AddressRow
from moothall.surfaces.workspace.acting import Acting, StaffRequest
from moothall.surfaces.workspace.payment_forms import STATE_WORDS
from moothall.surfaces.workspace.person_story import FIRST, Story, gathered, story_from

MOST_PAID = 5
#: What happens at this very moment is shown, too.
_AN_INSTANT = timedelta(microseconds=1)
MOST_BOOKED = 10


@dataclass(frozen=True)
class BookingLine:
    """One booking as a person's page lists it."""

    href: str
    what: str
    when: str
    state: str
    is_shut: bool


@dataclass(frozen=True)
class PaidLine:
    """One payment as a person's page lists it."""

    href: str
    reference: str
    description: str
    pence: int
    state: str
    at: datetime


@dataclass(frozen=True)
class Whole:
    """Everything beside name and cases; what may not be seen is none."""

    overview: Overview
    home: AddressRow | None
    story: Story
    bookings: list[BookingLine] | None
    payments: list[PaidLine] | None
    begun: Begun | None


def whole_of(request: StaffRequest, person: PersonRow, here: Acting, now: datetime) -> Whole:
    """Return it; eight queries at most, whatever there is."""
    actor, council = request.actor, here.council(person.council_id)
    overview = overview_of(
        actor, person.id, council_id=council.id, is_withheld=person.is_withheld, now=now
    )
    found = gathered(actor, person, council.id, before=now + _AN_INSTANT, limit=FIRST + 1)
    may_book = can_view_diary(actor, council.id) and not person.is_withheld
    may_pay = actor.may(SEE_PAYMENTS, council.id)
    may_help = actor.may(ASSIST, council.id)
    return Whole(
        overview=overview,
        home=address(overview.uprn) if overview.uprn is not None else None,
        story=story_from(found, actor, here, council, limit=FIRST),
        bookings=_bookings(found.booked, council, now) if may_book else None,
        payments=[
            PaidLine(
                href=here.address("workspace:payment", one.id),
                reference=one.reference,
                description=one.description,
                pence=one.pence,
                state=str(STATE_WORDS[one.state][0]),  # type: ignore[index]
                at=one.at,
            )
            for one in found.paid[:MOST_PAID]
        ]
        if may_pay
        else None,
        begun=begun_by(person.id, council_id=council.id, now=now) if may_help else None,
    )


def _bookings(rows: list[BookedRow], council: CouncilRow, now: datetime) -> list[BookingLine]:
    """Return what lies ahead, the next first, then what is past or off, the last first."""
    is_ahead = {one.id: one.ends_at > now and one.status in {"confirmed", "attended"}
                for one in rows}  # fmt: skip
    ahead = sorted((one for one in rows if is_ahead[one.id]), key=lambda one: one.starts_at)
    past = sorted(
        (one for one in rows if not is_ahead[one.id]), key=lambda one: one.starts_at, reverse=True
    )
    return [
        BookingLine(
            href=reverse("workspace:diary-booking", args=[council.slug, one.id]),
            what=said(one.what),
            when=moment_words(one.starts_at),
            state=str(STATUSES[one.status]),
            is_shut=one.is_shut,
        )
        for one in (*ahead, *past)
    ]
