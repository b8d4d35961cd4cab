"""How full the diary is: hours taken as a share of the hours in which resources are open."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Coalesce

from moothall.bookings.figures.outcomes import Key, Of
from moothall.bookings.figures.periods import Days, day_of
from moothall.bookings.models import (
    Activity,
    BusyTime,
    Claim,
    Closure,
    OpeningException,
    OpeningRule,
    Requirement,
    Resource,
)
from moothall.bookings.opening.said import said_of_rows
from moothall.bookings.slots.cells import Timeline
from moothall.bookings.slots.facts import (
    Facts,
    Need,
    OwnHours,
    ResourceFact,
    Shut,
    fact_of,
    need_of,
)
from moothall.bookings.slots.hours import Openings
from moothall.bookings.slots.local_time import day_begins
from moothall.councils.queries import bank_holidays
from moothall.councils.rows import CouncilRow

_CELLS_AN_HOUR = 12
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Filling:
    """Hours open and hours taken."""

    open: float = 0.0
    taken: float = 0.0

    @property
    def share(self) -> float | None:
        """Return which part of the open hours is taken; nothing where it was never open."""
        return self.taken / self.open if self.open else None


def fillings(council: CouncilRow, days: Days, of: Of, *, now: datetime) -> dict[Key, Filling]:
    """
    Return how full resources were, by period and by what figures are of; eight queries at most.

    A site has the hours of its resources. An activity has those of all that may serve in it, which
    others may take too: so its share says how much of that work it is.
    """
    look = _Look(council, days, now)
    opened = look.open_by_resource()
    owners = look.owners_of(of)
    total: defaultdict[Key, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for (begin, resource_id), hours in opened.items():
        for owner in owners(resource_id):
            total[begin, owner][0] += hours
    for begin, resource_id, activity_id, hours in look.taken():
        whose = [activity_id] if of is Of.ACTIVITY else owners(resource_id)
        for owner in whose:
            total[begin, owner][1] += hours
    return {key: Filling(open=one[0], taken=one[1]) for key, one in total.items()}


class _Look:
    """One look at the hours and claims of a council's resources."""

    def __init__(self, council: CouncilRow, days: Days, now: datetime) -> None:
        self._council, self._days, self._now = council, days, now
        self._zone = ZoneInfo(council.time_zone)
        self._begins = day_begins(days.first, self._zone)
        self._ends = day_begins(days.last + _DAY, self._zone)

    @cached_property
    def _resources(self) -> list[Resource]:
        return list(Resource.objects.filter(withdrawn_at=None).order_by("position", "key"))

    @cached_property
    def _facts(self) -> tuple[ResourceFact, ...]:
        return tuple(fact_of(one) for one in self._resources)

    def owners_of(self, of: Of) -> Any:
        """Return a function that names, by resource, whose figures its hours count in."""
        if of is Of.RESOURCE:
            return lambda resource_id: (resource_id,)
        if of is Of.SITE:
            sites = {one.id: one.site_id for one in self._facts}
            return lambda resource_id: (sites.get(resource_id),)
        needs: defaultdict[UUID, list[Need]] = defaultdict(list)
        for one in Requirement.objects.filter(activity__withdrawn_at=None):
            needs[one.activity_id].append(need_of(one))
        serving = {
            fact.id: tuple(
                activity_id
                for activity_id, some in needs.items()
                if any(need.is_met_by(fact) for need in some)
            )
            for fact in self._facts
        }
        return lambda resource_id: serving.get(resource_id, ())

    def open_by_resource(self) -> dict[tuple[date, UUID], float]:
        """Return the open hours of each resource by period; what its own calendar blocks is out."""
        timeline = Timeline(self._days.first, self._days.last)
        facts = Facts(
            activity=Activity(),
            zone=self._council.time_zone,
            now=self._now,
            bank_holidays=bank_holidays(self._council.nation),
            needs=(),
            resources=self._facts,
            sites={},
            hours=_hours(self._days),
            closures=self._closures(),
            taken={},
        )
        lines, row_of = Openings(facts, timeline).of_all()
        busy: defaultdict[UUID, list[BusyTime]] = defaultdict(list)
        for one in BusyTime.objects.filter(ends_at__gt=self._begins, starts_at__lt=self._ends):
            busy[one.resource_id].append(one)
        periods = [
            (
                begin,
                slice(
                    timeline.up(day_begins(first, self._zone)),
                    timeline.up(day_begins(last + _DAY, self._zone)),
                ),
            )
            for begin, first, last in self._days.periods()
        ]
        found: dict[tuple[date, UUID], float] = {}
        for number, fact in enumerate(self._facts):
            line = lines[int(row_of[number])]
            if busy[fact.id]:
                line = line.copy()
                for two in busy[fact.id]:
                    line[timeline.down(two.starts_at) : timeline.up(two.ends_at)] = False
            for begin, cells in periods:
                hours = float(np.count_nonzero(line[cells])) / _CELLS_AN_HOUR
                if hours:
                    found[begin, fact.id] = hours
        return found

    def taken(self) -> Iterable[tuple[date, UUID, UUID, float]]:
        """Return hours taken by period, resource and activity, buffers too; one query."""
        length = ExpressionWrapper(F("ends_at") - F("starts_at"), output_field=DurationField())
        rows = (
            Claim.objects.filter(
                is_active=True,
                lapses_at=None,
                starts_at__gte=self._begins,
                starts_at__lt=self._ends,
            )
            .annotate(
                period=self._days.of_field("starts_at", self._zone),
                activity=Coalesce("booking__activity_id", "session__activity_id"),
            )
            .values("period", "resource_id", "activity")
            .annotate(hours=Sum(length))
            .order_by()
        )
        for one in rows:
            hours = one["hours"] / _HOUR
            yield day_of(one["period"]), one["resource_id"], one["activity"], hours

    def _closures(self) -> tuple[Shut, ...]:
        rows = Closure.objects.filter(
            Q(site__isnull=False) | Q(resource__isnull=False),
            lifted_at=None,
            ends_at__gt=self._begins,
            starts_at__lt=self._ends,
        )
        return tuple(
            Shut(one.site_id, one.resource_id, None, one.starts_at, one.ends_at) for one in rows
        )


def _hours(days: Days) -> Mapping[UUID, OwnHours]:
    """Return the hours of sites and resources; two queries."""
    rules: defaultdict[UUID, list[OpeningRule]] = defaultdict(list)
    for rule in OpeningRule.objects.filter(activity=None):
        rules[rule.owner_id].append(rule)
    odd: defaultdict[UUID, list[OpeningException]] = defaultdict(list)
    between = (days.first - _DAY, days.last + _DAY)
    for day in OpeningException.objects.filter(activity=None, day_on__range=between):
        odd[day.owner_id].append(day)
    return {
        owner: said_of_rows(rules[owner], odd[owner]).own for owner in rules.keys() | odd.keys()
    }
