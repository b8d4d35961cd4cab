"""
What a line-of-business system must be able to do, whoever made it.

Adapters live in `systems/<supplier>/`. They are given values and give values back; they never
see a model, a request or the database, and they are called outside every transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from moothall.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class CaseToSend:
    """A case in the words of the receiving system's route."""

    idempotency_key: str
    reference: str
    external_code: str
    description: str
    attributes: Mapping[str, str | Sequence[str]]
    requested_at: datetime
    address: str = ""
    uprn: str = ""
    latitude: float | None = None
    longitude: float | None = None
    easting: float | None = None
    northing: float | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    #: What whoever writes to this person or speaks with them must honour: large_print, braille,
    #: easy_read, audio, bsl or interpreter. The description says the same in words.
    needs: Sequence[str] = ()
    media_urls: Sequence[str] = ()
    #: Of what a form sends to a destination of its own: the whole submission as its published
    #: schema says.
    submission: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """What went over the wire, without secrets, for the attempt's record."""

    request: str = ""
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """
    The system has the case: under its reference or, if that takes it time, under a token.

    With neither it has it too, and calls it nothing.
    """

    reference: str = ""
    token: str = ""
    exchange: Exchange = field(default_factory=Exchange)


@dataclass(frozen=True, kw_only=True)
class StatusUpdate:
    """One thing that happened to a case in the system."""

    update_key: str
    reference: str
    status: str
    description: str
    happened_at: datetime
    raw: str


class NotTaken(Exception):
    """Why an attempt failed; subclasses say whether trying again can help."""

    def __init__(self, problem: str, *, exchange: Exchange | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.exchange = exchange or Exchange()


class TryLater(NotTaken):
    """The system was out of reach or ill, or its answer was lost: it may have the case."""


class Refused(NotTaken):
    """The system understood and said no: trying the same again changes nothing."""


class BackOfficeSystem(Protocol):
    """A line-of-business system, as one council has set it up."""

    @property
    def longest_call(self) -> timedelta:
        """Return how long a call may take at the most before it fails."""

    def send(self, case: CaseToSend, /) -> Accepted:
        """
        Hand the case over; the same idempotency key twice makes one record.

        :raises TryLater: if it is not known that the system refused it
        :raises Refused: if it did
        """

    def reference_for(self, token: str, /) -> str:
        """
        Return the reference that a token became, empty if it has none yet.

        :raises TryLater: if the system cannot be asked
        """

    def updates(self, since: datetime, until: datetime, /) -> Sequence[StatusUpdate]:
        """
        Return what happened in this span, oldest first; may contain what was returned before.

        :raises TryLater: if the system cannot be asked
        """


class Supplier(Protocol):
    """A maker of systems: its key, and how one of its systems is set up from options."""

    key: ClassVar[str]
    label: ClassVar[str]

    def connect(self, options: Mapping[str, Any], /) -> BackOfficeSystem:
        """
        Return the system that these options describe.

        :raises ValueError: naming the option that cannot be used
        """


suppliers: Registry[Supplier] = Registry("supplier of back-office systems")
