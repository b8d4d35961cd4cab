"""What this app tells those above it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from moothall.kernel.outbox import Event


@dataclass(frozen=True, kw_only=True)
class BookingConfirmed(Event):
    """A booking is promised; told once for each."""

    name: ClassVar[str] = "bookings.booking-confirmed"
    booking_id: UUID
    activity_id: UUID
    group_id: UUID | None
    series_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class BookingMoved(Event):
    """A booking was moved to another time or place; `version` tells several moves apart."""

    name: ClassVar[str] = "bookings.booking-moved"
    booking_id: UUID
    activity_id: UUID
    version: int
    from_starts_at: datetime
    from_site_id: UUID | None
    #: What was paid for it, and what the cheaper time gives back.
    paid_pence: int = 0
    refund_pence: int = 0


@dataclass(frozen=True, kw_only=True)
class BookingCancelled(Event):
    """
    A booking was called off; so much of what was paid is to be given back, the deposit with it.

    It is owed, so that no second person has to agree, where a closure had shut the time.
    """

    name: ClassVar[str] = "bookings.booking-cancelled"
    booking_id: UUID
    activity_id: UUID
    refund_pence: int
    by_council: bool
    deposit_pence: int = 0
    is_owed: bool = False


@dataclass(frozen=True, kw_only=True)
class BookingAttended(Event):
    """Somebody came."""

    name: ClassVar[str] = "bookings.booking-attended"
    booking_id: UUID
    activity_id: UUID


@dataclass(frozen=True, kw_only=True)
class BookingMissed(Event):
    """Somebody did not come."""

    name: ClassVar[str] = "bookings.booking-missed"
    booking_id: UUID
    activity_id: UUID


@dataclass(frozen=True, kw_only=True)
class BookingShut(Event):
    """A closure shuts the time of a booking, whose person is to be offered another."""

    name: ClassVar[str] = "bookings.booking-shut"
    booking_id: UUID
    closure_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClosureLifted(Event):
    """A closure was lifted before this booking was moved: it takes place after all."""

    name: ClassVar[str] = "bookings.closure-lifted"
    booking_id: UUID
    closure_id: UUID


@dataclass(frozen=True, kw_only=True)
class TimeReopened(Event):
    """A closure was lifted: what it shut may be booked again; told once, whatever was booked."""

    name: ClassVar[str] = "bookings.time-reopened"
    closure_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlaceFreed(Event):
    """A time that was taken is free again, as waiting lists want to know."""

    name: ClassVar[str] = "bookings.place-freed"
    activity_id: UUID
    site_id: UUID | None
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaidInVain(Event):
    """
    Something was paid for a booking in vain, and is to be given back.

    Somebody else has the time by now, or it was given back or called off, or the fee was let off.
    `about_type` and `about_id` are what the payment calls it.
    """

    name: ClassVar[str] = "bookings.paid-in-vain"
    booking_id: UUID
    line_id: UUID
    about_type: str = "bookings.booking"
    about_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class DepositDecided(Event):
    """After a visit a deposit goes back, or is kept, or a part of it is."""

    name: ClassVar[str] = "bookings.deposit-decided"
    booking_id: UUID
    returned_pence: int
    kept_pence: int
