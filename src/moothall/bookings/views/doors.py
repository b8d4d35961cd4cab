"""The ways to bookings: as anybody, by a booking's link, or signed in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from moothall.bookings import policies, queries
from moothall.bookings.rows import BookingRow, in_language
from moothall.bookings.views.times_in_words import clock_words, day_words, moment_words
from moothall.councils.requests import CouncilRequest
from moothall.kernel.actors import Actor, anonymous_resident
from moothall.kernel.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Door:
    """Who stands before the diary, and where its pages are."""

    namespace: str
    template: str
    actor: Actor
    language: str
    person_id: UUID | None = None

    def url(self, name: str, **parts: Any) -> str:
        """Return the address of a page that is about no booking, such as `book-day`."""
        return reverse(f"{self.namespace}:{name}", kwargs=parts)

    @property
    def is_of_bookings(self) -> bool:
        """Tell whether this is the way to somebody's bookings, whose address may be their key."""
        return False

    @property
    def audiences(self) -> tuple[str, ...]:
        """Return for whom the activities are that may be booked here."""
        return ("public",) if self.person_id is None else ("public", "account")


@dataclass(frozen=True, kw_only=True)
class BookingDoor(Door):
    """Somebody before one booking: with its secret, or since it is theirs."""

    row: BookingRow
    secret: str = ""
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def is_of_bookings(self) -> bool:
        """Tell that it is."""
        return True

    def page(self, name: str = "", **parts: Any) -> str:
        """Return the address of a page of this booking, such as `cancel`."""
        return self.url(f"booking-{name}" if name else "booking", **self.known, **parts)


def public_door(request: CouncilRequest) -> Door:
    """Return anybody's way."""
    return Door(
        namespace="public",
        template="public/base.html",
        actor=anonymous_resident(),
        language=request.LANGUAGE_CODE,
    )


def account_door(request: CouncilRequest) -> Door:
    """Return the way of whoever is signed in, for themselves or whom they act for."""
    return Door(
        namespace="account",
        template="surfaces/account/base.html",
        actor=request.actor,
        language=request.LANGUAGE_CODE,
        person_id=UUID(request.actor.subject),
    )


def door_of_secret(request: CouncilRequest, secret: str) -> BookingDoor:
    """
    Return the way of whoever has a booking's link.

    :raises NotFound: if there is no such booking
    """
    row = queries.booking_by_secret(secret)
    return BookingDoor(
        **vars(public_door(request)), row=row, secret=secret, known={"secret": secret}
    )


def door_of_booking(request: CouncilRequest, booking_id: UUID) -> BookingDoor:
    """
    Return the way to a booking of whoever is signed in.

    :raises NotFound: whether there is none or it is another's
    """
    row = queries.booking(booking_id)
    own = row.person_id is not None and policies.is_own(
        request.actor, row.person_id, request.council.id
    )
    if not own:
        raise NotFound("There is no such booking.")
    return BookingDoor(**vars(account_door(request)), row=row, known={"booking_id": booking_id})


def page(
    request: CouncilRequest, template: str, door: Door, values: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Return a page that nobody else keeps: what is free changes, and a booking is somebody's."""
    said: Callable[..., str] = lambda words: in_language(words, door.language)  # noqa: E731
    frame = {
        "base": door.template,
        "door": door,
        "said": said,
        "time_zone": request.council.time_zone,
        "day_name": day_words,
        "clock_of": clock_words,
        "moment_of": moment_words,
    }
    response = render(request, f"bookings/{template}.html", {**frame, **values}, status=status)
    is_somebodys = door.is_of_bookings
    response["Cache-Control"] = "no-store" if is_somebodys else "private, no-cache"
    if is_somebodys:
        response["Referrer-Policy"] = "same-origin"  # its address is the key to the booking
    return response
