"""When a site's queue gives out tickets: while the site is open, by its hours and closures."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from moothall.bookings.models import Activity, Closure, OpeningException, OpeningRule
from moothall.bookings.models.opening import RuleKind
from moothall.bookings.slots.cells import CELLS_A_DAY, GRAIN, Timeline
from moothall.bookings.slots.facts import Facts, Hours, Otherwise, OwnHours, Shut
from moothall.bookings.slots.hours import Openings
from moothall.bookings.slots.local_time import day_begins, local_of
from moothall.councils.queries import bank_holidays, council_by_id
from moothall.kernel.scope import current_council_id


@dataclass(frozen=True, kw_only=True)
class SiteHours:
    """Whether a site is open now, and from when until when it is today."""

    is_open: bool
    today: tuple[tuple[time, time], ...]


def hours_of_site(site_id: UUID, *, now: datetime) -> SiteHours:
    """Return a site's hours of today; three queries. One that says none is always open."""
    council = council_by_id(current_council_id())
    zone = ZoneInfo(council.time_zone)
    today = local_of(now, zone)[0]
    timeline = Timeline(today, today)
    facts = Facts(
        activity=Activity(),
        zone=council.time_zone,
        now=now,
        bank_holidays=bank_holidays(council.nation),
        needs=(),
        resources=(),
        sites={},
        hours=_hours(site_id, timeline),
        closures=_closures(site_id, timeline),
        taken={},
        sessions=(),
    )
    line = Openings(facts, timeline).of_site(site_id)
    first = timeline.up(day_begins(today, zone))
    edges = np.flatnonzero(np.diff(np.pad(line[first : first + CELLS_A_DAY], 1).astype(np.int8)))
    moments = [local_of(timeline.moment(first) + int(edge) * GRAIN, zone)[1] for edge in edges]
    return SiteHours(
        is_open=bool(line[timeline.down(now)]),
        today=tuple(zip(moments[::2], moments[1::2], strict=True)),
    )


def _hours(site_id: UUID, timeline: Timeline) -> dict[UUID, OwnHours]:
    rules = tuple(
        Hours(
            weekdays=tuple(one.weekdays),
            opens=one.opens,
            closes=one.closes,
            valid_from=one.valid_from,
            valid_until=one.valid_until,
            is_break=one.kind == RuleKind.BREAK,
            on_bank_holidays=one.on_bank_holidays,
        )
        for one in OpeningRule.objects.filter(site_id=site_id)
    )
    odd = tuple(
        Otherwise(one.day_on, one.opens, one.closes)
        for one in OpeningException.objects.filter(
            site_id=site_id, day_on__in=timeline.days_with_margin()
        )
    )
    return {site_id: OwnHours(rules, odd)} if rules or odd else {}


def _closures(site_id: UUID, timeline: Timeline) -> tuple[Shut, ...]:
    rows = Closure.objects.filter(
        site_id=site_id,
        lifted_at=None,
        ends_at__gt=timeline.begins_at,
        starts_at__lt=timeline.ends_at,
    )
    return tuple(Shut(site_id, None, None, one.starts_at, one.ends_at) for one in rows)
