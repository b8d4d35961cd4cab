"""Which bookings lie outside hours that somebody is about to set, and which times to shut then."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from moothall.bookings.actions.closing import Shuttable, affected_by
from moothall.bookings.models import Booking, Closure, Resource
from moothall.bookings.opening.queries import said_hours
from moothall.bookings.opening.said import Said
from moothall.bookings.rows import Words
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.expanding import Expansion, Line
from moothall.bookings.slots.local_time import local_of
from moothall.bookings.workflow import Status
from moothall.councils.queries import bank_holidays, council_by_id

#: Nobody books further ahead than this.
_AHEAD = timedelta(days=366 * 5)
_MOST_SHOWN = 50

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class OutsideRow:
    """A booking that is outside."""

    id: UUID
    reference: str
    name: str
    activity_name: Words
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class Outside:
    """How many bookings lie outside, the first of them, and the stretches that shut them all."""

    count: int
    bookings: tuple[OutsideRow, ...]
    stretches: tuple[Stretch, ...]


_NONE = Outside(count=0, bookings=(), stretches=())


def outside(owner: Shuttable, said: Said, *, now: datetime, before: Said | None) -> Outside:
    """
    Return what is booked ahead that these hours do not let in; a constant number of queries.

    What lay outside the hours `before` already is left out; nothing is, without them.
    """
    bookings = list(
        affected_by(
            Closure(
                council_id=owner.council_id,
                starts_at=now,
                ends_at=now + _AHEAD,
                **{f"{owner._meta.model_name}_id": owner.pk},
            )
        )
        .filter(status=Status.CONFIRMED, closure__isnull=True)
        .select_related("activity")
        .order_by("starts_at", "number")
    )
    if not bookings:
        return _NONE
    council = council_by_id(owner.council_id)
    zone = ZoneInfo(council.time_zone)
    timeline = Timeline(_day(bookings[0].starts_at, zone), _day(_last(bookings), zone))
    expansion = Expansion(timeline, zone, bank_holidays(council.nation))
    site = _site_of(owner)
    shut = ~_line(expansion, owner, said, site)
    was_shut = ~_line(expansion, owner, before, site) if before is not None else None
    found, cells = [], np.zeros(timeline.size, dtype=np.bool_)
    for one in bookings:
        span = expansion.between(max(one.starts_at, now), one.ends_at)
        is_new = was_shut is None or not was_shut[span].any()
        if shut[span].any() and is_new:
            found.append(one)
            cells[span] |= shut[span]
    return Outside(
        count=len(found),
        bookings=tuple(
            OutsideRow(
                id=one.pk,
                reference=one.reference,
                name=one.name,
                activity_name=one.activity.name,
                starts_at=one.starts_at,
            )
            for one in found[:_MOST_SHOWN]
        ),
        stretches=_stretches(timeline, cells),
    )


def _line(expansion: Expansion, owner: Shuttable, said: Said, site: Said) -> Line:
    """Return when an owner's own hours are open; a resource without any keeps its site's."""
    own = said.own
    if not isinstance(owner, Resource) or own.says_when_open:
        return expansion.said(own)
    line: Line = expansion.open(site.own) & expansion.not_shut(own)
    return line


def _site_of(owner: Shuttable) -> Said:
    if isinstance(owner, Resource) and owner.site is not None:
        return said_hours(owner.site)
    return Said()


def _stretches(timeline: Timeline, cells: Line) -> tuple[Stretch, ...]:
    """Return runs of cells as moments."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], cells, [False])).astype(np.int8)))
    return tuple(
        (timeline.moment(int(begin)), timeline.moment(int(end)))
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
    )


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return local_of(moment, zone)[0]


def _last(bookings: list[Booking]) -> datetime:
    return max(one.ends_at for one in bookings)
