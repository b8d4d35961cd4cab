"""Giving a booking its room, and showing the way in to those invited when it is time."""

from datetime import datetime, timedelta
from uuid import UUID

from moothall.bookings.models import Booking, VideoChoice, VideoRoom
from moothall.bookings.secrets_of_bookings import digest_of, new_secret
from moothall.bookings.video.ports import RoomWanted, VideoProvider, video_providers
from moothall.bookings.workflow import Status
from moothall.kernel.insert_once import insert_once
from moothall.kernel.options import Options

#: So long before it begins the way in is shown.
OPENS_BEFORE = timedelta(minutes=10)
USUAL_PROVIDER = "own_rooms"


def give_room(booking: Booking, *, now: datetime) -> None:
    """
    Give a video call its room; one that has one keeps it, wherever it is moved.

    The provider is asked outside any transaction, since it may be a company far away.
    """
    if not booking.is_video or VideoRoom.objects.filter(booking_id=booking.pk).exists():
        return
    provider, options = chosen_by(booking.council_id)
    wanted = RoomWanted(
        booking_id=booking.pk,
        unguessable=new_secret(),
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
    )
    room = VideoRoom(
        council_id=booking.council_id,
        booking_id=booking.pk,
        provider=provider.key,
        address=provider.room_for(wanted, options),
        made_at=now,
    )
    insert_once(room, unique=("council", "booking"))


def chosen_by(council_id: int) -> tuple[VideoProvider, Options]:
    """Return who gives a council's calls their rooms, and how; rooms of one's own by default."""
    choice = VideoChoice.objects.filter(council_id=council_id).first()
    provider = video_providers.get(choice.provider if choice else USUAL_PROVIDER)
    return provider, provider.options.read(choice.options if choice else {})


def way_in(secret: str, *, now: datetime) -> str:
    """
    Return the address of the room to whoever is invited, from ten minutes before until the end.

    The answer is the same empty one for a wrong secret, a booking called off and a call that is
    not yet: it tells nobody whether there is one.
    """
    booking = Booking.objects.filter(secret_digest=digest_of(secret)).first()
    return "" if booking is None else way_into(booking, now=now)


def way_in_of(booking_id: UUID, *, now: datetime) -> str:
    """Return the same to whoever was shown to be the booking's own person."""
    booking = Booking.objects.filter(pk=booking_id).first()
    return "" if booking is None else way_into(booking, now=now)


def way_into(booking: Booking, *, now: datetime) -> str:
    """Return the address of the room of a booking, for those who may see the booking."""
    is_time = booking.starts_at - OPENS_BEFORE <= now < booking.ends_at
    if not is_time or not booking.is_video or booking.status != Status.CONFIRMED:
        return ""
    room = VideoRoom.objects.filter(booking_id=booking.pk).first()
    return room.address if room else ""
