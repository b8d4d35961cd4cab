"""What a calendar elsewhere must do: take our entries, and say when its owner is busy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from moothall.kernel.errors import MoothallError


class CalendarUnreachable(MoothallError):
    """The calendar could not be read or written; the message says why, in words for staff."""


@dataclass(frozen=True)
class Busy:
    """A stretch in which a calendar's owner is busy, by the calendar's own name for it."""

    uid: str
    starts_at: datetime
    ends_at: datetime


class CalendarServer(Protocol):
    """One calendar on its server; no transaction is open while it is called."""

    def write(self, uid: str, content: bytes, /) -> None:
        """
        Write an entry, new or in place of what it was.

        :raises CalendarUnreachable: if it could not
        """

    def take_out(self, uid: str, /) -> None:
        """
        Take an entry out; one that is not there is well.

        :raises CalendarUnreachable: if it could not
        """

    def busy(self, begins: datetime, ends: datetime, zone: tzinfo, /) -> Sequence[Busy]:
        """
        Return when its owner is busy; whole days and times without a zone are in `zone`.

        :raises CalendarUnreachable: if it could not
        """
