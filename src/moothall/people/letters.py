"""What this app needs of one above it: somebody who sends a council's messages to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol
from uuid import UUID

from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message to a person about their record; `about_id` is the person's."""

    council_id: int
    template: str
    channel: str
    to: str
    language: str
    context: Mapping[str, str]
    dedupe_key: str
    about_id: UUID
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a person must be told, by whichever channel reaches them as they prefer."""

    council_id: int
    template: str
    person_id: UUID
    context: Mapping[str, str]
    dedupe_key: str
    now: datetime


class Messenger(Protocol):
    """Whoever takes a council's messages to people."""

    key: ClassVar[str]

    def can_reach_by(self, council_id: int, channel: str, /) -> bool:
        """Tell whether the council sends messages in this channel (email, text) at all."""

    def send(self, letter: Letter, /) -> None:
        """Have a message sent; only rows are written, in the caller's transaction."""

    def tell(self, notice: Notice, /) -> None:
        """
        Tell a person, in their language and format; only rows are written.

        Who left neither address nor number is not told.
        """


messengers: Registry[Messenger] = Registry("messenger")


def send(letter: Letter) -> None:
    """Give a message to whoever takes them."""
    for messenger in messengers:
        messenger.send(letter)


def tell(notice: Notice) -> None:
    """Have a person told of something."""
    for messenger in messengers:
        messenger.tell(notice)


def can_reach_by(council_id: int, channel: str) -> bool:
    """Tell whether some messenger takes this channel's messages."""
    return any(one.can_reach_by(council_id, channel) for one in messengers)
