"""What a provider of video calls must do: give a room for a booking."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.options import Options
from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class RoomWanted:
    """
    A booking that wants a room, and nothing of whom it is for.

    `unguessable` is a name that nobody can make up, for providers that let one choose it.
    """

    booking_id: UUID
    unguessable: str
    starts_at: datetime
    ends_at: datetime


class VideoProvider(Protocol):
    """Somebody who has rooms for video calls."""

    key: ClassVar[str]
    options: ClassVar[type[Options]]

    def room_for(self, wanted: RoomWanted, options: Options, /) -> str:
        """
        Return the address of a room of its own for a booking, that nobody can guess.

        :raises Retry: if the provider does not answer
        :raises GiveUp: if it refuses, so that the job stays and is seen
        """


video_providers: Registry[VideoProvider] = Registry("provider of video calls")
