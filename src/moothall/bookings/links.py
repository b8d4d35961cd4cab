"""The addresses that messages and calendar files lead to."""

from uuid import UUID

from django.conf import settings

from moothall.bookings.models import Booking
from moothall.bookings.secrets_of_bookings import secret_of, secret_of_set
from moothall.councils.rows import CouncilRow


def booking_address(council: CouncilRow, booking: Booking, language: str) -> str:
    """Return where whoever has the message looks at a booking, moves it and cancels it."""
    secret = secret_of(booking.pk, bytes(booking.secret_digest))
    return f"{council.url}{_prefix(language)}/booking/{secret}/"


def set_address(council: CouncilRow, set_id: UUID, language: str) -> str:
    """Return where whoever has the message looks at all that was booked at once."""
    return f"{council.url}{_prefix(language)}/bookings-together/{secret_of_set(set_id)}/"


def call_address(council: CouncilRow, booking: Booking, language: str) -> str:
    """Return the page that shows the way into a video call, shortly before it begins."""
    secret = secret_of(booking.pk, bytes(booking.secret_digest))
    return f"{council.url}{_prefix(language)}/video-call/{secret}/"


def again_address(council: CouncilRow, key: str, language: str) -> str:
    """Return where an activity is booked."""
    return f"{council.url}{_prefix(language)}/book/{key}/"


def move_address(council: CouncilRow, booking: Booking, slot_key: str, language: str) -> str:
    """Return the page that shows a booking's new time, where one press moves it there."""
    return f"{booking_address(council, booking, language)}move/{slot_key}/"


def place_address(council: CouncilRow, key: str, language: str) -> str:
    """Return the page that says where a place is, how to get there and what it has."""
    return f"{council.url}{_prefix(language)}/places-to-come/{key}/"


def _prefix(language: str) -> str:
    return "" if language == settings.LANGUAGE_CODE else f"/{language}"
