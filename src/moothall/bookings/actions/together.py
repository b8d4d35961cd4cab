"""Booking several at once: a family at one hour, or one after the other, and every Tuesday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from moothall.bookings.actions.holding import Held, Request, activity_to_book, hold_several
from moothall.bookings.errors import NoSuchTime, NotOpen, SlotTaken, TooManyBookings
from moothall.bookings.models import Activity, Series
from moothall.bookings.slots.local_time import local_of, moment_of
from moothall.bookings.slots.recurring import days_of_series
from moothall.bookings.slots.together import pace_of
from moothall.councils.queries import council_by_id
from moothall.kernel.actors import Actor, ActorKind
from moothall.kernel.ids import new_id

#: More at once is a matter for staff, week by week.
MOST_AT_ONCE = 60


@dataclass(frozen=True)
class Refused:
    """A time of a series that could not be had, with what is free near it."""

    starts_at: datetime | None
    reason: SlotTaken | NotOpen | NoSuchTime


@dataclass(frozen=True)
class SeriesHeld:
    """A series with its holds, and the times that were left out."""

    series: Series
    held: tuple[Held, ...]
    refused: tuple[Refused, ...]


@transaction.atomic
def book_group(
    *,
    actor: Actor,
    activity_id: UUID,
    starts_at: datetime,
    how_many: int,
    now: datetime,
    in_a_row: bool = False,
    request: Request | None = None,
) -> list[Held]:
    """
    Hold several times for people who come together, all or none; they share a `group_id`.

    At one hour each is served by somebody else; in a row they follow each other by the activity's
    steps. Each has its own secret and is filled in and confirmed by itself. Raises as `hold_slot`
    does.

    :raises TooManyBookings: if residents may not book so many at once
    """
    activity = activity_to_book(actor, activity_id, request or Request())
    _require_not_too_many(actor, how_many, activity.together_most)
    starts = [starts_at] * how_many
    if in_a_row:
        starts = [starts_at + number * pace_of(activity) for number in range(how_many)]
    return hold_several(
        actor=actor,
        activity_id=activity_id,
        starts=starts,
        now=now,
        request=request,
        group_id=new_id(),
    )


@transaction.atomic
def book_series(
    *,
    actor: Actor,
    activity_id: UUID,
    starts_at: datetime,
    times: int,
    now: datetime,
    every_weeks: int = 1,
    leave_out_taken: bool = False,
    request: Request | None = None,
) -> SeriesHeld:
    """
    Hold the same hour of the local clock each so many weeks.

    It is all or none, unless what cannot be had is to be left out. A time that does not exist or
    exists twice on some day cannot be had. Raises as `hold_slot` does.

    :raises NoSuchTime: if one of the times is no one moment
    """
    activity = activity_to_book(actor, activity_id, request or Request())
    _require_not_too_many(actor, times, activity.series_most)
    series = Series(
        council_id=activity.council_id, activity=activity, every_weeks=every_weeks, made_at=now
    )
    series.save(force_insert=True)
    starts, refused = _recurring(activity, starts_at, times, every_weeks, leave_out=leave_out_taken)
    held: list[Held] = []
    while starts:
        try:
            with transaction.atomic():
                held = hold_several(
                    actor=actor,
                    activity_id=activity_id,
                    starts=starts,
                    now=now,
                    request=request,
                    series_id=series.pk,
                )
            break
        except (SlotTaken, NotOpen) as reason:
            if not leave_out_taken or reason.wanted is None:
                raise
            refused.append(Refused(reason.wanted, reason))
            starts = [one for one in starts if one != reason.wanted]
    return SeriesHeld(series, tuple(held), tuple(refused))


@transaction.atomic
def book_dates(
    *,
    actor: Actor,
    activity_id: UUID,
    starts: Sequence[datetime],
    now: datetime,
    every_weeks: int = 1,
    request: Request | None = None,
) -> SeriesHeld:
    """
    Hold the times that somebody chose for a series, all or none; some may be at another hour.

    Raises as `hold_slot` does: `wanted` of the refusal says which time cannot be had.

    :raises TooManyBookings: if residents may not book so many at once
    """
    activity = activity_to_book(actor, activity_id, request or Request())
    _require_not_too_many(actor, len(starts), activity.series_most)
    series = Series(
        council_id=activity.council_id, activity=activity, every_weeks=every_weeks, made_at=now
    )
    series.save(force_insert=True)
    held = hold_several(
        actor=actor,
        activity_id=activity_id,
        starts=starts,
        now=now,
        request=request,
        series_id=series.pk,
    )
    made_before = held[0].booking.series_id
    if made_before is not None and made_before != series.pk:  # the button was pressed before
        series.delete()
        series = Series.objects.get(pk=made_before)
    return SeriesHeld(series, tuple(held), ())


def _recurring(
    activity: Activity, starts_at: datetime, times: int, every_weeks: int, *, leave_out: bool
) -> tuple[list[datetime], list[Refused]]:
    zone = ZoneInfo(council_by_id(activity.council_id).time_zone)
    day, clock = local_of(starts_at, zone)
    starts: list[datetime] = []
    refused: list[Refused] = []
    for on in days_of_series(day, every_weeks, times):
        try:
            starts.append(moment_of(on, clock, zone))
        except NoSuchTime as reason:
            if not leave_out:
                raise
            refused.append(Refused(None, reason))
    return starts, refused


def _require_not_too_many(actor: Actor, how_many: int, most: int) -> None:
    """Let residents and programs book as many as the activity says, and staff what is feasible."""
    if actor.kind in {ActorKind.STAFF, ActorKind.SYSTEM}:
        most = MOST_AT_ONCE
    if not 1 <= how_many <= min(most, MOST_AT_ONCE):
        raise TooManyBookings("So many cannot be booked at once.")
