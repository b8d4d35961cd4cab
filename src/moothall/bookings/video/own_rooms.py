"""Rooms on a video server of one's own, such as Jitsi Meet: whoever opens an address is in it."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings

from moothall.bookings.video.ports import RoomWanted
from moothall.kernel.errors import GiveUp
from moothall.kernel.options import Options

_ROOM = "{room}"


@dataclass(frozen=True, kw_only=True)
class OwnRoomsOptions(Options):
    """`address` is where rooms are; without it that of the whole installation counts."""

    address: str = ""


class OwnRooms:
    """Makes addresses, in which `{room}` becomes the room's name."""

    key: ClassVar[str] = "own_rooms"
    options: ClassVar[type[Options]] = OwnRoomsOptions

    def room_for(self, wanted: RoomWanted, options: Options, /) -> str:
        """
        Return the address of a room; the server makes it when somebody comes.

        :raises GiveUp: if no address is set, so that the job stays and is seen
        """
        own = options.address if isinstance(options, OwnRoomsOptions) else ""
        address = own or str(settings.VIDEO_ROOM)
        if _ROOM not in address:
            raise GiveUp("Set MOOTHALL_VIDEO_ROOM to an address with {room} in it.")
        return address.replace(_ROOM, wanted.unguessable)
